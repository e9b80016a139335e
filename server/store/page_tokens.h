#pragma once
// The office's page opens once by a secret link. Each call is one transaction.
// Thread: the writing thread. Fails with store.busy, store.disk_full.

#include "server/store/enrolment.h"

namespace mektep::server {

// Expires as an enrolment link does. The secret leaves the server in the link alone.
Result<Secret> make_page_token(const ServerParts& parts);
// False alike for wrong, used and expired.
Result<bool> take_page_token(const ServerParts& parts, const Secret& secret);

}  // namespace mektep::server
