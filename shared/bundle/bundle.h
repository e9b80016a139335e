#pragma once
// A conversation as a file: messages sealed to one receiver and signed by their sender. Whoever carries it sees
// the network, the receiver and the size, nothing else. Bytes in, bytes out; any thread. docs/protocol.md,
// section 15, has the bytes.

#include <vector>

#include "shared/base/random.h"
#include "shared/base/result.h"
#include "shared/crypto/keys.h"

namespace mektep {

namespace limits {
// Both are held in memory while a bundle is made or opened.
inline constexpr std::size_t bundle_bytes_max = 64 * 1024 * 1024;
inline constexpr std::size_t bundle_messages_max = 1'000'000;
}  // namespace limits

// Who may open it.
struct BundleReceiver {
  PublicKey network{};  // names the network
  PublicKey box{};
};

struct OpenedBundle {
  PublicKey sender{};           // its signature was checked; whether it may send is the caller's question
  std::vector<Bytes> messages;  // as they were handed in
};

// A message is at most 65 535 bytes. Fails with bundle.too_large (size, limit).
Result<Bytes> seal_bundle(const BundleReceiver& receiver, const SigningKey& sender,
                          const std::vector<Bytes>& messages, Random& random);

// All of the file is checked before anything of it is given. Fails with bundle.not_one, bundle.newer,
// bundle.other_network, bundle.other_receiver, bundle.damaged, bundle.too_large (size, limit).
Result<OpenedBundle> open_bundle(BytesView file, const PublicKey& network, const BoxKey& receiver);

}  // namespace mektep
