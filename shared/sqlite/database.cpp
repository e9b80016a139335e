#include "shared/sqlite/database.h"

#include <sqlite3.h>

#include <cassert>
#include <cerrno>

#include "shared/sqlite/collation.h"
#include "shared/sqlite/failure.h"
#include "shared/sqlite/quiet_recovery.h"
#include "shared/sqlite/search_key.h"

namespace mektep {
namespace {

// The oldest release that all of this was tested with.
constexpr int sqlite_version_min = 3'040'001;
constexpr std::string_view sqlite_version_min_text = "3.40.1";

Error setting_refused(std::string_view setting, std::string_view wanted, std::string_view got) {
  return refused("store.setting_refused")
      .with("setting", std::string(setting))
      .with("wanted", std::string(wanted))
      .with("got", std::string(got));
}

// Turns a switch that has no pragma, and reads it back.
Status hold_switch(sqlite3* connection, int operation, std::string_view name) {
  int got = 0;
  sqlite3_db_config(connection, operation, 1, nullptr);
  sqlite3_db_config(connection, operation, -1, &got);
  if (got != 1) return setting_refused(name, "1", std::to_string(got));
  return done;
}

}  // namespace

Database::Database(Options options) : options_(std::move(options)) {}

Result<std::unique_ptr<Database>> Database::open(Options options) {
  std::unique_ptr<Database> database(new Database(std::move(options)));
  if (auto connected = database->connect(); !connected) return connected.error();
  try {
    if (auto configured = database->configure(); !configured) return configured.error();
  } catch (const DatabaseFailure& failure) {
    // A foreign, locked or write-protected file is a fact about the file; the rest is a broken machine.
    switch (failure.code() & 0xff) {
      case SQLITE_NOTADB:
      case SQLITE_BUSY:
      case SQLITE_READONLY:
      case SQLITE_CANTOPEN:
        return database->open_failure(failure.code());
      default:
        throw;
    }
  }
  return database;
}

Database::~Database() {
  if (connection_ != nullptr && statements_ != nullptr) fold_at_end();
  statements_.reset();
  const int code = sqlite3_close(connection_);
  assert(code == SQLITE_OK && "a statement outlives its database");
  static_cast<void>(code);
}

Status Database::connect() {
  if (sqlite3_libversion_number() < sqlite_version_min) {
    return setting_refused("sqlite_version", sqlite_version_min_text, sqlite3_libversion());
  }
  int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  flags |= options_.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  if (options_.create && !options_.read_only) flags |= SQLITE_OPEN_CREATE;
  const char* vfs = options_.vfs.empty() ? nullptr : options_.vfs.c_str();
  const int code = sqlite3_open_v2(options_.location.c_str(), &connection_, flags, vfs);
  if (code != SQLITE_OK) return open_failure(code);
  // SQLite falls back to reading when it may not write; a writer must know at once.
  if (!options_.read_only && sqlite3_db_readonly(connection_, "main") == 1) {
    return open_failure(SQLITE_READONLY);
  }
  recovery_ = QuietRecovery::of(*connection_);
  statements_ = std::make_unique<StatementCache>(*this);
  return done;
}

Status Database::set_up_commit_lock() {
  if (options_.commit_lock != nullptr) return done;
  if (options_.read_only || options_.journal == Journal::memory) {
    options_.commit_lock = std::make_unique<NoCommitLock>();
    return done;
  }
  auto lock = FileLock::open(std::string(sqlite3_db_filename(connection_, "main")) + ".lock");
  if (!lock) return lock.error();
  options_.commit_lock = std::move(*lock);
  return done;
}

Status Database::configure() {
  if (auto lock = set_up_commit_lock(); !lock) return lock;
  // Two programs that make the same file at once take turns here already.
  if (!options_.commit_lock->acquire(options_.wait_max)) return busy();
  const HeldLock held(*options_.commit_lock);

  if (auto kept = hold_switch(connection_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, "no_ckpt_on_close"); !kept) {
    return kept;
  }
  const auto wait = std::to_string(options_.wait_max.count());
  // Only what needs no journal yet; a damaged or hostile file must not run code or crash us.
  const std::pair<std::string_view, std::string_view> rules[] = {
      {"busy_timeout", wait}, {"trusted_schema", "0"}, {"cell_size_check", "1"},
      {"foreign_keys", "0"},  {"mmap_size", "0"},
  };
  for (const auto& [setting, wanted] : rules) {
    if (auto kept = hold(setting, wanted); !kept) return kept;
  }
  if (auto kept = configure_journal(); !kept) return kept;
  int code = register_kk_collation(*connection_);
  if (code == SQLITE_OK) code = register_search_key(*connection_);
  if (code != SQLITE_OK) fail(code);
  return done;
}

Status Database::configure_journal() {
  const bool empty = pragma_value("PRAGMA page_count") == "0";
  if (empty && !options_.read_only) {
    if (auto kept = hold("page_size", std::to_string(options_.page_size)); !kept) return kept;
  }
  const bool wal = options_.journal == Journal::wal;
  // A reader takes the journal that the file has.
  if (!options_.read_only || !wal) {
    if (auto kept = hold("journal_mode", wal ? "wal" : "memory"); !kept) return kept;
  }
  const auto wal_bytes = std::to_string(limits::wal_bytes_kept_max);
  for (const auto& [setting, wanted] : {std::pair<std::string_view, std::string_view>{"synchronous", "2"},
                                        {"wal_autocheckpoint", "0"},
                                        {"journal_size_limit", wal_bytes}}) {
    if (auto kept = hold(setting, wanted); !kept) return kept;
  }
  // The hook takes the place of the automatic checkpoint: it counts and does nothing.
  sqlite3_wal_hook(connection_, &Database::on_commit, this);
  return done;
}

Status Database::hold(std::string_view setting, std::string_view wanted) {
  const std::string pragma = "PRAGMA " + std::string(setting);
  pragma_value(pragma + "=" + std::string(wanted));
  const auto got = pragma_value(pragma);
  // A VFS without memory mapping has no such setting to read: nothing is mapped, as wanted.
  if (got == wanted || (!got && setting == "mmap_size")) return done;
  return setting_refused(setting, wanted, got.value_or(""));
}

std::optional<std::string> Database::pragma_value(const std::string& pragma) {
  Statement statement(*this, pragma);
  std::optional<std::string> value;
  // Some settings count as writes, and there is no transaction yet.
  int code = statement.advance();
  for (; code == SQLITE_ROW; code = statement.advance()) value = statement.column<std::string>(0);
  if (code != SQLITE_DONE) fail(code);
  return value;
}

Error Database::open_failure(int code) const {
  const int primary = code & 0xff;
  const char* message = "store.cannot_open";
  if (primary == SQLITE_CANTOPEN && !options_.create && sqlite3_system_errno(connection_) == ENOENT) {
    message = "store.missing";
  }
  if (primary == SQLITE_READONLY) message = "store.read_only";
  if (primary == SQLITE_NOTADB) message = "store.not_a_database";
  if (primary == SQLITE_BUSY) message = "store.busy";
  return refused(message).with("path", options_.location);
}

Error Database::busy() const { return refused("store.busy").with("path", options_.location); }

Statement Database::prepared(std::string_view sql) {
  require_usable();
  return Statement(*this, statements_->slot_of(sql), sql);
}

void Database::execute(std::string_view script) {
  require_usable();
  const char* at = script.data();
  const char* const end = script.data() + script.size();
  while (at < end) {
    const char* next = nullptr;
    sqlite3_stmt* handle = nullptr;
    const int code = sqlite3_prepare_v3(connection_, at, static_cast<int>(end - at), 0, &handle, &next);
    if (code != SQLITE_OK) fail(code);
    at = next;
    // What is left after the last statement may be a comment or white space.
    if (handle != nullptr) Statement(*this, handle).run();
  }
}

std::int32_t Database::application_id() {
  return prepared("PRAGMA application_id").first<std::int32_t>().value_or(0);
}

std::int32_t Database::format() { return prepared("PRAGMA user_version").first<std::int32_t>().value_or(0); }

Status Database::check_integrity() {
  const auto verdict = Statement(*this, "PRAGMA integrity_check(1)").first<std::string>().value_or("");
  if (verdict == "ok") return done;
  return refused("store.damaged").with("path", options_.location).with("detail", verdict);
}

std::int64_t Database::changes() const { return sqlite3_changes64(connection_); }

std::int64_t Database::last_row() const { return sqlite3_last_insert_rowid(connection_); }

bool Database::in_transaction() const { return sqlite3_get_autocommit(connection_) == 0; }

void Database::require_usable() const {
  if (poison_ != 0) throw_failure(nullptr, poison_);
}

void Database::before_write() {
  // A write that commits by itself would commit without the lock.
  if (!in_transaction()) throw StatementRefused(SQLITE_MISUSE, "a write outside a transaction");
  reach("write");
}

void Database::reach(std::string_view where) {
  if (!options_.fault_point) return;
  try {
    options_.fault_point(where);
  } catch (...) {
    poison_ = SQLITE_IOERR;
    throw;
  }
}

void Database::fail(int code) {
  if (breaks_machine(code)) poison_ = code;
  throw_failure(connection_, code);
}

int Database::on_commit(void* self, sqlite3*, const char*, int pages) {
  auto& database = *static_cast<Database*>(self);
  database.wal_pages_ = pages;
  // A log that got shorter has begun anew.
  if (pages < database.wal_pages_folded_) database.wal_pages_folded_ = 0;
  return SQLITE_OK;
}

}  // namespace mektep
