#include "client/sync/retracer.h"

#include <algorithm>

namespace mektep::client {
namespace {

// Each round leaves a fiftieth of the places; a log of 2^40 needs eight.
constexpr std::size_t rounds_max = 12;

}  // namespace

Position Retracer::position_of(ScopeNumber scope) const {
  for (const Cursor& cursor : replica_.cursors()) {
    if (cursor.scope == scope) return cursor.position;
  }
  return Position{};
}

Result<Message> Retracer::take(const Trail& trail) {
  const auto [found, is_first] = searches_.try_emplace(trail.scope);
  if (is_first) found->second.different = position_of(trail.scope);
  Search& search = found->second;
  // Going back twice in one contact finds nothing new: one of the ends does not keep its word.
  if (done_.contains(trail.scope) || ++search.rounds > rounds_max) {
    return refused("feed.trail_endless").with("scope", std::to_string(trail.scope.value));
  }
  return narrow(trail, search);
}

Result<Message> Retracer::narrow(const Trail& trail, Search& search) {
  bool last_is_shared = false;
  for (const Trail::Place& place : trail.places) {
    if (place.position <= search.shared || place.position >= search.different) continue;
    const auto held = replica_.digest_at(trail.scope, place.position);
    last_is_shared = held && *held == place.log_digest;
    if (last_is_shared) {
      search.shared = place.position;
    } else {
      search.different = place.position;
      break;
    }
  }
  // The first trail ends directly before the cursor, or where the server's log ends.
  const bool at_end = search.rounds == 1 && last_is_shared;
  const bool nothing_between = trail.places.empty() || search.shared.value + 1 >= search.different.value;
  if (at_end || nothing_between) return go_back(trail.scope, search.shared);
  return Message(Retrace{trail.scope, search.shared, search.different});
}

Result<Message> Retracer::go_back(ScopeNumber scope, Position shared) {
  done_.insert(scope);
  waiting_[scope] = shared;
  if (replica_.log_start(scope).value > 0) return Message(Follow{Cursor{scope, {}, {}}});
  if (auto gone = give_way(scope); !gone) return gone.error();
  for (const Cursor& cursor : replica_.cursors()) {
    if (cursor.scope == scope) return Message(Follow{cursor});
  }
  return Message(Follow{Cursor{scope, {}, {}}});
}

std::optional<Position> Retracer::waits(ScopeNumber scope) const {
  const auto found = waiting_.find(scope);
  return found == waiting_.end() ? std::nullopt : std::optional(found->second);
}

Status Retracer::give_way(ScopeNumber scope) {
  const auto shared = waits(scope);
  if (!shared) return done;
  const auto rewound = replica_.rewind(scope, *shared);
  if (!rewound) return rewound.error();
  replaced(scope, *rewound);
  return done;
}

void Retracer::replaced(ScopeNumber scope, const Rewound& rewound) {
  if (waiting_.erase(scope) == 0) return;
  ++progress_.scopes_rewound;
  progress_.changes_handed_back += rewound.changes;
  handed_back_ = true;
}

}  // namespace mektep::client
