#pragma once
// Finds the last place that the server's log and this device's base have in common when the server says that
// they went apart, and takes the base back there. A base that cannot be replayed up to there, because the log in
// this file begins later, stays until another comes in its place: a snapshot, or the log from its beginning.
// Nobody's screen is empty meanwhile, and a link that breaks has changed nothing. Sans-I/O; one per session.

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "client/replica/replica.h"
#include "client/sync/progress.h"

namespace mektep::client {

class Retracer {
 public:
  // `replica` and `progress` outlive it.
  Retracer(Replica& replica, SyncProgress& progress) : replica_(replica), progress_(progress) {}

  // The answer: Retrace while places lie between, then Follow from where the base stands now. Fails with
  // feed.malformed, feed.trail_endless, replica.busy.
  Result<Message> take(const Trail& trail);

  // The place that a base which waits for another has in common with the server's log.
  std::optional<Position> waits(ScopeNumber scope) const;
  // The log comes from its beginning: the base goes now, if it waits. Fails with replica.busy.
  Status give_way(ScopeNumber scope);
  // A snapshot took its place.
  void replaced(ScopeNumber scope, const Rewound& rewound);
  // A base went back since this was asked last: there is more to send.
  bool handed_back() { return std::exchange(handed_back_, false); }

 private:
  struct Search {
    Position shared;     // known to be
    Position different;  // known to be
    std::size_t rounds = 0;
  };
  Result<Message> narrow(const Trail& trail, Search& search);
  Result<Message> go_back(ScopeNumber scope, Position shared);
  Position position_of(ScopeNumber scope) const;

  Replica& replica_;
  SyncProgress& progress_;
  std::map<ScopeNumber, Search> searches_;
  std::set<ScopeNumber> done_;
  std::map<ScopeNumber, Position> waiting_;
  bool handed_back_ = false;
};

}  // namespace mektep::client
