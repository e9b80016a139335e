#pragma once
// The hash chain of a stream.
//   leaf(i)  = BLAKE2b-256 keyed with k(i) over the canonical bytes of change i
//   k(i)     = BLAKE2b-128(salt, i)     salt: 16 random bytes of the pack
//   root     = BLAKE2b-256(leaf(0), leaf(1), …)
//   head     = BLAKE2b-256(previous head, header bytes, root)
// A pack from which a change was erased carries that change's leaf, and the k of the others in the
// salt's place: the head still verifies and the erased text cannot be guessed.

#include <vector>

#include "shared/crypto/hash.h"

namespace mektep {

using LeafKey = FixedBytes<16>;
using Salt = FixedBytes<16>;

LeafKey leaf_key(const Salt& salt, std::uint32_t index);
Hash32 leaf_of(const LeafKey& key, BytesView change);
Hash32 root_of(const std::vector<Hash32>& leaves);
Hash32 chain_head(const Hash32& previous, BytesView header, const Hash32& root);

// The digest of a log: D(0) is all zero, D(n) = BLAKE2b-128(D(n-1), head of the pack at n).
Hash16 log_digest_after(const Hash16& before, const Hash32& head);

}  // namespace mektep
