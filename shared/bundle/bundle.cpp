#include "shared/bundle/bundle.h"

#include <sodium.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "shared/crypto/hash.h"

namespace mektep {
namespace {

constexpr std::string_view magic = "mektep bundle\n";
constexpr std::uint8_t format = 1;
constexpr std::size_t name_bytes = 8;
constexpr std::size_t sealed_key_bytes = crypto_box_SEALBYTES + crypto_secretstream_xchacha20poly1305_KEYBYTES;
constexpr std::size_t stream_header_bytes = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
constexpr std::size_t chunk_bytes = 64 * 1024;
constexpr std::size_t chunk_more_bytes = crypto_secretstream_xchacha20poly1305_ABYTES;
constexpr std::size_t length_bytes = 2;
constexpr std::size_t message_bytes_max = 0xffff;
constexpr std::size_t signature_bytes = 64;
constexpr std::size_t prefix_bytes = magic.size() + 1 + 2 * name_bytes;
constexpr std::size_t head_bytes = prefix_bytes + sealed_key_bytes + stream_header_bytes;

using StreamKey = FixedBytes<crypto_secretstream_xchacha20poly1305_KEYBYTES>;
using StreamState = crypto_secretstream_xchacha20poly1305_state;

void append(Bytes& out, BytesView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

Bytes prefix_for(const PublicKey& network, const PublicKey& box) {
  Bytes prefix = copy_of(view_of(magic));
  prefix.push_back(format);
  append_u64(prefix, hash64({network}));
  append_u64(prefix, hash64({box}));
  return prefix;
}

Error too_large(std::size_t size) {
  return refused("bundle.too_large")
      .with("size", std::to_string(size))
      .with("limit", std::to_string(limits::bundle_bytes_max));
}

// libsodium's sealed box, with the one-time key from the program's own randomness: the same seed, the same file.
Bytes seal_key(const StreamKey& key, const PublicKey& box, Random& random) {
  const BoxKey once = BoxKey::draw(random);
  FixedBytes<crypto_box_NONCEBYTES> nonce{};
  Bytes both = copy_of(once.public_key());
  append(both, box);
  crypto_generichash(nonce.data(), nonce.size(), both.data(), both.size(), nullptr, 0);
  Bytes secret = once.seed();
  Bytes sealed(crypto_box_MACBYTES + key.size());
  const int made = crypto_box_easy(sealed.data(), key.data(), key.size(), nonce.data(), box.data(), secret.data());
  wipe(secret);
  if (made != 0) return {};
  Bytes out = copy_of(once.public_key());
  append(out, sealed);
  return out;
}

// What the sender signs: for whom, under which key, and every message.
Hash32 signed_hash(BytesView head, BytesView plain) { return hash32({head, plain}); }

Bytes plain_of(BytesView head, const SigningKey& sender, const std::vector<Bytes>& messages) {
  Bytes plain = copy_of(sender.public_key());
  for (const Bytes& message : messages) {
    plain.push_back(static_cast<std::uint8_t>(message.size() >> 8U));
    plain.push_back(static_cast<std::uint8_t>(message.size() & 0xffU));
    append(plain, message);
  }
  append(plain, sender.sign(context::bundle, signed_hash(head, plain)));
  return plain;
}

void append_chunks(Bytes& file, StreamState& state, BytesView plain) {
  const Bytes head = file;
  for (std::size_t at = 0; at < plain.size(); at += chunk_bytes) {
    const BytesView chunk = plain.subspan(at, std::min(chunk_bytes, plain.size() - at));
    const bool last = at + chunk.size() == plain.size();
    const unsigned char tag = last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0;
    Bytes out(chunk.size() + chunk_more_bytes);
    crypto_secretstream_xchacha20poly1305_push(&state, out.data(), nullptr, chunk.data(), chunk.size(), head.data(),
                                               head.size(), tag);
    append(file, out);
  }
}

std::optional<Bytes> read_chunks(BytesView head, BytesView rest, StreamState& state) {
  Bytes plain;
  plain.reserve(rest.size());
  bool ended = false;
  while (!rest.empty()) {
    const BytesView chunk = rest.first(std::min(rest.size(), chunk_bytes + chunk_more_bytes));
    rest = rest.subspan(chunk.size());
    if (ended || chunk.size() < chunk_more_bytes) return std::nullopt;
    Bytes out(chunk.size() - chunk_more_bytes);
    unsigned char tag = 0;
    const int read = crypto_secretstream_xchacha20poly1305_pull(&state, out.data(), nullptr, &tag, chunk.data(),
                                                                chunk.size(), head.data(), head.size());
    if (read != 0) return std::nullopt;
    ended = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    append(plain, out);
  }
  return ended ? std::optional<Bytes>(std::move(plain)) : std::nullopt;
}

std::optional<Bytes> decrypted(BytesView file, const BoxKey& receiver) {
  const BytesView head = file.first(head_bytes);
  StreamKey key{};
  Bytes secret = receiver.seed();
  const int opened = crypto_box_seal_open(key.data(), head.data() + prefix_bytes, sealed_key_bytes,
                                          receiver.public_key().data(), secret.data());
  wipe(secret);
  if (opened != 0) return std::nullopt;
  StreamState state;
  const auto* stream_header = head.data() + prefix_bytes + sealed_key_bytes;
  const int begun = crypto_secretstream_xchacha20poly1305_init_pull(&state, stream_header, key.data());
  sodium_memzero(key.data(), key.size());
  if (begun != 0) return std::nullopt;
  auto plain = read_chunks(head, file.subspan(head_bytes), state);
  sodium_memzero(&state, sizeof state);
  return plain;
}

Result<OpenedBundle> verified(BytesView head, BytesView plain) {
  OpenedBundle opened;
  if (plain.size() < opened.sender.size() + signature_bytes) return refused("bundle.damaged");
  const BytesView covered = plain.first(plain.size() - signature_bytes);
  opened.sender = *fixed_from<32>(plain.first(32));
  const Signature signature = *fixed_from<signature_bytes>(plain.last(signature_bytes));
  if (!verify(opened.sender, context::bundle, signed_hash(head, covered), signature)) {
    return refused("bundle.damaged");
  }
  BytesView rest = covered.subspan(opened.sender.size());
  while (!rest.empty()) {
    if (rest.size() < length_bytes) return refused("bundle.damaged");
    const std::size_t size = static_cast<std::size_t>(rest[0]) << 8U | rest[1];
    rest = rest.subspan(length_bytes);
    if (size > rest.size() || opened.messages.size() == limits::bundle_messages_max) {
      return refused("bundle.damaged");
    }
    opened.messages.push_back(copy_of(rest.first(size)));
    rest = rest.subspan(size);
  }
  return opened;
}

}  // namespace

Result<Bytes> seal_bundle(const BundleReceiver& receiver, const SigningKey& sender,
                          const std::vector<Bytes>& messages, Random& random) {
  std::size_t size = head_bytes + chunk_bytes;
  for (const Bytes& message : messages) {
    if (message.size() > message_bytes_max) return too_large(message.size());
    size += length_bytes + message.size();
  }
  if (size > limits::bundle_bytes_max || messages.size() > limits::bundle_messages_max) return too_large(size);
  auto key = random.bytes<crypto_secretstream_xchacha20poly1305_KEYBYTES>();
  Bytes file = prefix_for(receiver.network, receiver.box);
  const Bytes sealed = seal_key(key, receiver.box, random);
  if (sealed.empty()) return refused("key.malformed");
  append(file, sealed);
  const auto stream_header = random.bytes<stream_header_bytes>();
  append(file, stream_header);
  // Both ends start alike from key and header; `init_push` would only draw the header from elsewhere.
  StreamState state;
  crypto_secretstream_xchacha20poly1305_init_pull(&state, stream_header.data(), key.data());
  sodium_memzero(key.data(), key.size());
  const Bytes plain = plain_of(file, sender, messages);
  append_chunks(file, state, plain);
  sodium_memzero(&state, sizeof state);
  return file;
}

Result<OpenedBundle> open_bundle(BytesView file, const PublicKey& network, const BoxKey& receiver) {
  if (file.size() > limits::bundle_bytes_max) return too_large(file.size());
  const BytesView mark = view_of(magic);
  if (file.size() < mark.size() || !std::equal(mark.begin(), mark.end(), file.begin())) {
    return refused("bundle.not_one");
  }
  if (file.size() < head_bytes + chunk_more_bytes) return refused("bundle.damaged");
  if (file[magic.size()] != format) return refused("bundle.newer");
  const Bytes expected = prefix_for(network, receiver.public_key());
  const auto differs = [&](std::size_t from, std::size_t size) {
    const BytesView ours = BytesView(expected).subspan(from, size);
    return !std::equal(ours.begin(), ours.end(), file.begin() + static_cast<std::ptrdiff_t>(from));
  };
  if (differs(magic.size() + 1, name_bytes)) return refused("bundle.other_network");
  if (differs(magic.size() + 1 + name_bytes, name_bytes)) return refused("bundle.other_receiver");
  const auto plain = decrypted(file, receiver);
  if (!plain) return refused("bundle.damaged");
  return verified(file.first(head_bytes), *plain);
}

}  // namespace mektep
