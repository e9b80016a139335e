#pragma once
// The bad link: a port that stands in front of another one, with all that may happen on the way.

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>

#include "shared/base/random.h"
#include "shared/base/result.h"
#include "shared/net/loop.h"
#include "tools/link/profiles.h"
#include "tools/link/relay.h"

namespace mektep::link {

struct ProxyOptions {
  std::uint16_t port = 0;  // 0: the system picks one
  tcp::endpoint server;
  Profile profile;                    // rates of 0: as fast as the machine
  std::chrono::milliseconds cut_every{0};  // 0: never by itself
  bool outages = false;               // up and down by the profile's mean times
};

struct ProxyStats {
  std::uint64_t bytes_up = 0;     // arrived at the server
  std::uint64_t bytes_down = 0;   // arrived at the client
  std::uint64_t cuts = 0;         // how often all connections were dropped
  std::uint64_t connections = 0;  // ever
  std::size_t open = 0;
  bool up = true;
};

// Lives on the loop's one thread. `loop`, `clock` and `random` outlive it.
class Proxy final : private Road {
 public:
  Proxy(net::Loop& loop, const Clock& clock, Random& random, const ProxyOptions& options);
  ~Proxy() override;

  // Fails with link.port_taken(port).
  Status open();
  std::uint16_t port() const { return options_.port; }

  // Drops all connections; new ones may come at once.
  void cut();
  // The same once `bytes` more have arrived at the server.
  void cut_after_up(std::uint64_t bytes);
  // Drops all connections and refuses new ones until up().
  void down();
  void up();
  ProxyStats stats() const;

 private:
  const Clock& clock() const override { return clock_; }
  DelayLine line(Way way) override;
  std::size_t allowance(Way way) const override;
  void passed(Way way, std::size_t bytes) override;

  bool bind_port();
  void accept();
  void admit(tcp::socket socket);
  void cut_again_later();
  void outage_later();

  const Clock& clock_;
  Random& random_;
  ProxyOptions options_;
  Bottleneck up_neck_;
  Bottleneck down_neck_;
  tcp::acceptor acceptor_;
  net::Timer accepting_;
  net::Timer cutting_;
  net::Timer outage_;
  std::map<std::uint64_t, std::weak_ptr<Relay>> relays_;
  std::optional<std::uint64_t> cut_after_;
  ProxyStats stats_;
};

}  // namespace mektep::link
