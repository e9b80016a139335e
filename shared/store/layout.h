#pragma once
// The tables that both sides keep, records aside: scopes, streams, what is known of versions, the log,
// conflicts, and which columns the record tables have. docs/storage.md describes them.
// Inside the caller's transaction; failures throw (sqlite/failure.h). Thread: the connection's.

#include "shared/base/ids.h"
#include "shared/sqlite/database.h"

namespace mektep {

// For the first migration step of a client's or server's file.
void make_core_tables(Database& database);

// A scope's small local number: it keeps keys short and puts all logs into one B-tree.
using ScopeRow = Id<struct ScopeRowTag, std::int64_t>;
inline constexpr ScopeRow no_row{0};

// `no_row` for a scope without a row.
ScopeRow row_of(Database& database, ScopeNumber scope);

// log.id: row << 40 | position.
inline constexpr unsigned position_bits = 40;
constexpr std::int64_t log_id(ScopeRow row, Position position) {
  return (row.value << position_bits) | static_cast<std::int64_t>(position.value);
}
constexpr Position position_of(std::int64_t log_id) {
  return Position{static_cast<std::uint64_t>(log_id) & ((std::uint64_t{1} << position_bits) - 1)};
}

// What is known of streams and versions, and where the base stands: as before the first pack. Log and records
// stay; whoever calls it applies the log anew.
void forget_ledger(Database& database, ScopeNumber scope);

// Everything of the scope but its records (RecordTables::drop_scope).
void drop_ledger(Database& database, ScopeNumber scope);

}  // namespace mektep
