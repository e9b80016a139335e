#pragma once
// A random source with a seed: the same seed gives the same bytes (SplitMix64, public domain
// algorithm by Sebastiano Vigna).

#include "shared/base/random.h"

namespace mektep::test {

class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed = 1) : state_(seed) {}

  void fill(std::span<std::uint8_t> out) override {
    for (std::size_t at = 0; at < out.size(); at += 8) {
      std::uint64_t word = next();
      for (std::size_t byte = at; byte < out.size() && byte < at + 8; ++byte) {
        out[byte] = static_cast<std::uint8_t>(word);
        word >>= 8U;
      }
    }
  }

 private:
  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t word = state_;
    word = (word ^ (word >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    word = (word ^ (word >> 27U)) * 0x94d049bb133111ebULL;
    return word ^ (word >> 31U);
  }

  std::uint64_t state_;
};

}  // namespace mektep::test
