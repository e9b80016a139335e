#include "shared/crypto/fields.h"

#include <cassert>

namespace mektep {

void append_u32(Bytes& out, std::uint32_t value) {
  for (unsigned shift = 32; shift != 0;) {
    shift -= 8;
    out.push_back(static_cast<std::uint8_t>(value >> shift));
  }
}

void append_fixed(Bytes& out, BytesView field) { out.insert(out.end(), field.begin(), field.end()); }

std::uint32_t FixedFields::u32() {
  std::uint32_t value = 0;
  for (const std::uint8_t byte : take(4)) value = (value << 8U) | byte;
  return value;
}

BytesView FixedFields::take(std::size_t size) {
  assert(size <= rest_.size());
  const BytesView field = rest_.first(size);
  rest_ = rest_.subspan(size);
  return field;
}

}  // namespace mektep
