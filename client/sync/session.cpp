#include "client/sync/session.h"

#include <algorithm>
#include <utility>

#include "shared/base/limits.h"

namespace mektep::client {
namespace {

using namespace std::chrono_literals;

// A conversation in which nothing has moved for this long is over: the link is gone without a word.
constexpr Monotonic stalled_after = 120s;

// A larger pack would not fit one message; it goes as fast in two.
constexpr MessageBounds pack_bounds{limits::link_message_bytes_min, limits::pack_bytes_target};

constexpr std::uint32_t program_version = 1;

}  // namespace

ClientSession::ClientSession(Replica& replica, const Keys& keys, const Clock& clock, SessionGoal goal)
    : replica_(replica),
      keys_(keys),
      clock_(clock),
      goal_(goal),
      pace_(replica.link_note().bytes_per_second),
      pusher_(replica, progress_, pace_),
      follower_(replica, progress_),
      repairer_(replica, progress_),
      files_(replica.files(), progress_),
      retracer_(replica, progress_),
      snapshots_(replica, files_, retracer_, progress_),
      recaller_(replica, progress_, goal.recall) {}

Bytes ClientSession::hello(const ChannelBinding& binding) {
  hello_at_ = clock_.monotonic();
  Hello hello;
  hello.protocol = goal_.protocols;
  hello.device = device_id_of(keys_.signing.public_key());
  hello.epoch = replica_.epoch();
  const ReplicaState state = replica_.state();
  hello.unsent_changes = static_cast<std::uint32_t>(state.unsent_changes);
  hello.unsent_bytes = static_cast<std::uint32_t>(std::min<std::size_t>(state.unsent_bytes, UINT32_MAX));
  hello.wall_ms = clock_.wall().ms;
  hello.program = program_version;
  hello.cursors = replica_.cursors();
  if (goal_.names_streams) hello.streams = replica_.own_streams();
  sign(hello, binding, keys_.signing);
  Bytes bytes = encode(hello);
  if (bytes.size() <= limits::hello_bytes_max) return bytes;
  know_ = Know{std::move(hello.cursors), std::move(hello.streams)};
  hello.cursors.clear();
  hello.streams.clear();
  hello.know_follows = true;
  sign(hello, binding, keys_.signing);
  return encode(hello);
}

Status ClientSession::on_welcome(BytesView bytes, Monotonic now) {
  const auto welcome = decode_welcome(bytes);
  if (!welcome) return welcome.error();
  if (welcome->protocol < goal_.protocols.lowest || welcome->protocol > goal_.protocols.highest) {
    return refused("session.protocol_unknown");
  }
  protocol_ = welcome->protocol;
  if (auto taken = replica_.take_epoch(welcome->epoch, welcome->wall_ms); !taken) return taken;
  state_ = State::live;
  progress_at_ = now;
  pace_.greeted_after(std::max(clock_.monotonic() - hello_at_, Monotonic{1}));
  pusher_.set_credit(welcome->credit);
  confirmed_ = welcome->confirmed;
  pusher_.take_confirmed(confirmed_);
  // With a Know under way the server's heads are not known yet, and nothing may be sealed before.
  return know_ ? Status(done) : seal();
}

Status ClientSession::seal() {
  sealed_ = true;
  if (auto sealed = replica_.seal(confirmed_, pace_.message_bytes(pack_bounds)); !sealed) return sealed;
  pusher_.outbox_grew();
  files_.look();
  return done;
}

void ClientSession::outbox_grew(Monotonic now) {
  if (state_ != State::live || !sealed_) return;
  progress_at_ = now;
  // In a session that has sealed, the streams it continues are its own: their heads are confirmed.
  confirmed_ = replica_.own_streams();
  if (auto sealed = seal(); !sealed) end(sealed);
}

std::optional<Bytes> ClientSession::next_message(Monotonic now) {
  if (queue_at_ == queue_.size()) {
    queue_.clear();
    queue_at_ = 0;
    if (state_ != State::live) return std::nullopt;
    if (know_) {
      queue_ = encode_frames(*std::exchange(know_, std::nullopt));
    } else if (!answers_.empty()) {
      queue_ = encode_frames(answers_.front());
      answers_.erase(answers_.begin());
    } else if (sealed_ && !winding_down_) {
      if (const auto push = pusher_.next(now)) queue_ = encode_frames(*push);
      if (queue_.empty()) {
        if (const auto question = repairer_.next()) queue_ = encode_frames(*question);
      }
    }
    if (queue_.empty()) {
      if (const auto message = next_file_message(now)) queue_ = encode_frames(*message);
    }
    if (queue_.empty()) {
      end_if_complete();
      if (queue_.empty()) return std::nullopt;
    }
  }
  progress_at_ = now;
  Bytes message = std::move(queue_[queue_at_++]);
  if (queue_at_ == queue_.size()) {
    queue_.clear();
    queue_at_ = 0;
  }
  return message;
}

void ClientSession::on_message(BytesView message, Monotonic now) {
  if (state_ != State::live) return;
  progress_at_ = now;
  auto read = reader_.read(message);
  if (!read) {
    end(read.error());
    return;
  }
  if (*read) take(**read, now);
}

void ClientSession::take(const Message& message, Monotonic now) {
  if (auto taken = dispatch(message, now); !taken) {
    end(taken);
    return;
  }
  end_if_complete();
}

Status ClientSession::dispatch(const Message& message, Monotonic now) {
  if (const auto* feed = std::get_if<Feed>(&message)) return take_feed(*feed, now);
  if (const auto* mark = std::get_if<Mark>(&message)) return take_mark(*mark);
  if (const auto* receipt = std::get_if<Receipt>(&message)) return pusher_.take_receipt(*receipt, now);
  if (const auto* grants = std::get_if<Grants>(&message)) return follower_.take_grants(*grants);
  if (const auto* need = std::get_if<Need>(&message)) {
    pusher_.take_need(*need);
    return done;
  }
  if (const auto* credit = std::get_if<Credit>(&message)) {
    pusher_.set_credit(credit->bytes);
    return done;
  }
  if (const auto* confirmed = std::get_if<Confirmed>(&message)) {
    confirmed_ = confirmed->streams;
    pusher_.take_confirmed(confirmed_);
    return seal();
  }
  if (const auto* ranges = std::get_if<Ranges>(&message)) return repairer_.take(*ranges);
  if (const auto* records = std::get_if<Records>(&message)) return repairer_.take(*records);
  if (const auto* trail = std::get_if<Trail>(&message)) return take_trail(*trail);
  if (const auto* bye = std::get_if<Bye>(&message)) {
    retry_after_s_ = bye->retry_after_s;
    if (auto flushed = follower_.flush(); !flushed) return flushed;
    return no_link(bye->code.empty() ? "session.server_left" : bye->code);
  }
  return take_file_message(message, now);
}

Status ClientSession::take_file_message(const Message& message, Monotonic now) {
  if (const auto* have = std::get_if<Have>(&message)) return files_.take(*have);
  if (const auto* chunk = std::get_if<Chunk>(&message)) return files_.take(*chunk);
  if (const auto* stored = std::get_if<Stored>(&message)) return files_.take(*stored);
  if (const auto* gone = std::get_if<NoFile>(&message)) return files_.take(*gone);
  if (const auto* want = std::get_if<Want>(&message)) files_.take(*want, now);
  if (const auto* offer = std::get_if<SnapshotOffer>(&message)) snapshots_.take(*offer);
  if (const auto* recalled = std::get_if<Recalled>(&message)) return recaller_.take(*recalled);
  return done;  // what this program does not know and may ignore
}

// What comes from the log's beginning takes the place of a base that waited for it.
Status ClientSession::take_feed(const Feed& feed, Monotonic now) {
  if (auto gone = give_way(feed.scope); !gone) return gone;
  return follower_.take_feed(feed, now);
}

Status ClientSession::give_way(ScopeNumber scope) {
  auto gone = retracer_.give_way(scope);
  if (retracer_.handed_back()) pusher_.outbox_grew();
  return gone;
}

Status ClientSession::take_mark(const Mark& mark) {
  if (auto gone = give_way(mark.scope); !gone) return gone;
  const auto verdict = follower_.take_mark(mark);
  if (!verdict) return verdict.error();
  if (speaks_recovery()) repairer_.on_mark(mark, *verdict);
  return done;
}

// Files come last: nothing of them is offered or sent while a record waits for its receipt.
std::optional<Message> ClientSession::next_file_message(Monotonic now) {
  if (!sealed_ || !speaks_recovery()) return std::nullopt;
  auto follow = snapshots_.next();
  if (!follow) {
    end(follow.error());
    return std::nullopt;
  }
  if (retracer_.handed_back()) pusher_.outbox_grew();
  if (*follow) return std::move(*follow);
  if (recaller_.busy() && follower_.caught_up({})) {
    if (auto question = recaller_.next()) return question;
  }
  if (auto answer = files_.next_answer()) return answer;
  return pusher_.settled() ? files_.next_piece(now) : std::nullopt;
}

// What was gathered belongs to the log that is being left.
Status ClientSession::take_trail(const Trail& trail) {
  if (!speaks_recovery()) return refused("protocol.unknown_frame");
  if (auto flushed = follower_.flush(); !flushed) return flushed;
  auto answer = retracer_.take(trail);
  if (!answer) return answer.error();
  answers_.push_back(std::move(*answer));
  if (retracer_.handed_back()) pusher_.outbox_grew();
  return done;
}

void ClientSession::end(Status status) {
  if (state_ == State::finished) return;
  state_ = State::finished;
  status_ = std::move(status);
}

bool ClientSession::complete() const {
  const bool lanes_done = !speaks_recovery() || (files_.settled() && !recaller_.busy());
  return sealed_ && answers_.empty() && lanes_done && snapshots_.idle() && pusher_.settled() &&
         follower_.caught_up(pusher_.receipted_positions()) && !repairer_.busy();
}

void ClientSession::wind_down() {
  winding_down_ = true;
  end_if_complete();
}

void ClientSession::end_if_complete() {
  if (winding_down_ && state_ == State::live && queue_.empty() && pusher_.nothing_under_way()) return leave();
  if (goal_.watch || state_ != State::live || !queue_.empty() || !complete()) return;
  files_.forget_strays();
  leave();
}

void ClientSession::leave() {
  if (state_ != State::live) return;
  const auto farewell = encode_frames(Bye{});
  queue_.insert(queue_.end(), farewell.begin(), farewell.end());
  auto flushed = follower_.flush();
  const auto closed = files_.close();
  end(flushed ? closed : flushed);
}

void ClientSession::lost() {
  if (state_ != State::live) return;
  if (auto flushed = follower_.flush(); !flushed) end(flushed);
  if (auto closed = files_.close(); !closed) end(closed);
}

void ClientSession::on_tick(Monotonic now) {
  if (state_ != State::live) return;
  if (now >= follower_.deadline()) {
    if (auto flushed = follower_.flush(); !flushed) end(flushed);
    end_if_complete();
  }
  if (!goal_.watch && now >= progress_at_ + stalled_after) end(no_link("session.stalled"));
}

Monotonic ClientSession::deadline() const {
  if (state_ != State::live) return Monotonic::max();
  const Monotonic stalled = goal_.watch ? Monotonic::max() : progress_at_ + stalled_after;
  return std::min(follower_.deadline(), stalled);
}

}  // namespace mektep::client
