#pragma once
// How a file of an older format becomes one of ours: numbered steps, forward only, each in a transaction
// with the number it reaches (user_version). Pure apart from the Database it is given.

#include <cstdint>
#include <functional>
#include <span>

#include "shared/sqlite/database.h"

namespace mektep {

struct MigrationStep {
  std::int32_t format;  // What the file has become afterwards: 1, 2, 3 …
  std::function<void(Database&)> run;
};

// Brings the file to the format of the last step; a file without anything in it starts at 0 and becomes
// ours. Fails, the file untouched, with store.newer_format (found, known), with store.foreign_file (found,
// wanted: application ids), with store.busy (path), or with store.older_format (found, known) when the
// connection may only read. What a step throws leaves the file at the format before it.
Status migrate(Database& database, std::int32_t application_id, std::span<const MigrationStep> steps);

}  // namespace mektep
