#pragma once
// Messages that bring two ends together again (since protocol 2): after a restore, after damage, after
// trimming, and when a grant ended.

#include <string>
#include <vector>

#include "shared/base/ids.h"
#include "shared/crypto/hash.h"
#include "shared/crypto/receipt.h"

namespace mektep {

// Places in the server's log of a scope, ascending, with the log digest at each. Sent in place of feeding
// when the reader's cursor is not a place of this log (the server was restored). The reader answers with
// Follow from the last place both hold, or narrows it down by Retrace.
struct Trail {
  struct Place {
    Position position;
    Hash16 log_digest{};
    friend bool operator==(const Place&, const Place&) = default;
  };
  ScopeNumber scope;
  std::vector<Place> places;
  friend bool operator==(const Trail&, const Trail&) = default;
};

// "Show me places between these": the first is known to be shared, the second known not to be.
struct Retrace {
  ScopeNumber scope;
  Position shared;
  Position different;
  friend bool operator==(const Retrace&, const Retrace&) = default;
};

// "Split this range of record ids": the base's state digests differ at `position`. Both ends inclusive.
struct Compare {
  ScopeNumber scope;
  Position position;
  std::uint64_t first = 0;
  std::uint64_t last = UINT64_MAX;
  friend bool operator==(const Compare&, const Compare&) = default;
};

// Sums of state digests over consecutive ranges that together are the one asked for.
struct Ranges {
  struct Range {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    std::uint32_t records = 0;
    Hash16 sum{};
    friend bool operator==(const Range&, const Range&) = default;
  };
  ScopeNumber scope;
  Position position;  // of the sender's base when it counted
  std::vector<Range> ranges;
  friend bool operator==(const Ranges&, const Ranges&) = default;
};

// All records of a range in the base, whole: few enough to send instead of splitting further.
struct Records {
  struct Entry {
    TypeNumber type;
    RecordId id;
    Bytes base;  // canonical bytes of the record's base, values included
    friend bool operator==(const Entry&, const Entry&) = default;
  };
  ScopeNumber scope;
  Position position;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::vector<Entry> records;
  friend bool operator==(const Records&, const Records&) = default;
};

// The base of these records was put right from what the server sent; the server notes it for the office.
struct Repaired {
  ScopeNumber scope;
  Position position;
  std::vector<RecordId> records;
  friend bool operator==(const Repaired&, const Repaired&) = default;
};

// "Send me again the packs of this log that touch the record": what trimming dropped.
struct Recall {
  ScopeNumber scope;
  TypeNumber type;
  RecordId id;
  Position before;  // newest first from here; a reader goes on where the last answer ended
  friend bool operator==(const Recall&, const Recall&) = default;
};

// The answer, oldest last; `position` 0 without a pack ends it.
struct Recalled {
  ScopeNumber scope;
  Position position;
  Bytes pack;  // with its previous
  friend bool operator==(const Recalled&, const Recalled&) = default;
};

// The device has handed in and deleted what it held of a dropped scope.
struct Dropped {
  ScopeNumber scope;
  friend bool operator==(const Dropped&, const Dropped&) = default;
};

// A Mark on a road that is not the server's own connection (hub, bundle): signed with its epoch.
struct SignedMark {
  Mark mark;
  Epoch epoch;
  Signature signature{};
  friend bool operator==(const SignedMark&, const SignedMark&) = default;
};

}  // namespace mektep
