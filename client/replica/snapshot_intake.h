#pragma once
// Takes a snapshot in: the base of a scope of which nothing is here yet, or which has to go back to a place that
// it cannot replay, whole, in one commit. Pending work stays on top. It comes from the server alone, whichever road
// it travels: the offer is signed by the receipt key, and the file is what the offer names.
// Owner: Replica. Thread: one at a time.

#include "client/replica/rewinding.h"
#include "shared/protocol/message.h"
#include "shared/store/snapshot_tables.h"

namespace mektep::client {

class SnapshotIntake {
 public:
  SnapshotIntake(Ground& ground, Pending& pending, Rewinding& rewinding)
      : ground_(ground), pending_(pending), rewinding_(rewinding) {}

  // Whether the file is worth fetching; `replaces`: a base may be here. Fails with snapshot.refused (what): epoch,
  // signature, size, position.
  Status check(const SnapshotOffer& offer, bool replaces);
  // `shared`: the last place that the server's log has in common with the base that goes. Fails as `check` does,
  // and where the file is not what the offer says; nothing has changed then.
  Result<SnapshotTaken> take(const SnapshotOffer& offer, BytesView file, std::optional<Position> shared);

 private:
  void note_for_search(const Snapshot& snapshot);

  Ground& ground_;
  Pending& pending_;
  Rewinding& rewinding_;
};

}  // namespace mektep::client
