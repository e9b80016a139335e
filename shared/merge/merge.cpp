#include "shared/merge/merge.h"

#include <algorithm>

namespace mektep {
namespace {

bool is_life(const CellKey& key) { return key.field == life_field; }

Cell::iterator place_of(Cell& cell, const Version& version) {
  return std::lower_bound(
      cell.begin(), cell.end(), version,
      [](const LiveValue& live, const Version& wanted) { return live.stamp.version < wanted; });
}

void supersede(Cell& cell, const std::vector<Version>& versions) {
  for (const Version& version : versions) {
    const auto found = place_of(cell, version);
    if (found != cell.end() && found->stamp.version == version) cell.erase(found);
  }
}

LiveValue live_value_of(const Op& op, const Stamp& stamp) {
  LiveValue live;
  live.stamp = stamp;
  live.kind = op.kind;
  live.value = op.value;
  live.covers = op.covers;
  live.payload = op.payload;
  return live;
}

void add(Cell& cell, const Op& op, const Stamp& stamp) {
  const auto place = place_of(cell, stamp.version);
  if (place != cell.end() && place->stamp.version == stamp.version) {
    *place = live_value_of(op, stamp);
  } else {
    cell.insert(place, live_value_of(op, stamp));
  }
}

const Cell* life_of(const RecordState& state) {
  // Life is field 0 without an element, so it is the first cell of all.
  const auto first = state.cells.begin();
  return first != state.cells.end() && is_life(first->first) ? &first->second : nullptr;
}

bool has_live(const Cell& cell, OpKind kind) {
  return std::any_of(cell.begin(), cell.end(), [kind](const LiveValue& live) { return live.kind == kind; });
}

bool covered(const Cell& life, const Version& version) {
  return std::any_of(life.begin(), life.end(), [&](const LiveValue& live) {
    return live.kind == OpKind::withdraw &&
           std::binary_search(live.covers.begin(), live.covers.end(), version);
  });
}

}  // namespace

void merge_op(RecordState& state, const Op& op, const Stamp& stamp, bool without_value) {
  const bool adds = op.kind != OpKind::remove && !without_value;
  auto found = state.cells.lower_bound(op.cell);
  const bool there = found != state.cells.end() && found->first == op.cell;
  if (there) {
    supersede(found->second, op.supersedes);
  } else if (adds) {
    found = state.cells.try_emplace(found, op.cell);
  } else {
    return;
  }
  if (adds) add(found->second, op, stamp);
  if (found->second.empty()) state.cells.erase(found);
}

std::vector<Version> uncovered_versions(const RecordState& state) {
  std::vector<Version> uncovered;
  const Cell* life = life_of(state);
  for (const Version& version : live_versions(state)) {
    if (life == nullptr || !covered(*life, version)) uncovered.push_back(version);
  }
  return uncovered;
}

bool is_gone(const RecordState& state) {
  if (state.empty()) return true;
  const Cell* life = life_of(state);
  if (life == nullptr || !has_live(*life, OpKind::withdraw) || has_live(*life, OpKind::restore)) return false;
  for (const auto& [key, cell] : state.cells) {
    if (is_life(key)) continue;
    for (const LiveValue& live : cell) {
      if (!covered(*life, live.stamp.version)) return false;
    }
  }
  return true;
}

bool is_edited_while_withdrawn(const RecordState& state) {
  const Cell* life = life_of(state);
  return life != nullptr && has_live(*life, OpKind::withdraw) && !is_gone(state);
}

std::vector<Version> live_versions(const RecordState& state) {
  std::vector<Version> versions;
  for (const auto& [key, cell] : state.cells) {
    if (is_life(key)) continue;
    for (const LiveValue& live : cell) versions.push_back(live.stamp.version);
  }
  std::sort(versions.begin(), versions.end());
  versions.erase(std::unique(versions.begin(), versions.end()), versions.end());
  return versions;
}

}  // namespace mektep
