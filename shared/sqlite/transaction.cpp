#include "shared/sqlite/transaction.h"

#include <sqlite3.h>

#include <cassert>

#include "shared/sqlite/failure.h"

namespace mektep {
namespace {

constexpr int primary_code_mask = 0xff;

}  // namespace

Result<Transaction> Transaction::begin(Database& database) {
  database.require_usable();
  assert(!database.in_transaction() && !database.read_only());
  auto& lock = *database.options_.commit_lock;
  if (!lock.acquire(database.options_.wait_max)) return database.busy();
  HeldLock held(lock);
  // The log keeps its length: writing over old pages syncs faster than making the file grow.
  if (database.wal_is_long()) database.fold_log(Database::Fold::and_reuse);
  database.reach("begin");
  // Immediate: a transaction that reads first and then writes could be refused in the middle.
  const int code = database.prepared("BEGIN IMMEDIATE").advance();
  if ((code & primary_code_mask) == SQLITE_BUSY) return database.busy();
  if (code != SQLITE_DONE) database.fail(code);
  return Transaction(database, std::move(held));
}

Transaction::Transaction(Transaction&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)), lock_(std::move(other.lock_)) {}

Transaction::~Transaction() {
  if (database_ != nullptr) database_->roll_back();
}

void Transaction::commit() {
  assert(database_ != nullptr && "committed already");
  database_->reach("commit");
  const int code = database_->prepared("COMMIT").advance();
  if (code != SQLITE_DONE) database_->fail(code);
  auto& committed = *std::exchange(database_, nullptr);
  lock_.release();
  committed.reach("committed");
}

Savepoint::Savepoint(Database& database) : database_(database) {
  assert(database.in_transaction());
  database_.prepared("SAVEPOINT part").run();
}

Savepoint::~Savepoint() {
  if (!open_) return;
  const int code =
      sqlite3_exec(database_.connection_, "ROLLBACK TO part; RELEASE part", nullptr, nullptr, nullptr);
  // A failed disk may have rolled back the whole transaction already, and the savepoint with it.
  if (code != SQLITE_OK && database_.in_transaction()) database_.poison_ = code;
}

void Savepoint::keep() {
  database_.prepared("RELEASE part").run();
  open_ = false;
}

ReadTransaction::ReadTransaction(Database& database) : database_(database) {
  assert(!database.in_transaction());
  database_.prepared("BEGIN").run();
}

ReadTransaction::~ReadTransaction() { database_.roll_back(); }

Result<CheckpointEnd> checkpoint(Database& database) {
  database.require_usable();
  assert(!database.in_transaction() && !database.read_only());
  auto& lock = *database.options_.commit_lock;
  if (!lock.acquire(database.options_.wait_max)) return database.busy();
  const HeldLock held(lock);
  return database.fold_log(Database::Fold::and_truncate);
}

CheckpointEnd Database::fold_log(Fold fold) {
  reach("checkpoint");
  const int mode = fold == Fold::and_truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
  int pages = 0;
  int pages_folded = 0;
  // Under the commit lock nobody waits for readers: what they hold up is folded another time.
  sqlite3_busy_timeout(connection_, 0);
  const int code = sqlite3_wal_checkpoint_v2(connection_, "main", mode, &pages, &pages_folded);
  sqlite3_busy_timeout(connection_, static_cast<int>(options_.wait_max.count()));
  const int primary = code & primary_code_mask;
  const bool readers = primary == SQLITE_BUSY || primary == SQLITE_LOCKED;
  if (!readers && code != SQLITE_OK) fail(code);
  // Tried is as good as done: the next try comes when the log has grown by as much again.
  wal_pages_folded_ = wal_pages_;
  if (readers || pages_folded < pages) return CheckpointEnd::readers_left;
  if (fold == Fold::and_truncate) wal_pages_ = wal_pages_folded_ = 0;
  return CheckpointEnd::complete;
}

// A program that saves once and ends has no next transaction: without this the log of a device that only
// runs such programs would grow for ever, and every start would read all of it.
void Database::fold_at_end() noexcept {
  if (options_.read_only || poison_ != 0 || in_transaction() || !wal_is_long()) return;
  try {
    // Whoever holds the lock now folds it in, or the next to end.
    if (!options_.commit_lock->acquire(std::chrono::milliseconds(0))) return;
    const HeldLock held(*options_.commit_lock);
    fold_log(Fold::and_truncate);
  } catch (...) {
    // What was committed stays in the log, and nobody is left who could be told.
  }
}

void Database::roll_back() noexcept {
  // SQLite rolls back by itself after some failures; then there is nothing left to end.
  if (!in_transaction()) return;
  const int code = sqlite3_exec(connection_, "ROLLBACK", nullptr, nullptr, nullptr);
  if (code != SQLITE_OK && poison_ == 0) poison_ = code;
}

}  // namespace mektep
