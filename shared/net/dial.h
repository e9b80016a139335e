#pragma once
// A TCP connection to an endpoint, straight or through an HTTP proxy that is asked to CONNECT. For the
// files of this room.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "shared/net/websocket.h"

namespace mektep::net {

// Within options.connect_limit. Fails with net.unreachable, net.timeout (host, port); through a proxy with
// net.proxy_unreachable(proxy), net.proxy_refused(proxy, status, host, port), net.proxy_password(proxy).
// The arguments refer to what outlives the wait.
boost::asio::awaitable<Result<boost::asio::ip::tcp::socket>> dial(const Endpoint& endpoint,
                                                                  const ConnectOptions& options);

}  // namespace mektep::net
