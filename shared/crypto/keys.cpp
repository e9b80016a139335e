#include "shared/crypto/keys.h"

#include <sodium.h>

#include <algorithm>

#include "shared/crypto/hash.h"

namespace mektep {
namespace {

constexpr std::size_t seed_bytes = 32;
static_assert(crypto_sign_SEEDBYTES == seed_bytes && crypto_scalarmult_SCALARBYTES == seed_bytes);

constexpr std::uint8_t sign_mask = 0x7f;

// The y coordinates of the eight points whose order divides 8, little-endian, sign bit clear. Every
// message verifies under such a key, for whoever cares to make a signature.
constexpr std::array<PublicKey, 5> low_order{{
    {},      // order 4
    {0x01},  // order 1
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5,
     0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},  // order 8
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a,
     0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},  // order 8
    {0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f},  // order 2
}};

// Below 2^255 - 19: only then has the point no second spelling.
bool is_canonical(const PublicKey& y) {
  if (y[31] != 0x7f) return true;
  for (std::size_t at = 30; at > 0; --at) {
    if (y[at] != 0xff) return true;
  }
  return y[0] < 0xed;
}

Bytes in_context(std::string_view context, BytesView message) {
  const BytesView prefix = view_of("mektep/v1/");
  Bytes bytes;
  bytes.reserve(prefix.size() + context.size() + 1 + message.size());
  bytes.insert(bytes.end(), prefix.begin(), prefix.end());
  bytes.insert(bytes.end(), context.begin(), context.end());
  bytes.push_back(0);
  bytes.insert(bytes.end(), message.begin(), message.end());
  return bytes;
}

// Moves a secret, leaving nothing behind.
template <std::size_t Size>
void take_secret(FixedBytes<Size>& to, FixedBytes<Size>& from) {
  to = from;
  sodium_memzero(from.data(), from.size());
}

}  // namespace

SigningKey SigningKey::draw(Random& random) {
  auto seed = random.bytes<seed_bytes>();
  SigningKey key = from_seed(seed).value();
  sodium_memzero(seed.data(), seed.size());
  return key;
}

Result<SigningKey> SigningKey::from_seed(BytesView seed) {
  if (seed.size() != seed_bytes) return refused("key.malformed");
  SigningKey key;
  crypto_sign_seed_keypair(key.public_.data(), key.secret_.data(), seed.data());
  return key;
}

SigningKey::~SigningKey() { sodium_memzero(secret_.data(), secret_.size()); }

SigningKey::SigningKey(SigningKey&& other) noexcept : public_(other.public_) {
  take_secret(secret_, other.secret_);
}

SigningKey& SigningKey::operator=(SigningKey&& other) noexcept {
  if (this == &other) return *this;
  take_secret(secret_, other.secret_);
  public_ = other.public_;
  return *this;
}

Bytes SigningKey::seed() const { return copy_of(BytesView(secret_).first(seed_bytes)); }

Signature SigningKey::sign(std::string_view context, BytesView message) const {
  const Bytes bytes = in_context(context, message);
  Signature signature{};
  crypto_sign_detached(signature.data(), nullptr, bytes.data(), bytes.size(), secret_.data());
  return signature;
}

bool is_acceptable(const PublicKey& key) {
  PublicKey y = key;
  y[31] &= sign_mask;
  return is_canonical(y) && std::find(low_order.begin(), low_order.end(), y) == low_order.end();
}

bool verify(const PublicKey& key, std::string_view context, BytesView message, const Signature& signature) {
  if (!is_acceptable(key)) return false;
  const Bytes bytes = in_context(context, message);
  return crypto_sign_verify_detached(signature.data(), bytes.data(), bytes.size(), key.data()) == 0;
}

DeviceId device_id_of(const PublicKey& signing_key) { return DeviceId{hash64({signing_key})}; }

BoxKey BoxKey::draw(Random& random) {
  auto seed = random.bytes<seed_bytes>();
  BoxKey key = from_seed(seed).value();
  sodium_memzero(seed.data(), seed.size());
  return key;
}

Result<BoxKey> BoxKey::from_seed(BytesView seed) {
  if (seed.size() != seed_bytes) return refused("key.malformed");
  BoxKey key;
  key.secret_ = *fixed_from<seed_bytes>(seed);
  crypto_scalarmult_base(key.public_.data(), key.secret_.data());
  return key;
}

BoxKey::~BoxKey() { sodium_memzero(secret_.data(), secret_.size()); }

BoxKey::BoxKey(BoxKey&& other) noexcept : public_(other.public_) { take_secret(secret_, other.secret_); }

BoxKey& BoxKey::operator=(BoxKey&& other) noexcept {
  if (this == &other) return *this;
  take_secret(secret_, other.secret_);
  public_ = other.public_;
  return *this;
}

Bytes BoxKey::seed() const { return copy_of(secret_); }

void wipe(Bytes& secret) {
  sodium_memzero(secret.data(), secret.size());
  secret.clear();
}

}  // namespace mektep
