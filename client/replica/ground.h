#pragma once
// What the parts of a replica stand on: one connection, the tables in it, and what the program handed in.
// Several processes may share the file: every transaction and read begins with `renew`, which notices what
// the others left and makes everything remembered in memory stale (`stamp`).
// Owner: Replica. Thread: one at a time. A broken machine throws (sqlite/failure.h).

#include <memory>
#include <set>

#include "client/replica/identity_file.h"
#include "client/replica/layout.h"
#include "client/replica/pack_shelf.h"
#include "client/replica/replica.h"
#include "shared/sqlite/transaction.h"
#include "shared/store/pack_log.h"
#include "shared/store/raw_packs.h"
#include "shared/store/record_tables.h"
#include "shared/store/scope_ledger.h"

namespace mektep::client {

class Ground;

// One write transaction. What is remembered in memory goes stale unless it was committed.
class [[nodiscard]] Turn {
 public:
  Turn(Turn&& other) noexcept
      : ground_(std::exchange(other.ground_, nullptr)), transaction_(std::move(other.transaction_)) {}
  Turn& operator=(Turn&&) = delete;
  ~Turn();
  // Durable when it returns.
  void commit();

 private:
  friend class Ground;
  Turn(Ground& ground, Transaction transaction) : ground_(&ground), transaction_(std::move(transaction)) {}
  Ground* ground_;
  Transaction transaction_;
};

class Ground {
 public:
  // Fails with replica.newer_format, replica.not_writable, replica.busy, replica.foreign_file,
  // identity.damaged, store.damaged.
  static Result<std::unique_ptr<Ground>> open(const Environment& environment, ReplicaOptions options);

  Database& database() { return *database_; }
  RecordTables& tables() { return *tables_; }
  RawPacks& raw() { return *raw_; }
  PackLog& log() { return *log_; }
  PackShelf& shelf() { return shelf_; }
  IdentityFile& identity_file() { return identity_file_; }
  const Environment& environment() const { return environment_; }
  const Schema& schema() const { return tables_->schema(); }

  // Devices whose packs are the server's own.
  const std::set<DeviceId>& servers();
  // 0 before the keys were made.
  DeviceId device() const;
  Epoch epoch();

  // Fails with store.busy.
  Result<Turn> begin();
  // Before a read outside a transaction.
  void renew();
  // Grows whenever what was read before may differ from the file.
  std::uint64_t stamp() const { return stamp_; }
  void forget() { ++stamp_; }

  ScopeLedger ledger(ScopeNumber scope) { return ScopeLedger(*database_, *tables_, scope, servers()); }

 private:
  Ground(const Environment& environment, const ReplicaOptions& options);
  Status use_current_schema();
  bool schema_is_current();
  void notice_others();

  Environment environment_;
  IdentityFile identity_file_;
  PackShelf shelf_;
  std::unique_ptr<Database> database_;
  std::unique_ptr<RecordTables> tables_;
  std::unique_ptr<RawPacks> raw_;
  std::unique_ptr<PackLog> log_;
  std::set<DeviceId> servers_;
  std::int64_t data_version_ = -1;
  std::int64_t schema_stamp_ = -1;
  std::uint64_t stamp_ = 1;
};

// A value derived from the file, kept until the ground's stamp moves on.
template <class Value>
class Remembered {
 public:
  template <class Derive>
  Value& get(const Ground& ground, Derive derive) {
    if (stamp_ != ground.stamp()) {
      value_ = derive();
      stamp_ = ground.stamp();
    }
    return value_;
  }

 private:
  Value value_{};
  std::uint64_t stamp_ = 0;
};

}  // namespace mektep::client
