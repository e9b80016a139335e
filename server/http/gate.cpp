#include "server/http/gate.h"

#include <algorithm>

namespace mektep::server {
namespace {

constexpr std::uint64_t thousandths = 1000;
constexpr std::uint64_t micros_per_second = 1'000'000;

std::uint32_t whole_seconds(std::chrono::microseconds time) {
  return static_cast<std::uint32_t>(std::chrono::ceil<std::chrono::seconds>(time).count());
}

}  // namespace

Gate::Gate(const Clock& clock, Random& random, GateOptions options)
    : clock_(clock),
      random_(random),
      options_(options),
      room_(options.greetings_at_once * thousandths),
      refilled_at_(clock.monotonic()) {}

void Gate::refill(Monotonic now) {
  if (now <= refilled_at_) return;
  // A greeting a second is a thousandth of one a millisecond.
  const auto passed = static_cast<std::uint64_t>((now - refilled_at_).count());
  room_ = std::min(options_.greetings_at_once * thousandths, room_ + passed * options_.greetings_per_second);
  refilled_at_ = now;
}

std::uint32_t Gate::enter() {
  const std::lock_guard lock(mutex_);
  const Monotonic now = clock_.monotonic();
  refill(now);
  if (room_ < thousandths) return slot_after(now, 1);
  room_ -= thousandths;
  return 0;
}

std::uint32_t Gate::slot(std::uint32_t least) {
  const std::lock_guard lock(mutex_);
  return slot_after(clock_.monotonic(), least);
}

std::uint32_t Gate::slot_after(Monotonic now, std::uint32_t least) {
  // Three slots where four could be greeted.
  const std::chrono::microseconds apart(micros_per_second * 4 / 3 / options_.greetings_per_second);
  const std::chrono::microseconds first = now + std::chrono::seconds(least);
  const std::chrono::microseconds last = now + limits::reconnect_delay_max;
  next_slot_ = std::max(next_slot_, first);
  // Beyond the longest wait slots would only pile up: luck spreads the rest over it.
  if (next_slot_ > last) {
    const auto width = static_cast<std::uint64_t>((last - first).count());
    return least + static_cast<std::uint32_t>(random_.below(width + 1) / micros_per_second);
  }
  const auto given = next_slot_;
  next_slot_ += apart;
  return std::max(least, whole_seconds(given - now));
}

}  // namespace mektep::server
