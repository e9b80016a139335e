#pragma once
// What was written here and has not left, read through the views that stand in every replica's file, whatever its
// format: so a program that is too old for the file still gets it out. Reads only; any thread.

#include <map>
#include <string>
#include <vector>

#include "shared/base/files.h"
#include "shared/base/result.h"

namespace mektep::client {

struct UnsentRecord {
  std::string type;
  std::map<std::string, std::string> fields;  // as the view shows them; empty ones are left out
};

// Fails with replica.not_writable, replica.foreign_file (path) when there is no such file, or it is none of ours.
Result<std::vector<UnsentRecord>> read_unsent(const Path& directory);

// The whole file as it is. Fails as above, and as copy_database does.
Status copy_unopened(const Path& directory, const Path& file);

}  // namespace mektep::client
