#include "tests/support/tiny_server.h"

#include <algorithm>
#include <stdexcept>

#include "shared/codec/canonical.h"
#include "shared/crypto/chain.h"
#include "shared/merge/merge.h"
#include "shared/merge/paragraphs.h"
#include "shared/model/builtin.h"
#include "shared/model/element.h"
#include "shared/model/record_id.h"
#include "shared/model/scope.h"
#include "shared/pack/pack.h"
#include "shared/store/digest.h"
#include "shared/store/log_ops.h"

namespace mektep::test {
namespace {

constexpr std::int64_t server_wall_ms = 1'613'304'000'000;

Op op_on(const RecordKey& record, FieldNumber field, Bytes element, Value value) {
  Op op;
  op.record = record;
  op.cell = {field, std::move(element)};
  op.value = std::move(value);
  return op;
}

Bytes bytes_of(const PublicKey& key) { return {key.begin(), key.end()}; }

}  // namespace

TinyServer::TinyServer(std::uint64_t seed)
    : random_((start_crypto(), seed)),
      network_(SigningKey::draw(random_)),
      server_(SigningKey::draw(random_)),
      receipts_(SigningKey::draw(random_)) {
  certificate_.network = network_.public_key();
  certificate_.server = server_.public_key();
  certificate_.receipts = receipts_.public_key();
  box_ = BoxKey::draw(random_);
  certificate_.box = box_->public_key();
  sign(certificate_, network_);
}

DeviceCertificate TinyServer::certify(const PublicKey& signing, const PublicKey& box) {
  DeviceCertificate device;
  device.network = network_.public_key();
  device.signing = signing;
  device.box = box;
  device.number = ++devices_;
  device.issued_ms = server_wall_ms;
  sign(device, server_);
  return device;
}

TinyServer::Scope& TinyServer::of(ScopeNumber scope) {
  const auto found = scopes_.find(scope);
  if (found != scopes_.end()) return found->second;
  Scope fresh;
  fresh.ledger = MemoryLedger({device_id_of(server_.public_key())});
  fresh.own = StreamId{random_.u64() | 1U};
  return scopes_.emplace(scope, std::move(fresh)).first->second;
}

Position TinyServer::position(ScopeNumber scope) const {
  const auto found = scopes_.find(scope);
  return found == scopes_.end() ? Position{} : Position{found->second.log.size()};
}

Mark TinyServer::mark(ScopeNumber scope) const {
  Mark mark;
  mark.scope = scope;
  mark.wall_ms = server_wall_ms;
  const auto found = scopes_.find(scope);
  if (found == scopes_.end()) return mark;
  mark.position = position(scope);
  mark.log_digest = found->second.digests.back();
  mark.backed_up = found->second.backed_up;
  HashSum state;
  for (const auto& [key, record] : found->second.ledger.records()) {
    if (const auto hash = record_hash(key, record)) state.add(*hash);
  }
  mark.state_digest = state.value();
  return mark;
}

std::vector<Feed> TinyServer::feed(ScopeNumber scope, Position after, const Held& held,
                                   std::size_t count_max) const {
  std::vector<Feed> feeds;
  const auto found = scopes_.find(scope);
  if (found == scopes_.end()) return feeds;
  const auto& log = found->second.log;
  for (std::size_t at = after.value; at < log.size() && feeds.size() < count_max; ++at) {
    Feed feed{scope, Position{at + 1}, server_wall_ms, {}, {}};
    if (held && held(log[at].content)) {
      feed.head = log[at].content.head;
    } else {
      feed.pack = log[at].bytes;
    }
    feeds.push_back(std::move(feed));
  }
  return feeds;
}

std::optional<Hash16> TinyServer::digest_at(ScopeNumber scope, Position position) const {
  const auto found = scopes_.find(scope);
  if (position.value == 0) return Hash16{};
  if (found == scopes_.end() || position.value >= found->second.digests.size()) return std::nullopt;
  return found->second.digests[position.value];
}

std::vector<OwnStream> TinyServer::confirmed(const std::vector<OwnStream>& told) const {
  std::vector<OwnStream> confirmed;
  for (const OwnStream& stream : told) {
    const auto found = scopes_.find(stream.scope);
    if (found == scopes_.end()) continue;
    const auto head = found->second.ledger.stream(stream.stream);
    if (head && head->sequence == stream.sequence && head->head && token_of(*head->head) == stream.token) {
      confirmed.push_back(stream);
    }
  }
  return confirmed;
}

void TinyServer::append(ScopeNumber scope, const PackContent& content, const Bytes& bytes) {
  Scope& place = of(scope);
  place.log.push_back({content, bytes});
  place.digests.push_back(log_digest_after(place.digests.back(), content.head));
  apply(place.ledger, content, Position{place.log.size()}, log_op_reader(place.ledger, scope));
  for (const Change& change : content.changes) lamport_ = std::max(lamport_, change.lamport.value);
}

void TinyServer::write(ScopeNumber scope, std::vector<Op> ops) {
  Scope& place = of(scope);
  PackContent content;
  content.scope = scope;
  content.stream = place.own;
  content.first = Sequence{place.sequence.value + 1};
  content.device = device_id_of(server_.public_key());
  content.previous = place.head;
  content.changes.push_back({RecordId{0}, Lamport{++lamport_}, server_wall_ms, std::move(ops)});
  auto bytes = seal_pack(content, server_, random_);
  if (!bytes) throw std::runtime_error(describe(bytes.error()));
  place.sequence = content.last();
  place.head = content.head;
  append(scope, content, *bytes);
}

std::vector<Version> TinyServer::live_of(ScopeNumber scope, const RecordKey& record, const CellKey& cell) {
  std::vector<Version> live;
  const RecordState state = of(scope).ledger.record(record);
  const auto found = state.cells.find(cell);
  if (found == state.cells.end()) return live;
  for (const LiveValue& value : found->second) live.push_back(value.stamp.version);
  return live;
}

void TinyServer::card(ScopeNumber scope, const PublicKey& device, const std::string& name, bool active,
                      const std::vector<TinyPerson>& people) {
  const DeviceId id = device_id_of(device);
  const RecordKey key{builtin::card, hashed_record_id(id.value)};
  Bytes id_bytes;
  append_u64(id_bytes, id.value);
  std::vector<Op> ops;
  ops.push_back(op_on(key, builtin::card_field::device, {}, id_bytes));
  ops.push_back(op_on(key, builtin::card_field::signing_key, {}, bytes_of(device)));
  ops.push_back(op_on(key, builtin::card_field::active, {}, active));
  ops.push_back(op_on(key, builtin::card_field::name, {}, name));
  for (const TinyPerson& person : people) {
    const std::string element = to_text(person.id) + ":" + person.role;
    ops.push_back(
        op_on(key, builtin::card_field::people, element_key(ElementKind::text, element), Nothing{}));
  }
  for (Op& op : ops) op.supersedes = live_of(scope, key, op.cell);
  write(scope, std::move(ops));
}

void TinyServer::publish_schema(const std::string& toml) {
  const auto schema = Schema::parse(toml);
  if (!schema) throw std::runtime_error(describe(schema.error()));
  for (const RecordType& type : schema->types()) {
    if (type.number.value < 32) continue;
    const RecordKey key{builtin::schema_type, RecordId{type.number.value}};
    std::vector<Op> ops;
    const auto edit = diff_paragraphs({}, schema->document_of(type), {}, random_);
    for (const Paragraph& line : edit.written) {
      ops.push_back(op_on(key, builtin::schema_field::document, line.key, line.text));
    }
    const Value version = std::int64_t{schema->version()};
    ops.push_back(op_on(key, builtin::schema_field::version, {}, version));
    const RecordState before = of(network_scope).ledger.record(key);
    for (const auto& [cell, live] : before.cells) {
      Op gone = op_on(key, cell.field, cell.element, Nothing{});
      gone.kind = OpKind::remove;
      gone.supersedes = live_of(network_scope, key, cell);
      ops.push_back(std::move(gone));
    }
    write(network_scope, std::move(ops));
  }
}

void TinyServer::void_changes(ScopeNumber scope, const PackContent& pack, VoidReason reason,
                              const std::string& why, const std::vector<Sequence>& sequences) {
  std::vector<VoidRange> ranges;
  for (const Sequence sequence : sequences) {
    ranges.push_back({pack.stream, sequence, sequence, pack.token(), reason, why});
  }
  Op op;
  op.kind = OpKind::declare_void;
  op.payload = encode_voids(ranges);
  write(scope, {op});
}

void TinyServer::declare_lost(ScopeNumber scope, StreamId stream, Sequence first, Sequence last) {
  Op op;
  op.kind = OpKind::declare_void;
  op.payload = encode_voids({{stream, first, last, std::nullopt, VoidReason::lost, "lost"}});
  write(scope, {op});
  drain(scope);
}

// Its own packs come back to a server that was restored.
std::optional<PublicKey> TinyServer::key_of(ScopeNumber scope, DeviceId device) {
  if (device == device_id_of(server_.public_key())) return server_.public_key();
  const RecordState card = of(scope).ledger.record({builtin::card, hashed_record_id(device.value)});
  const auto signing = card.cells.find({builtin::card_field::signing_key, {}});
  if (signing == card.cells.end()) return std::nullopt;
  return fixed_from<32>(std::get<Bytes>(shown_of(signing->second).value));
}

TinyAnswer TinyServer::push(BytesView bytes) {
  auto opened = open_pack(bytes);
  if (!opened) return {};
  const ScopeNumber scope = opened->content.scope;
  const auto known = key_of(scope, opened->content.device);
  if (!known || !verify_seal(*opened, *known)) return {};
  auto answer = admit({std::move(opened->content), copy_of(bytes)});
  drain(scope);
  return answer;
}

TinyAnswer TinyServer::admit(Logged pack) {
  Scope& place = of(pack.content.scope);
  const PackContent& content = pack.content;
  TinyAnswer answer{TinyAnswer::Outcome::stored, std::nullopt, {}, content.stream, content.scope};
  const bool logged = std::any_of(place.log.begin(), place.log.end(),
                                  [&](const Logged& other) { return other.content.head == content.head; });
  const bool kept = logged || place.aside.contains(content.head) || place.losers.contains(content.head);
  if (!kept && loses_fork(place.ledger, content)) {
    place.losers.insert(content.head);
    write(content.scope, {Op{OpKind::note,
                             {},
                             {},
                             {},
                             {},
                             {},
                             encode_notes({{content.stream, content.first, content.token()}})}});
  } else if (!kept && !contiguous(place.ledger, content)) {
    answer.outcome = TinyAnswer::Outcome::parked;
    answer.need = {{content.stream, Sequence{content.first.value - 1}}};
  } else if (!kept && !unknown_names(place.ledger, content).empty()) {
    answer.outcome = TinyAnswer::Outcome::parked;
    answer.need = unknown_names(place.ledger, content);
  } else if (!kept) {
    log_voiding(pack);
  }
  if (answer.outcome == TinyAnswer::Outcome::parked) {
    place.parked.insert_or_assign(content.head, std::move(pack));
  } else {
    answer.receipt = receipt_for(content);
  }
  return answer;
}

void TinyServer::log_voiding(Logged pack) {
  Scope& place = of(pack.content.scope);
  const PackContent& content = pack.content;
  const Sequence known = place.ledger.stream(content.stream).value_or(StreamHead{}).sequence;
  std::vector<Sequence> fresh;
  std::map<std::string, std::vector<Sequence>> refused;
  std::vector<Sequence> mismatched;
  for (std::size_t at = 0; at < content.changes.size(); ++at) {
    const Sequence sequence = content.version_at(at).sequence;
    if (sequence <= known) continue;
    fresh.push_back(sequence);
    const std::string why = refuse ? refuse(content.changes[at]) : std::string();
    if (!why.empty()) refused[why].push_back(sequence);
    if (why.empty() && fit(place.ledger, content, at) == Fit::mismatch) mismatched.push_back(sequence);
  }
  if (fresh.empty() || !place.ledger.carded(content.device)) {
    if (!fresh.empty()) void_changes(content.scope, content, VoidReason::aside, "held.no_card", fresh);
    place.aside.insert(content.head);
    if (fresh.empty() && place.ledger.carded(content.device)) reissue_lost(pack);
    return;
  }
  for (const auto& [why, sequences] : refused) {
    void_changes(content.scope, content, VoidReason::refused, why, sequences);
  }
  if (!mismatched.empty()) {
    void_changes(content.scope, content, VoidReason::mismatch, "held.other_branch", mismatched);
  }
  append(content.scope, content, pack.bytes);
}

// R4: what was declared lost and turns up after all counts again.
void TinyServer::reissue_lost(const Logged& pack) {
  const PackContent& content = pack.content;
  for (std::size_t at = 0; at < content.changes.size(); ++at) {
    const MemoryLedger& ledger = of(content.scope).ledger;
    const Version version = content.version_at(at);
    const auto entry = ledger.void_entry(version);
    if (!entry || entry->reason != VoidReason::lost || ledger.reissued(version)) continue;
    if (fit(ledger, content, at) != Fit::fits) continue;
    Op op;
    op.kind = OpKind::reissue;
    op.payload = encode_reissue({pack.bytes, version.sequence});
    write(content.scope, {op});
  }
}

void TinyServer::drain(ScopeNumber scope) {
  for (bool again = true; again;) {
    again = false;
    const auto parked = std::exchange(of(scope).parked, {});
    for (const auto& [head, pack] : parked) {
      again = admit(pack).outcome == TinyAnswer::Outcome::stored || again;
    }
  }
}

Receipt TinyServer::receipt_for(const PackContent& content) {
  Receipt receipt;
  receipt.scope = content.scope;
  receipt.stream = content.stream;
  receipt.sequence = content.last();
  receipt.head = content.head;
  receipt.position = position(content.scope);
  receipt.log_digest = of(content.scope).digests.back();
  receipt.wall_ms = server_wall_ms;
  receipt.epoch = epoch_;
  sign(receipt, receipts_);
  return receipt;
}

void TinyServer::restore_to(ScopeNumber scope, Position position) {
  const auto log = std::move(of(scope).log);
  scopes_.erase(scope);
  for (std::size_t at = 0; at < position.value; ++at) append(scope, log[at].content, log[at].bytes);
  epoch_.value += 1;
}

}  // namespace mektep::test
