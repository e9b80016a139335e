#include "client/replica/retrying.h"

#include <map>

#include "shared/pack/pack.h"

namespace mektep::client {

Result<std::size_t> Retrying::retry() {
  auto turn = ground_.begin();
  if (!turn) return turn.error();
  std::size_t count = 0;
  std::map<ScopeNumber, Moved> moved;
  for (const HeldItem& item : overview_.held()) {
    auto changes = own_changes(item);
    if (!changes) continue;
    count += changes->places.size();
    note_retried(item, changes->pack->head);
    moved[item.scope].again.push_back(std::move(*changes));
  }
  for (const auto& [scope, again] : moved) {
    ScopeLedger ledger(ground_.database(), ground_.tables(), scope, ground_.servers());
    pending_.settle(ledger, again);
  }
  if (count > 0) turn->commit();
  ground_.forget();
  return count;
}

// A fork's loser of another device is its owner's to seal again; of a pack that is not here nothing is known.
std::optional<SealedChanges> Retrying::own_changes(const HeldItem& item) {
  const auto opened =
      item.payload.empty() ? Result<OpenedPack>(refused("held.no_payload")) : open_pack(item.payload);
  if (!opened || opened->content.device != ground_.device()) return std::nullopt;
  SealedChanges changes{std::make_shared<const PackContent>(opened->content), {}};
  for (std::size_t place = 0; place < changes.pack->changes.size(); ++place) {
    const Sequence sequence = changes.pack->version_at(place).sequence;
    const bool empty = changes.pack->changes[place].ops.empty();
    if (sequence >= item.first && sequence <= item.last && !empty) changes.places.push_back(place);
  }
  return changes;
}

void Retrying::note_retried(const HeldItem& item, const ChainHead& head) {
  if (item.why == held_fork_lost) {
    ground_.raw().set_held(item.scope, head, held_resealed);
    return;
  }
  for (std::uint32_t sequence = item.first.value; sequence <= item.last.value; ++sequence) {
    ground_.database()
        .prepared("INSERT OR IGNORE INTO retried(scope, stream, sequence) VALUES(?, ?, ?)")
        .bind_all(item.scope, item.stream, sequence)
        .run();
  }
}

}  // namespace mektep::client
