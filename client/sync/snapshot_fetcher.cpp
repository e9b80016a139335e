#include "client/sync/snapshot_fetcher.h"

#include <algorithm>

namespace mektep::client {
namespace {

// A server offers one a scope; whoever offers more is not believed.
constexpr std::size_t offers_max = 4096;

}  // namespace

void SnapshotFetcher::take(const SnapshotOffer& offer) {
  const bool asked = std::any_of(fetching_.begin(), fetching_.end(),
                                 [&](const SnapshotOffer& other) { return other.scope == offer.scope; });
  if (asked || fetching_.size() + to_follow_.size() >= offers_max) return;
  if (!replica_.check_snapshot(offer, retracer_.waits(offer.scope).has_value())) {
    to_follow_.push_back(offer.scope);
    return;
  }
  fetching_.push_back(offer);
  FileTask task;
  task.scope = offer.scope;
  task.file = offer.file;
  task.size = offer.size;
  if (!files_.arrived(offer.file)) files_.fetch(task);
}

Result<std::optional<Message>> SnapshotFetcher::next() {
  for (std::size_t at = 0; at < fetching_.size(); ++at) {
    const SnapshotOffer offer = fetching_[at];
    const bool here = files_.arrived(offer.file);
    if (!here && !files_.failed(offer.file)) continue;
    fetching_.erase(fetching_.begin() + static_cast<std::ptrdiff_t>(at));
    if (here && taken(offer)) ++progress_.snapshots_taken;
    to_follow_.push_back(offer.scope);
    break;
  }
  if (to_follow_.empty()) return std::optional<Message>();
  const ScopeNumber scope = to_follow_.back();
  to_follow_.pop_back();
  if (auto gone = retracer_.give_way(scope); !gone) return gone.error();
  Cursor from{scope, {}, {}};
  for (const Cursor& cursor : replica_.cursors()) {
    if (cursor.scope == scope) from = cursor;
  }
  return std::optional<Message>(Follow{from});
}

// The file goes in any case: its records are in the tables now, or it is no good.
bool SnapshotFetcher::taken(const SnapshotOffer& offer) {
  FileShelf& shelf = replica_.files().shelf();
  const auto file = shelf.read(offer.file, 0, static_cast<std::size_t>(offer.size));
  const auto taken = file ? replica_.take_snapshot(offer, *file, retracer_.waits(offer.scope))
                          : Result<SnapshotTaken>(file.error());
  static_cast<void>(shelf.remove(offer.file));
  if (!taken) return false;
  retracer_.replaced(offer.scope, taken->rewound);
  progress_.records_changed.insert(taken->records.begin(), taken->records.end());
  return true;
}

}  // namespace mektep::client
