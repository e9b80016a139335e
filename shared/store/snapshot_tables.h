#pragma once
// A snapshot made of the tables, and laid into them: the same tables on both sides. Failures of the machine
// throw (sqlite/failure.h). Thread: the connection's.

#include "shared/store/record_tables.h"
#include "shared/store/snapshot.h"

namespace mektep {

// The base alone, in one moment: inside the caller's transaction. Nothing for a scope without a log.
std::optional<Snapshot> read_snapshot(Database& database, const RecordTables& tables, ScopeNumber scope, Epoch epoch);

// The base becomes the snapshot's; what is pending over a record stays in its row, to be settled by the caller.
// Inside the caller's transaction, which is rolled back on failure; the scope has no base yet.
// Fails with codec.malformed (what, offset), and with snapshot.refused (what) when the records do not come to
// the state digest that it states.
Status put_snapshot(Database& database, RecordTables& tables, const Snapshot& snapshot);

}  // namespace mektep
