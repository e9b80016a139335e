#pragma once
// The log of each scope, read by cursors. Rows are put by ScopeLedger::append.
// log(id = row << 40 | position, …): `row` is the scope's small local number, so one B-tree in log
// order holds all scopes. Failures throw (sqlite/failure.h). Thread: the database connection's.

#include <optional>
#include <vector>

#include "shared/model/change.h"
#include "shared/sqlite/database.h"
#include "shared/store/scope_head.h"

namespace mektep {

struct LoggedPack {
  Position position;
  StreamId stream;
  Sequence first;
  std::uint32_t count = 0;
  ChainHead head{};
  std::int64_t received_ms = 0;
  std::uint32_t schema = 0;  // version of the schema it was admitted under
  Bytes bytes;
  Sequence last() const { return Sequence{first.value + count - 1}; }
  friend bool operator==(const LoggedPack&, const LoggedPack&) = default;
};

class PackLog {
 public:
  // `database` outlives it.
  explicit PackLog(Database& database) : database_(database) {}

  // At least one pack when there is any, then up to `bytes_max`.
  std::vector<LoggedPack> read_after(ScopeNumber scope, Position cursor, std::size_t bytes_max) const;
  std::optional<LoggedPack> at(ScopeNumber scope, Position position) const;
  std::optional<Position> position_of(ScopeNumber scope, const ChainHead& head) const;
  // The log digest behind a position, for finding the last shared one after a restore. All zero at 0.
  std::optional<Hash16> digest_at(ScopeNumber scope, Position position) const;

  std::optional<ScopeHead> head(ScopeNumber scope) const;
  // In ascending order.
  std::vector<ScopeNumber> scopes() const;

 private:
  Database& database_;
};

}  // namespace mektep
