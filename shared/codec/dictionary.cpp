#include "shared/codec/dictionary.h"

#include <cassert>

#include "shared/base/limits.h"

namespace mektep {

Packed pack(BytesView raw) {
  assert(raw.size() <= limits::pack_body_bytes_max);
  return {stored, copy_of(raw)};
}

Result<Bytes> unpack(BytesView packed, std::uint8_t dictionary, std::size_t raw_size) {
  if (dictionary != stored) {
    return refused("codec.unknown_dictionary").with("number", std::to_string(dictionary));
  }
  if (packed.size() != raw_size || raw_size > limits::pack_body_bytes_max) {
    return refused("codec.malformed").with("what", "size").with("offset", "0");
  }
  return copy_of(packed);
}

}  // namespace mektep
