#pragma once
// One connection that carries whole binary messages: all that a driver of sessions sees of the network.
//
// Every call except `post` is made on the transport's strand, and every callback comes there, never
// from inside the call that asked for it. At most one `send` and one `receive` are in flight. The loop
// that made the transport outlives it. A failure ends the connection: nothing is sent or received after.

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "shared/base/bytes.h"
#include "shared/base/result.h"

namespace mektep::net {

// Exported keying material of the TLS session (RFC 9266 in spirit, label "EXPORTER-mektep-hello"):
// a signature over it cannot be replayed on another connection.
using ChannelBinding = FixedBytes<32>;
// SHA-256 of a certificate's SubjectPublicKeyInfo: the key, whatever the certificate says around it.
using Pin = FixedBytes<32>;

// Bytes on the TCP connection, TLS included, TCP/IP headers not.
struct Traffic {
  std::uint64_t bytes_out = 0;
  std::uint64_t bytes_in = 0;
  friend bool operator==(const Traffic&, const Traffic&) = default;
};

// Who is at the other end, as far as the connection itself proves it.
struct Peer {
  ChannelBinding binding{};
  std::optional<Pin> pin;                // at a client: the server's key; at a server: nothing
  std::string address;                   // without the port
  bool certificate_dates_wrong = false;  // a warning: either machine's clock may be the wrong one
};

// The codes of RFC 6455, section 7.4.1, that we use.
enum class CloseCode : std::uint16_t {
  normal = 1000,
  going_away = 1001,
  protocol_error = 1002,
  message_too_large = 1009,
  internal_error = 1011,
  try_again_later = 1013,
};

inline constexpr std::chrono::milliseconds no_limit = std::chrono::milliseconds::max();

class Transport {
 public:
  using Task = std::function<void()>;
  using Sent = std::function<void(Status)>;
  using Received = std::function<void(Result<Bytes>)>;

  virtual ~Transport() = default;

  // Fails with net.cut, net.closed(close_code) or net.timeout; all are Remedy::no_link.
  virtual void send(Bytes message, std::chrono::milliseconds limit, Sent then) = 0;
  virtual void receive(std::chrono::milliseconds limit, Received then) = 0;

  // Says goodbye and waits a bounded time for the answer. What is in flight fails.
  virtual void close(CloseCode code, Task then) = 0;
  // Drops the connection now; a receive or send in flight fails.
  virtual void abort() = 0;

  // Runs `task` on the strand. Any thread.
  virtual void post(Task task) = 0;
  // Runs `task` on the strand after `delay`, in place of an earlier alarm; no_limit only cancels that.
  virtual void alarm(std::chrono::milliseconds delay, Task task) = 0;

  virtual const Peer& peer() const = 0;
  virtual Traffic traffic() const = 0;
};

}  // namespace mektep::net
