#pragma once
// A pack: consecutive changes of one stream, sealed; stored and forwarded as received. Its identity is
// its chain head: two compressions of it are one pack.
//
//   pack    = format header previous? seal(64) dictionary(1) uint raw-length salt-or-keys body
//   format  = 1 + 16 when `previous` is there + 32 when keys stand in the salt's place
//   header  = scope stream first count device base-position schema lamport-base wall-base id-base author
//             foreign-streams named-tokens          (hashed whole into the chain head)
//   salt    = 16 random bytes      keys = uint count, the k of each change that remains
//   body    = raw, or packed with a dictionary: count × (uint length, canonical change),
//             an erased one: length 0 and its leaf
// Salt and keys are random, so they stay outside what is compressed.
// `previous` (32 bytes) is there when first > 1, unless both ends know it: see without_previous.

#include <optional>

#include "shared/base/random.h"
#include "shared/base/result.h"
#include "shared/crypto/chain.h"
#include "shared/crypto/keys.h"
#include "shared/model/change.h"

namespace mektep {

// Seals `content` under `previous` and `changes`; fills content.head. The bytes are whole (with
// previous). Fails with pack.too_large when the body would pass limits::pack_body_bytes_max, or a list
// in it the bound of its kind. The device is the key's; previous is zero when first is 1.
Result<Bytes> seal_pack(PackContent& content, const SigningKey& key, Random& random);

// Reads and checks everything but the signature: sizes, canonical form, chain head.
// Fails with pack.malformed (what, offset), pack.unknown_dictionary (number), pack.unknown_format (format).
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

// On a connection whose ends both know the head before `first`, 32 bytes are saved. The pack is one that
// was opened or sealed here.
Bytes without_previous(BytesView pack);
Result<Bytes> with_previous(BytesView pack, const ChainHead& previous);

// The same pack with one change gone, its leaf in its place; the seal still verifies (chain.h). A change
// that was erased before stays so. Fails with pack.no_such_change (sequence) and as open_pack does.
Result<Bytes> erase_change(BytesView pack, Sequence sequence);

// For splitting: at most so many bytes of body a change takes.
std::size_t body_bytes_of(const Change& change);

}  // namespace mektep
