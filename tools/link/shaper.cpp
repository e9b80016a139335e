#include "tools/link/shaper.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace mektep::link {
namespace {

constexpr std::size_t queue_bytes_min = 8 * 1024;
constexpr std::size_t queue_bytes_unlimited = 1024 * 1024;

Time time_to_send(std::size_t bytes, std::uint64_t kbit) {
  // kbit/s are bits per millisecond, so bits / kbit are milliseconds; rounded up to whole microseconds.
  return Time(static_cast<std::int64_t>((std::uint64_t{bytes} * 8 * 1000 + kbit - 1) / kbit));
}

std::size_t capacity_of(const Shape& shape) {
  if (shape.kbit == 0) return queue_bytes_unlimited;
  const auto time = static_cast<std::uint64_t>((2 * shape.delay + shape.queue).count());
  return std::max(queue_bytes_min, static_cast<std::size_t>(shape.kbit * time / 8 / 1000));
}

// Even in [0, 1).
double fraction(Random& random) {
  constexpr std::uint64_t steps = std::uint64_t{1} << 53U;
  return static_cast<double>(random.below(steps)) / static_cast<double>(steps);
}

}  // namespace

Time Bottleneck::pass(Time now, std::size_t bytes) {
  if (kbit_ == 0) return now;
  free_ = std::max(free_, now) + time_to_send(bytes, kbit_);
  return free_;
}

DelayLine::DelayLine(const Shape& shape, Bottleneck& bottleneck, Random& random)
    : shape_(shape), bottleneck_(bottleneck), random_(random), capacity_(capacity_of(shape)) {}

bool DelayLine::lost() { return shape_.loss_pct > 0 && fraction(random_) * 100 < shape_.loss_pct; }

Time DelayLine::wobble() {
  if (shape_.jitter.count() == 0) return Time{0};
  const auto width = static_cast<std::uint64_t>(2 * shape_.jitter.count() + 1);
  return Time(static_cast<std::int64_t>(random_.below(width))) - shape_.jitter;
}

void DelayLine::push(Bytes packet, Time now) {
  Time sent = bottleneck_.pass(now, packet.size());
  Time waited{0};
  // What is sent again crosses the bottleneck again; what is behind it crosses meanwhile, and waits at the
  // other end to be delivered in order.
  while (lost()) {
    sent = bottleneck_.pass(now, packet.size());
    waited += shape_.retransmit;
  }
  const Time travel = std::max(Time{0}, shape_.delay + wobble());
  last_ = std::max(last_, sent + waited + travel);
  bytes_ += packet.size();
  packets_.push_back({last_, std::move(packet)});
}

std::optional<Time> DelayLine::next() const {
  if (packets_.empty()) return std::nullopt;
  return packets_.front().arrives;
}

Bytes DelayLine::take(Time now, std::size_t bytes_max) {
  Bytes taken;
  while (!packets_.empty() && packets_.front().arrives <= now && taken.size() < bytes_max) {
    Bytes& packet = packets_.front().bytes;
    const std::size_t size = std::min(packet.size(), bytes_max - taken.size());
    const auto end = packet.begin() + static_cast<std::ptrdiff_t>(size);
    taken.insert(taken.end(), packet.begin(), end);
    packet.erase(packet.begin(), end);
    if (packet.empty()) packets_.pop_front();
  }
  bytes_ -= taken.size();
  return taken;
}

Time drawn_around(std::chrono::milliseconds mean, Random& random) {
  // Breaks come without memory, so the times between them are exponential.
  const double milliseconds = -std::log(1.0 - fraction(random)) * static_cast<double>(mean.count());
  return Time(static_cast<std::int64_t>(milliseconds * 1e3));
}

}  // namespace mektep::link
