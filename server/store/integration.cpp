#include "server/store/integration.h"

#include <algorithm>

#include "server/store/admission_room.h"
#include "server/store/cards.h"
#include "server/store/own_stream.h"
#include "shared/base/limits.h"
#include "shared/model/record_id.h"
#include "shared/pack/pack.h"

namespace mektep::server {
namespace {

// Of a pack's body, before compression: what a pack of own changes is filled up to.
constexpr std::size_t own_body_bytes_target = 3 * limits::pack_bytes_target;

bool is_stored(Outcome outcome) {
  return outcome == Outcome::logged || outcome == Outcome::known || outcome == Outcome::aside ||
         outcome == Outcome::lost;
}

std::size_t body_bytes_of_ops(const std::vector<Op>& ops) {
  Change change;
  change.ops = ops;
  return body_bytes_of(change);
}

}  // namespace

class Integration::Parts {
 public:
  Parts(const ServerParts& server, std::unique_ptr<Work> open) : server_(server), work_(std::move(open)) {}

  const ServerParts& server() const { return server_; }
  Work& work() { return *work_; }
  AdmissionRoom& room(ScopeNumber scope);
  void admit(Integration& integration, const Submission& submission);
  void take_unparked(const std::vector<Arrival>& arrivals);
  // The pack behind held changes, from the log or from what is kept beside it.
  Result<Arrival> held_payload(ScopeNumber scope, const HeldPack& row);
  void derive(Integration& integration);
  Batch close();

 private:
  struct Asked {
    Admitted admitted;
    Sequence last;  // of the pack, for its receipt
  };
  void refuse(std::string code);
  Result<Arrival> open(const Submission& submission) const;
  std::optional<PublicKey> key_of(DeviceId device) const;
  std::string why_foreign(Integration& integration, const PackContent& pack);
  Receipt receipt_for(const PackContent& pack) const;
  void date(Receipt& receipt);

