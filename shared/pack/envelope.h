#pragma once
// A pack's outer bytes, read without unpacking its body. Values; any thread. Views point into the pack.

#include <map>
#include <optional>

#include "shared/codec/canonical.h"
#include "shared/crypto/chain.h"
#include "shared/crypto/keys.h"

namespace mektep {

struct HeaderFields {
  ScopeNumber scope;
  PackFrame frame;  // stream, first, foreign streams and the bases
  std::uint32_t count = 0;
  DeviceId device;
  Position base_position;
  std::uint32_t schema = 0;
  std::map<Version, Token> named;
};
Bytes encode_header(const HeaderFields& header);

struct Envelope {
  HeaderFields header;
  BytesView header_bytes;  // hashed whole into the chain head
  std::optional<ChainHead> previous;
  Signature seal{};
  std::uint8_t dictionary = 0;
  std::size_t raw_length = 0;
  // Either the salt, or the keys of the changes that remain because at least one was erased.
  std::optional<Salt> salt;
  std::vector<LeafKey> keys;
  BytesView packed;
};

Bytes encode_envelope(const Envelope& envelope);
// Fails with pack.malformed (what, offset) and pack.unknown_format (format).
Result<Envelope> read_envelope(BytesView pack);

// A failure of the codec as this room reports it.
Error as_pack_error(Error error);

}  // namespace mektep
