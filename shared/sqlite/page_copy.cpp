#include "shared/sqlite/page_copy.h"

#include <sqlite3.h>

#include <cassert>

#include "shared/sqlite/failure.h"

namespace mektep {

void copy_pages(Database& from, Database& to) {
  from.require_usable();
  to.require_usable();
  assert(!from.in_transaction() && !to.in_transaction() && !to.read_only());
  auto* backup = sqlite3_backup_init(to.connection_, "main", from.connection_, "main");
  if (backup == nullptr) to.fail(sqlite3_errcode(to.connection_));
  constexpr int all_pages = -1;
  const int stepped = sqlite3_backup_step(backup, all_pages);
  sqlite3_backup_finish(backup);
  if (stepped != SQLITE_DONE) to.fail(stepped);
}

}  // namespace mektep
