#include "shared/base/bytes.h"

#include <cassert>

namespace mektep {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view base64url_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
  return -1;
}

}  // namespace

BytesView view_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string_view text_of(BytesView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Bytes copy_of(BytesView bytes) { return {bytes.begin(), bytes.end()}; }

std::string to_hex(BytesView bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const auto byte : bytes) {
    text.push_back(hex_digits[byte >> 4U]);
    text.push_back(hex_digits[byte & 15U]);
  }
  return text;
}

std::optional<Bytes> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  Bytes bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t at = 0; at < text.size(); at += 2) {
    const int high = hex_value(text[at]);
    const int low = hex_value(text[at + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes.push_back(static_cast<std::uint8_t>(high * 16 + low));
  }
  return bytes;
}

std::string to_base64url(BytesView bytes) {
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  std::uint32_t pool = 0;
  int bits = 0;
  for (const auto byte : bytes) {
    pool = (pool << 8U) | byte;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      text.push_back(base64url_digits[(pool >> static_cast<unsigned>(bits)) & 63U]);
    }
  }
  if (bits > 0) text.push_back(base64url_digits[(pool << static_cast<unsigned>(6 - bits)) & 63U]);
  return text;
}

std::optional<Bytes> from_base64url(std::string_view text) {
  if (text.size() % 4 == 1) return std::nullopt;
  Bytes bytes;
  bytes.reserve(text.size() * 3 / 4);
  std::uint32_t pool = 0;
  int bits = 0;
  for (const char digit : text) {
    const auto value = base64url_digits.find(digit);
    if (value == std::string_view::npos) return std::nullopt;
    pool = (pool << 6U) | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push_back(static_cast<std::uint8_t>(pool >> static_cast<unsigned>(bits)));
    }
  }
  // One text for one value: the bits that fill up the last digit must be zero.
  if ((pool & ((1U << static_cast<unsigned>(bits)) - 1U)) != 0) return std::nullopt;
  return bytes;
}

bool equal_constant_time(BytesView left, BytesView right) {
  if (left.size() != right.size()) return false;
  unsigned difference = 0;
  for (std::size_t at = 0; at < left.size(); ++at) {
    difference |= static_cast<unsigned>(left[at] ^ right[at]);
  }
  return difference == 0;
}

std::uint64_t load_u64(BytesView eight_bytes) {
  assert(eight_bytes.size() >= 8);
  std::uint64_t value = 0;
  for (std::size_t at = 0; at < 8; ++at) value = (value << 8U) | eight_bytes[at];
  return value;
}

void append_u64(Bytes& out, std::uint64_t value) {
  for (unsigned shift = 64; shift > 0; shift -= 8) {
    out.push_back(static_cast<std::uint8_t>(value >> (shift - 8U)));
  }
}

}  // namespace mektep
