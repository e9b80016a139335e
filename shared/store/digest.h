#pragma once
// The state digest of a scope, from its rows: what the incremental one must equal, and the sums over
// ranges of record ids by which two ends find the records that differ. Over the base alone.

#include <array>
#include <optional>

#include "shared/crypto/hash.h"
#include "shared/store/record_tables.h"

namespace mektep {

// What the state digest adds for a record; nothing for one without live values.
std::optional<Hash16> record_hash(const RecordKey& key, const RecordState& state);

// Reads the whole scope.
HashSum state_digest_of(const RecordTables& tables, ScopeNumber scope);

// Record ids that begin with the same hexadecimal digits: `depth` of them, those of `prefix` from its
// top. Depth 0 is all of them.
struct IdPrefix {
  RecordId prefix;
  unsigned depth = 0;
  IdSpan span() const;
  // The part whose next digit is `digit`; depth is below 16.
  IdPrefix part(unsigned digit) const;
  friend bool operator==(const IdPrefix&, const IdPrefix&) = default;
};

struct PartSum {
  HashSum sum;
  std::uint64_t records = 0;
  friend bool operator==(const PartSum&, const PartSum&) = default;
};
// Of each of the sixteen parts of a range whose depth is below 16.
std::array<PartSum, 16> part_sums(const RecordTables& tables, ScopeNumber scope, const IdPrefix& range);

}  // namespace mektep
