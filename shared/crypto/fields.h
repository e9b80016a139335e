#pragma once
// Fields of fixed sizes one after another, big-endian: the form of what is signed outside packs.
// Pure; any thread.

#include "shared/base/bytes.h"

namespace mektep {

void append_u32(Bytes& out, std::uint32_t value);
void append_fixed(Bytes& out, BytesView field);

// Takes fields from the front of bytes whose size the caller has checked to be their sum.
class FixedFields {
 public:
  explicit FixedFields(BytesView bytes) : rest_(bytes) {}
  std::uint8_t u8() { return take(1)[0]; }
  std::uint32_t u32();
  std::uint64_t u64() { return load_u64(take(8)); }
  template <std::size_t Size>
  FixedBytes<Size> bytes() {
    return *fixed_from<Size>(take(Size));
  }

 private:
  BytesView take(std::size_t size);
  BytesView rest_;
};

}  // namespace mektep
