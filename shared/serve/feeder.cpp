#include "shared/serve/feeder.h"

#include <utility>

#include "shared/base/limits.h"
#include "shared/pack/pack.h"

namespace mektep {

void Feeder::follow(const Cursor& from) {
  const auto [found, is_new] = readers_.try_emplace(from.scope);
  if (!is_new && !found->second.astray) return;
  // Who goes back to the beginning cannot replay what was its own there: its bytes may be gone.
  if (!is_new && from.position.value == 0) {
    std::erase_if(held_streams_, [&](const auto& held) { return held.first.first == from.scope; });
  }
  found->second = Reader{};
  found->second.cursor = from.position;
  // Every log begins alike.
  if (from.position.value > 0) found->second.unproven = from.log_digest;
}

void Feeder::retrace(const Retrace& asked) {
  const auto found = readers_.find(asked.scope);
  if (found == readers_.end() || !found->second.astray) return;
  found->second.trail = ReadLog::Span{asked.shared, asked.different};
}

void Feeder::unfollow(ScopeNumber scope) {
  readers_.erase(scope);
  // What lay ready is not sent any more: the grant may have ended. So the reader was not fed it.
  std::erase_if(ready_, [&](const Message& message) {
    const auto* feed = std::get_if<Feed>(&message);
    const auto* mark = std::get_if<Mark>(&message);
    const auto* trail = std::get_if<Trail>(&message);
    return (feed != nullptr && feed->scope == scope) || (mark != nullptr && mark->scope == scope) ||
           (trail != nullptr && trail->scope == scope);
  });
  std::erase_if(fed_, [&](const auto& stream) { return stream.first.first == scope; });
}

void Feeder::reader_holds(const OwnStream& stream) {
  held_streams_[{stream.scope, stream.stream}] = stream.sequence;
}

void Feeder::reader_holds(const ChainHead& head) { held_packs_.insert(head); }

void Feeder::on_moved(ScopeNumber scope) {
  if (const auto found = readers_.find(scope); found != readers_.end()) found->second.caught_up = false;
}

std::optional<ReadLog> Feeder::wanted() {
  if (reading_ || !ready_.empty()) return std::nullopt;
  for (const auto& [scope, reader] : readers_) {
    if (reader.caught_up || (reader.astray && !reader.trail)) continue;
    reading_ = scope;
    return ReadLog{scope, reader.cursor, limits::read_bytes_max, reader.unproven, reader.trail};
  }
  return std::nullopt;
}

bool Feeder::is_held(ScopeNumber scope, const LoggedPack& pack) const {
  if (held_packs_.contains(pack.head)) return true;
  const auto held = held_streams_.find({scope, pack.stream});
  return held != held_streams_.end() && pack.first.value + pack.count - 1 <= held->second.value;
}

Feed Feeder::feed_of(ScopeNumber scope, const LoggedPack& pack) {
  Feed feed;
  feed.scope = scope;
  feed.position = pack.position;
  feed.received_ms = pack.received_ms;
  auto& fed = fed_[{scope, pack.stream}];
  const bool follows_what_was_fed = fed.value != 0 && fed.value + 1 == pack.first.value;
  fed = Sequence{pack.first.value + pack.count - 1};
  if (is_held(scope, pack)) {
    feed.head = pack.head;
    held_packs_.erase(pack.head);
  } else {
    feed.pack = follows_what_was_fed ? without_previous(pack.bytes) : pack.bytes;
  }
  return feed;
}

void Feeder::on_log(LogSlice slice, std::int64_t wall_ms) {
  if (reading_ == slice.scope) reading_.reset();
  const auto found = readers_.find(slice.scope);
  if (found == readers_.end() || found->second.cursor != slice.after) return;
  Reader& reader = found->second;
  if (slice.trail) return show_trail(reader, std::move(slice));
  reader.unproven.reset();
  for (const auto& pack : slice.packs) {
    ready_.emplace_back(feed_of(slice.scope, pack));
    reader.cursor = pack.position;
  }
  if (reader.cursor < slice.head.position) return;
  reader.caught_up = true;
  Mark mark;
  mark.scope = slice.scope;
  mark.position = slice.head.position;
  mark.log_digest = slice.head.log_digest;
  mark.state_digest = slice.head.state_digest.value();
  mark.backed_up = slice.head.backed_up;
  mark.wall_ms = wall_ms;
  ready_.emplace_back(mark);
}

void Feeder::show_trail(Reader& reader, LogSlice slice) {
  reader.astray = true;
  reader.trail.reset();
  ready_.emplace_back(Trail{slice.scope, std::move(*slice.trail)});
}

std::optional<Message> Feeder::next() {
  if (ready_.empty()) return std::nullopt;
  Message message = std::move(ready_.front());
  ready_.pop_front();
  return message;
}

}  // namespace mektep
