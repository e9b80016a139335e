#include "server/app/bundles.h"

#include "server/http/lookup.h"
#include "server/store/devices.h"
#include "shared/base/limits.h"
#include "shared/files/file_list.h"
#include "shared/protocol/compatibility.h"
#include "shared/protocol/frame.h"

namespace mektep::server {
namespace {

constexpr ChannelBinding no_channel{};
// Of one transaction.
constexpr std::size_t batch_packs_max = 64;
constexpr std::size_t chunk_bytes = 32 * 1024;

void append(std::vector<Bytes>& messages, const Message& message) {
  for (Bytes& piece : encode_frames(message)) messages.push_back(std::move(piece));
}

Result<Hello> greeting_of(const OpenedBundle& opened, const Reader& reader, BundleIn& in) {
  if (opened.messages.empty()) return refused("bundle.malformed");
  const auto either = decode_hello(opened.messages.front());
  const auto* hello = either ? std::get_if<Hello>(&*either) : nullptr;
  if (hello == nullptr) return refused("bundle.malformed");
  const auto device = reader.device(hello->device);
  // One answer for a stranger and for a wrong signature.
  if (!device || device->signing != opened.sender || !verify(*hello, no_channel, device->signing)) {
    return refused("bundle.unknown_device");
  }
  if (device->revoked) return refused("bundle.revoked").with("device", std::to_string(device->number));
  in.device = *device;
  return *hello;
}

Message answer_to(const Admitted& admitted, const SigningKey& key) {
  Receipt receipt = *admitted.receipt;
  sign(receipt, key);
  return receipt;
}

void note(BundleIn& in, const Admitted& admitted, const SigningKey& key) {
  ++in.packs;
  if (admitted.receipt) {
    ++in.stored;
    in.answers.emplace_back(answer_to(admitted, key));
  } else if (admitted.outcome == Outcome::parked || admitted.outcome == Outcome::no_room) {
    ++in.waiting;
    if (!admitted.need.empty()) in.answers.emplace_back(Need{admitted.scope, admitted.stream, admitted.need});
  } else {
    ++in.refused;
  }
}

Status integrate_all(const ServerParts& parts, std::vector<Submission> packs, BundleIn& in) {
  for (std::size_t at = 0; at < packs.size(); at += batch_packs_max) {
    const auto begin = packs.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end = begin + static_cast<std::ptrdiff_t>(std::min(batch_packs_max, packs.size() - at));
    const auto batch = integrate(parts, std::vector<Submission>(begin, end));
    if (!batch) return batch.error();
    for (const Admitted& admitted : batch->admitted) note(in, admitted, parts.keys.receipts);
    for (const Unparked& unparked : batch->unparked) {
      if (unparked.from != in.device.id) continue;
      Receipt receipt = unparked.receipt;
      sign(receipt, parts.keys.receipts);
      in.answers.emplace_back(receipt);
    }
  }
  return done;
}

// What came of an attachment: its pieces follow its Have.
struct CarriedFile {
  Have have;
  Bytes content;
};

Status keep_file(const ServerParts& parts, const Reader& reader, FileDesk& desk, const CarriedFile& carried,
                 BundleIn& in) {
  const Have& have = carried.have;
  const auto refuse = [&](std::string code) {
    in.answers.emplace_back(NoFile{have.scope, have.file, std::move(code)});
    return Status(done);
  };
  if (file_name_of(list_of(carried.content)) != have.file) return refuse("file.wrong_piece");
  const auto answer = desk.answer(reader, in.device, FileOffered{have});
  const auto* taken = std::get_if<FileTaken>(&answer);
  if (taken == nullptr || !taken->code.empty()) return refuse(taken == nullptr ? "file.not_served" : taken->code);
  if (!desk.shelf().holds(have.file)) {
    if (const auto put = desk.shelf().put(carried.content); !put) return refuse(put.error().code);
  }
  static_cast<void>(desk.shelf().forget_arrival(have.file, in.device.id.value));
  auto work = parts.store.begin();
  if (!work) return work.error();
  (*work)->put_file_keeper(in.device.id, have.file, have.size);
  (*work)->commit();
  ++in.photos;
  in.answers.emplace_back(Stored{have.scope, have.file});
  return done;
}

// A place of another log (the server was restored meanwhile) is found over a link alone: it is left out.
bool is_of_this_log(const Reader& reader, const Cursor& cursor) {
  return reader.digest_at(cursor.scope, cursor.position) == cursor.log_digest;
}

void append_snapshot(std::vector<Bytes>& messages, const SnapshotDesk& desk, const SnapshotOffer& offer) {
  append(messages, offer);
  for (std::uint64_t at = 0; at < offer.size; at += chunk_bytes) {
    const auto piece = desk.shelf().read(offer.file, at, chunk_bytes);
    if (!piece) return;
    append(messages, Chunk{offer.file, at, *piece});
  }
}

void append_log(std::vector<Bytes>& messages, const Reader& reader, ScopeNumber scope, Position after) {
  ScopeHead head;
  head.scope = scope;
  reader.together([&] {
    if (const auto found = reader.head(scope)) head = *found;
    for (Position at = after; at < head.position;) {
      for (const LoggedPack& pack : reader.read_after(scope, at, limits::read_bytes_max)) {
        at = pack.position;
        append(messages, Feed{scope, pack.position, pack.received_ms, {}, pack.bytes});
      }
    }
  });
  Mark mark;
  mark.scope = scope;
  mark.position = head.position;
  mark.log_digest = head.log_digest;
  mark.state_digest = head.state_digest.value();
  mark.backed_up = head.backed_up;
  append(messages, mark);
}

}  // namespace

Result<BundleIn> take_bundle(const ServerParts& parts, const Reader& reader, FileDesk& desk, BytesView file) {
  const auto opened = open_bundle(file, parts.keys.certificate.network, parts.keys.box);
  if (!opened) return opened.error();
  BundleIn in;
  const auto hello = greeting_of(*opened, reader, in);
  if (!hello) return hello.error();
  FrameReader frames;
  std::vector<Submission> packs;
  std::vector<CarriedFile> files;
  for (auto piece = opened->messages.begin() + 1; piece != opened->messages.end(); ++piece) {
    auto message = frames.read(*piece);
    if (!message) return refused("bundle.malformed");
    if (!*message) continue;
    if (auto* know = std::get_if<Know>(&**message)) in.cursors = know->cursors;
    if (auto* push = std::get_if<Push>(&**message)) packs.push_back({in.device.id, std::move(push->pack)});
    if (auto* have = std::get_if<Have>(&**message)) files.push_back({std::move(*have), {}});
    const auto* chunk = std::get_if<Chunk>(&**message);
    if (chunk == nullptr || files.empty() || files.back().have.file != chunk->file) continue;
    Bytes& content = files.back().content;
    if (chunk->offset == content.size()) content.insert(content.end(), chunk->bytes.begin(), chunk->bytes.end());
  }
  if (auto stored = integrate_all(parts, std::move(packs), in); !stored) return stored.error();
  for (const CarriedFile& carried : files) {
    if (auto kept = keep_file(parts, reader, desk, carried, in); !kept) return kept.error();
  }
  const Status noted = note_contacts(parts, {{in.device.id, 0, hello->program}});
  return noted ? Result<BundleIn>(std::move(in)) : noted.error();
}

Result<Bytes> make_bundle(ServerFolder& folder, const Reader& reader, const SnapshotDesk& snapshots,
                          const Surroundings& place, const Device& device, const std::vector<Cursor>& cursors,
                          const std::vector<Message>& answers) {
  Welcome welcome;
  welcome.protocol = spoken_protocols.highest;
  welcome.epoch = reader.epoch();
  welcome.wall_ms = place.clock.wall().ms;
  std::vector<Bytes> messages{encode(welcome)};
  const auto grants = granted(reader, device);
  append(messages, Grants{grants, folder.store().schema().version()});
  for (const Message& answer : answers) append(messages, answer);
  for (const Grant& grant : grants) {
    Cursor from{grant.scope, {}, {}};
    for (const Cursor& cursor : cursors) {
      if (cursor.scope == grant.scope) from = cursor;
    }
    if (!is_of_this_log(reader, from)) continue;
    if (from.position.value == 0) {
      if (const auto offer = snapshots.newest(reader, grant.scope)) {
        append_snapshot(messages, snapshots, *offer);
        from.position = offer->position;
      }
    }
    append_log(messages, reader, grant.scope, from.position);
  }
  const BundleReceiver receiver{folder.keys().certificate.network, device.box};
  return seal_bundle(receiver, folder.keys().server, messages, place.random);
}

}  // namespace mektep::server
