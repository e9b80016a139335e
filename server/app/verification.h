#pragma once
// Reads every log again from its first pack and looks whether what the store says follows from it: seals,
// chains, both digests, the records and the tallies; and whether each snapshot is what the log up to its place comes
// to. Trusts nothing but keys. Reads only.

#include <string>
#include <vector>

#include "server/session/snapshot_desk.h"
#include "server/store/server_keys.h"
#include "server/store/store.h"

namespace mektep::server {

// Something that does not follow. `what` is an id of the catalogue: verify.bad_seal …
struct Finding {
  ScopeNumber scope;
  Position position;  // 0: the scope as a whole
  std::string what;
};

struct Verification {
  std::size_t scopes = 0;
  std::size_t packs = 0;
  std::size_t snapshots = 0;
  std::vector<Finding> findings;
};

// `snapshots`: none for a store that keeps none.
Verification verify_store(const Reader& reader, const Schema& schema, const ServerKeys& keys,
                          const SnapshotDesk* snapshots = nullptr);

}  // namespace mektep::server
