#include "server/store/integration.h"

#include <algorithm>

#include "server/store/disk_room.h"
#include "server/store/integration_parts.h"
#include "server/store/own_stream.h"
#include "shared/base/limits.h"
#include "shared/model/record_id.h"
#include "shared/pack/pack.h"

namespace mektep::server {
namespace {

// Of a pack's body, before compression: what a pack of own changes is filled up to.
constexpr std::size_t own_body_bytes_target = 3 * limits::pack_bytes_target;

std::size_t body_bytes_of_ops(const std::vector<Op>& ops) {
  Change change;
  change.ops = ops;
  return body_bytes_of(change);
}

}  // namespace

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
  return unless_full([&]() -> Result<Batch> {
    auto integration = Integration::begin(parts);
    if (!integration) return integration.error();
    for (const Submission& submission : submissions) (*integration)->admit(submission);
    return (*integration)->commit();
  });
}

Result<Batch> write_own(const ServerParts& parts, const std::vector<OwnChange>& changes) {
  return unless_full([&]() -> Result<Batch> {
    auto integration = Integration::begin(parts);
    if (!integration) return integration.error();
    if (const Status written = (*integration)->write(changes); !written) return written.error();
    for (const OwnChange& change : changes) {
      if (change.person.empty() || change.ops.empty()) continue;
      (*integration)->audit(change.person, "record.written", to_text(change.ops.front().record.id));
    }
    return (*integration)->commit();
  });
}

}  // namespace mektep::server
