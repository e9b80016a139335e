#pragma once
// The tallies that the schema declares, kept in the integrating transaction: each changed record takes back
// what it added and adds anew, and so do the children of a changed parent.
// Thread: the writing thread. The schema is the store's.

#include "server/store/integration.h"

namespace mektep::server {

class Tallies final : public Derivation {
 public:
  void derive(Integration& integration, ScopeNumber scope) override;
};

// Counts every scope again from its records. Fails with store.busy.
struct Rebuilt {
  std::size_t rows = 0;         // that there are now
  std::size_t differences = 0;  // rows that were missing, wrong or too many before
  friend bool operator==(const Rebuilt&, const Rebuilt&) = default;
};
Result<Rebuilt> rebuild_tallies(const ServerParts& parts);

}  // namespace mektep::server
