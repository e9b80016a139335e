#pragma once
// The server's side: accepts, holds every limit, and hands over what arrived as values.
// One per port. `loop`, `service` and `log` outlive it. It may be used from any thread.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "shared/base/limits.h"
#include "shared/base/log.h"
#include "shared/base/result.h"
#include "shared/net/http.h"
#include "shared/net/loop.h"
#include "shared/net/seats.h"
#include "shared/net/tls.h"
#include "shared/net/transport.h"

namespace mektep::net {

// A device asks to talk: nothing of it is verified yet except that it sits at the other end of `peer`.
struct UpgradeRequest {
  Bytes hello;
  Peer peer;
};

struct Welcome {
  Bytes welcome;
  // Called on the transport's strand when the 101 is out; drive() is the usual thing to do.
  std::function<void(std::shared_ptr<Transport>)> start;
};

struct Refuse {
  unsigned status = 403;
  Bytes refusal;
  std::chrono::seconds retry_after{0};  // 0: says nothing
};

using UpgradeAnswer = std::variant<Welcome, Refuse>;

// What the program behind the listener does with it. Calls come from the strands of many connections,
// so from several threads at once. An answer may be given from any thread, later; the first one counts,
// and what takes longer than limits::request_answer_timeout is answered with 503.
class Service {
 public:
  virtual ~Service() = default;
  virtual void on_request(HttpRequest request, const Peer& peer,
                          std::function<void(HttpResponse)> answer) = 0;
  virtual void on_upgrade(UpgradeRequest request, std::function<void(UpgradeAnswer)> answer) = 0;
};

struct ListenerOptions {
  std::string address = "::";  // both families where the system has both
  std::uint16_t port = 0;      // 0: the system picks one
  SeatLimits seats;
  std::chrono::milliseconds tls_limit = limits::tls_handshake_timeout;
  std::chrono::milliseconds header_limit = limits::request_header_timeout;
  std::chrono::milliseconds body_limit = limits::request_body_timeout;
  std::chrono::milliseconds answer_limit = limits::request_answer_timeout;
  std::chrono::milliseconds idle_limit = limits::request_idle_timeout;
  std::chrono::milliseconds send_limit = limits::send_timeout;
};

class Listener {
 public:
  // Fails with net.port_taken(port), net.address_bad(address), net.listen_failed(address, port, reason).
  static Result<std::unique_ptr<Listener>> open(Loop& loop, ListenerOptions options,
                                                std::shared_ptr<const TlsContext> context, Service& service,
                                                Log& log);
  // Stops at once.
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  std::uint16_t port() const;
  std::size_t connections() const;

  // New connections are refused from now on; those that are there go on.
  void stop_accepting();
  // Waits until they have ended, drops after `limit` those that have not, then calls `then`, once.
  void stop(std::chrono::milliseconds limit, std::function<void()> then);

 private:
  struct Core;
  explicit Listener(std::shared_ptr<Core> core);
  std::shared_ptr<Core> core_;
};

}  // namespace mektep::net
