#pragma once
// Moves the base: gathers the log's slices and hands them to the replica, one commit for as many packs
// as came close together; compares both digests at every Mark. Sans-I/O; one per session.

#include <map>
#include <set>
#include <vector>

#include "client/replica/replica.h"
#include "client/sync/progress.h"

namespace mektep::client {

class Follower {
 public:
  // `replica` and `progress` outlive it.
  Follower(Replica& replica, SyncProgress& progress);

  Status take_grants(const Grants& grants);
  Status take_feed(Feed feed, Monotonic now);
  // What was gathered of the scope is committed before.
  Result<MarkVerdict> take_mark(const Mark& mark);
  // Commits what was gathered.
  Status flush();
  // When `flush` is wanted at the latest; Monotonic::max() while nothing was gathered.
  Monotonic deadline() const { return flush_at_; }

  // Every granted scope has been marked at or beyond `wanted`, and the base stands at its last mark.
  bool caught_up(const std::map<ScopeNumber, Position>& wanted) const;

 private:
  Status flush_scope(ScopeNumber scope);

  Replica& replica_;
  SyncProgress& progress_;
  bool granted_ = false;
  std::set<ScopeNumber> followed_;
  std::map<ScopeNumber, Position> marked_;
  std::map<ScopeNumber, std::vector<Feed>> gathered_;
  std::size_t gathered_bytes_ = 0;
  Monotonic flush_at_ = Monotonic::max();
};

}  // namespace mektep::client
