#pragma once
// Takes a snapshot in: the base of a scope of which nothing is here yet, whole, in one commit. Pending work stays
// on top. It comes from the server alone, whichever road it travels: the offer is signed by the receipt key, and
// the file is what the offer names. Owner: Replica. Thread: one at a time.

#include "client/replica/pending.h"
#include "shared/protocol/message.h"
#include "shared/store/snapshot_tables.h"

namespace mektep::client {

class SnapshotIntake {
 public:
  SnapshotIntake(Ground& ground, Pending& pending) : ground_(ground), pending_(pending) {}

  // Whether the file is worth fetching. Fails with snapshot.refused (what): epoch, signature, size, position.
  Status check(const SnapshotOffer& offer);
  // Fails as `check` does, and where the file is not what the offer says; nothing has changed then.
  Result<std::vector<RecordName>> take(const SnapshotOffer& offer, BytesView file);

 private:
  void note_for_search(const Snapshot& snapshot);

  Ground& ground_;
  Pending& pending_;
};

}  // namespace mektep::client
