#pragma once
// Held changes of this device made drafts again, after a person saw to the reason: they are sealed anew under
// names of their own; what was held stays in the server's keeping as it is. Owner: Replica.

#include "client/replica/overview.h"

namespace mektep::client {

class Retrying {
 public:
  Retrying(Ground& ground, Pending& pending, Overview& overview)
      : ground_(ground), pending_(pending), overview_(overview) {}

  // How many changes. Fails with replica.busy.
  Result<std::size_t> retry();

 private:
  std::optional<SealedChanges> own_changes(const HeldItem& item);
  void note_retried(const HeldItem& item, const ChainHead& head);

  Ground& ground_;
  Pending& pending_;
  Overview& overview_;
};

}  // namespace mektep::client
