#pragma once
// Luck that can be repeated: SplitMix64 (public domain, Sebastiano Vigna). Not for keys of real people.

#include <initializer_list>

#include "shared/base/random.h"
#include "tools/sim/timeline.h"

namespace mektep::sim {

class Luck final : public Random {
 public:
  explicit Luck(std::uint64_t seed) : state_(seed) {}
  // A source of its own for each list of numbers.
  Luck(std::initializer_list<std::uint64_t> seeds) : state_(0) {
    for (const std::uint64_t seed : seeds) state_ = next() ^ seed;
  }

  void fill(std::span<std::uint8_t> out) override {
    for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(next() >> 56U);
  }

  bool chance(double probability) {
    return static_cast<double>(below(1'000'000)) < probability * 1'000'000.0;
  }
  // In [least, most].
  std::uint64_t between(std::uint64_t least, std::uint64_t most) { return least + below(most - least + 1); }
  Monotonic time(Monotonic least, Monotonic most) {
    return Monotonic{static_cast<std::int64_t>(
        between(static_cast<std::uint64_t>(least.count()), static_cast<std::uint64_t>(most.count())))};
  }
  template <class List>
  auto& pick(List& list) {
    return list[below(list.size())];
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

// The randomness of one machine. Begins anew with every moment, so that a draw more or less (a clock that
// shows another second draws other record ids) changes nothing that happens later.
class NodeLuck final : public Random {
 public:
  // `timeline` outlives it.
  NodeLuck(const Timeline& timeline, std::uint64_t seed) : timeline_(timeline), seed_(seed) {}

  void fill(std::span<std::uint8_t> out) override {
    if (timeline_.now() != moment_) {
      moment_ = timeline_.now();
      luck_ = Luck{seed_, static_cast<std::uint64_t>(moment_.count())};
    }
    luck_.fill(out);
  }

 private:
  const Timeline& timeline_;
  std::uint64_t seed_;
  Monotonic moment_{-1};
  Luck luck_{0};
};

}  // namespace mektep::sim
