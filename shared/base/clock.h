#pragma once
// Time as an argument. Only composition roots own a SystemClock; everything below them is handed one,
// so a test or the simulator decides what time it is.

#include <chrono>
#include <cstdint>

namespace mektep {

// Milliseconds since 1970-01-01T00:00:00Z, as this machine believes. An annotation, never an order.
struct WallTime {
  std::int64_t ms = 0;
  friend constexpr auto operator<=>(const WallTime&, const WallTime&) = default;
};

// Time since an unspecified start; only goes forward. Deadlines are made of it.
using Monotonic = std::chrono::milliseconds;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual WallTime wall() const = 0;
  virtual Monotonic monotonic() const = 0;
};

// The machine's clocks. Stateless; any thread.
class SystemClock final : public Clock {
 public:
  WallTime wall() const override;
  Monotonic monotonic() const override;
};

}  // namespace mektep
