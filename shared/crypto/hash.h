#pragma once
// BLAKE2b (RFC 7693) by libsodium. Pure; any thread, after the program called `start_crypto`.

#include <array>
#include <initializer_list>

#include "shared/base/bytes.h"

namespace mektep {

using Hash32 = FixedBytes<32>;
using Hash16 = FixedBytes<16>;

// Once at program start; throws when libsodium cannot start.
void start_crypto();

// Over the parts one after another. Callers fix the parts' lengths or prefix them, so that no two
// different lists give the same input.
Hash32 hash32(std::initializer_list<BytesView> parts);
Hash16 hash16(std::initializer_list<BytesView> parts);
// Keyed: `key` is 16 to 64 bytes.
Hash32 keyed_hash32(BytesView key, std::initializer_list<BytesView> parts);
Hash16 keyed_hash16(BytesView key, std::initializer_list<BytesView> parts);
// The first 8 bytes of hash32, for names derived from keys and natural keys.
std::uint64_t hash64(std::initializer_list<BytesView> parts);

// A sum modulo 2^128 of hashes: adding and taking away in any order gives the same.
class HashSum {
 public:
  HashSum() = default;
  explicit HashSum(const Hash16& value);
  void add(const Hash16& hash);
  void subtract(const Hash16& hash);
  Hash16 value() const;
  friend bool operator==(const HashSum&, const HashSum&) = default;

 private:
  std::uint64_t high_ = 0;
  std::uint64_t low_ = 0;
};

}  // namespace mektep
