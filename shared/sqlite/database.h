#pragma once
// One connection to one SQLite file, under the rules that make "saved" mean saved: write-ahead log, a full
// sync for every commit, no checkpoint that we did not ask for. Every rule is read back after opening.
// Owner: whoever opened it; it outlives its statements and transactions. Thread: one at a time.
// Failure: what depends on the file or on other programs is a Result of `open`; a broken machine throws
// (failure.h) and poisons the connection.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "shared/base/files.h"
#include "shared/base/limits.h"
#include "shared/base/result.h"
#include "shared/sqlite/commit_lock.h"
#include "shared/sqlite/statement.h"
#include "shared/sqlite/statement_cache.h"

struct sqlite3;

namespace mektep {

class QuietRecovery;

// Called before "begin", each "write", "commit" and "checkpoint", and after a commit ("committed"). What it
// throws is a simulated crash: an open transaction is rolled back, the connection stays poisoned.
using FaultPoint = std::function<void(std::string_view where)>;

enum class CheckpointEnd {
  complete,
  readers_left,  // Somebody still reads an older state: the rest is folded in another time.
};

class Database {
 public:
  enum class Journal {
    wal,
    memory,  // For "file:/name?vfs=memdb", where no write-ahead log exists. Survives nothing.
  };

  struct Options {
    std::string location;  // A path, or a URI that begins with "file:".
    std::string vfs;       // Empty: the system's.
    int page_size = 4096;  // Of a file that is made now; another keeps its own.
    bool read_only = false;
    bool create = false;
    Journal journal = Journal::wal;
    std::chrono::milliseconds wait_max = limits::commit_wait_max;
    // Empty: a FileLock on LOCATION.lock for a writer with a write-ahead log, none for the others.
    std::unique_ptr<CommitLock> commit_lock;
    FaultPoint fault_point;
  };

  // Fails with store.missing, store.cannot_open, store.read_only, store.not_a_database, store.busy (each
  // with path) and store.setting_refused (setting, wanted, got).
  static Result<std::unique_ptr<Database>> open(Options options);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // A statement that is parsed once per connection. It is lent: when it goes out of scope it is reset and
  // forgets its bindings. Lending the same text twice at a time is fine.
  Statement prepared(std::string_view sql);
  // All statements of a script, results ignored.
  void execute(std::string_view script);

  // What the header of the file says: whose file it is, and its format number (see migration.h).
  std::int32_t application_id();
  std::int32_t format();

  // Fails with store.damaged (path, detail): pages, indexes or cells contradict each other. Reads it all.
  Status check_integrity();

  // Rows touched by the last write; the rowid of the last insert.
  std::int64_t changes() const;
  std::int64_t last_row() const;
  // Pages in the write-ahead log after our last commit.
  int wal_pages() const { return wal_pages_; }

  bool in_transaction() const;
  bool poisoned() const { return poison_ != 0; }
  bool read_only() const { return options_.read_only; }
  const std::string& location() const { return options_.location; }

 private:
  friend class Statement;
  friend class StatementCache;
  friend class Transaction;
  friend class Savepoint;
  friend class ReadTransaction;
  friend Result<CheckpointEnd> checkpoint(Database& database);
  friend void copy_pages(Database& from, Database& to);
  friend Status copy_database(Database& database, const Path& file);

  enum class Fold { and_reuse, and_truncate };

  explicit Database(Options options);
  Status connect();
  Status configure();
  Status set_up_commit_lock();
  Status hold(std::string_view setting, std::string_view wanted);
  std::optional<std::string> pragma_value(const std::string& pragma);
  Status configure_journal();
  Error open_failure(int code) const;

  void require_usable() const;
  void before_write();
  void reach(std::string_view where);
  [[noreturn]] void fail(int code);
  // Only with the commit lock held.
  CheckpointEnd fold_log(Fold fold);
  void fold_at_end() noexcept;
  bool wal_is_long() const { return wal_pages_ - wal_pages_folded_ >= limits::wal_pages_max; }
  void roll_back() noexcept;
  Error busy() const;
  static int on_commit(void* self, sqlite3*, const char*, int pages);

  Options options_;
  std::unique_ptr<QuietRecovery> recovery_;
  sqlite3* connection_ = nullptr;
  std::unique_ptr<StatementCache> statements_;
  int poison_ = 0;
  int wal_pages_ = 0;
  int wal_pages_folded_ = 0;
};

}  // namespace mektep
