#include "shared/store/row_form.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "shared/base/limits.h"
#include "shared/merge/merge.h"
#include "shared/model/element.h"
#include "shared/sqlite/collation.h"
#include "shared/store/damage.h"
#include "shared/store/long_text_column.h"

namespace mektep {
namespace {

static_assert(limits::schema_fields_max <= 255, "one byte counts the fields that are left out");

const Cell* scalar_cell(const RecordState& state, FieldNumber field) {
  const auto found = state.cells.find({field, {}});
  return found == state.cells.end() ? nullptr : &found->second;
}

bool is_plain(const LiveValue& live) { return live.kind == OpKind::write && !live.erased; }

ColumnValue set_column(const RecordState& state, FieldNumber field) {
  std::vector<Value> elements;
  for (auto cell = state.cells.lower_bound({field, {}}); cell != state.cells.end(); ++cell) {
    if (cell->first.field != field) break;
    const auto is_write = [](const LiveValue& live) { return live.kind == OpKind::write; };
    if (cell->first.element.empty() || std::none_of(cell->second.begin(), cell->second.end(), is_write))
      continue;
    elements.push_back(element_value(cell->first.element).value_or(Nothing{}));
  }
  if (elements.empty()) return {};
  return json_array(elements);
}

ColumnValue shown_column(const RecordState& state, const Column& column, const TypeTable& table) {
  switch (column.field.kind) {
    case FieldKind::set:
      return set_column(state, column.field.number);
    case FieldKind::long_text:
      return long_text_column(state, column.field.number, table.type());
    default:
      break;
  }
  const Cell* cell = scalar_cell(state, column.field.number);
  if (cell == nullptr) return {};
  const LiveValue& live = shown_of(*cell);
  return is_plain(live) ? column_of(column, live.value) : ColumnValue{};
}

// The fields whose columns tell the base.
std::vector<FieldNumber> told_fields(const RecordState& base, const TypeTable& table) {
  std::vector<FieldNumber> told;
  for (const Column& column : table.columns()) {
    if (column.field.kind == FieldKind::long_text) {
      if (long_text_tells(base, column.field.number)) told.push_back(column.field.number);
    } else if (const Cell* cell = scalar_cell(base, column.field.number); cell != nullptr) {
      const LiveValue& live = shown_of(*cell);
      if (is_plain(live) && tells(column, live.value)) told.push_back(column.field.number);
    }
  }
  return told;
}

LiveValue without_value(const LiveValue& live) {
  return {live.stamp, live.kind, Nothing{}, live.covers, live.payload, live.erased};
}

RecordState stripped(const RecordState& base, const std::vector<FieldNumber>& told, const TypeTable& table) {
  RecordState left;
  for (const auto& [key, cell] : base.cells) {
    Cell& copy = left.cells.emplace_hint(left.cells.end(), key, Cell{})->second;
    const bool in_told = std::find(told.begin(), told.end(), key.field) != told.end() &&
                         (key.element.empty() || table.column(key.field)->field.kind == FieldKind::long_text);
    const LiveValue* leave_out = in_told ? &shown_of(cell) : nullptr;
    for (const LiveValue& live : cell) copy.push_back(&live == leave_out ? without_value(live) : live);
  }
  return left;
}

// Gives back what `stripped` left out; how many fields that were.
std::size_t restore(RecordState& state, const std::vector<ColumnValue>& columns, const TypeTable& table) {
  std::size_t restored = 0;
  for (std::size_t at = 0; at < columns.size(); ++at) {
    const Column& column = table.columns()[at];
    if (std::holds_alternative<std::monostate>(columns[at])) continue;
    if (column.field.kind == FieldKind::long_text) {
      restored += restore_long_text(state, column.field.number, std::get<std::string>(columns[at])) ? 1 : 0;
    } else if (auto found = state.cells.find({column.field.number, {}});
               found != state.cells.end() && is_scalar(column.field.kind)) {
      const LiveValue& live = shown_of(found->second);
      if (!is_plain(live) || !std::holds_alternative<Nothing>(live.value)) continue;
      found->second[static_cast<std::size_t>(&live - found->second.data())].value =
          value_of(column, columns[at]);
      ++restored;
    }
  }
  return restored;
}

std::string sort_key_of(const std::vector<ColumnValue>& columns, const TypeTable& table) {
  std::string title;
  for (const auto& group : table.title()) {
    for (const std::size_t at : group) {
      const std::string text = column_text(table.columns()[at], columns[at]);
      if (text.empty()) continue;
      title += (title.empty() ? "" : " · ") + text;
      break;
    }
  }
  // What lies further back than the key reaches need not be weighed; a character stays whole.
  std::size_t end = std::min(title.size(), 2 * limits::sort_key_bytes_max);
  while (end < title.size() && end > 0 && (static_cast<unsigned char>(title[end]) & 0xc0U) == 0x80U) --end;
  return kk_sort_key(std::string_view(title).substr(0, end)).substr(0, limits::sort_key_bytes_max);
}

std::optional<std::string> unknown_fields(const RecordState& base, const RecordState& shown,
                                          const TypeTable& table) {
  std::set<FieldNumber> unknown;
  for (const RecordState* state : {&base, &shown}) {
    for (const auto& [key, cell] : state->cells) {
      if (key.field != life_field && table.column(key.field) == nullptr) unknown.insert(key.field);
    }
  }
  if (unknown.empty()) return std::nullopt;
  std::string list;
  for (const FieldNumber field : unknown) list += (list.empty() ? "[" : ",") + std::to_string(field.value);
  return list + "]";
}

std::vector<CellKey> conflicts_in(const RecordState& shown, const TypeTable& table) {
  std::vector<CellKey> conflicts;
  if (is_edited_while_withdrawn(shown)) conflicts.push_back({life_field, {}});
  for (const auto& [key, cell] : shown.cells) {
    if (cell.size() < 2) continue;
    const Column* column = table.column(key.field);
    if (column == nullptr || column->field.kind == FieldKind::set) continue;
    if (is_scalar(column->field.kind) && !key.element.empty()) continue;
    if (in_conflict(cell)) conflicts.push_back(key);
  }
  return conflicts;
}

std::vector<PendingOp> pending_from(std::optional<BytesView> bytes) {
  if (!bytes) return {};
  auto pending = decode_pending(*bytes);
  if (!pending) throw_damaged("pending");
  return std::move(pending).value();
}

RecordState state_from(BytesView bytes) {
  if (bytes.empty()) throw_damaged("base");
  auto state = decode_record(bytes.subspan(1));
  if (!state) throw_damaged("base");
  return std::move(state).value();
}

Bytes counted(std::size_t left_out, const RecordState& state) {
  Bytes bytes = encode_record(state);
  bytes.insert(bytes.begin(), static_cast<std::uint8_t>(left_out));
  return bytes;
}

}  // namespace

RowForm form_of(const RecordState& base, const std::vector<PendingOp>& pending, const TypeTable& table) {
  RowForm form;
  RecordState over;
  if (!pending.empty()) {
    over = laid_over(base, pending);
    form.pending = encode_pending(pending);
    form.base = inline_base(base);
  } else {
    const std::vector<FieldNumber> told = told_fields(base, table);
    form.base = counted(told.size(), stripped(base, told, table));
  }
  const RecordState& shown = pending.empty() ? base : over;
  form.columns.reserve(table.columns().size());
  for (const Column& column : table.columns()) form.columns.push_back(shown_column(shown, column, table));
  form.sort_key = sort_key_of(form.columns, table);
  form.gone = is_gone(shown);
  form.unknown_fields = unknown_fields(base, shown, table);
  form.conflicts = conflicts_in(shown, table);
  return form;
}

RecordRow row_from(BytesView base, std::optional<BytesView> pending, const std::vector<ColumnValue>& columns,
                   const TypeTable& table) {
  RecordRow row{state_from(base), pending_from(pending)};
  const std::size_t left_out = base[0];
  if (left_out > 0 && restore(row.base, columns, table) != left_out) {
    throw ColumnsLacking("a row of " + table.type().name + " has columns that the schema in use lacks");
  }
  return row;
}

Bytes inline_base(const RecordState& state) { return counted(0, state); }

RecordRow row_from_inline(BytesView base, std::optional<BytesView> pending) {
  return {state_from(base), pending_from(pending)};
}

}  // namespace mektep
