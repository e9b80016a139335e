#pragma once
// One connection through the proxy: two sockets, and a delay line each way.

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <memory>

#include "shared/base/clock.h"
#include "tools/link/shaper.h"

namespace mektep::link {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using boost::system::error_code;

enum class Way { up, down };

// What all relays of a proxy share; outlives them.
class Road {
 public:
  virtual ~Road() = default;
  virtual const Clock& clock() const = 0;
  virtual DelayLine line(Way way) = 0;
  // How much may pass before the next cut, and that so much passed now; the second may cut.
  virtual std::size_t allowance(Way way) const = 0;
  virtual void passed(Way way, std::size_t bytes) = 0;
};

// Lives on the loop's one thread; kept by its own waits.
class Relay : public std::enable_shared_from_this<Relay> {
 public:
  Relay(tcp::socket client, Road& road, std::function<void()> ended);
  ~Relay();

  // Connects to `server` and relays until one side ends or cut.
  void start(const tcp::endpoint& server);
  // Both sides see a reset; what was on its way is gone.
  void cut();

 private:
  struct Half {
    Half(Way the_way, tcp::socket& source, tcp::socket& sink, DelayLine the_line)
        : way(the_way), from(source), to(sink), line(std::move(the_line)), timer(source.get_executor()) {}
    Way way;
    tcp::socket& from;
    tcp::socket& to;
    DelayLine line;
    asio::steady_timer timer;
    std::array<std::uint8_t, packet_bytes_max> room{};
    Bytes arriving;
    bool reading = false;
    bool writing = false;
    bool source_ended = false;
  };

  Time now() const { return road_.clock().monotonic(); }
  void read(Half& half);
  void deliver(Half& half);
  void write(Half& half);
  void end_if_over();

  Road& road_;
  std::function<void()> ended_;
  tcp::socket client_;
  tcp::socket server_;
  Half up_;
  Half down_;
  bool over_ = false;
};

}  // namespace mektep::link
