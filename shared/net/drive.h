#pragma once
// Performs a Machine over a Transport, the same way for a client and for a server: one message in
// flight each way, ticks at the machine's deadline, wakes from other threads.

#include <exception>
#include <functional>
#include <memory>

#include "shared/base/clock.h"
#include "shared/base/result.h"
#include "shared/net/loop.h"
#include "shared/net/machine.h"
#include "shared/net/transport.h"

namespace mektep::net {

struct DriveEnd {
  // Done when the machine finished; else why the connection ended (net.cut, net.closed, net.timeout)
  // or net.session_failed when the machine threw.
  Status status = done;
  Traffic traffic;
  // What the machine threw: a broken disk, not a broken peer.
  std::exception_ptr failure;
};

// Starts and returns. Keeps `transport` and `machine` until `then` was called, once, on the strand.
// `clock` outlives the connection. Called on any thread.
void drive(std::shared_ptr<Transport> transport, std::shared_ptr<Machine> machine, const Clock& clock,
           std::function<void(DriveEnd)> then);

// The same for a program that has nothing else to do: runs `loop` until the end. Throws again what the
// machine threw. After Loop::stop the connection is dropped and the status is net.stopped.
DriveEnd drive_now(Loop& loop, std::shared_ptr<Transport> transport, std::shared_ptr<Machine> machine,
                   const Clock& clock);

}  // namespace mektep::net
