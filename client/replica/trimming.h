#pragma once
// Drops what this file need not keep of a scope's log: packs that lie at or below the position up to which a
// verified backup of the server exists. Whatever happens to the server, it has them; the base and what is
// known of streams stay. So a file does not grow with the years. What was trimmed can be asked for again
// (Recall, docs/protocol.md). Nothing is ever dropped by its age.
//
// Kept: packs with changes that are held, because the file shows them.
// Owner: Replica. Thread: one at a time.

#include "client/replica/log_start.h"
#include "client/replica/search.h"

namespace mektep::client {

class Trimming {
 public:
  Trimming(Ground& ground, Search& search) : ground_(ground), search_(search) {}

  // To be called when a scope's base stands at a Mark. One transaction, or nothing to do. Fails with
  // replica.busy.
  Status trim(ScopeNumber scope);

 private:
  void drop_own_heads(ScopeNumber scope, ScopeRow row, Position up_to);
  void drop_packs(ScopeRow row, Position up_to);
  void join_ranges(ScopeRow row, Position up_to);

  Ground& ground_;
  Search& search_;
};

}  // namespace mektep::client
