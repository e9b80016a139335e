#pragma once
// A pack: consecutive changes of one stream, sealed; stored and forwarded as received. Its identity is
// its chain head: two compressions of it are one pack.
//
//   pack    = format(1) header previous? seal(64) dictionary raw-length body
//   header  = scope stream first count device base-position schema lamport-base wall-base id-base
//             foreign-streams named-tokens          (hashed whole into the chain head)
//   body    = zstd( salt-or-keys, count × (length, canonical change | leaf of an erased one) )
// `previous` (32 bytes) is there when first > 1, unless both ends know it: see without_previous.

#include <optional>

#include "shared/base/random.h"
#include "shared/base/result.h"
#include "shared/crypto/chain.h"
#include "shared/crypto/keys.h"
#include "shared/model/change.h"

namespace mektep {

// Seals `content` under `previous` and `changes`; fills content.head. The bytes are whole (with
// previous). Fails with pack.too_large when the body would pass limits::pack_body_bytes_max.
Result<Bytes> seal_pack(PackContent& content, const SigningKey& key, Random& random);

// Reads and checks everything but the signature: sizes, canonical form, chain head.
// Fails with pack.malformed, pack.unknown_dictionary, pack.unknown_format.
struct OpenedPack {
  PackContent content;
  Signature seal{};
};
Result<OpenedPack> open_pack(BytesView pack);

// Whether the seal is the signature of `key` over the chain head, and `key` is the device's.
bool verify_seal(const OpenedPack& pack, const PublicKey& key);

// The header alone, without unpacking the body or checking anything but form: for routing.
struct PackHeader {
  ScopeNumber scope;
  StreamId stream;
  Sequence first;
  std::uint32_t count = 0;
  DeviceId device;
  bool has_previous = false;
  Sequence last() const { return Sequence{first.value + count - 1}; }
};
Result<PackHeader> read_header(BytesView pack);

// On a connection whose ends both know the head before `first`, 32 bytes are saved.
Bytes without_previous(BytesView pack);
Result<Bytes> with_previous(BytesView pack, const ChainHead& previous);

// The same pack with the ops of one change gone; the seal still verifies (chain.h).
Result<Bytes> erase_change(BytesView pack, Sequence sequence);

// For splitting: about how many bytes of body a change takes.
std::size_t body_bytes_of(const Change& change);

}  // namespace mektep
