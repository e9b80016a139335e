#include "tests/client/sync/server_end.h"

#include "shared/serve/comparing.h"

namespace mektep::client::test {
namespace {

Keys& keys_of(Device& device) { return **device->prepare_keys(); }

}  // namespace

Bytes ServerEnd::welcome(BytesView hello) {
  const auto decoded = decode_hello(hello);
  if (!decoded) throw std::runtime_error(describe(decoded.error()));
  hello_ = std::get<Hello>(*decoded);
  Welcome welcome;
  welcome.protocol = std::min(protocol, common_protocol(hello_.protocol).value());
  welcome.epoch = server_.epoch();
  welcome.wall_ms = 1'613'304'000'000;
  welcome.credit = credit;
  welcome.confirmed = confirmed(hello_.streams);
  if (!silent) {
    say(Grants{grants, 1});
    if (!hello_.know_follows) follow(hello_.cursors);
  }
  return encode(welcome);
}

// As the server does it: the head that its log has of a stream, whatever the client thinks it is.
std::vector<OwnStream> ServerEnd::confirmed(const std::vector<OwnStream>& told) {
  std::vector<OwnStream> known;
  for (const OwnStream& stream : told) {
    const auto head = server_.ledger(stream.scope).stream(stream.stream);
    if (!head || !head->head) continue;
    heads_[stream.stream] = *head->head;
    held_streams_[stream.stream] = std::min(stream.sequence, head->sequence);
    known.push_back({stream.scope, stream.stream, head->sequence, token_of(*head->head)});
  }
  return known;
}

void ServerEnd::follow(const std::vector<Cursor>& cursors) {
  for (const Grant& grant : grants) {
    Cursor from{grant.scope, Position{0}, {}};
    for (const Cursor& cursor : cursors) {
      if (cursor.scope == grant.scope) from = cursor;
    }
    if (leads_on(from)) feed_from(from);
  }
}

// Else all places of the log are shown, as far as they lie before the cursor.
bool ServerEnd::leads_on(const Cursor& cursor) {
  if (server_.digest_at(cursor.scope, cursor.position) == cursor.log_digest) return true;
  Trail trail{cursor.scope, {}};
  for (Position place{1}; place < cursor.position; ++place.value) {
    if (const auto digest = server_.digest_at(cursor.scope, place)) trail.places.push_back({place, *digest});
  }
  say(trail);
  return false;
}

void ServerEnd::feed_from(const Cursor& cursor) {
  const auto is_held = [this](const PackContent& pack) { return held(pack); };
  for (Feed& feed : server_.feed(cursor.scope, cursor.position, is_held)) say(feed);
  fed_[cursor.scope] = server_.position(cursor.scope);
  say(server_.mark(cursor.scope));
}

bool ServerEnd::held(const PackContent& pack) const {
  const auto stream = held_streams_.find(pack.stream);
  return held_packs_.contains(pack.head) || (stream != held_streams_.end() && pack.last() <= stream->second);
}

void ServerEnd::feed_news() {
  const auto is_held = [this](const PackContent& pack) { return held(pack); };
  for (auto& [scope, position] : fed_) {
    if (server_.position(scope) == position) continue;
    for (Feed& feed : server_.feed(scope, position, is_held)) say(feed);
    position = server_.position(scope);
    say(server_.mark(scope));
  }
}

void ServerEnd::say(const Message& message) {
  Message said = message;
  if (altered) altered(said);
  for (Bytes& piece : encode_frames(said)) outgoing_.push_back(std::move(piece));
}

std::optional<Bytes> ServerEnd::next() {
  if (outgoing_.empty()) return std::nullopt;
  Bytes piece = std::move(outgoing_.front());
  outgoing_.pop_front();
  return piece;
}

void ServerEnd::take(BytesView piece) {
  auto read = reader_.read(piece);
  if (!read) throw std::runtime_error(describe(read.error()));
  if (!*read) return;
  heard_.push_back(**read);
  if (silent) return;
  if (const auto* know = std::get_if<Know>(&heard_.back())) {
    say(Confirmed{confirmed(know->streams)});
    follow(know->cursors);
  } else if (const auto* from = std::get_if<Follow>(&heard_.back())) {
    // As the server's Feeder does.
    if (from->cursor.position.value == 0) held_streams_.clear();
    if (leads_on(from->cursor)) feed_from(from->cursor);
  } else if (const auto* pushed = std::get_if<Push>(&heard_.back())) {
    push(*pushed);
  } else if (const auto* asked = std::get_if<Compare>(&heard_.back())) {
    compare(*asked);
  }
}

void ServerEnd::compare(const Compare& asked) {
  std::vector<BaseRecord> records;
  for (const auto& [key, state] : server_.ledger(asked.scope).records()) {
    const bool inside = key.id.value >= asked.first && key.id.value <= asked.last;
    if (inside && !state.empty()) records.push_back({key, state});
  }
  say(compared(asked, server_.position(asked.scope), records));
}

Bytes ServerEnd::whole(const Bytes& pack) {
  const auto header = read_header(pack);
  if (!header) throw std::runtime_error(describe(header.error()));
  Bytes bytes = pack;
  if (header->first.value > 1 && !header->has_previous) {
    auto filled = with_previous(pack, heads_.at(header->stream));
    if (!filled) throw std::runtime_error(describe(filled.error()));
    bytes = std::move(*filled);
  }
  heads_[header->stream] = open_pack(bytes)->content.head;
  held_packs_.insert(heads_[header->stream]);
  return bytes;
}

void ServerEnd::push(const Push& push) {
  const TinyAnswer answer = server_.push(whole(push.pack));
  if (answer.outcome == TinyAnswer::Outcome::refused) throw std::runtime_error("refused");
  if (answer.outcome == TinyAnswer::Outcome::parked) {
    say(Need{answer.scope, answer.stream, answer.need});
  } else if (keeps_receipts) {
    kept_.push_back(*answer.receipt);
    under_way_max_ = std::max(under_way_max_, kept_.size());
  } else {
    say(*answer.receipt);
  }
  if (!keeps_receipts) feed_news();
}

void ServerEnd::release_receipts() {
  for (auto receipt = kept_.rbegin(); receipt != kept_.rend(); ++receipt) say(*receipt);
  kept_.clear();
  feed_news();
}

std::vector<PackHeader> ServerEnd::pushed() const {
  std::vector<PackHeader> headers;
  for (const Message& message : heard_) {
    if (const auto* push = std::get_if<Push>(&message)) headers.push_back(*read_header(push->pack));
  }
  return headers;
}

Talk::Talk(Device& device, ServerEnd& server_end, SessionGoal goal)
    : end(server_end), session(*device, keys_of(device), device.clock(), goal) {}

Status Talk::greet() {
  const Bytes welcome = end.welcome(session.hello(ChannelBinding{}));
  return session.on_welcome(welcome, now);
}

bool Talk::exchange(std::size_t messages_max) {
  for (bool moved = true; moved && messages < messages_max;) {
    moved = false;
    if (const auto said = session.next_message(now)) {
      end.take(*said);
      moved = true;
      ++messages;
    }
    if (messages >= messages_max || session.finished()) break;
    if (const auto answer = end.next()) {
      session.on_message(*answer, now);
      moved = true;
      ++messages;
    }
  }
  return session.finished();
}

void Talk::tick() {
  if (session.deadline() == Monotonic::max()) return;
  now = std::max(now, session.deadline());
  session.on_tick(now);
}

void Talk::run(std::size_t messages_max) {
  if (auto greeted = greet(); !greeted) throw std::runtime_error(describe(greeted.error()));
  while (!exchange(messages_max) && messages < messages_max && session.deadline() != Monotonic::max()) tick();
}

SyncProgress sync_over_sessions(Device& device, TinyServer& server) {
  ServerEnd end(server);
  Talk talk(device, end);
  talk.run();
  EXPECT_TRUE(talk.session.status().ok())
      << (talk.session.status() ? "" : describe(talk.session.status().error()));
  return talk.session.progress();
}

}  // namespace mektep::client::test
