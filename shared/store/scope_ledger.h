#pragma once
// A scope's ledger over tables: what merge/ledger.h asks and remembers, kept in SQLite, with the log and
// both digests. One per scope and transaction: it holds what it changed until `flush`.
//
// Usage: begin a transaction; open ledgers; check (fit, loses_fork, contiguous); append packs; flush
// each; commit. Dropped without flush it leaves nothing but log rows of a transaction that the caller
// then rolls back. Not thread-safe; a broken machine throws (sqlite/failure.h).

#include <functional>
#include <map>
#include <set>

#include "shared/merge/memory_ledger.h"
#include "shared/store/record_tables.h"
#include "shared/store/scope_head.h"
#include "shared/store/stored_ledger.h"

namespace mektep {

class ScopeLedger final : public Ledger {
 public:
  // All borrowed. `servers`: device ids whose packs are the server's own.
  ScopeLedger(Database& database, RecordTables& tables, ScopeNumber scope, const std::set<DeviceId>& servers);
  ScopeLedger(const ScopeLedger&) = delete;
  ScopeLedger& operator=(const ScopeLedger&) = delete;

  // The state digest is that of the last flush.
  const ScopeHead& head() const { return head_; }
  void set_backed_up(Position position);
  // What the rows were found to sum up to; in place of the incremental sum.
  void set_state_digest(const HashSum& digest) { head_.state_digest = digest; }

  // Puts the pack into the log at the next position and applies it. `bytes` are kept as given.
  // R1 and rights were checked by the caller.
  Applied append(BytesView bytes, const PackContent& content, std::int64_t received_ms);

  // Applies the pack that lies in the log at the next position already: after forget_ledger.
  Applied replay(const PackContent& content);

  // Writes all that changed: records (with what is pending over each, asked from `pending_over`; none on
  // a server), streams, ranges, voids, the scope's row with both digests. May be called again.
  using PendingOver = std::function<std::vector<PendingOp>(const RecordKey&)>;
  void flush(const PendingOver& pending_over = {});

  // The records changed since it was opened, with their state before: for tallies.
  const std::map<RecordKey, RecordState>& before() const { return before_; }

  // Ledger
  std::optional<StreamHead> stream(StreamId stream) const override { return changes_.stream(stream); }
  void put_stream(StreamId stream, const StreamHead& head) override { changes_.put_stream(stream, head); }
  std::optional<Token> token(const Version& version) const override { return changes_.token(version); }
  std::optional<Position> position(const Version& version) const override {
    return changes_.position(version);
  }
  void put_range(StreamId stream, Sequence first, Sequence last, Token token, Position position) override {
    changes_.put_range(stream, first, last, token, position);
  }
  void put_token(const Version& version, Token token) override { changes_.put_token(version, token); }
  std::optional<VoidEntry> void_entry(const Version& version) const override {
    return changes_.void_entry(version);
  }
  void put_void(const Version& version, const VoidEntry& entry) override {
    changes_.put_void(version, entry);
  }
  std::optional<Position> reissued(const Version& version) const override {
    return changes_.reissued(version);
  }
  void put_reissued(const Version& version, Position at) override { changes_.put_reissued(version, at); }
  bool named(const RecordKey& record, const CellKey& cell, const Version& version) const override {
    return changes_.named(record, cell, version);
  }
  void put_named(const RecordKey& record, const CellKey& cell, const Version& version) override {
    changes_.put_named(record, cell, version);
  }
  bool erased(const Erased& what) const override { return changes_.erased(what); }
  void put_erased(const Erased& what) override { changes_.put_erased(what); }
  RecordState record(const RecordKey& key) const override;
  void put_record(const RecordKey& key, const RecordState& state) override;
  bool carded(DeviceId device) const override;
  bool is_server(DeviceId device) const override { return stored_.is_server(device); }

 private:
  const RecordState& stored_record(const RecordKey& key) const;
  ScopeRow row();
  Applied take(const PackContent& content);
  void put_log_row(BytesView bytes, const PackContent& content, std::int64_t received_ms);
  void raise_lamport(const PackContent& content, const Applied& applied);
  void flush_records(const PendingOver& pending_over);
  void flush_knowledge();
  void flush_head();

  Database& database_;
  RecordTables& tables_;
  ScopeHead head_;
  StoredLedger stored_;
  MemoryLedger changes_;  // over stored_
  LogOpReader reader_;
  std::map<Version, Lamport> reissued_at_;  // Lamport times of originals that the reader opened
  mutable std::map<RecordKey, RecordState> read_;
  std::map<RecordKey, RecordState> before_;
  std::map<RecordKey, std::optional<Hash16>> counted_;  // what the state digest holds of changed records
};

}  // namespace mektep
