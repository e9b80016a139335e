#pragma once
// Finding the records that differ between two stores of one base: sums over ranges of record ids, split
// sixteen ways where they differ, as in a Merkle tree whose nodes are made when they are asked for. Values
// count here, unlike in the state digest. Pure.

#include <optional>
#include <vector>

#include "shared/crypto/hash.h"
#include "shared/model/record.h"

namespace mektep {

// Ids first to last as unsigned numbers, both inclusive.
struct IdSpan {
  RecordId first;
  RecordId last;
  friend bool operator==(const IdSpan&, const IdSpan&) = default;
};
inline constexpr IdSpan all_ids{RecordId{0}, RecordId{~std::uint64_t{0}}};

// What a record adds: its key and whole base; nothing for one without live values.
std::optional<Hash16> content_hash(const RecordKey& key, const RecordState& state);

struct RecordHash {
  RecordKey key;
  Hash16 hash{};
};

struct SpanSum {
  IdSpan span;
  std::uint32_t records = 0;
  HashSum sum;
  friend bool operator==(const SpanSum&, const SpanSum&) = default;
};

// At most sixteen consecutive spans that together are `span`, of about equally many records. `hashes`: of
// the records in it, in any order.
std::vector<SpanSum> split(const IdSpan& span, std::vector<RecordHash> hashes);

// The sums of the same records over the given spans.
std::vector<SpanSum> sums_over(const std::vector<IdSpan>& spans, const std::vector<RecordHash>& hashes);

}  // namespace mektep
