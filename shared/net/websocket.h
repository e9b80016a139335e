#pragma once
// The client's side of a connection: TCP, TLS 1.3 with a pinned key, then the upgrade to sync or one
// plain request. Functions without state; `loop` outlives what they give.
//
// Failures: net.unreachable(host, port), net.timeout(host, port), net.tls_failed(host, port),
// net.cut(host, port), net.proxy_unreachable(proxy), net.proxy_refused(proxy, status, host, port),
// net.stopped are Remedy::no_link; net.pin_mismatch(host, port, name), net.proxy_password(proxy) and
// net.not_mektep(host, port) are refused. What `make` fails with is passed on.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "shared/base/clock.h"
#include "shared/base/limits.h"
#include "shared/base/result.h"
#include "shared/net/http.h"
#include "shared/net/loop.h"
#include "shared/net/proxy.h"
#include "shared/net/transport.h"

namespace mektep::net {

struct Endpoint {
  std::string host;
  std::uint16_t port = 0;
};

struct ConnectOptions {
  // Any of them; the system's trust store is never asked. With a wrong key no application byte leaves.
  std::vector<Pin> pins;
  // Only for the warning about the certificate's dates.
  WallTime now;
  // The way leads through it.
  std::optional<ProxyAddress> proxy;
  std::chrono::milliseconds connect_limit = limits::connect_timeout;
  std::chrono::milliseconds handshake_limit = limits::handshake_timeout;
};

// Makes the Hello once the channel binding is known.
using HelloMaker = std::function<Result<Bytes>(const Peer&)>;

struct Accepted {
  std::shared_ptr<Transport> transport;
  Bytes welcome;
};

// The server answered and does not want this conversation.
struct Refusal {
  unsigned status = 0;
  Bytes body;  // of the header Mektep-Refusal; empty when there is none
  std::optional<std::chrono::seconds> retry_after;
  Traffic traffic;
};

using ConnectAnswer = std::variant<Accepted, Refusal>;

// Starts and returns; `then` is called once, on the loop.
void connect(Loop& loop, Endpoint endpoint, ConnectOptions options, HelloMaker make,
             std::function<void(Result<ConnectAnswer>)> then);
// Runs `loop` until the answer is there.
Result<ConnectAnswer> connect_now(Loop& loop, Endpoint endpoint, ConnectOptions options, HelloMaker make);

// Whether a TCP connection comes about, for who waits for a link: nothing is said on it.
bool reaches_now(Loop& loop, Endpoint endpoint, std::chrono::milliseconds limit);

// One request on a connection of its own; for enrolment and for tests.
using RequestMaker = std::function<Result<HttpRequest>(const Peer&)>;

struct Fetched {
  HttpResponse response;
  Peer peer;
  Traffic traffic;
};

void fetch(Loop& loop, Endpoint endpoint, ConnectOptions options, RequestMaker make,
           std::function<void(Result<Fetched>)> then);
Result<Fetched> fetch_now(Loop& loop, Endpoint endpoint, ConnectOptions options, RequestMaker make);

}  // namespace mektep::net
