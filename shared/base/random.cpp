#include "shared/base/random.h"

#include <sys/random.h>

#include <cassert>
#include <cerrno>
#include <stdexcept>

namespace mektep {

std::uint64_t Random::u64() { return load_u64(bytes<8>()); }

std::uint32_t Random::u32() { return static_cast<std::uint32_t>(u64()); }

std::uint64_t Random::below(std::uint64_t bound) {
  assert(bound > 0);
  // Numbers at the top that would make the first residues likelier are drawn again.
  const std::uint64_t fair_max = UINT64_MAX - UINT64_MAX % bound;
  std::uint64_t drawn = u64();
  while (drawn >= fair_max) drawn = u64();
  return drawn % bound;
}

void SystemRandom::fill(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    const auto got = getrandom(out.data(), out.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw std::runtime_error("the system gives no random bytes");
    out = out.subspan(static_cast<std::size_t>(got));
  }
}

}  // namespace mektep
