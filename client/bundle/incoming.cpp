#include "client/bundle/incoming.h"

#include <algorithm>
#include <map>
#include <set>

#include "client/replica/replica_files.h"
#include "shared/protocol/frame.h"

namespace mektep::client {
namespace {

// Of one scope, in one transaction.
constexpr std::size_t slice_packs_max = 256;

struct Letter {
  Welcome welcome;
  std::vector<Message> messages;
};

Result<Letter> read_letter(const OpenedBundle& opened) {
  if (opened.messages.empty()) return refused("bundle.malformed");
  const auto welcome = decode_welcome(opened.messages.front());
  if (!welcome) return refused("bundle.malformed");
  Letter letter{*welcome, {}};
  FrameReader reader;
  for (auto piece = opened.messages.begin() + 1; piece != opened.messages.end(); ++piece) {
    auto message = reader.read(*piece);
    if (!message) return refused("bundle.malformed");
    if (*message) letter.messages.push_back(std::move(**message));
  }
  return letter;
}

class Taking {
 public:
  explicit Taking(Replica& replica) : replica_(replica) {
    for (const Cursor& cursor : replica.cursors()) stands_[cursor.scope] = cursor.position;
  }

  // Whether the log of every scope goes on from where it stands here.
  Status check(const Letter& letter) const;
  Status take(const Letter& letter);
  const TakenBundle& taken() const { return taken_; }

 private:
  Status take(const Message& message);
  Status take_feed(const Feed& feed);
  Status flush();
  Status take_mark(const Mark& mark);
  void take_offer(const SnapshotOffer& offer) { offer_ = offer; }
  Status take_chunk(const Chunk& chunk);
  Status take_stored(const Stored& stored);
  Status take_refused_file(const NoFile& gone);

  Replica& replica_;
  std::map<ScopeNumber, Position> stands_;
  std::vector<Feed> slice_;
  std::optional<SnapshotOffer> offer_;
  Bytes snapshot_;
  TakenBundle taken_;
};

Status Taking::check(const Letter& letter) const {
  auto stands = stands_;
  for (const Message& message : letter.messages) {
    if (const auto* offer = std::get_if<SnapshotOffer>(&message)) {
      Position& here = stands[offer->scope];
      if (here.value == 0) here = offer->position;
    }
    const auto* feed = std::get_if<Feed>(&message);
    if (feed == nullptr) continue;
    Position& here = stands[feed->scope];
    if (feed->position.value > here.value + 1) return refused("bundle.gap");
    here = std::max(here, feed->position);
  }
  return done;
}

Status Taking::take(const Letter& letter) {
  for (const Message& message : letter.messages) {
    if (!std::holds_alternative<Feed>(message)) {
      if (auto flushed = flush(); !flushed) return flushed;
    }
    if (auto done_with = take(message); !done_with) return done_with;
  }
  return flush();
}

Status Taking::take(const Message& message) {
  if (const auto* grants = std::get_if<Grants>(&message)) return replica_.take_grants(*grants);
  if (const auto* feed = std::get_if<Feed>(&message)) return take_feed(*feed);
  if (const auto* mark = std::get_if<Mark>(&message)) return take_mark(*mark);
  if (const auto* chunk = std::get_if<Chunk>(&message)) return take_chunk(*chunk);
  if (const auto* offer = std::get_if<SnapshotOffer>(&message)) take_offer(*offer);
  if (const auto* need = std::get_if<Need>(&message)) replica_.take_need(need->scope, need->parked, need->versions);
  if (const auto* stored = std::get_if<Stored>(&message)) return take_stored(*stored);
  if (const auto* gone = std::get_if<NoFile>(&message)) return take_refused_file(*gone);
  if (const auto* receipt = std::get_if<Receipt>(&message)) {
    ++taken_.receipts;
    return replica_.take_receipt(*receipt);
  }
  return done;
}

Status Taking::take_feed(const Feed& feed) {
  const bool other_scope = !slice_.empty() && slice_.back().scope != feed.scope;
  if (other_scope || slice_.size() >= slice_packs_max) {
    if (auto flushed = flush(); !flushed) return flushed;
  }
  Position& here = stands_[feed.scope];
  if (feed.position <= here) return done;
  here = feed.position;
  slice_.push_back(feed);
  return done;
}

Status Taking::flush() {
  if (slice_.empty()) return done;
  const auto slice = std::exchange(slice_, {});
  auto changed = replica_.take_feed(slice);
  if (!changed) return changed.error();
  taken_.packs += slice.size();
  taken_.records += changed->size();
  return done;
}

Status Taking::take_mark(const Mark& mark) {
  const auto verdict = replica_.take_mark(mark);
  if (!verdict) return verdict.error();
  if (*verdict == MarkVerdict::equal) taken_.up_to_date.push_back(mark.scope);
  const bool differs = *verdict == MarkVerdict::log_differs || *verdict == MarkVerdict::state_differs;
  if (differs) taken_.digests_differ.push_back(mark.scope);
  return done;
}

Status Taking::take_stored(const Stored& stored) {
  ++taken_.photos_stored;
  FileTask task;
  task.scope = stored.scope;
  task.file = stored.file;
  return replica_.files().stored(task);
}

Status Taking::take_refused_file(const NoFile& gone) {
  FileTask task;
  task.scope = gone.scope;
  task.file = gone.file;
  const bool for_good = gone.code == "file.over_quota" || gone.code == "file.too_large" || gone.code == "file.damaged";
  return replica_.files().not_taken(task, gone.code, for_good);
}

// A snapshot is fetched whole before it is looked at; where the scope has something already, it is passed over.
Status Taking::take_chunk(const Chunk& chunk) {
  if (!offer_ || chunk.file != offer_->file || chunk.offset != snapshot_.size()) return done;
  snapshot_.insert(snapshot_.end(), chunk.bytes.begin(), chunk.bytes.end());
  if (snapshot_.size() < offer_->size) return done;
  const SnapshotOffer offer = *std::exchange(offer_, {});
  const Bytes file = std::exchange(snapshot_, {});
  if (stands_[offer.scope].value > 0) return done;
  auto taken = replica_.take_snapshot(offer, file);
  if (!taken) return taken.error();
  ++taken_.snapshots;
  stands_[offer.scope] = offer.position;
  return done;
}

}  // namespace

Result<TakenBundle> take_bundle(Replica& replica, const Keys& keys, BytesView file) {
  const auto& identity = replica.identity();
  if (!identity) return refused("replica.not_enrolled");
  const auto opened = open_bundle(file, identity->server.network, keys.box);
  if (!opened) return opened.error();
  if (opened->sender != identity->server.server) return refused("bundle.not_the_servers");
  const auto letter = read_letter(*opened);
  if (!letter) return letter.error();
  // An epoch has no order: of two, the one that the server spoke of later is its own.
  const bool other_epoch = replica.epoch().value != 0 && letter->welcome.epoch != replica.epoch();
  if (other_epoch && letter->welcome.wall_ms <= replica.state().server_wall_ms) return refused("bundle.older");
  Taking taking(replica);
  if (auto fits = taking.check(*letter); !fits) return fits.error();
  const std::int64_t heard_ms = std::max(letter->welcome.wall_ms, replica.state().server_wall_ms);
  if (auto epoch = replica.take_epoch(letter->welcome.epoch, heard_ms); !epoch) return epoch.error();
  if (auto taken = taking.take(*letter); !taken) return taken.error();
  return taking.taken();
}

}  // namespace mektep::client
