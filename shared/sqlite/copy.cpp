#include "shared/sqlite/copy.h"

#include <sqlite3.h>

#include <filesystem>
#include <memory>

#include "shared/sqlite/failure.h"

namespace mektep {
namespace {

struct Close {
  void operator()(sqlite3* connection) const { sqlite3_close(connection); }
};

}  // namespace

Status copy_database(Database& database, const Path& file) {
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored)) return refused("store.copy_exists").with("path", file.string());
  sqlite3* opened = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int code = sqlite3_open_v2(file.c_str(), &opened, flags, nullptr);
  const std::unique_ptr<sqlite3, Close> copy(opened);
  const Error cannot = refused("store.cannot_open").with("path", file.string());
  if (code != SQLITE_OK) return cannot;
  sqlite3_backup* backup = sqlite3_backup_init(copy.get(), "main", database.connection_, "main");
  if (backup == nullptr) return cannot;
  sqlite3_backup_step(backup, -1);
  if (sqlite3_backup_finish(backup) != SQLITE_OK) return cannot;
  // The copy is one file: whoever carries it away carries all of it.
  const int settled = sqlite3_exec(copy.get(), "PRAGMA journal_mode=DELETE", nullptr, nullptr, nullptr);
  return settled == SQLITE_OK ? Status(done) : cannot;
}

}  // namespace mektep
