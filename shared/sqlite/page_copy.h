#pragma once
// The pages of one file in another: a copy of what was committed, as it lies there.

#include "shared/sqlite/database.h"

namespace mektep {

// `to` is open, belongs to nobody else and holds nothing that is worth keeping. Neither is in a transaction.
// A broken machine throws (failure.h), and so does a file that others write at the same time.
void copy_pages(Database& from, Database& to);

}  // namespace mektep
