#include "shared/store/record_rows.h"

#include <algorithm>

#include "shared/model/record_id.h"
#include "shared/store/row_form.h"

namespace mektep {
namespace {

constexpr int first_column_read = 2;
constexpr int first_column_written = 9;

std::optional<BytesView> view_in(const Statement& row, int index) {
  if (row.is_null(index)) return std::nullopt;
  return row.column<BytesView>(index);
}

std::vector<ColumnValue> columns_in(const Statement& row, const TypeTable& table) {
  std::vector<ColumnValue> columns;
  columns.reserve(table.columns().size());
  for (const Column& column : table.columns()) {
    const int index = first_column_read + static_cast<int>(columns.size());
    if (row.is_null(index)) {
      columns.emplace_back();
    } else if (is_integer_column(column.field.kind)) {
      columns.emplace_back(row.column<std::int64_t>(index));
    } else {
      columns.emplace_back(row.column<std::string>(index));
    }
  }
  return columns;
}

void bind_column(Statement& statement, int position, const ColumnValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    statement.bind(position, *number);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    statement.bind(position, *text);
  } else {
    statement.bind(position, nullptr);
  }
}

void renew_conflicts(Database& database, ScopeNumber scope, const RecordKey& key,
                     const std::vector<CellKey>& cells) {
  database.prepared("DELETE FROM conflict WHERE scope = ? AND type = ? AND id = ?")
      .bind_all(scope, key.type, key.id)
      .run();
  for (const CellKey& cell : cells) {
    database.prepared("INSERT INTO conflict(scope, type, id, field, element) VALUES(?, ?, ?, ?, ?)")
        .bind_all(scope, key.type, key.id, cell.field, cell.element)
        .run();
  }
}

constexpr std::uint64_t sign_bit = std::uint64_t{1} << 63U;

// SQLite's integers are signed: ids with the flag set come first there and last here.
template <class Read>
std::vector<RecordId> in_unsigned_order(const IdSpan& span, std::size_t count_max, const Read& read) {
  std::vector<RecordId> ids;
  if (span.first.value < sign_bit) {
    read(IdSpan{span.first, RecordId{std::min(span.last.value, sign_bit - 1)}}, count_max, ids);
  }
  if (span.last.value >= sign_bit && ids.size() < count_max) {
    read(IdSpan{RecordId{std::max(span.first.value, sign_bit)}, span.last}, count_max - ids.size(), ids);
  }
  return ids;
}

}  // namespace

RecordRow read_row(Database& database, const TypeTable& table, ScopeNumber scope, RecordId id) {
  auto row = database.prepared(table.select());
  row.bind_all(scope, id);
  if (!row.step()) return {};
  return row_from(row.column<BytesView>(0), view_in(row, 1), columns_in(row, table), table);
}

void write_row(Database& database, const TypeTable& table, ScopeNumber scope, RecordId id,
               const RecordState& base, const std::vector<PendingOp>& pending) {
  const RecordKey key{table.type().number, id};
  if (base.empty() && pending.empty()) {
    database.prepared(table.remove()).bind_all(scope, id).run();
    renew_conflicts(database, scope, key, {});
    return;
  }
  const RowForm form = form_of(base, pending, table);
  const std::string id_text = to_text(id);
  auto statement = database.prepared(table.upsert());
  statement.bind_all(scope, id, id_text, form.sort_key, form.gone, form.unknown_fields, form.base);
  if (table.pending()) statement.bind(first_column_written - 1, form.pending);
  int position = first_column_written;
  for (const ColumnValue& value : form.columns) bind_column(statement, position++, value);
  statement.run();
  renew_conflicts(database, scope, key, form.conflicts);
}

RecordRow read_unknown_row(Database& database, ScopeNumber scope, const RecordKey& key) {
  auto row = database.prepared("SELECT _m, _p FROM r_unknown WHERE scope = ? AND type = ? AND id = ?");
  row.bind_all(scope, key.type, key.id);
  if (!row.step()) return {};
  return row_from_inline(row.column<BytesView>(0), view_in(row, 1));
}

void write_unknown_row(Database& database, ScopeNumber scope, const RecordKey& key, const RecordState& base,
                       const std::vector<PendingOp>& pending) {
  if (base.empty() && pending.empty()) {
    database.prepared("DELETE FROM r_unknown WHERE scope = ? AND type = ? AND id = ?")
        .bind_all(scope, key.type, key.id)
        .run();
    return;
  }
  std::optional<Bytes> waiting;
  if (!pending.empty()) waiting = encode_pending(pending);
  database
      .prepared(
          "INSERT INTO r_unknown(scope, type, id, _p, _m) VALUES(?1, ?2, ?3, ?4, ?5)"
          " ON CONFLICT(scope, type, id) DO UPDATE SET _p = ?4, _m = ?5")
      .bind_all(scope, key.type, key.id, waiting, inline_base(base))
      .run();
}

std::vector<RecordId> ids_in(Database& database, const TypeTable& table, ScopeNumber scope,
                             const IdSpan& span, std::size_t count_max) {
  const std::string sql =
      "SELECT id FROM " + table.name() + " WHERE scope = ? AND id BETWEEN ? AND ? ORDER BY id LIMIT ?";
  return in_unsigned_order(span, count_max,
                           [&](const IdSpan& part, std::size_t most, std::vector<RecordId>& ids) {
                             auto rows = database.prepared(sql);
                             rows.bind_all(scope, part.first, part.last, most);
                             while (rows.step()) ids.push_back(rows.column<RecordId>(0));
                           });
}

std::vector<RecordId> unknown_ids_in(Database& database, TypeNumber type, ScopeNumber scope,
                                     const IdSpan& span, std::size_t count_max) {
  return in_unsigned_order(span, count_max,
                           [&](const IdSpan& part, std::size_t most, std::vector<RecordId>& ids) {
                             auto rows = database.prepared(
                                 "SELECT id FROM r_unknown WHERE scope = ? AND type = ? AND id BETWEEN ? AND "
                                 "? ORDER BY id LIMIT ?");
                             rows.bind_all(scope, type, part.first, part.last, most);
                             while (rows.step()) ids.push_back(rows.column<RecordId>(0));
                           });
}

}  // namespace mektep
