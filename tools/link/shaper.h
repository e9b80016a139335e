#pragma once
// What a bad link does to bytes, as arithmetic over time: no sockets, no clock, no threads.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "shared/base/bytes.h"
#include "shared/base/random.h"

namespace mektep::link {

// Since the start of the program.
using Time = std::chrono::microseconds;

// One direction of a link.
struct Shape {
  std::uint64_t kbit = 0;  // 0: as fast as the machine
  Time delay{0};           // one way
  Time jitter{0};          // up to so much more or less, evenly
  double loss_pct = 0;     // of packets; TCP sends them again, so a loss is a wait
  Time retransmit{std::chrono::milliseconds(200)};  // how long that wait is
  Time queue{std::chrono::milliseconds(500)};  // what the queue in front of the bottleneck holds
};

// The largest piece that is lost or delayed as one: a usual segment of TCP.
inline constexpr std::size_t packet_bytes_max = 1400;

// The bandwidth of one direction, which all connections share: who comes later waits longer.
class Bottleneck {
 public:
  explicit Bottleneck(std::uint64_t kbit) : kbit_(kbit) {}
  // When the last bit is through, if the first may go at `now`.
  Time pass(Time now, std::size_t bytes);

 private:
  std::uint64_t kbit_;
  Time free_{0};
};

// The bytes of one connection on their way in one direction; they arrive in order.
// `bottleneck` and `random` outlive it.
class DelayLine {
 public:
  DelayLine(const Shape& shape, Bottleneck& bottleneck, Random& random);

  // Nothing arrives before `time`: the connection itself takes a round trip.
  void open_at(Time time) { last_ = time; }
  void push(Bytes packet, Time now);
  // When the next packet arrives; nothing when none is on its way.
  std::optional<Time> next() const;
  // What has arrived by `now`, at most `bytes_max` of it.
  Bytes take(Time now, std::size_t bytes_max);
  // A sender has to wait: more than a link of this kind would hold is on its way.
  bool full() const { return bytes_ >= capacity_; }
  std::size_t bytes() const { return bytes_; }

 private:
  struct Packet {
    Time arrives;
    Bytes bytes;
  };

  bool lost();
  Time wobble();

  Shape shape_;
  Bottleneck& bottleneck_;
  Random& random_;
  std::size_t capacity_;
  std::deque<Packet> packets_;
  std::size_t bytes_ = 0;
  Time last_{0};
};

// A time drawn for the next change between a link that is up and one that is down.
Time drawn_around(std::chrono::milliseconds mean, Random& random);

}  // namespace mektep::link
