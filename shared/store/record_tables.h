#pragma once
// Records as typed tables: one table and one view per record type, generated from the schema.
//   r_<type>(_n, scope, id, _id, _k, _gone, <a column a field: the shown value>, _x, _p, _m)
//   _id   the id in its text form        _k  a sort key of the title, Kazakh order
//   _gone 1 for a withdrawn record       _x  a JSON array of the fields this schema does not know
//   _m    the base: live versions and sibling values, values that their column tells left out while
//         nothing is pending (row_form.h)
//   _p    pending ops over the base (client only; codec: encode_pending), null when there are none
//   view <type>: id, scope, title, date and the fields, of records that are not gone; references as ids in
//         text form, sets as JSON arrays, dates ISO, decimals as decimal numbers in text; readable by any
//         SQLite tool that opens the file read-only
// Records of types that the schema does not know lie in r_unknown and move when their schema arrives.
// Conflicts (table `conflict`) are derived from what is shown, in the same transaction.
// Not thread-safe: as the database connection it works on. A broken machine throws (sqlite/failure.h).

#include <optional>
#include <vector>

#include "shared/model/schema.h"
#include "shared/sqlite/database.h"
#include "shared/store/record_row.h"
#include "shared/store/record_rows.h"
#include "shared/store/schema_tables.h"

namespace mektep {

class RecordTables {
 public:
  // `database` outlives it; its file has the core tables (layout.h). `pending`: whether rows have a _p
  // column (clients). Only r_unknown exists until `use`.
  RecordTables(Database& database, bool pending) : database_(database), pending_(pending) {}

  // Brings tables, columns, indexes and views to the schema; columns are only added. In a transaction of
  // its own, none when there is nothing to do. Fails with store.busy (path), store.type_name_taken (type),
  // store.field_name_taken (type, field), store.field_kind_changed (type, field), and on a read-only
  // connection with store.schema_behind; the tables are then as they were.
  Status use(const Schema& schema);
  const Schema& schema() const { return schema_; }
  // False when another connection changed the tables after `use`: read the schema again and use it, before
  // the next read. To be asked first in each transaction of a file that several processes share.
  bool is_current() const;

  // An absent record reads as an empty row.
  RecordRow read(ScopeNumber scope, const RecordKey& key) const;
  // Nothing for a row that contradicts its form. The schema in use is current.
  std::optional<RecordRow> read_if_sound(ScopeNumber scope, const RecordKey& key) const;
  // What is pending over such a row; nothing when that makes no sense either.
  std::optional<std::vector<PendingOp>> pending_if_sound(ScopeNumber scope, const RecordKey& key) const;
  // Inside the caller's transaction. An empty base without pending ops deletes the row.
  void write(ScopeNumber scope, const RecordKey& key, const RecordState& base,
             const std::vector<PendingOp>& pending);
  void write(ScopeNumber scope, const RecordKey& key, const RecordRow& row) {
    write(scope, key, row.base, row.pending);
  }

  // Keys in (type, id) order after `after`, with base or pending content.
  std::vector<RecordKey> keys(ScopeNumber scope, std::optional<RecordKey> after, std::size_t count_max) const;
  // Keys whose ids lie in the span, in (type, id) order.
  std::vector<RecordKey> keys_in(ScopeNumber scope, const IdSpan& span) const;
  // Keys whose rows have pending ops.
  std::vector<RecordKey> keys_with_pending(ScopeNumber scope) const;
  // Cells of the scope that are in conflict, in order.
  std::vector<std::pair<RecordKey, CellKey>> conflicts(ScopeNumber scope) const;
  void drop_scope(ScopeNumber scope);

  // The table of a type, for queries of this program's own over r_<type>; null when the schema lacks it.
  const TypeTable* table(TypeNumber type) const;

 private:
  std::vector<TypeNumber> types_in(ScopeNumber scope) const;
  std::vector<RecordId> ids_of(TypeNumber type, ScopeNumber scope, const IdSpan& span,
                               std::size_t count_max) const;
  std::int64_t definition_count() const;

  Database& database_;
  bool pending_;
  Schema schema_;
  TypeTables tables_;
  std::int64_t definitions_ = 0;  // SQLite's count of changed definitions when the tables were brought
};

}  // namespace mektep
