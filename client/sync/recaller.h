#pragma once
// Asks for what this file let go of a record's history: the packs of the log that touch it. They are handed to
// whoever asked (SyncProgress), each verified, and not kept. Sans-I/O; one per session.

#include <optional>

#include "client/replica/replica.h"
#include "client/sync/progress.h"

namespace mektep::client {

class Recaller {
 public:
  // Both outlive it.
  Recaller(Replica& replica, SyncProgress& progress, std::optional<RecordName> wished)
      : replica_(replica), progress_(progress), wished_(std::move(wished)) {}

  // The question, once. To be asked when the record's scope stands where the server's log ends.
  std::optional<Message> next();
  // Fails with feed.malformed when it is no pack of that scope.
  Status take(const Recalled& recalled);
  bool busy() const { return wished_ || asked_; }

 private:
  Replica& replica_;
  SyncProgress& progress_;
  std::optional<RecordName> wished_;
  std::optional<RecordName> asked_;
};

}  // namespace mektep::client
