#include "client/replica/outbox.h"

#include <algorithm>
#include <limits>

#include "shared/base/limits.h"

namespace mektep::client {
namespace {

constexpr std::size_t handed_out_max = 64;

StreamId drawn_stream(Random& random) {
  StreamId stream;
  // 0 names drafts.
  while (stream.value == 0) stream.value = random.u64();
  return stream;
}

}  // namespace

std::vector<OwnStream> Outbox::own_streams() {
  ground_.renew();
  std::vector<OwnStream> streams;
  auto rows =
      ground_.database().prepared("SELECT scope, stream, sequence, head FROM own_stream ORDER BY scope");
  while (rows.step()) {
    streams.push_back({rows.column<ScopeNumber>(0), rows.column<StreamId>(1), rows.column<Sequence>(2),
                       token_of(rows.column<ChainHead>(3))});
  }
  return streams;
}

std::optional<Outbox::OwnPlace> Outbox::own_place(ScopeNumber scope) {
  auto row =
      ground_.database().prepared("SELECT stream, sequence, head, closed FROM own_stream WHERE scope = ?");
  row.bind_all(scope);
  if (!row.step()) return std::nullopt;
  return OwnPlace{{row.column<StreamId>(0), row.column<Sequence>(1), row.column<ChainHead>(2)},
                  row.column<bool>(3)};
}

void Outbox::put_own_place(ScopeNumber scope, const StreamPlace& place) {
  ground_.database()
      .prepared(
          "INSERT OR REPLACE INTO own_stream(scope, stream, sequence, head, closed) VALUES(?, ?, ?, ?, 0)")
      .bind_all(scope, place.stream, place.sequence, place.head)
      .run();
}

void Outbox::close_stream(ScopeNumber scope, StreamId stream) {
  ground_.database()
      .prepared("UPDATE own_stream SET closed = 1 WHERE scope = ? AND stream = ?")
      .bind_all(scope, stream)
      .run();
}

// What was sealed since the confirmation was sealed by this file's owners, one after another.
bool Outbox::may_continue(ScopeNumber scope, const OwnPlace& own, const std::vector<OwnStream>& confirmed) {
  if (own.closed) return false;
  const bool is_confirmed = std::any_of(confirmed.begin(), confirmed.end(), [&](const OwnStream& stream) {
    // An earlier head than ours will not do: a copy of this disk may have gone on from there.
    return stream.scope == scope && stream.stream == own.place.stream &&
           stream.sequence == own.place.sequence && stream.token == token_of(own.place.head);
  });
  if (!is_confirmed) return false;
  // A twin of this disk may have written under the same stream: then its packs are no continuation of ours.
  return !ground_.database()
              .prepared("SELECT EXISTS(SELECT 1 FROM raw WHERE scope = ? AND stream = ? AND own = 0)")
              .bind_all(scope, own.place.stream)
              .first<bool>()
              .value_or(false);
}

// A stream that a session did not find confirmed is never continued, in no later session either.
bool Outbox::close_unconfirmed(const std::vector<OwnStream>& confirmed) {
  bool closed_any = false;
  for (const OwnStream& stream : own_streams()) {
    const auto own = own_place(stream.scope);
    if (!own || own->closed || may_continue(stream.scope, *own, confirmed)) continue;
    close_stream(stream.scope, stream.stream);
    closed_any = true;
  }
  return closed_any;
}

Status Outbox::seal(const std::vector<OwnStream>& confirmed, std::size_t pack_bytes) {
  auto turn = ground_.begin();
  if (!turn) return turn.error();
  bool changed = close_unconfirmed(confirmed);
  for (const ScopeNumber scope : drafts_.scopes()) {
    if (auto sealed = seal_scope(scope, confirmed, pack_bytes); !sealed) return sealed;
    changed = true;
  }
  if (changed) {
    drafts_.forget_oldest_names();
    turn->commit();
  }
  return done;
}

Status Outbox::seal_scope(ScopeNumber scope, const std::vector<OwnStream>& confirmed, std::size_t pack_bytes) {
  const auto rows = drafts_.all(scope);
  if (rows.empty()) return done;
  const Keys* keys = ground_.identity_file().keys();
  if (keys == nullptr) return refused("device.not_enrolled");
  std::vector<Draft> drafts;
  Moved moved;
  for (const DraftRow& row : rows) {
    drafts.push_back({row.number, row.author, row.lamport, row.wall_ms, row.alone,
                      ops_of(ground_.tables(), row), row.basis});
    moved.records.insert(row.records.begin(), row.records.end());
  }
  const auto own = own_place(scope);
  const bool continues = own && may_continue(scope, *own, confirmed);
  const StreamPlace place =
      continues ? own->place : StreamPlace{drawn_stream(ground_.environment().random), {}, {}};
  ScopeLedger ledger(ground_.database(), ground_.tables(), scope, ground_.servers());
  Sealer sealer(ground_, ledger, keys->signing, place, pack_bytes);
  if (auto sealed = sealer.seal(std::move(drafts)); !sealed) return sealed;
  keep_packs(scope, sealer);
  for (const DraftRow& row : rows) {
    drafts_.set_sealed(row.number, sealer.name_of(row.number));
    drafts_.remove(row.number);
  }
  pending_.settle(ledger, moved);
  return done;
}

void Outbox::keep_packs(ScopeNumber scope, const Sealer& sealer) {
  if (sealer.packs().empty()) return;  // all of it was squashed away
  for (const SealedPack& pack : sealer.packs()) {
    ground_.raw().put(pack.content, pack.bytes, true);
    ground_.shelf().keep(pack.content);
    ground_.database()
        .prepared("INSERT OR IGNORE INTO own_pack(scope, head) VALUES(?, ?)")
        .bind_all(scope, pack.content.head)
        .run();
  }
  put_own_place(scope, sealer.place());
}

std::int64_t Outbox::arrival_of(const OutgoingCursor& cursor) {
  if (cursor == OutgoingCursor{}) return std::numeric_limits<std::int64_t>::min();
  if (const auto known = handed_out_.find(cursor); known != handed_out_.end()) return known->second;
  return ground_.database()
      .prepared("SELECT max(arrival) FROM raw WHERE scope = ? AND stream = ? AND first = ?")
      .bind_all(cursor.scope, cursor.stream, cursor.first)
      .first<std::int64_t>()
      .value_or(0);
}

std::vector<OutgoingPack> Outbox::outgoing(std::size_t bytes_max, const OutgoingCursor& after) {
  ground_.renew();
  std::vector<OutgoingPack> packs;
  std::size_t bytes = 0;
  std::int64_t last = 0;
  auto rows = ground_.database().prepared(
      "SELECT arrival, scope, stream, first, count, head, bytes, own FROM raw WHERE arrival > ?1"
      " AND NOT (level IS NOT NULL AND level = ?2 AND epoch = ?3)"
      " AND NOT EXISTS(SELECT 1 FROM answered WHERE answered.scope = raw.scope AND answered.head = raw.head)"
      " ORDER BY arrival");
  rows.bind_all(arrival_of(after), static_cast<std::uint8_t>(ReceiptLevel::server), ground_.epoch());
  while (rows.step()) {
    // The server hangs up on whoever hands it a forged pack, so what a stick brought waits until its seal
    // was checked against a card: else one bad pack would keep everything behind it from ever being sent.
    const bool sealed_here = rows.column<bool>(7);
    if (!sealed_here && !pending_.is_authentic(rows.column<ScopeNumber>(1), rows.column<ChainHead>(5))) continue;
    OutgoingPack pack;
    pack.at = {rows.column<ScopeNumber>(1), rows.column<StreamId>(2), rows.column<Sequence>(3)};
    pack.last = Sequence{pack.at.first.value + rows.column<std::uint32_t>(4) - 1};
    pack.head = rows.column<ChainHead>(5);
    pack.sealed_here = sealed_here;
    pack.bytes = rows.column<Bytes>(6);
    if (!packs.empty() && bytes + pack.bytes.size() > bytes_max) break;
    bytes += pack.bytes.size();
    last = rows.column<std::int64_t>(0);
    packs.push_back(std::move(pack));
  }
  if (handed_out_.size() >= handed_out_max) handed_out_.clear();
  if (!packs.empty()) handed_out_[packs.back().at] = last;
  return packs;
}

Status Outbox::take_receipt(const Receipt& receipt) {
  const auto& identity = ground_.identity_file().identity();
  const bool from_server = receipt.level == ReceiptLevel::server;
  if (from_server && (!identity || !verify(receipt, identity->server.receipts)))
    return refused("receipt.bad_signature");
  auto turn = ground_.begin();
  if (!turn) return turn.error();
  // Of another epoch it says nothing about the log that this device follows now.
  if (receipt.epoch != ground_.epoch()) return done;
  ground_.database()
      .prepared("DELETE FROM parked WHERE scope = ? AND stream = ?")
      .bind_all(receipt.scope, receipt.stream)
      .run();
  const std::size_t answered = ground_.raw().set_receipt(receipt);
  if (answered == 0) return done;  // logged already: nothing to remember
  if (from_server) {
    write_setting(ground_.database(), setting::last_receipt_ms, ground_.environment().clock.wall().ms);
    ScopeLedger ledger(ground_.database(), ground_.tables(), receipt.scope, ground_.servers());
    // What the log voided may now be known to be kept.
    const bool voided = ledger.stream(receipt.stream).value_or(StreamHead{}).sequence >= receipt.sequence;
    if (voided) pending_.settle(ledger, {});
  }
  turn->commit();
  return done;
}

void Outbox::take_need(ScopeNumber scope, StreamId parked) {
  auto turn = ground_.begin();
  if (!turn) {
    ground_.environment().log.line("replica.need_not_noted", {{"error", describe(turn.error())}});
    return;
  }
  close_stream(scope, parked);
  ground_.database()
      .prepared("INSERT OR IGNORE INTO parked(scope, stream) VALUES(?, ?)")
      .bind_all(scope, parked)
      .run();
  turn->commit();
}

}  // namespace mektep::client
