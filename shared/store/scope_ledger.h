#pragma once
// A scope's ledger over tables: what merge/ledger.h asks and remembers, kept in SQLite, with the log and
// both digests. One per scope and transaction: it holds what it changed until `flush`.
//
// Usage: begin a transaction; open ledgers; check (fit, loses_fork, contiguous); append packs; flush
// each; commit. Dropped without flush it leaves nothing but log rows of a transaction that the caller
// then rolls back.

#include <functional>
#include <map>
#include <set>

#include "shared/merge/ledger.h"
#include "shared/store/record_tables.h"
#include "shared/store/scope_head.h"

namespace mektep {

class ScopeLedger final : public Ledger {
 public:
  // `servers`: device ids whose packs are the server's own.
  ScopeLedger(Database& database, RecordTables& tables, ScopeNumber scope, const std::set<DeviceId>& servers);

  const ScopeHead& head() const { return head_; }
  void set_backed_up(Position position);

  // Puts the pack into the log at the next position and applies it. `bytes` are kept as given.
  // R1 and rights were checked by the caller.
  Applied append(BytesView bytes, const PackContent& content, std::int64_t received_ms);

  // Writes all that changed: records (with what is pending over each, asked from `pending_over`; none on
  // a server), streams, ranges, voids, the scope's row with both digests.
  using PendingOver = std::function<std::vector<PendingOp>(const RecordKey&)>;
  void flush(const PendingOver& pending_over = {});

  // The records changed since it was opened, with their state before: for tallies.
  const std::map<RecordKey, RecordState>& before() const { return before_; }

  // Ledger
  std::optional<StreamHead> stream(StreamId stream) const override;
  void put_stream(StreamId stream, const StreamHead& head) override;
  std::optional<Token> token(const Version& version) const override;
  std::optional<Position> position(const Version& version) const override;
  void put_range(StreamId stream, Sequence first, Sequence last, Token token, Position position) override;
  void put_token(const Version& version, Token token) override;
  std::optional<VoidEntry> void_entry(const Version& version) const override;
  void put_void(const Version& version, const VoidEntry& entry) override;
  std::optional<Position> reissued(const Version& version) const override;
  void put_reissued(const Version& version, Position position) override;
  bool named(const RecordKey& record, const CellKey& cell, const Version& version) const override;
  void put_named(const RecordKey& record, const CellKey& cell, const Version& version) override;
  bool erased(const Erased& what) const override;
  void put_erased(const Erased& what) override;
  RecordState record(const RecordKey& key) const override;
  void put_record(const RecordKey& key, const RecordState& state) override;
  bool carded(DeviceId device) const override;
  bool is_server(DeviceId device) const override;

 private:
  Database& database_;
  RecordTables& tables_;
  const std::set<DeviceId>& servers_;
  ScopeHead head_;
  std::map<RecordKey, RecordState> before_;
  // plus caches of what was read and what changed
};

}  // namespace mektep
