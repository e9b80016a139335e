#pragma once
// Makes contact: connects to the server that the device enrolled with, has a fresh session talk over the
// connection, and, when watching, tries again with full jitter. The only room of the client that meets
// the network and the session; both know nothing of each other.

#include <functional>

#include "client/sync/enrolment.h"
#include "client/sync/session.h"
#include "shared/net/loop.h"
#include "shared/net/proxy.h"
#include "shared/net/transport.h"

namespace mektep::client {

struct Contact {
  Status status = done;  // why it ended; done when all was sent and received
  SyncProgress progress;
  net::Traffic traffic;
  std::vector<ScopeCheck> damaged;  // scopes whose rows were found damaged before it
  std::uint32_t retry_after_s = 0;
  bool certificate_dates_wrong = false;  // a warning: this PC's clock or the server's is wrong
  bool budget_used_up = false;           // it ended because `bytes_max` were on the wire; `status` is done
  std::uint64_t bytes_per_second = 0;    // to the server; 0: nothing was measured
  Monotonic round_trip{0};
};

// What a contact has done so far.
struct ContactSoFar {
  net::Traffic traffic;
  const SyncProgress& progress;
};

struct LinkOptions {
  net::ProxyWish proxy;
  // About so many bytes on the wire, both ways, TLS included; then the device says goodbye. 0: no bound.
  std::uint64_t bytes_max = 0;
  // The older history of this record is asked for too (SyncProgress::recalled).
  std::optional<RecordName> recall{};
  // Called a few times a second while something moves.
  std::function<void(const ContactSoFar&)> progress;
};

// One contact from connect to Bye, after the rows of the file were read through. Runs `loop` until it ends,
// and notes in the replica how it went. The replica is enrolled (else replica.not_enrolled).
Contact sync_once(net::Loop& loop, Replica& replica, const Clock& clock, const LinkOptions& options = {});

// Stays linked until `stop`: contact after contact, waiting between them as net/backoff.h says; and where
// only the link was missing, knocking at the server's port meanwhile, so that it goes on soon after the link
// is back.
// `report` is called after each contact, `poll` about every second while linked: it says whether the
// outbox grew (another process may have saved).
struct WatchHooks {
  std::function<void(const Contact&, std::chrono::milliseconds next_try)> report;
  std::function<bool()> outbox_grew;
  std::function<bool()> stop;
};
void watch(net::Loop& loop, Replica& replica, const Clock& clock, Random& random, const WatchHooks& hooks,
           const LinkOptions& options = {});

// Enrols with a one-time link: connects by its pins alone, presents the secret, keeps what comes back.
Contact enrol(net::Loop& loop, Replica& replica, const Clock& clock, const EnrolmentLink& link,
              const std::string& device_name, const LinkOptions& options = {});

}  // namespace mektep::client
