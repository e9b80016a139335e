#include "shared/sqlite/statement.h"

#include <sqlite3.h>

#include "shared/sqlite/database.h"
#include "shared/sqlite/failure.h"

namespace mektep {

Statement::Statement(Database& database, std::string_view sql) : database_(&database) {
  database.require_usable();
  const int code = sqlite3_prepare_v3(database.connection_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle_, nullptr);
  if (code != SQLITE_OK) database.fail(code);
  writes_ = sqlite3_stmt_readonly(handle_) == 0;
}

Statement::Statement(Database& database, sqlite3_stmt* owned)
    : database_(&database), handle_(owned), writes_(sqlite3_stmt_readonly(owned) == 0) {}

Statement::Statement(Database& database, StatementCache::Slot& slot, std::string_view sql)
    : database_(&database),
      handle_(database.statements_->lend(slot, sql)),
      slot_(&slot),
      writes_(sqlite3_stmt_readonly(handle_) == 0) {}

Statement::Statement(Statement&& other) noexcept
    : database_(other.database_),
      handle_(std::exchange(other.handle_, nullptr)),
      slot_(std::exchange(other.slot_, nullptr)),
      writes_(other.writes_) {}

Statement::~Statement() {
  if (slot_ != nullptr) {
    StatementCache::take_back(*slot_, handle_);
  } else {
    sqlite3_finalize(handle_);
  }
}

bool Statement::step() {
  database_->require_usable();
  if (writes_ && sqlite3_stmt_busy(handle_) == 0) database_->before_write();
  const int code = advance();
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) database_->fail(code);
  return false;
}

int Statement::advance() {
  const int code = sqlite3_step(handle_);
  // At its end it is reset at once, so that it can be bound again and holds up nobody.
  if (code != SQLITE_ROW) sqlite3_reset(handle_);
  return code;
}

void Statement::run() {
  while (step()) continue;
}

void Statement::reset() { sqlite3_reset(handle_); }

void Statement::require_bound(int code) {
  if (code != SQLITE_OK) database_->fail(code);
}

void Statement::bind_null(int position) { require_bound(sqlite3_bind_null(handle_, position)); }

void Statement::bind_integer(int position, std::int64_t value) {
  require_bound(sqlite3_bind_int64(handle_, position, value));
}

void Statement::bind_text(int position, std::string_view text, Keep keep) {
  // A view of nothing may have no address, which SQLite would take for NULL.
  const char* data = text.empty() ? "" : text.data();
  auto* const destroy = keep == Keep::copy ? SQLITE_TRANSIENT : SQLITE_STATIC;
  require_bound(sqlite3_bind_text64(handle_, position, data, text.size(), destroy, SQLITE_UTF8));
}

void Statement::bind_blob(int position, BytesView bytes, Keep keep) {
  if (bytes.empty()) {
    require_bound(sqlite3_bind_zeroblob(handle_, position, 0));
    return;
  }
  auto* const destroy = keep == Keep::copy ? SQLITE_TRANSIENT : SQLITE_STATIC;
  require_bound(sqlite3_bind_blob64(handle_, position, bytes.data(), bytes.size(), destroy));
}

bool Statement::is_null(int index) const { return sqlite3_column_type(handle_, index) == SQLITE_NULL; }

std::int64_t Statement::integer(int index) const { return sqlite3_column_int64(handle_, index); }

std::string_view Statement::text(int index) const {
  const auto* data = sqlite3_column_text(handle_, index);
  if (data == nullptr) return {};
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_, index));
  return {reinterpret_cast<const char*>(data), size};
}

BytesView Statement::blob(int index) const {
  const auto* data = sqlite3_column_blob(handle_, index);
  if (data == nullptr) return {};
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_, index));
  return {static_cast<const std::uint8_t*>(data), size};
}

void Statement::damaged() const { database_->fail(SQLITE_CORRUPT); }

}  // namespace mektep
