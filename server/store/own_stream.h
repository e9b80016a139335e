#pragma once
// The server's own stream of a scope: one stream that continues the stored head; a new one after a restore
// and where the head was lost. Inside an open Work.

#include "server/store/integration.h"

namespace mektep::server {

// Seals the changes as one pack and logs it. Fails with pack.too_large; then nothing was logged.
Status append_own(const ServerParts& parts, ScopeWork& scope, ScopeNumber number,
                  std::vector<std::vector<Op>> changes);

}  // namespace mektep::server
