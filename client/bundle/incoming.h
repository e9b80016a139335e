#pragma once
// What the server has for a device, from a stick: grants, receipts, what waits, snapshots and the log after what the
// device has. The file is checked whole, then that it fits what is here, before anything of it is taken; taking it
// twice changes nothing. Thread: the replica's.

#include "client/replica/replica.h"
#include "shared/bundle/bundle.h"
#include "shared/protocol/message.h"

namespace mektep::client {

struct TakenBundle {
  std::size_t receipts = 0;
  std::size_t packs = 0;      // of the log, that were not here
  std::size_t records = 0;    // that changed
  std::size_t snapshots = 0;  // scopes whose base came whole
  std::size_t photos_stored = 0;  // attachments of this device that the server has now
  std::vector<ScopeNumber> up_to_date;
  std::vector<ScopeNumber> digests_differ;
};

// Fails with replica.not_enrolled, as open_bundle does, with bundle.not_the_servers, bundle.malformed,
// bundle.older (it is of another epoch, and was made before what this device heard last), bundle.gap (it begins
// after the place where this device stands), and as the replica does.
Result<TakenBundle> take_bundle(Replica& replica, const Keys& keys, BytesView file);

}  // namespace mektep::client
