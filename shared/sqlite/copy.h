#pragma once
// A copy of a database as it stands at one moment, in a file of its own that needs no log beside it.

#include <functional>
#include <optional>
#include <string>

#include "shared/base/files.h"
#include "shared/sqlite/database.h"

namespace mektep {

// By SQLite's backup interface, while others may read and write. Fails with store.cannot_open (path) when
// the file cannot be made, store.copy_exists (path) when one is there, store.busy.
// What was begun is removed again by the caller when it fails.
Status copy_database(Database& database, const Path& file);

// What a copy carries beside the database's own tables: whole files, by name.
struct Beside {
  std::string name;
  Bytes content;
};
// In the table `beside` of a finished copy, in one transaction; with them the copy says that it is one, and
// whole: `application_id` is in its header from then on. `next` gives them one by one, then nothing.
// Fails with store.cannot_open (path).
using NextBeside = std::function<std::optional<Beside>()>;
Status put_beside(const Path& copy, std::int32_t application_id, const NextBeside& next);
// Makes a copy an ordinary database again. Fails with store.cannot_open (path).
Status take_beside_away(const Path& copy, std::int32_t application_id);

}  // namespace mektep
