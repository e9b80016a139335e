#pragma once
// Randomness as an argument, like time (clock.h).

#include <cstdint>
#include <span>

#include "shared/base/bytes.h"

namespace mektep {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> out) = 0;

  std::uint64_t u64();
  std::uint32_t u32();
  // Uniform in [0, bound); bound > 0.
  std::uint64_t below(std::uint64_t bound);

  template <std::size_t Size>
  FixedBytes<Size> bytes() {
    FixedBytes<Size> out{};
    fill(out);
    return out;
  }
};

// The operating system's source, fit for keys. Stateless; any thread.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

}  // namespace mektep
