#include "shared/base/clock.h"

namespace mektep {

WallTime SystemClock::wall() const {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(now).count()};
}

Monotonic SystemClock::monotonic() const {
  return std::chrono::duration_cast<Monotonic>(std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace mektep
