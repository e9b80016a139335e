#include "client/bundle/outgoing.h"

#include <utility>

#include "client/replica/replica_files.h"
#include "shared/protocol/compatibility.h"
#include "shared/protocol/frame.h"

namespace mektep::client {
namespace {

// There is no channel: the bundle's own signature stands for it.
constexpr ChannelBinding no_channel{};
constexpr std::size_t chunk_bytes = 32 * 1024;
// What the container adds to a file, about.
constexpr std::size_t container_bytes = 512;

void append(std::vector<Bytes>& messages, const Message& message) {
  for (Bytes& piece : encode_frames(message)) messages.push_back(std::move(piece));
}

// Who speaks, where it stands: every file tells it.
std::vector<Bytes> greeting(const Replica& replica, const Keys& keys, const Clock& clock) {
  const ReplicaState state = replica.state();
  Hello hello;
  hello.protocol = spoken_protocols;
  hello.device = device_id_of(keys.signing.public_key());
  hello.epoch = replica.epoch();
  hello.unsent_changes = static_cast<std::uint32_t>(state.unsent_changes);
  hello.wall_ms = clock.wall().ms;
  hello.know_follows = true;
  sign(hello, no_channel, keys.signing);
  std::vector<Bytes> messages{encode(hello)};
  append(messages, Know{replica.cursors(), replica.own_streams()});
  return messages;
}

// Empty where it is gone from the shelf: whoever looks at the record sees that.
std::optional<std::vector<Bytes>> attachment(const FileShelf& shelf, const FileTask& task) {
  const auto list = shelf.list(task.file);
  if (!list) return std::nullopt;
  std::vector<Bytes> pieces = encode_frames(Have{task.scope, task.file, list->size, list->chunks});
  for (std::uint64_t at = 0; at < list->size; at += chunk_bytes) {
    const auto bytes = shelf.read(task.file, at, chunk_bytes);
    if (!bytes) return std::nullopt;
    append(pieces, Chunk{task.file, at, *bytes});
  }
  return pieces;
}

// Fills files up to a size; what belongs together stays together.
class Filling {
 public:
  Filling(std::vector<Bytes> greeting, std::size_t bytes_max)
      : greeting_(std::move(greeting)), bytes_max_(bytes_max), messages_(greeting_), bytes_(size_of(greeting_)) {}

  void add(std::vector<Bytes> pieces) {
    const std::size_t size = size_of(pieces);
    if (has_content_ && bytes_ + size + container_bytes > bytes_max_) close();
    for (Bytes& piece : pieces) messages_.push_back(std::move(piece));
    bytes_ += size;
    has_content_ = true;
  }
  // At least one, which greets.
  std::vector<std::vector<Bytes>> finish() {
    if (has_content_ || files_.empty()) close();
    return std::move(files_);
  }

 private:
  static std::size_t size_of(const std::vector<Bytes>& pieces) {
    std::size_t size = 0;
    for (const Bytes& piece : pieces) size += piece.size() + 2;
    return size;
  }
  void close() {
    files_.push_back(std::exchange(messages_, greeting_));
    bytes_ = size_of(greeting_);
    has_content_ = false;
  }

  std::vector<Bytes> greeting_;
  std::size_t bytes_max_;
  std::vector<Bytes> messages_;
  std::size_t bytes_;
  bool has_content_ = false;
  std::vector<std::vector<Bytes>> files_;
};

}  // namespace

Result<OutgoingBundles> make_bundles(Replica& replica, const Keys& keys, const Environment& environment,
                                     std::size_t bytes_max) {
  const auto& identity = replica.identity();
  if (!identity) return refused("replica.not_enrolled");
  // Nobody confirms a stream here, so what is sealed now goes on under new ones.
  if (auto sealed = replica.seal({}); !sealed) return sealed.error();
  const BundleReceiver server{identity->server.network, identity->server.box};
  OutgoingBundles made;
  made.changes_unsent = replica.state().unsent_changes;
  Filling filling(greeting(replica, keys, environment.clock), bytes_max);
  OutgoingCursor after;
  for (auto packs = replica.outgoing(bytes_max, after); !packs.empty(); packs = replica.outgoing(bytes_max, after)) {
    after = packs.back().at;
    made.packs += packs.size();
    for (const OutgoingPack& pack : packs) filling.add(encode_frames(Push{pack.bytes}));
  }
  for (const FileTask& task : replica.files().to_send()) {
    if (auto pieces = attachment(replica.files().shelf(), task)) {
      filling.add(std::move(*pieces));
      ++made.photos;
    }
  }
  for (const auto& messages : filling.finish()) {
    auto file = seal_bundle(server, keys.signing, messages, environment.random);
    if (!file) return file.error();
    made.files.push_back(std::move(*file));
  }
  return made;
}

}  // namespace mektep::client
