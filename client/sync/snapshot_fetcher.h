#pragma once
// The first sync of a scope: fetches the snapshot that the server offers in place of the log's beginning, has it
// taken in, and asks for the log after it. Where it is refused, is not there or is not what it should be, it asks
// for the log from its beginning: nothing depends on a snapshot. Sans-I/O but for the file lane; one per session.

#include <vector>

#include "client/replica/replica.h"
#include "client/sync/file_lane.h"
#include "client/sync/progress.h"

namespace mektep::client {

class SnapshotFetcher {
 public:
  // All outlive it.
  SnapshotFetcher(Replica& replica, FileLane& files, SyncProgress& progress)
      : replica_(replica), files_(files), progress_(progress) {}

  void take(const SnapshotOffer& offer);
  // The next Follow: of a scope whose snapshot was taken in, or will not be.
  std::optional<Message> next();
  // Nothing is on its way and nothing is to be asked.
  bool idle() const { return fetching_.empty() && to_follow_.empty(); }

 private:
  bool taken(const SnapshotOffer& offer);

  Replica& replica_;
  FileLane& files_;
  SyncProgress& progress_;
  std::vector<SnapshotOffer> fetching_;
  std::vector<ScopeNumber> to_follow_;
};

}  // namespace mektep::client
