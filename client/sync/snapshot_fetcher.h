#pragma once
// The first sync of a scope, or its first after the server was restored and this file's log begins too late:
// fetches the snapshot that the server offers in place of the log's beginning, has it taken in, and asks for the
// log after it. Where it is refused, is not there or is not what it should be, it asks for the log from its
// beginning: nothing depends on a snapshot. Sans-I/O but for the file lane; one per session.

#include <vector>

#include "client/replica/replica.h"
#include "client/sync/file_lane.h"
#include "client/sync/progress.h"
#include "client/sync/retracer.h"

namespace mektep::client {

class SnapshotFetcher {
 public:
  // All outlive it.
  SnapshotFetcher(Replica& replica, FileLane& files, Retracer& retracer, SyncProgress& progress)
      : replica_(replica), files_(files), retracer_(retracer), progress_(progress) {}

  void take(const SnapshotOffer& offer);
  // The next Follow: of a scope whose snapshot was taken in, or will not be.
  // Fails with replica.busy.
  Result<std::optional<Message>> next();
  // Nothing is on its way and nothing is to be asked.
  bool idle() const { return fetching_.empty() && to_follow_.empty(); }

 private:
  bool taken(const SnapshotOffer& offer);

  Replica& replica_;
  FileLane& files_;
  Retracer& retracer_;
  SyncProgress& progress_;
  std::vector<SnapshotOffer> fetching_;
  std::vector<ScopeNumber> to_follow_;
};

}  // namespace mektep::client
