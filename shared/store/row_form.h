#pragma once
// A record as a row of its type's table, and back.
//
//   _m       = count state        the base
//   count    = 1 byte: how many fields left out their values because the column tells them; 0 while
//              anything is pending over the base, because the columns then show something else
//   state    = canonical bytes (codec: encode_record); a value left out stands as Nothing
//
// A column that tells its value is never NULL, and a value that is really Nothing has a NULL column, so
// no mark is needed for what was left out. The count guards against a reader that lacks a column.

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "shared/store/record_row.h"
#include "shared/store/type_table.h"

namespace mektep {

struct RowForm {
  std::vector<ColumnValue> columns;  // as TypeTable::columns
  std::string sort_key;              // _k: of the title, Kazakh order
  bool gone = false;
  std::optional<std::string> unknown_fields;  // _x: a JSON array of field numbers
  Bytes base;                                 // _m
  std::optional<Bytes> pending;               // _p
  std::vector<CellKey> conflicts;             // in order
};

RowForm form_of(const RecordState& base, const std::vector<PendingOp>& pending, const TypeTable& table);

// A row was written under a schema with columns that the table in use lacks: a broken program, or, where the
// schema is current, a damaged row.
class ColumnsLacking final : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

// Throws RowDamaged when the bytes are not of the form, and ColumnsLacking.
RecordRow row_from(BytesView base, std::optional<BytesView> pending, const std::vector<ColumnValue>& columns,
                   const TypeTable& table);

// For types without a table: everything is inline.
Bytes inline_base(const RecordState& state);
RecordRow row_from_inline(BytesView base, std::optional<BytesView> pending);

}  // namespace mektep
