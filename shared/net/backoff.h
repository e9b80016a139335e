#pragma once
// How long to wait before the next attempt to connect. Full jitter from the first retry, so that ten
// thousand devices that lost one server at one moment do not come back at one moment.

#include <chrono>
#include <optional>

#include "shared/base/limits.h"
#include "shared/base/random.h"

namespace mektep::net {

// One per endpoint; asks no clock. `random` outlives it.
class Backoff {
 public:
  explicit Backoff(Random& random, std::chrono::milliseconds first = limits::reconnect_delay_first,
                   std::chrono::milliseconds longest = limits::reconnect_delay_max);

  // Uniform between nothing and a ceiling that doubles with each failure up to `longest`. What the
  // server asked for wins: at least `retry_after`, with the jitter on top, so that it spreads too.
  std::chrono::milliseconds after_failure(std::optional<std::chrono::milliseconds> retry_after = {});
  // The link works: the next failure starts again at `first`.
  void reset();

 private:
  Random& random_;
  std::chrono::milliseconds first_;
  std::chrono::milliseconds longest_;
  std::chrono::milliseconds ceiling_;
};

}  // namespace mektep::net
