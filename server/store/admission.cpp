#include "server/store/admission.h"

#include <algorithm>
#include <map>

#include "server/store/trial.h"
#include "shared/base/limits.h"
#include "shared/codec/canonical.h"

namespace mektep::server {
namespace {

// The last missing version of each stream: what it lacks is all before it.
std::vector<Version> needed(const Ledger& ledger, const PackContent& pack) {
  std::map<StreamId, Sequence> last;
  if (pack.first.value > 1 && !contiguous(ledger, pack)) last[pack.stream] = Sequence{pack.first.value - 1};
  for (const Version& version : unknown_names(ledger, pack)) {
    Sequence& sequence = last[version.stream];
    sequence = std::max(sequence, version.sequence);
  }
  std::vector<Version> versions;
  for (const auto& [stream, sequence] : last) versions.push_back({stream, sequence});
  return versions;
}

const Arrival* find_parked(const AdmissionScope& scope, const ChainHead& head) {
  const auto& parked = scope.parked();
  const auto found = std::find_if(parked.begin(), parked.end(),
                                  [&](const Arrival& arrival) { return arrival.content.head == head; });
  return found == parked.end() ? nullptr : &*found;
}

// Every parked pack that may go now, until none does.
void drain(AdmissionScope& scope, std::vector<Arrival>& unparked) {
  for (bool again = true; again;) {
    again = false;
    std::vector<ChainHead> heads;
    for (const Arrival& arrival : scope.parked()) heads.push_back(arrival.content.head);
    for (const ChainHead& head : heads) {
      const Arrival* arrival = find_parked(scope, head);
      if (!decide(scope, *arrival)) continue;
      unparked.push_back(*arrival);
      scope.unpark(head);
      again = true;
    }
  }
}

// The chain head behind a version, from the packs that wait for it: its successor's, else a name's.
std::optional<Token> token_from_parked(const AdmissionScope& scope, const Version& version) {
  std::optional<Token> named;
  for (const Arrival& arrival : scope.parked()) {
    const PackContent& pack = arrival.content;
    if (pack.stream == version.stream && pack.first.value == version.sequence.value + 1) {
      return token_of(pack.previous);
    }
    const auto found = pack.named.find(version);
    if (found != pack.named.end() && !named) named = found->second;
  }
  return named;
}

}  // namespace

Admission admit(AdmissionScope& scope, const Arrival& arrival, std::vector<Arrival>& unparked) {
  const ChainHead& head = arrival.content.head;
  if (scope.logged(head) || scope.kept(head)) return {Outcome::known, {}};
  if (find_parked(scope, head) != nullptr) {
    drain(scope, unparked);
    if (find_parked(scope, head) == nullptr) return {Outcome::known, {}};
    return {Outcome::parked, needed(scope.ledger(), arrival.content)};
  }
  if (const auto outcome = decide(scope, arrival)) {
    drain(scope, unparked);
    return {*outcome, {}};
  }
  std::vector<Version> need = needed(scope.ledger(), arrival.content);
  return {scope.park(arrival) ? Outcome::parked : Outcome::no_room, std::move(need)};
}

bool declare_lost(AdmissionScope& scope, const VoidRange& range, std::vector<Arrival>& unparked) {
  if (range.first.value == 0 || range.last < range.first) return false;
  if (range.last.value - range.first.value >= limits::void_range_max) return false;
  std::vector<VoidRange> voids;
  for (std::uint64_t sequence = range.first.value; sequence <= range.last.value; ++sequence) {
    const Version version{range.stream, Sequence{static_cast<std::uint32_t>(sequence)}};
    if (known(scope.ledger(), version)) continue;
    std::optional<Token> token = version.sequence == range.last ? range.token : std::nullopt;
    if (!token) token = token_from_parked(scope, version);
    const bool nameless = !voids.empty() && !voids.back().token && !token;
    if (nameless && voids.back().last.value + 1 == sequence) {
      voids.back().last = version.sequence;
    } else {
      voids.push_back({range.stream, version.sequence, version.sequence, token, VoidReason::lost, range.why});
    }
  }
  if (voids.empty() || !scope.log_own({log_op(OpKind::declare_void, encode_voids(voids))})) return false;
  drain(scope, unparked);
  return true;
}

std::size_t reissue(AdmissionScope& scope, const Arrival& original) {
  std::size_t count = 0;
  for (std::size_t index = 0; index < original.content.changes.size(); ++index) {
    if (reissue_change(scope, original, index)) ++count;
  }
  return count;
}

}  // namespace mektep::server
