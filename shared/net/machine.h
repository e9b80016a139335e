#pragma once
// What a driver needs of a session: messages and time in, messages out, no I/O inside.
// The adapters in client/link and server/http lay it over the session machines of the logic rooms.

#include <atomic>
#include <memory>
#include <optional>

#include "shared/base/bytes.h"
#include "shared/base/clock.h"
#include "shared/base/error.h"
#include "shared/net/transport.h"

namespace mektep::net {

// Makes the driver look at its machine again. Any thread; copies are cheap; harmless after the end.
// Many wakes before the driver comes round are one.
class Waker {
 public:
  // A waker that wakes nobody.
  Waker() = default;
  // `pump` runs on the strand of `transport`.
  Waker(std::weak_ptr<Transport> transport, Transport::Task pump);
  void wake() const;

 private:
  struct Bell;
  std::shared_ptr<Bell> bell_;
};

// Called by one driver, on one strand, never from two threads at once.
class Machine {
 public:
  virtual ~Machine() = default;

  // First of all calls. A server's machine gives the waker to whoever has news for it.
  virtual void on_start(Waker /*waker*/, Monotonic /*now*/) {}
  // Asked whenever the transport can take another message, so nothing queues behind a slow peer.
  virtual std::optional<Bytes> next_message(Monotonic now) = 0;
  // `message` is valid during the call.
  virtual void on_message(BytesView message, Monotonic now) = 0;
  // False stops reading, and so in the end the peer, until a later event finds it true again.
  virtual bool wants_message() const { return true; }
  virtual void on_tick(Monotonic now) = 0;
  virtual void on_wake(Monotonic /*now*/) {}
  // When `on_tick` is wanted; Monotonic::max() for never.
  virtual Monotonic deadline() const = 0;
  // Nothing more to say and nothing to wait for: the driver closes once next_message gave nothing.
  virtual bool finished() const = 0;
  // How the driver closes a finished machine.
  virtual CloseCode close_code() const { return CloseCode::normal; }
  // The connection ended before the machine was finished. Last of all calls.
  virtual void on_lost(const Error& /*why*/, Monotonic /*now*/) {}
};

}  // namespace mektep::net
