#pragma once
// A scope's ledger as it lies in the tables: every read is a query, every put is written at once. Below
// ScopeLedger, which holds a transaction's changes in memory and puts them here in one go.
// Writes inside the caller's transaction; failures throw (sqlite/failure.h). Thread: the connection's.

#include <array>
#include <set>

#include "shared/merge/ledger.h"
#include "shared/store/layout.h"
#include "shared/store/record_tables.h"

namespace mektep {

class StoredLedger final : public Ledger {
 public:
  // All borrowed. `row`: no_row for a scope that is not in the file yet: it knows nothing.
  StoredLedger(Database& database, RecordTables& tables, const std::set<DeviceId>& servers, ScopeNumber scope,
               ScopeRow row);

  ScopeNumber scope() const { return scope_; }
  ScopeRow row() const { return row_; }
  // Before the first put to a scope without a row.
  void set_row(ScopeRow row) { row_ = row; }

  std::optional<StreamHead> stream(StreamId stream) const override;
  void put_stream(StreamId stream, const StreamHead& head) override;
  std::optional<Token> token(const Version& version) const override;
  std::optional<Position> position(const Version& version) const override;
  // Ranges of one stream do not overlap. Token 0: not known any more.
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
  // The base alone: what is pending over it goes.
  void put_record(const RecordKey& key, const RecordState& state) override;
  bool carded(DeviceId device) const override;
  bool is_server(DeviceId device) const override { return servers_.contains(device); }

 private:
  // Tables that are empty for most scopes; asked once whether they are, so that what hardly ever happened
  // costs a usual pack no query.
  enum class Rare : std::size_t { token, voids, reissued, named, erased };
  bool has(Rare table) const;
  void set_has(Rare table) { has_[static_cast<std::size_t>(table)] = true; }

  struct Range {
    Token token;
    Position position;
  };
  std::optional<Range> range_of(const Version& version) const;

  Database& database_;
  RecordTables& tables_;
  const std::set<DeviceId>& servers_;
  ScopeNumber scope_;
  ScopeRow row_;
  mutable std::array<std::optional<bool>, 5> has_{};
};

}  // namespace mektep
