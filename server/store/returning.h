#pragma once
// The registry follows what the logs say: after a restore devices hand in the server's own packs again, and
// with them cards of devices and numbers of schools that the restored registry does not have.
// Stateless; the writing thread's.

#include "server/store/integration.h"

namespace mektep::server {

class Returning final : public Derivation {
 public:
  void derive(Integration& integration, ScopeNumber scope) override;
};

}  // namespace mektep::server
