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

using Connection = std::unique_ptr<sqlite3, Close>;

Error cannot_open(const Path& file) { return refused("store.cannot_open").with("path", file.string()); }

Result<Connection> open_copy(const Path& file) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
  Connection copy(opened);
  if (code != SQLITE_OK) return cannot_open(file);
  return Result<Connection>(std::move(copy));
}

bool run(const Connection& connection, const std::string& script) {
  return sqlite3_exec(connection.get(), script.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
}

bool insert(const Connection& connection, const Beside& file) {
  sqlite3_stmt* statement = nullptr;
  constexpr char sql[] = "INSERT INTO beside(name, content) VALUES(?, ?)";
  if (sqlite3_prepare_v2(connection.get(), sql, -1, &statement, nullptr) != SQLITE_OK) return false;
  sqlite3_bind_text64(statement, 1, file.name.data(), file.name.size(), SQLITE_STATIC, SQLITE_UTF8);
  // An empty content binds an address that is not null, else SQLite would store NULL.
  const void* content = file.content.empty() ? file.name.data() : static_cast<const void*>(file.content.data());
  sqlite3_bind_blob64(statement, 2, content, file.content.size(), SQLITE_STATIC);
  const bool inserted = sqlite3_step(statement) == SQLITE_DONE;
  return sqlite3_finalize(statement) == SQLITE_OK && inserted;
}

}  // namespace

Status put_beside(const Path& file, std::int32_t application_id, const NextBeside& next) {
  auto copy = open_copy(file);
  if (!copy) return copy.error();
  if (!run(*copy, "PRAGMA synchronous=FULL; BEGIN IMMEDIATE;"
                  " CREATE TABLE beside(name TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT"))
    return cannot_open(file);
  while (const auto one = next()) {
    if (!insert(*copy, *one)) return cannot_open(file);
  }
  const bool whole = run(*copy, "PRAGMA application_id=" + std::to_string(application_id) + "; COMMIT");
  return whole ? Status(done) : cannot_open(file);
}

Status take_beside_away(const Path& file, std::int32_t application_id) {
  auto copy = open_copy(file);
  if (!copy) return copy.error();
  const bool ordinary = run(*copy,
                            "PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; BEGIN IMMEDIATE; DROP TABLE beside;"
                            " PRAGMA application_id=" +
                                std::to_string(application_id) + "; COMMIT");
  return ordinary ? Status(done) : cannot_open(file);
}

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
