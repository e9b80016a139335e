#pragma once
// Owned and viewed bytes, and their text forms. Pure functions; any thread.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mektep {

using Bytes = std::vector<std::uint8_t>;
using BytesView = std::span<const std::uint8_t>;

template <std::size_t Size>
using FixedBytes = std::array<std::uint8_t, Size>;

BytesView view_of(std::string_view text);
std::string_view text_of(BytesView bytes);
Bytes copy_of(BytesView bytes);

// Lower-case hexadecimal.
std::string to_hex(BytesView bytes);
// Empty when the text has an odd length or another character than a hexadecimal digit.
std::optional<Bytes> from_hex(std::string_view text);

// base64url without padding (RFC 4648, section 5).
std::string to_base64url(BytesView bytes);
std::optional<Bytes> from_base64url(std::string_view text);

// Compares in a time that depends on the lengths only.
bool equal_constant_time(BytesView left, BytesView right);

// Big-endian, so that byte order is number order.
std::uint64_t load_u64(BytesView eight_bytes);
void append_u64(Bytes& out, std::uint64_t value);

// The fixed-size copy of `bytes`, or nothing when the size is another.
template <std::size_t Size>
std::optional<FixedBytes<Size>> fixed_from(BytesView bytes) {
  if (bytes.size() != Size) return std::nullopt;
  FixedBytes<Size> fixed{};
  for (std::size_t at = 0; at < Size; ++at) fixed[at] = bytes[at];
  return fixed;
}

}  // namespace mektep
