#include "shared/codec/archive.h"

namespace mektep {

void OutArchive::uint(std::uint64_t value) {
  while (value >= 0x80) {
    out_.push_back(static_cast<std::uint8_t>(value | 0x80U));
    value >>= 7U;
  }
  out_.push_back(static_cast<std::uint8_t>(value));
}

void OutArchive::sint(std::int64_t value) { uint(zigzag(value)); }

void OutArchive::bytes(BytesView bytes) {
  uint(bytes.size());
  raw(bytes);
}

std::uint8_t InArchive::u8() {
  require(at_ < input_.size(), "short");
  return input_[at_++];
}

std::uint64_t InArchive::uint(std::uint64_t greatest) {
  std::uint64_t value = 0;
  for (unsigned shift = 0;; shift += 7) {
    const std::uint8_t byte = u8();
    // The tenth byte holds bit 63 alone.
    require(shift < 63 || byte <= 1, "range");
    value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
    if (byte >= 0x80) continue;
    require(byte != 0 || shift == 0, "not minimal");
    break;
  }
  require(value <= greatest, "range");
  return value;
}

std::int64_t InArchive::sint() { return unzigzag(uint()); }

BytesView InArchive::raw(std::size_t size) {
  require(size <= remaining(), "short");
  const BytesView view = input_.subspan(at_, size);
  at_ += size;
  return view;
}

BytesView InArchive::bytes(std::size_t size_max) {
  const std::uint64_t size = uint();
  require(size <= remaining(), "size");
  require(size <= size_max, "too large");
  return raw(static_cast<std::size_t>(size));
}

std::size_t InArchive::count(std::size_t element_bytes_min, std::size_t count_max) {
  const std::uint64_t count = uint();
  require(count <= remaining() / element_bytes_min, "size");
  require(count <= count_max, "too many");
  return static_cast<std::size_t>(count);
}

void InArchive::enter() {
  ++depth_;
  require(depth_ <= limits::depth_max, "depth");
}

}  // namespace mektep
