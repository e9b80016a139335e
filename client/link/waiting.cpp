#include "client/link/waiting.h"

#include <algorithm>

#include "shared/base/limits.h"

namespace mektep::client {
namespace {

using namespace std::chrono_literals;

// How soon a person's wish to stop is heard.
constexpr std::chrono::milliseconds nap_max = 200ms;

}  // namespace

bool wait_for_link(net::Loop& loop, Random& random, const Wait& wait, const std::function<bool()>& stop) {
  // Between half and the whole of the interval, so that not all schools of a valley knock at one moment.
  const auto next_knock = [&] {
    const auto half = limits::knock_interval / 2;
    return half + std::chrono::milliseconds(random.below(static_cast<std::uint64_t>(half.count()) + 1));
  };
  auto left = wait.time;
  auto knock_in = next_knock();
  while (left > 0ms && !loop.stopped() && !(stop && stop())) {
    const auto nap = std::min({left, nap_max, knock_in});
    loop.run_for(nap);
    left -= nap;
    knock_in -= nap;
    if (knock_in > 0ms) continue;
    knock_in = next_knock();
    if (wait.knock && left > 0ms && net::reaches_now(loop, *wait.knock, limits::knock_timeout)) return true;
  }
  return false;
}

}  // namespace mektep::client
