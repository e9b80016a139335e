#pragma once
// Where a scope's base stands: the row that every commit on the scope moves.

#include "shared/base/ids.h"
#include "shared/crypto/hash.h"

namespace mektep {

struct ScopeHead {
  ScopeNumber scope;
  Position position;     // the base is exactly the server's log up to here
  Hash16 log_digest{};   // chained over the chain heads in log order
  HashSum state_digest;  // sum over records (codec: digest_bytes)
  Lamport lamport;       // the greatest one applied
  Position backed_up;    // a verified backup covers the log up to here
  friend bool operator==(const ScopeHead&, const ScopeHead&) = default;
};

}  // namespace mektep
