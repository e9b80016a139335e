#include "server/store/integration_parts.h"

#include "server/store/cards.h"
#include "shared/merge/merge.h"
#include "shared/model/builtin.h"
#include "shared/pack/pack.h"

namespace mektep::server {
namespace {

bool is_stored(Outcome outcome) {
  return outcome == Outcome::logged || outcome == Outcome::known || outcome == Outcome::aside ||
         outcome == Outcome::lost;
}

}  // namespace

AdmissionRoom& Integration::Parts::room(ScopeNumber scope) {
  auto& room = rooms_[scope];
  if (!room) {
    room = std::make_unique<AdmissionRoom>(server_, *work_, scope);
    began_at_[scope] = derived_at_[scope] = room->scope().head().position;
  }
  return *room;
}

std::optional<PublicKey> Integration::Parts::key_of(ScopeNumber scope, DeviceId device) const {
  if (device == server_.keys.device()) return server_.keys.certificate.server;
  if (const auto known = work_->reader().device(device)) return known->signing;
  // A card that came back with a log tells it before the registry does.
  const RecordState card = work_->scope(scope).ledger().record(card_key(device));
  const auto cell = card.cells.find({builtin::card_field::signing_key, {}});
  const auto* bytes = cell == card.cells.end() ? nullptr : std::get_if<Bytes>(&shown_of(cell->second).value);
  return bytes == nullptr ? std::nullopt : fixed_from<32>(*bytes);
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
  if (!arrival && is_brought_early(submission, arrival.error())) return;
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

// After a restore a device may bring the packs of another that the server does not know again yet: they are
// not judged now. Nothing is stored, and whoever holds them brings them once more.
bool Integration::Parts::is_brought_early(const Submission& submission, const Error& why) {
  if (why.code != "admission.unknown_device") return false;
  const Result<OpenedPack> opened = open_pack(submission.pack);
  if (!opened || opened->content.device == submission.from) return false;
  Asked asked;
  asked.admitted.outcome = Outcome::parked;
  asked.admitted.scope = opened->content.scope;
  asked.admitted.stream = opened->content.stream;
  asked.admitted.head = opened->content.head;
  asked_.push_back(std::move(asked));
  return true;
}

Result<Arrival> Integration::Parts::open(const Submission& submission) const {
  Result<OpenedPack> opened = open_pack(submission.pack);
  if (!opened) return opened.error();
  const auto key = key_of(opened->content.scope, opened->content.device);
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

}  // namespace mektep::server