  const ServerParts& server_;
  std::unique_ptr<Work> work_;
  std::map<ScopeNumber, std::unique_ptr<AdmissionRoom>> rooms_;
  std::map<ScopeNumber, Position> began_at_;
  std::map<ScopeNumber, Position> derived_at_;
  std::vector<Asked> asked_;
  std::vector<Unparked> unparked_;
};

AdmissionRoom& Integration::Parts::room(ScopeNumber scope) {
  auto& room = rooms_[scope];
  if (!room) {
    room = std::make_unique<AdmissionRoom>(server_, *work_, scope);
    began_at_[scope] = derived_at_[scope] = room->scope().head().position;
  }
  return *room;
}

std::optional<PublicKey> Integration::Parts::key_of(DeviceId device) const {
  if (device == server_.keys.device()) return server_.keys.certificate.server;
  const auto known = work_->reader().device(device);
  return known ? std::optional(known->signing) : std::nullopt;
}

// A device without any card in the scope, not even one that ended, has no business there: another school's
// log would tell of it, and anybody could fill it.
std::string Integration::Parts::why_foreign(Integration& integration, const PackContent& pack) {
  if (pack.device == server_.keys.device()) return {};
  const auto kind = kind_of(pack.scope);
  if (!kind) return "admission.unknown_scope";
  if (!room(pack.scope).ledger().record(card_key(pack.device)).empty()) return {};
  const auto device = work_->reader().device(pack.device);
  if (kind != ScopeKind::pair || device->revoked) return "admission.no_grant";
  const auto [one, other] = schools_of(pack.scope);
  const bool concerned = device->school == one || device->school == other;
  return concerned && open_pair(integration, pack.scope) ? std::string() : "admission.no_grant";
}

void Integration::Parts::admit(Integration& integration, const Submission& submission) {
  Result<Arrival> arrival = open(submission);
  if (!arrival) return refuse(arrival.error().code);
  const PackContent& pack = arrival->content;
  if (const std::string why = why_foreign(integration, pack); !why.empty()) return refuse(why);
  std::vector<Arrival> unparked;
  Admission admission = server::admit(room(pack.scope), *arrival, unparked);
  take_unparked(unparked);
  Asked asked;
  asked.last = pack.last();
  asked.admitted.outcome = admission.outcome;
  asked.admitted.need = std::move(admission.need);
  asked.admitted.scope = pack.scope;
  asked.admitted.stream = pack.stream;
  asked.admitted.head = pack.head;
  asked_.push_back(std::move(asked));
}

Result<Arrival> Integration::Parts::open(const Submission& submission) const {
  Result<OpenedPack> opened = open_pack(submission.pack);
  if (!opened) return opened.error();
  const auto key = key_of(opened->content.device);
  if (!key) return refused("admission.unknown_device");
  if (!verify_seal(*opened, *key)) return refused("admission.bad_seal");
  return Arrival{submission.from, server_.clock.wall().ms, std::move(opened->content), submission.pack};
}

void Integration::Parts::refuse(std::string code) {
  Asked asked;
  asked.admitted.outcome = Outcome::refused;
  asked.admitted.code = std::move(code);
  asked_.push_back(std::move(asked));
}

void Integration::Parts::take_unparked(const std::vector<Arrival>& arrivals) {
  for (const Arrival& arrival : arrivals) unparked_.push_back({arrival.from, receipt_for(arrival.content)});
}

Result<Arrival> Integration::Parts::held_payload(ScopeNumber scope, const HeldPack& row) {
  Bytes bytes;
  if (row.kept == Kept::logged) {
    const auto position = work_->reader().position_of(scope, row.head);
    if (position) {
      const auto logged = work_->reader().read_after(scope, Position{position->value - 1}, 1);
      if (!logged.empty()) bytes = logged.front().bytes;
    }
  } else if (const auto kept = work_->reader().kept(scope, row.head)) {
    bytes = kept->bytes;
  }
  Result<OpenedPack> opened = open_pack(bytes);
  if (!opened) return opened.error();
  return Arrival{row.device, row.received_ms, std::move(opened->content), std::move(bytes)};
}

// A derivation may write, so scopes move while they are followed; it ends when none does.
void Integration::Parts::derive(Integration& integration) {
  for (bool again = true; again;) {
    again = false;
    std::vector<ScopeNumber> moved;
    for (auto& [scope, room] : rooms_) {
      const Position now = room->scope().head().position;
      if (std::exchange(derived_at_[scope], now) != now) moved.push_back(scope);
    }
    for (Derivation* derivation : server_.derivations) {
      for (const ScopeNumber scope : moved) derivation->derive(integration, scope);
    }
    again = !moved.empty();
  }
}

Receipt Integration::Parts::receipt_for(const PackContent& pack) const {
  Receipt receipt;
  receipt.scope = pack.scope;
  receipt.stream = pack.stream;
  receipt.sequence = pack.last();
  receipt.head = pack.head;
  return receipt;
}

// The position is that of the commit: after every note of what is kept outside the log.
void Integration::Parts::date(Receipt& receipt) {
  const ScopeHead& head = room(receipt.scope).scope().head();
  receipt.level = ReceiptLevel::server;
  receipt.position = head.position;
  receipt.log_digest = head.log_digest;
  receipt.wall_ms = server_.clock.wall().ms;
  receipt.epoch = work_->reader().epoch();
}

Batch Integration::Parts::close() {
  Batch batch;
  for (Asked& asked : asked_) {
    if (is_stored(asked.admitted.outcome)) {
      Receipt& receipt = asked.admitted.receipt.emplace();
      receipt.scope = asked.admitted.scope;
      receipt.stream = asked.admitted.stream;
      receipt.sequence = asked.last;
      receipt.head = asked.admitted.head;
      date(receipt);
    }
    batch.admitted.push_back(std::move(asked.admitted));
  }
  for (Unparked& unparked : unparked_) {
    date(unparked.receipt);
    batch.unparked.push_back(unparked);
  }
  for (const auto& [scope, room] : rooms_) {
    if (room->scope().head().position != began_at_[scope]) batch.moved.push_back(scope);
  }
  work_->commit();
  return batch;
}

// --- Integration ---

Integration::Integration(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Integration::~Integration() = default;

Result<std::unique_ptr<Integration>> Integration::begin(const ServerParts& parts) {
  Result<std::unique_ptr<Work>> work = parts.store.begin();
  if (!work) return work.error();
  return std::unique_ptr<Integration>(new Integration(std::make_unique<Parts>(parts, std::move(*work))));
}

void Integration::admit(const Submission& submission) { parts_->admit(*this, submission); }

Status Integration::write(const std::vector<OwnChange>& changes) {
  std::vector<std::vector<Op>> together;
  std::size_t bytes = 0;
  for (std::size_t at = 0; at < changes.size(); ++at) {
    const OwnChange& change = changes[at];
    if (!change.ops.empty()) {
      together.push_back(change.ops);
      bytes += body_bytes_of_ops(change.ops);
    }
    const bool last_of_scope = at + 1 == changes.size() || changes[at + 1].scope != change.scope;
    const bool full = bytes >= own_body_bytes_target || together.size() >= limits::pack_changes_max;
    if (together.empty() || !(last_of_scope || full)) continue;
    ScopeWork& open = scope(change.scope);
    const Status logged = append_own(parts_->server(), open, change.scope, std::move(together));
    if (!logged) return logged;
    together.clear();
    bytes = 0;
  }
  return done;
}

Status Integration::declare_lost(ScopeNumber scope, const VoidRange& range) {
  std::vector<Arrival> unparked;
  if (!server::declare_lost(parts_->room(scope), range, unparked)) return refused("void.nothing_to_void");
  parts_->take_unparked(unparked);
  return done;
}

Status Integration::release(ScopeNumber scope, const ChainHead& head) {
  AdmissionRoom& room = parts_->room(scope);
  std::vector<HeldPack> rows = work().reader().held(scope);
  std::erase_if(rows, [&](const HeldPack& row) { return row.head != head; });
  if (rows.empty()) return refused("held.unknown");
  const Result<Arrival> original = parts_->held_payload(scope, rows.front());
  if (!original) return original.error();
  if (reissue(room, *original) == 0) return refused("held.not_releasable");
  for (HeldPack& row : rows) {
    row.released = true;
    for (Version version{row.stream, row.first}; version.sequence <= row.last; ++version.sequence.value) {
      row.released = row.released && room.ledger().reissued(version);
    }
    room.hold(*original, {row.kept, row.first, row.last, row.code, row.released});
  }
  return done;
}

void Integration::audit(std::string who, std::string what, std::string subject) {
  const auto cut = [](std::string text) { return text.substr(0, limits::audit_line_bytes_max); };
  work().put_audit({now_ms(), cut(std::move(who)), std::move(what), cut(std::move(subject))});
}

Work& Integration::work() { return parts_->work(); }
const ServerParts& Integration::parts() const { return parts_->server(); }
ScopeWork& Integration::scope(ScopeNumber scope) { return parts_->room(scope).scope(); }
RecordState Integration::record(ScopeNumber scope, const RecordKey& key) {
  return parts_->room(scope).ledger().record(key);
}
std::int64_t Integration::now_ms() const { return parts_->server().clock.wall().ms; }

Batch Integration::commit() {
  parts_->derive(*this);
  return parts_->close();
}

Result<Batch> integrate(const ServerParts& parts, const std::vector<Submission>& submissions) {
  auto integration = Integration::begin(parts);
  if (!integration) return integration.error();
  for (const Submission& submission : submissions) (*integration)->admit(submission);
  return (*integration)->commit();
}

Result<Batch> write_own(const ServerParts& parts, const std::vector<OwnChange>& changes) {
  auto integration = Integration::begin(parts);
  if (!integration) return integration.error();
  if (const Status written = (*integration)->write(changes); !written) return written.error();
  for (const OwnChange& change : changes) {
    if (change.person.empty() || change.ops.empty()) continue;
    (*integration)->audit(change.person, "record.written", to_text(change.ops.front().record.id));
  }
  return (*integration)->commit();
}

}  // namespace mektep::server
