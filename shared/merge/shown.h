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

// One card: a cell with live values that differ, or a record edited while withdrawn (life field). There
// a rival's value says whether the record stays: false for a withdraw, true for a restore or for an edit
// that no withdraw covered. Elsewhere rivals that
// read alike stand once, by their newest.
struct Conflict {
  CellKey cell;
  std::vector<Rival> rivals;  // the shown one first, then by Lamport time, newest first
  friend bool operator==(const Conflict&, const Conflict&) = default;
};

struct ShownField {
  FieldNumber field;
  Value value;                        // scalars; Nothing when the cell is empty
  std::vector<Value> elements;        // sets, in canonical order; a later program's as UnknownValue
  std::vector<Paragraph> paragraphs;  // long text, in order; a clash stands twice
};

struct ShownRecord {
  bool gone = false;
  bool edited_while_withdrawn = false;
  std::vector<ShownField> fields;  // of the schema, in its order; empty ones too
  std::vector<Conflict> conflicts;
};

ShownRecord show(const RecordState& state, const RecordType& type);

// The basis of a read: the live versions behind what was shown of a cell. Of rivals that is the shown
// value alone, with those that read alike; of the life cell and with `whole_cell` (an explicit resolve, or
// a paragraph, both of whose texts are shown) every live version.
std::vector<Version> basis_of(const RecordState& state, const CellKey& cell, bool whole_cell);

}  // namespace mektep
