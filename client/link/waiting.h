#pragma once
// The time between two contacts of a device that stays linked. For the files of this room.

#include <functional>

#include "shared/base/random.h"
#include "shared/net/websocket.h"

namespace mektep::client {

struct Wait {
  std::chrono::milliseconds time{0};
  // Where to knock meanwhile; empty when knocking would tell nothing: behind a proxy, or the server asked
  // for patience.
  std::optional<net::Endpoint> knock;
};

// Until the time is over, somebody answers the knocking, or `stop`. Runs `loop`. True when it was answered.
bool wait_for_link(net::Loop& loop, Random& random, const Wait& wait, const std::function<bool()>& stop);

}  // namespace mektep::client
