#pragma once
// The base goes back to an earlier place of the log, because the server lost what came after it (it was
// restored from a backup) or never had it. What the log held beyond that place is handed back: raw, pending,
// sent again, whoever wrote it. Owner: Replica. Thread: one at a time.

#include "client/replica/pending.h"

namespace mektep::client {

class Rewinding {
 public:
  Rewinding(Ground& ground, Pending& pending) : ground_(ground), pending_(pending) {}

  // One transaction. Where packs up to `shared` are not here any more (trimmed), nothing can be replayed: the
  // base then goes back to the beginning and is fed anew. Fails with replica.busy.
  Result<Rewound> rewind(ScopeNumber scope, Position shared);
  // The same inside the caller's transaction, which puts another base in its place.
  Rewound go_back(ScopeNumber scope, Position shared);

 private:
  std::size_t hand_back(ScopeNumber scope, Position shared, Rewound& rewound);
  bool can_replay(ScopeNumber scope, Position up_to) const;
  void empty_bases(ScopeNumber scope);
  void replay(ScopeNumber scope, Position up_to);
  void settle(ScopeNumber scope);
  void forget_own_stream(ScopeNumber scope);
  void forget_beyond(ScopeNumber scope, Position position);
  void note(ScopeNumber scope, const Rewound& rewound);

  Ground& ground_;
  Pending& pending_;
};

}  // namespace mektep::client
