#pragma once
// Finds the last place that the server's log and this device's base have in common when the server says that
// they went apart, and takes the base back there. Sans-I/O; one per session.

#include <map>
#include <set>

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
};

}  // namespace mektep::client
