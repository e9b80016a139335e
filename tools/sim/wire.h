#pragma once
// A connection in virtual time: two transports with a road between them. Each way is an ordered stream, as
// TLS gives it: what is lost comes late, and all that follows comes later still. What can go wrong is decided
// when the connection is made, so the same seed gives the same weather.
//
// A cut drops what is under way; a silent one is noticed by the far end only when it has heard nothing for
// limits::idle_timeout, so that for a while it answers nobody. A stalled way holds everything back; if that
// takes too long, both ends give up. A dead process hears nothing any more (`kill`).

#include <deque>
#include <memory>
#include <optional>

#include "shared/net/transport.h"
#include "tools/sim/faults.h"
#include "tools/sim/luck.h"
#include "tools/sim/timeline.h"

namespace mektep::sim {

struct Weather {
  Monotonic latency{20};
  std::uint64_t up_bytes_per_second = 0;  // 0: as fast as the machine
  std::uint64_t down_bytes_per_second = 0;
  double loss = 0;                              // of a message, per try; a try costs 200 ms and more
  std::optional<std::uint64_t> cut_at_message;  // of both ways together, counted from 1
  bool silent_cut = false;
  bool arrives_after_cut = false;     // what was under way to the server still comes there
  std::optional<Monotonic> stall_at;  // after the start
  Monotonic stall_time{0};
  bool stall_up = false;  // the way to the server; else the way back
};

// Fine weather when `bad` is false.
Weather draw_weather(Luck& luck, bool bad);

class Wire : public std::enable_shared_from_this<Wire> {
 public:
  class End;

  // Everything outlives the wire, which lives as long as one of its ends.
  static std::shared_ptr<Wire> make(Timeline& timeline, Faults& faults, Luck luck, const Weather& weather);

  std::shared_ptr<net::Transport> client();
  std::shared_ptr<net::Transport> server();

  // The process at one end died. Its callbacks are never called; the other end hears of it.
  void kill_client();
  void kill_server();
  // Of the way to the client; called with every message that arrives there.
  void watch_client(std::function<void(BytesView)> watch) { watch_ = std::move(watch); }
  // The connection breaks, at once and at both ends.
  void drop();
  bool ended() const;
  bool client_ended() const;

  Wire(Timeline& timeline, Faults& faults, Luck luck, const Weather& weather);

 private:
  friend class End;
  enum class Way { up, down };

  void carry(Way way, Bytes message);
  void arrive(Way way, const Bytes& message);
  void cut(const Bytes& message);
  void stall();
  Monotonic arrival(Way way, std::size_t bytes = 0);
  std::shared_ptr<End> end_of(Way way) const { return (way == Way::up ? server_ : client_).lock(); }

  Timeline& timeline_;
  Faults& faults_;
  Luck luck_;
  Weather weather_;
  std::weak_ptr<End> client_;
  std::weak_ptr<End> server_;
  Monotonic free_at_[2]{Monotonic{0}, Monotonic{0}};
  Monotonic sent_at_[2]{Monotonic{0}, Monotonic{0}};  // when the last bit of what goes that way has left
  std::optional<Monotonic> stalled_until_[2];
  std::uint64_t messages_ = 0;
  bool cut_ = false;
  std::function<void(BytesView)> watch_;
};

}  // namespace mektep::sim
