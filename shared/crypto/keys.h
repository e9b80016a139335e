#pragma once
// Ed25519 signing keys and X25519 box keys. Secret halves are wiped when they go.

#include <string_view>

#include "shared/base/bytes.h"
#include "shared/base/ids.h"
#include "shared/base/random.h"
#include "shared/base/result.h"

namespace mektep {

using Signature = FixedBytes<64>;
using PublicKey = FixedBytes<32>;

// What a signature is about. Signed is "mektep/v1/<context>\0" before the message, so a signature of
// one kind never verifies as another.
namespace context {
inline constexpr std::string_view seal = "seal";
inline constexpr std::string_view receipt = "receipt";
inline constexpr std::string_view mark = "mark";
inline constexpr std::string_view hello = "hello";
inline constexpr std::string_view welcome = "welcome";
inline constexpr std::string_view enrol = "enrol";
inline constexpr std::string_view certificate = "certificate";
inline constexpr std::string_view server = "server";
inline constexpr std::string_view snapshot = "snapshot";
inline constexpr std::string_view bundle = "bundle";
}  // namespace context

class SigningKey {
 public:
  static SigningKey draw(Random& random);
  // The 32-byte seed, as kept in a key file; fails with key.malformed.
  static Result<SigningKey> from_seed(BytesView seed);
  ~SigningKey();
  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;
  SigningKey(const SigningKey&) = delete;
  SigningKey& operator=(const SigningKey&) = delete;

  const PublicKey& public_key() const { return public_; }
  Bytes seed() const;
  Signature sign(std::string_view context, BytesView message) const;

 private:
  SigningKey() = default;
  FixedBytes<64> secret_{};
  PublicKey public_{};
};

// Refuses low-order and non-canonical keys (a list of our own) besides wrong signatures.
bool verify(const PublicKey& key, std::string_view context, BytesView message, const Signature& signature);
// Whether a key may be enrolled: not of low order, canonical.
bool is_acceptable(const PublicKey& key);

DeviceId device_id_of(const PublicKey& signing_key);

// Overwrites and empties: for seeds on their way to or from a key file.
void wipe(Bytes& secret);

class BoxKey {
 public:
  static BoxKey draw(Random& random);
  static Result<BoxKey> from_seed(BytesView seed);
  ~BoxKey();
  BoxKey(BoxKey&&) noexcept;
  BoxKey& operator=(BoxKey&&) noexcept;
  BoxKey(const BoxKey&) = delete;
  BoxKey& operator=(const BoxKey&) = delete;
  const PublicKey& public_key() const { return public_; }
  Bytes seed() const;

 private:
  BoxKey() = default;
  FixedBytes<32> secret_{};
  PublicKey public_{};
};

}  // namespace mektep
