#pragma once
// The state of a record: the values that live in its cells.

#include <map>
#include <vector>

#include "shared/model/change.h"

namespace mektep {

// A value that no known op supersedes.
struct LiveValue {
  Stamp stamp;
  OpKind kind = OpKind::write;  // write, withdraw, restore, or an unknown cell op
  Value value;
  std::vector<Version> covers;  // of a withdraw
  Bytes payload;                // of an unknown kind
  bool erased = false;          // the value was emptied by law; version and digest stay
  friend auto operator<=>(const LiveValue&, const LiveValue&) = default;
};

// Sorted by version; a version stands once.
using Cell = std::vector<LiveValue>;

// No empty cells: a cell whose last value was superseded is not there.
struct RecordState {
  std::map<CellKey, Cell> cells;
  bool empty() const { return cells.empty(); }
  friend bool operator==(const RecordState&, const RecordState&) = default;
};

}  // namespace mektep
