#include "client/replica/intake.h"

#include <algorithm>

#include "client/replica/log_start.h"
#include "shared/base/limits.h"
#include "shared/model/builtin.h"
#include "shared/model/scope.h"
#include "shared/pack/pack.h"
#include "shared/store/layout.h"

namespace mektep::client {
namespace {

Error feed_error(std::string code, const Feed& feed) {
  return refused(std::move(code))
      .with("scope", std::to_string(feed.scope.value))
      .with("position", std::to_string(feed.position.value));
}

Error malformed(const Feed& feed, std::string what) {
  return feed_error("feed.malformed", feed).with("what", std::move(what));
}

}  // namespace

Result<std::vector<RecordName>> Intake::take_feed(const std::vector<Feed>& slice) {
  if (slice.empty()) return std::vector<RecordName>();
  const ScopeNumber scope = slice.front().scope;
  auto turn = ground_.begin();
  if (!turn) return turn.error();
  ScopeLedger ledger(ground_.database(), ground_.tables(), scope, ground_.servers());
  const Position before = ledger.head().position;
  const auto moved = append(slice, ledger);
  if (!moved) return moved.error();
  if (ledger.head().position == before) return std::vector<RecordName>();  // all of it was here
  const auto records = pending_.settle(ledger, *moved);
  note_schema(scope, records);
  turn->commit();
  ground_.forget();
  std::vector<RecordName> names;
  for (const RecordKey& key : records) names.push_back({scope, key});
  return names;
}

Result<Moved> Intake::append(const std::vector<Feed>& slice, ScopeLedger& ledger) {
  Moved moved;
  for (const Feed& feed : slice) {
    if (feed.scope != ledger.head().scope) return malformed(feed, "scope");
    if (feed.position <= ledger.head().position) continue;  // sent twice
    if (feed.position.value != ledger.head().position.value + 1) return feed_error("feed.gap", feed);
    auto pack = verified(feed, ledger);
    if (!pack) return pack.error();
    if (auto ordered = check_order(feed, *pack->content, ledger); !ordered) return ordered.error();
    notice_twin(*pack->content);
    fed_[{feed.scope, pack->content->stream}] = {pack->content->last(), pack->content->head};
    const Applied applied = ledger.append(pack->bytes, *pack->content, feed.received_ms);
    moved.meaning =
        moved.meaning || !applied.voids.empty() || !applied.reissued.empty() || !applied.erased.empty();
  }
  return moved;
}

// The server's own word is checked like anybody's: a log that breaks its own rules is not followed.
Status Intake::check_order(const Feed& feed, const PackContent& content, const ScopeLedger& ledger) const {
  if (content.scope != feed.scope) return malformed(feed, "scope");
  if (!contiguous(ledger, content)) return malformed(feed, "contiguous");
  if (loses_fork(ledger, content)) return malformed(feed, "fork");
  if (!unknown_names(ledger, content).empty()) return malformed(feed, "names");
  return done;
}

Result<Intake::Verified> Intake::verified(const Feed& feed, const ScopeLedger& ledger) {
  if (feed.pack.empty()) {
    auto bytes = own_bytes(feed);
    if (!bytes) return bytes.error();
    auto content = ground_.shelf().open(feed.head, [&] { return BytesView(*bytes); });
    if (!content) return malformed(feed, content.error().code);
    return Verified{*content, std::move(*bytes)};
  }
  const auto header = read_header(feed.pack);
  if (!header) return malformed(feed, header.error().code);
  Bytes whole = feed.pack;
  if (header->first.value > 1 && !header->has_previous) {
    const auto previous = head_before(*header, ledger);
    // Another contact of this device let go of the pack that this one was fed before: the next is fed whole ones.
    if (!previous) {
      return no_link("feed.previous_unknown")
          .with("scope", std::to_string(feed.scope.value))
          .with("position", std::to_string(feed.position.value));
    }
    auto filled = with_previous(feed.pack, *previous);
    if (!filled) return malformed(feed, filled.error().code);
    whole = std::move(*filled);
  }
  auto opened = open_pack(whole);
  if (!opened) return malformed(feed, opened.error().code);
  const auto key = key_of(opened->content.device, ledger);
  if (!key) return feed_error("feed.unknown_device", feed);
  if (!verify_seal(*opened, *key)) return feed_error("feed.bad_seal", feed);
  return Verified{std::make_shared<const PackContent>(std::move(opened->content)), std::move(whole)};
}

// A void may have come between, and takes the stream's head along without bytes: then it is the pack that was fed
// before, in this contact, and may have been trimmed in it.
std::optional<ChainHead> Intake::head_before(const PackHeader& header, const ScopeLedger& ledger) {
  const auto stream = ledger.stream(header.stream);
  if (stream && stream->head && stream->sequence.value + 1 == header.first.value) return stream->head;
  const auto fed = fed_.find({header.scope, header.stream});
  const bool is_before = fed != fed_.end() && fed->second.sequence.value + 1 == header.first.value;
  return is_before ? std::optional(fed->second.head) : std::nullopt;
}

Result<Bytes> Intake::own_bytes(const Feed& feed) {
  if (auto raw = ground_.raw().find(feed.scope, feed.head)) return std::move(raw->bytes);
  if (const auto position = ground_.log().position_of(feed.scope, feed.head)) {
    if (auto logged = ground_.log().at(feed.scope, *position)) return std::move(logged->bytes);
  }
  return feed_error("feed.not_held", feed);
}

Status Intake::check_recalled(const Recalled& recalled) {
  Feed feed;
  feed.scope = recalled.scope;
  feed.position = recalled.position;
  const auto opened = open_pack(recalled.pack);
  if (!opened) return malformed(feed, opened.error().code);
  if (opened->content.scope != recalled.scope) return malformed(feed, "scope");
  const ScopeLedger ledger(ground_.database(), ground_.tables(), recalled.scope, ground_.servers());
  const auto key = key_of(opened->content.device, ledger);
  if (!key) return feed_error("feed.unknown_device", feed);
  return verify_seal(*opened, *key) ? Status(done) : Status(feed_error("feed.bad_seal", feed));
}

std::optional<PublicKey> Intake::key_of(DeviceId device, const ScopeLedger& ledger) const {
  if (ledger.is_server(device)) return ground_.identity_file().identity()->server.server;
  const auto card = card_of(ledger.record(card_key(device)));
  if (!card) return std::nullopt;
  return card->signing_key;
}

void Intake::notice_twin(const PackContent& content) {
  if (content.device != ground_.device()) return;
  const auto own = ground_.database()
                       .prepared("SELECT 1 FROM own_pack WHERE scope = ? AND head = ?")
                       .bind_all(content.scope, content.head)
                       .first<int>();
  if (own || content.last() <= own_before_start(ground_.database(), content.scope, content.stream)) return;
  outbox_.close_stream(content.scope, content.stream);
  write_setting(ground_.database(), setting::twin_ms, ground_.environment().clock.wall().ms);
}

void Intake::note_schema(ScopeNumber scope, const std::set<RecordKey>& records) {
  if (scope != network_scope) return;
  const bool touched = std::any_of(records.begin(), records.end(),
                                   [](const RecordKey& key) { return key.type == builtin::schema_type; });
  if (!touched) return;
  const auto stamp = read_setting(ground_.database(), setting::schema_stamp);
  write_setting(ground_.database(), setting::schema_stamp, stamp + 1);
}

Result<MarkVerdict> Intake::take_mark(const Mark& mark) {
  auto turn = ground_.begin();
  if (!turn) return turn.error();
  ScopeLedger ledger(ground_.database(), ground_.tables(), mark.scope, ground_.servers());
  const ScopeHead& head = ledger.head();
  if (head.position != mark.position) return MarkVerdict::behind;
  if (head.log_digest != mark.log_digest) return MarkVerdict::log_differs;
  if (head.state_digest.value() != mark.state_digest) return MarkVerdict::state_differs;
  const bool backed_up_more = mark.backed_up > head.backed_up && mark.backed_up <= head.position;
  if (backed_up_more) {
    ledger.set_backed_up(mark.backed_up);
    pending_.settle(ledger, {});
    pending_.drop_answered(mark.scope, mark.backed_up);
  }
  ground_.database()
      .prepared("INSERT OR REPLACE INTO marked(scope, wall_ms) VALUES(?, ?)")
      .bind_all(mark.scope, ground_.environment().clock.wall().ms)
      .run();
  write_setting(ground_.database(), setting::last_contact_ms, ground_.environment().clock.wall().ms);
  turn->commit();
  return MarkVerdict::equal;
}

}  // namespace mektep::client
