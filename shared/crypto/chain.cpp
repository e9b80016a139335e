#include "shared/crypto/chain.h"

#include "shared/crypto/fields.h"

namespace mektep {

LeafKey leaf_key(const Salt& salt, std::uint32_t index) {
  Bytes number;
  append_u32(number, index);
  return hash16({salt, number});
}

Hash32 leaf_of(const LeafKey& key, BytesView change) { return keyed_hash32(key, {change}); }

Hash32 root_of(const std::vector<Hash32>& leaves) {
  Bytes joined;
  joined.reserve(leaves.size() * sizeof(Hash32));
  for (const Hash32& leaf : leaves) append_fixed(joined, leaf);
  return hash32({joined});
}

// The header stands between two parts of fixed size, so no two triples give the same input.
Hash32 chain_head(const Hash32& previous, BytesView header, const Hash32& root) {
  return hash32({previous, header, root});
}

Hash16 log_digest_after(const Hash16& before, const Hash32& head) { return hash16({before, head}); }

}  // namespace mektep
