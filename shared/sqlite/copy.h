#pragma once
// A copy of a database as it stands at one moment, in a file of its own that needs no log beside it.

#include "shared/base/files.h"
#include "shared/sqlite/database.h"

namespace mektep {

// By SQLite's backup interface, while others may read and write. Fails with store.cannot_open (path) when
// the file cannot be made, store.copy_exists (path) when one is there, store.busy.
// What was begun is removed again by the caller when it fails.
Status copy_database(Database& database, const Path& file);

}  // namespace mektep
