#include "shared/crypto/hash.h"

#include <sodium.h>

#include <cassert>
#include <stdexcept>

namespace mektep {
namespace {

template <std::size_t Size>
FixedBytes<Size> blake2b(BytesView key, std::initializer_list<BytesView> parts) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, key.empty() ? nullptr : key.data(), key.size(), Size);
  for (const BytesView part : parts) crypto_generichash_update(&state, part.data(), part.size());
  FixedBytes<Size> hash{};
  crypto_generichash_final(&state, hash.data(), Size);
  return hash;
}

bool is_key_size(std::size_t size) {
  return size >= crypto_generichash_KEYBYTES_MIN && size <= crypto_generichash_KEYBYTES_MAX;
}

}  // namespace

void start_crypto() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
}

Hash32 hash32(std::initializer_list<BytesView> parts) { return blake2b<32>({}, parts); }
Hash16 hash16(std::initializer_list<BytesView> parts) { return blake2b<16>({}, parts); }

Hash32 keyed_hash32(BytesView key, std::initializer_list<BytesView> parts) {
  assert(is_key_size(key.size()));
  return blake2b<32>(key, parts);
}

Hash16 keyed_hash16(BytesView key, std::initializer_list<BytesView> parts) {
  assert(is_key_size(key.size()));
  return blake2b<16>(key, parts);
}

std::uint64_t hash64(std::initializer_list<BytesView> parts) {
  const Hash32 hash = hash32(parts);
  return load_u64(BytesView(hash).first(8));
}

HashSum::HashSum(const Hash16& value)
    : high_(load_u64(BytesView(value).first(8))), low_(load_u64(BytesView(value).last(8))) {}

void HashSum::add(const Hash16& hash) {
  const HashSum other(hash);
  low_ += other.low_;
  const std::uint64_t carry = low_ < other.low_ ? 1 : 0;
  high_ += other.high_ + carry;
}

void HashSum::subtract(const Hash16& hash) {
  const HashSum other(hash);
  const std::uint64_t borrow = low_ < other.low_ ? 1 : 0;
  low_ -= other.low_;
  high_ -= other.high_ + borrow;
}

Hash16 HashSum::value() const {
  Bytes bytes;
  append_u64(bytes, high_);
  append_u64(bytes, low_);
  return *fixed_from<16>(bytes);
}

}  // namespace mektep
