#pragma once
// From a record's state to what people see: one value a field, conflicts beside it.

#include <string>
#include <vector>

#include "shared/merge/merge.h"
#include "shared/merge/paragraphs.h"
#include "shared/model/schema.h"

namespace mektep {

struct Rival {
  Stamp stamp;
  Value value;
  friend bool operator==(const Rival&, const Rival&) = default;
};

// One card: a cell with live values that differ, or a record edited while withdrawn (life field).
struct Conflict {
  CellKey cell;
  std::vector<Rival> rivals;  // the shown one first, then by Lamport time, newest first
  friend bool operator==(const Conflict&, const Conflict&) = default;
};

struct ShownField {
  FieldNumber field;
  Value value;                        // scalars; Nothing when the cell is empty
  std::vector<Value> elements;        // sets, in canonical order
  std::vector<Paragraph> paragraphs;  // long text, in order; a clash stands twice
};

struct ShownRecord {
  bool gone = false;
  bool edited_while_withdrawn = false;
  std::vector<ShownField> fields;  // of the schema, in its order; empty ones too
  std::vector<Conflict> conflicts;
};

ShownRecord show(const RecordState& state, const RecordType& type);

// The basis of a read: the live versions of each cell that it showed.
// `whole_cell` names every rival (an explicit resolve), else only the shown value.
std::vector<Version> basis_of(const RecordState& state, const CellKey& cell, bool whole_cell);

}  // namespace mektep
