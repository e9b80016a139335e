#include "shared/net/backoff.h"

#include <algorithm>

namespace mektep::net {

Backoff::Backoff(Random& random, std::chrono::milliseconds first, std::chrono::milliseconds longest)
    : random_(random), first_(first), longest_(longest), ceiling_(first) {}

std::chrono::milliseconds Backoff::after_failure(std::optional<std::chrono::milliseconds> retry_after) {
  const auto choices = static_cast<std::uint64_t>(ceiling_.count()) + 1;
  const std::chrono::milliseconds jitter{static_cast<std::int64_t>(random_.below(choices))};
  ceiling_ = std::min(longest_, ceiling_ * 2);
  return retry_after ? *retry_after + jitter : jitter;
}

void Backoff::reset() { ceiling_ = first_; }

}  // namespace mektep::net
