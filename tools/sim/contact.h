#pragma once
// One contact of a device with the server: the upgrade, then the real session machines on both ends of a
// wire, driven as programs drive them. It ends by itself; whoever started it hears how. Owner: its own
// callbacks. The network outlives it.

#include <functional>
#include <memory>

#include "client/sync/enrolment.h"
#include "client/sync/session.h"
#include "shared/net/machine.h"
#include "tools/sim/device_node.h"
#include "tools/sim/server_node.h"

namespace mektep::sim {

// What a client's program hears, for those who check it.
struct Hearing {
  std::function<void(DeviceNode&, const Message&)> message;
};

struct ContactEnd {
  Status status = done;
  client::SyncProgress progress;
  net::Traffic traffic = {};
};
using Ended = std::function<void(const ContactEnd&)>;

struct ContactParts {
  World& world;
  ServerNode& server;
  const Hearing& hearing;
};

// `luck` is the contact's own.
void sync(const ContactParts& parts, DeviceNode& device, client::SessionGoal goal, const Weather& weather,
          Luck luck, Ended ended);
void enrol(const ContactParts& parts, DeviceNode& device, const FixedBytes<16>& secret, Luck luck,
           Ended ended);

}  // namespace mektep::sim
