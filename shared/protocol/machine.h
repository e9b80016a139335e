#pragma once
// A session as a machine without I/O: messages and time in, messages out. Whoever drives it (sockets,
// the simulator, files) pulls the next message whenever the road can take one, so nothing queues up
// inside beyond what the machine chose to make.

#include <optional>

#include "shared/base/bytes.h"
#include "shared/base/clock.h"

namespace mektep {

class SessionMachine {
 public:
  virtual ~SessionMachine() = default;

  // The next WebSocket message to send; empty while there is nothing to say.
  virtual std::optional<Bytes> next_message(Monotonic now) = 0;
  // A message that arrived.
  virtual void on_message(BytesView message, Monotonic now) = 0;
  // Called at or after `deadline()`; may be called early or twice.
  virtual void on_tick(Monotonic now) = 0;
  virtual Monotonic deadline() const = 0;
  // True when the conversation is over and everything to say was pulled; the driver closes.
  virtual bool finished() const = 0;
};

}  // namespace mektep
