#pragma once
// What a person saves.

#include <optional>
#include <string>
#include <vector>

#include "client/replica/reading.h"

namespace mektep::client {

struct Author {
  RecordId person;
};

// One field of a form. Exactly one of the members after `field` is meant.
struct FieldWrite {
  FieldNumber field;
  std::optional<Value> value;         // scalars; Nothing empties the field
  std::vector<Value> add;             // sets
  bool whole_set = false;             // `add` is all of the set: other elements that were shown go
  std::vector<Value> remove;          // sets
  std::optional<std::string> text;    // long text, whole: the library finds what changed
};

// A record made or changed. Without `name` a new one of `type` in `scope` (its id is drawn, or comes
// from its natural key); a natural key that is withdrawn is restored.
struct RecordEdit {
  std::optional<RecordName> name;
  TypeNumber type;
  ScopeNumber scope;
  std::vector<FieldWrite> fields;
  Basis basis;  // of the read that the form was filled from; empty for a new record
};

struct Replaced {
  FieldNumber field;
  Value before;
};

struct Saved {
  DraftNumber draft;
  std::vector<RecordName> records;  // one per edit, in order
  std::vector<Replaced> replaced;   // what `edit` prints
};

// One counted number of a report, as it is signed.
struct Figure {
  std::string tally;
  std::string group;  // its dimensions' values, as people read them; may be empty
  Decimal amount;     // hundredths
};

// A report of a period: the frozen copy that goes to the office.
struct Submission {
  RecordName report;  // the school's report record
  std::string period;
  std::vector<Figure> figures;  // from the caller's own counts
};

// A pack on its way out, whole bytes, and where in the outbox it lies.
struct OutgoingCursor {
  ScopeNumber scope;
  StreamId stream;
  Sequence first;
  friend auto operator<=>(const OutgoingCursor&, const OutgoingCursor&) = default;
};
// What going back to an earlier place of the log handed back.
struct Rewound {
  std::size_t packs = 0;          // pending again
  std::size_t changes = 0;        // in them
  std::size_t packs_missing = 0;  // not here any more: who has them hands them in
};
// A scope's base came whole.
struct SnapshotTaken {
  std::vector<RecordName> records;
  Rewound rewound;  // of the base that it replaced
};
struct OutgoingPack {
  OutgoingCursor at;
  ChainHead head{};
  Sequence last;
  bool sealed_here = false;  // else it came by another road
  Bytes bytes;
};

struct Submitted {
  DraftNumber draft;
  RecordName copy;        // in desk/<code>
  FixedBytes<32> content_hash{};
};

}  // namespace mektep::client
