#pragma once
// A pack's body: count × (uint length, canonical change), or length 0 and the leaf of an erased change.

#include "shared/pack/envelope.h"

namespace mektep {

// A change in its place, or what is left of it.
struct BodyEntry {
  BytesView change;  // empty: erased
  Hash32 leaf{};
  LeafKey key{};  // all zero for an erased one
  bool erased() const { return change.empty(); }
};

// `raw` owns what the entries point into.
struct Body {
  Bytes raw;
  std::vector<BodyEntry> entries;
  Hash32 root() const;
};

// Unpacks and computes the leaves. Fails with pack.malformed and pack.unknown_dictionary.
Result<Body> open_body(const Envelope& envelope);

// The raw bytes of these entries; those of an erased one are its leaf.
Bytes encode_body(const std::vector<BodyEntry>& entries);

}  // namespace mektep
