#pragma once
// How fast a link takes what is sent over it, learned from what the other end acknowledged and when; and
// from that, how large a message should be and how much may be under way. Pure arithmetic over time: no
// clock, no bytes. One per direction and lane of a session; not thread-safe.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "shared/base/clock.h"
#include "shared/base/limits.h"

namespace mektep {

// What a message may weigh, whatever the link.
struct MessageBounds {
  std::size_t least = limits::link_message_bytes_min;
  std::size_t most = limits::message_bytes_max;
};

class LinkPace {
 public:
  // `known`: bytes a second of the last time, 0 for a link never seen.
  explicit LinkPace(std::uint64_t known = 0) : known_(known) {}

  // The round trip of the greeting: until bytes were measured, all that is known of a new link.
  void greeted_after(Monotonic round_trip);
  // `bytes` were handed to the link.
  void sent(std::size_t bytes, Monotonic now);
  // The oldest `bytes` of those have arrived: a receipt, a chunk that was asked for.
  void acknowledged(std::size_t bytes, Monotonic now);
  // They will not be acknowledged, and it says nothing about the link: the other end set them aside.
  void forgotten(std::size_t bytes);

  // Bytes a second: measured, at first the larger of that and what was known; 0 while neither is there.
  std::uint64_t bytes_per_second() const { return known_ > measured_ ? known_ : measured_; }
  // The same, measured on this connection alone.
  std::uint64_t measured() const { return measured_; }
  // The shortest time between a message and its acknowledgement.
  std::optional<Monotonic> round_trip() const { return round_trip_; }

  // About half a second of the link, within the bounds.
  std::size_t message_bytes(const MessageBounds& bounds = {}) const;
  // What may be under way so that the link never falls idle and a cut costs little: a round trip and half
  // a second of it, and never less than two messages.
  std::size_t window_bytes(const MessageBounds& bounds = {}) const;
  std::size_t under_way() const { return static_cast<std::size_t>(sent_ - acknowledged_); }
  // One message may always be under way.
  bool has_room(std::size_t bytes, const MessageBounds& bounds = {}) const;

 private:
  struct Message {
    std::uint64_t end = 0;           // of all bytes sent, up to and with this message
    std::uint64_t acknowledged = 0;  // when it was sent
    Monotonic since{0};              // the acknowledgement before it, or its own start after a rest
    Monotonic sent_at{0};
  };

  void measure(const Message& message, Monotonic now);

  std::uint64_t known_;  // 0 once enough was measured
  std::uint64_t measured_ = 0;
  std::size_t measurements_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t acknowledged_ = 0;
  Monotonic acknowledged_at_{0};
  std::optional<Monotonic> round_trip_;
  std::deque<Message> messages_;
  std::deque<std::uint64_t> samples_;  // of late: the largest decides, because a lull measures the sender
};

}  // namespace mektep
