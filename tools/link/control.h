#pragma once
// Orders for the proxy, one a line, over a port of the loopback address; each is answered by one line of
// JSON.
//
//   order = "down" | "up" | "cut" | "cut-after-up" SP number | "stats"

#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "shared/base/result.h"
#include "shared/net/loop.h"
#include "tools/link/proxy.h"

namespace mektep::link {

// Does what the line says and returns the answer, without a line's end.
std::string obey(Proxy& proxy, std::string_view order);

// Lives on the loop's one thread. `loop` and `proxy` outlive it and its connections.
class Control {
 public:
  Control(net::Loop& loop, Proxy& proxy);
  // Fails with link.port_taken(port).
  Status open(std::uint16_t port);
  std::uint16_t port() const;

 private:
  void accept();

  Proxy& proxy_;
  boost::asio::ip::tcp::acceptor acceptor_;
};

}  // namespace mektep::link
