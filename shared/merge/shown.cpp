#include "shared/merge/shown.h"

#include <algorithm>
#include <tuple>

#include "shared/model/element.h"

namespace mektep {
namespace {

using Cells = std::map<CellKey, Cell>;

struct CellRange {
  Cells::const_iterator first;
  Cells::const_iterator last;
  Cells::const_iterator begin() const { return first; }
  Cells::const_iterator end() const { return last; }
};

CellRange cells_of(const RecordState& state, FieldNumber field) {
  const auto first = state.cells.lower_bound({field, {}});
  auto last = first;
  while (last != state.cells.end() && last->first.field == field) ++last;
  return {first, last};
}

bool is_newer(const Stamp& left, const Stamp& right) {
  return std::tie(left.lamport, left.version) > std::tie(right.lamport, right.version);
}

// Newest first, so the shown value leads; of those that read alike the newest.
std::vector<const LiveValue*> rivals_in(const Cell& cell) {
  std::vector<const LiveValue*> newest_first;
  for (const LiveValue& live : cell) newest_first.push_back(&live);
  std::sort(newest_first.begin(), newest_first.end(), [](const LiveValue* left, const LiveValue* right) {
    return is_newer(left->stamp, right->stamp);
  });
  std::vector<const LiveValue*> rivals;
  for (const LiveValue* live : newest_first) {
    const bool again = std::any_of(rivals.begin(), rivals.end(),
                                   [live](const LiveValue* other) { return shown_alike(*live, *other); });
    if (!again) rivals.push_back(live);
  }
  return rivals;
}

Conflict conflict_in(const CellKey& key, const std::vector<const LiveValue*>& rivals) {
  Conflict conflict{key, {}};
  for (const LiveValue* live : rivals) conflict.rivals.push_back({live->stamp, live->value});
  return conflict;
}

void show_scalar(const RecordState& state, ShownField& shown, std::vector<Conflict>& conflicts) {
  const auto found = state.cells.find({shown.field, {}});
  if (found == state.cells.end()) return;
  const auto rivals = rivals_in(found->second);
  shown.value = rivals.front()->value;
  if (rivals.size() > 1) conflicts.push_back(conflict_in(found->first, rivals));
}

bool is_present(const Cell& cell) {
  return std::any_of(cell.begin(), cell.end(),
                     [](const LiveValue& live) { return live.kind == OpKind::write; });
}

void show_set(const RecordState& state, ShownField& shown) {
  for (const auto& [key, cell] : cells_of(state, shown.field)) {
    if (key.element.empty() || !is_present(cell)) continue;
    if (auto value = element_value(key.element)) {
      shown.elements.push_back(std::move(*value));
    } else {
      shown.elements.push_back(
          UnknownValue{key.element[0], Bytes(key.element.begin() + 1, key.element.end())});
    }
  }
}

void show_long_text(const RecordState& state, ShownField& shown, std::vector<Conflict>& conflicts) {
  for (const auto& [key, cell] : cells_of(state, shown.field)) {
    const auto rivals = rivals_in(cell);
    for (const LiveValue* live : rivals) {
      const auto* text = std::get_if<std::string>(&live->value);
      if (text != nullptr) shown.paragraphs.push_back({key.element, *text});
    }
    if (rivals.size() > 1) conflicts.push_back(conflict_in(key, rivals));
  }
  in_order(shown.paragraphs);
}

// A change that kept a withdrawn record may have written many cells: it is one rival.
void add_uncovered_edits(const RecordState& state, Conflict& conflict) {
  std::vector<Version> uncovered = uncovered_versions(state);
  for (const auto& [key, cell] : state.cells) {
    if (key.field == life_field) continue;
    for (const LiveValue& live : cell) {
      const auto found = std::find(uncovered.begin(), uncovered.end(), live.stamp.version);
      if (found == uncovered.end()) continue;
      conflict.rivals.push_back({live.stamp, Value{true}});
      uncovered.erase(found);
    }
  }
}

Conflict life_conflict(const RecordState& state) {
  Conflict conflict{{life_field, {}}, {}};
  for (const LiveValue& live : state.cells.at(conflict.cell)) {
    if (live.kind == OpKind::withdraw) conflict.rivals.push_back({live.stamp, Value{false}});
    if (live.kind == OpKind::restore) conflict.rivals.push_back({live.stamp, Value{true}});
  }
  add_uncovered_edits(state, conflict);
  // The record stays, so what keeps it leads.
  std::sort(conflict.rivals.begin(), conflict.rivals.end(), [](const Rival& left, const Rival& right) {
    if (left.value != right.value) return left.value == Value{true};
    return is_newer(left.stamp, right.stamp);
  });
  return conflict;
}

}  // namespace

ShownRecord show(const RecordState& state, const RecordType& type) {
  ShownRecord shown;
  shown.gone = is_gone(state);
  shown.edited_while_withdrawn = is_edited_while_withdrawn(state);
  if (shown.edited_while_withdrawn) shown.conflicts.push_back(life_conflict(state));
  shown.fields.reserve(type.fields.size());
  for (const Field& field : type.fields) {
    ShownField& place = shown.fields.emplace_back();
    place.field = field.number;
    switch (field.kind) {
      case FieldKind::set:
        show_set(state, place);
        break;
      case FieldKind::long_text:
        show_long_text(state, place, shown.conflicts);
        break;
      default:
        show_scalar(state, place, shown.conflicts);
        break;
    }
  }
  return shown;
}

std::vector<Version> basis_of(const RecordState& state, const CellKey& cell, bool whole_cell) {
  std::vector<Version> basis;
  const auto found = state.cells.find(cell);
  if (found == state.cells.end()) return basis;
  const bool all = whole_cell || cell.field == life_field;
  const LiveValue& shown = shown_of(found->second);
  for (const LiveValue& live : found->second) {
    if (all || shown_alike(live, shown)) basis.push_back(live.stamp.version);
  }
  return basis;
}

}  // namespace mektep
