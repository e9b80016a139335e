#pragma once
// All-or-nothing units of work on one Database, and the only two ways to make the file change: a commit
// and a checkpoint, one at a time among all processes (commit_lock.h). Owner: a scope inside the life of
// the Database. Failure: `begin` and `checkpoint` answer store.busy (path) when others hold the file for
// too long; a broken machine throws and leaves the transaction rolled back.

#include "shared/base/result.h"
#include "shared/sqlite/commit_lock.h"
#include "shared/sqlite/database.h"

namespace mektep {

// Everything written between begin and commit, or nothing of it. Rolls back unless committed.
class [[nodiscard]] Transaction {
 public:
  // Waits for its turn. One at a time per Database.
  static Result<Transaction> begin(Database& database);
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();

  // When it returns, what was written survives a power cut. When it throws, nothing was promised.
  void commit();

 private:
  Transaction(Database& database, HeldLock lock) : database_(&database), lock_(std::move(lock)) {}
  Database* database_;
  HeldLock lock_;
};

// A part of a Transaction that can fail alone. Undone unless kept.
class [[nodiscard]] Savepoint {
 public:
  explicit Savepoint(Database& database);
  Savepoint(const Savepoint&) = delete;
  Savepoint& operator=(const Savepoint&) = delete;
  ~Savepoint();
  void keep();

 private:
  Database& database_;
  bool open_ = true;
};

// Several reads that see one state, from its first read on. Keep it short: it holds up checkpoints
// (limits::reader_age_max).
class [[nodiscard]] ReadTransaction {
 public:
  explicit ReadTransaction(Database& database);
  ReadTransaction(const ReadTransaction&) = delete;
  ReadTransaction& operator=(const ReadTransaction&) = delete;
  ~ReadTransaction();

 private:
  Database& database_;
};

// Folds the write-ahead log into the file and empties it, as far as readers allow. For idle moments;
// past limits::wal_pages_max the next transaction does it by itself before it begins, or else the
// connection when it is closed.
Result<CheckpointEnd> checkpoint(Database& database);

}  // namespace mektep
