#pragma once
// Rows of record tables, read and written one by one: the SQL below RecordTables. Writes stand inside the
// caller's transaction; failures throw (sqlite/failure.h). Thread: the connection's.

#include <optional>
#include <vector>

#include "shared/model/value.h"
#include "shared/sqlite/database.h"
#include "shared/store/range_sums.h"
#include "shared/store/record_row.h"
#include "shared/store/type_table.h"

namespace mektep {

// An absent record reads as an empty row; an empty row is deleted. The conflicts of the record are
// renewed with it.
RecordRow read_row(Database& database, const TypeTable& table, ScopeNumber scope, RecordId id);
void write_row(Database& database, const TypeTable& table, ScopeNumber scope, RecordId id,
               const RecordState& base, const std::vector<PendingOp>& pending);

// Records of types that the schema does not know.
RecordRow read_unknown_row(Database& database, ScopeNumber scope, const RecordKey& key);
void write_unknown_row(Database& database, ScopeNumber scope, const RecordKey& key, const RecordState& base,
                       const std::vector<PendingOp>& pending);

// Ids first to last as unsigned numbers, ascending, at most `count_max`. Without `table`: those of `type`
// among the unknown.
std::vector<RecordId> ids_in(Database& database, const TypeTable& table, ScopeNumber scope,
                             const IdSpan& span, std::size_t count_max);
std::vector<RecordId> unknown_ids_in(Database& database, TypeNumber type, ScopeNumber scope,
                                     const IdSpan& span, std::size_t count_max);

}  // namespace mektep
