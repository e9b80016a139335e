#pragma once
// Records as typed tables: one table and one view per record type, generated from the schema.
//   r_<type>(scope, id, <a column a field: the shown value>, _m, _p, _x, _gone, PRIMARY KEY(scope, id))
//   _m  the base: live versions and sibling values (codec: encode_record), values that equal their
//       column left out while nothing is pending
//   _p  pending ops over the base (client only; codec: encode_pending), null when there are none
//   _x  fields this schema does not know
//   view <type>: the columns without the underscored ones, of records that are not gone; ids and
//       references in their text form; readable by any SQLite tool that opens the file read-only
// Records of types that the schema does not know lie in r_unknown and move when their schema arrives.
// Conflicts (table `conflict`) are derived from what is shown, in the same transaction.
// Not thread-safe: as the database connection it works on.

#include <optional>
#include <vector>

#include "shared/codec/canonical.h"
#include "shared/merge/shown.h"
#include "shared/model/schema.h"
#include "shared/sqlite/database.h"

namespace mektep {

struct RecordRow {
  RecordState base;
  std::vector<PendingOp> pending;
  friend bool operator==(const RecordRow&, const RecordRow&) = default;
};

// What is shown: the base with the pending ops applied in their order.
RecordState laid_over(const RecordState& base, const std::vector<PendingOp>& pending);

class RecordTables {
 public:
  // `database` outlives it. `pending`: whether rows have a _p column (clients).
  RecordTables(Database& database, bool pending);

  // Brings tables, columns, indexes and views to the schema; columns are only added. In a transaction
  // of its own. Until the first call only r_unknown and built-in types exist.
  Status use(const Schema& schema);
  const Schema& schema() const { return schema_; }

  // An absent record reads as an empty row.
  RecordRow read(ScopeNumber scope, const RecordKey& key) const;
  // Inside the caller's transaction. An empty base without pending ops deletes the row.
  void write(ScopeNumber scope, const RecordKey& key, const RecordRow& row);

  // Keys in (type, id) order after `after`, with base or pending content.
  std::vector<RecordKey> keys(ScopeNumber scope, std::optional<RecordKey> after, std::size_t count_max) const;
  // Keys of one type whose rows have pending ops.
  std::vector<RecordKey> keys_with_pending(ScopeNumber scope) const;
  void drop_scope(ScopeNumber scope);

 private:
  Database& database_;
  bool pending_;
  Schema schema_;
};

}  // namespace mektep
