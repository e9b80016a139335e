#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "shared/net/backoff.h"
#include "shared/net/seats.h"
#include "tests/support/seeded_random.h"

namespace mektep::net {
namespace {

struct Sitting {
  std::unique_ptr<Seats::Seat> seat;
  std::string address;
  bool known = false;
};

// Against counting by hand, whatever comes and goes.
RC_GTEST_PROP(SeatsProperty, AreGivenWhenNoLimitIsReachedAndOnlyThen, ()) {
  const SeatLimits limits{*rc::gen::inRange<std::size_t>(0, 8), *rc::gen::inRange<std::size_t>(0, 5),
                          *rc::gen::inRange<std::size_t>(0, 6)};
  Seats seats(limits);
  std::vector<Sitting> sitting;
  for (int step = *rc::gen::inRange(0, 60); step > 0; --step) {
    const int choice = *rc::gen::inRange(0, 4);
    if (choice < 2) {
      const std::string address = *rc::gen::element<std::string>("a", "b", "c");
      const auto of_address = static_cast<std::size_t>(std::count_if(
          sitting.begin(), sitting.end(), [&](const Sitting& one) { return one.address == address; }));
      const auto unknown = static_cast<std::size_t>(
          std::count_if(sitting.begin(), sitting.end(), [](const Sitting& one) { return !one.known; }));
      const bool free = sitting.size() < limits.total && of_address < limits.per_address &&
                        unknown < limits.unauthenticated;
      auto seat = seats.take(address);
      RC_ASSERT((seat != nullptr) == free);
      if (seat) sitting.push_back({std::move(seat), address, false});
    } else if (!sitting.empty()) {
      const auto at = *rc::gen::inRange<std::size_t>(0, sitting.size());
      if (choice == 2) {
        sitting[at].seat->authenticated();
        sitting[at].known = true;
      } else {
        sitting.erase(sitting.begin() + static_cast<std::ptrdiff_t>(at));
      }
    }
    RC_ASSERT(seats.taken() == sitting.size());
  }
}

RC_GTEST_PROP(BackoffProperty, NeverWaitsLongerThanItsCeilingNorLessThanTheServerAsked,
              (std::uint64_t seed)) {
  test::SeededRandom random(seed);
  const std::chrono::milliseconds first{*rc::gen::inRange(1, 5'000)};
  const std::chrono::milliseconds longest = first + std::chrono::milliseconds{*rc::gen::inRange(0, 400'000)};
  Backoff backoff(random, first, longest);
  auto ceiling = first;
  for (int step = *rc::gen::inRange(1, 40); step > 0; --step) {
    if (*rc::gen::inRange(0, 8) == 0) {
      backoff.reset();
      ceiling = first;
      continue;
    }
    const std::chrono::milliseconds asked{*rc::gen::inRange(0, 100'000)};
    const bool asks = *rc::gen::arbitrary<bool>();
    const auto wait = asks ? backoff.after_failure(asked) : backoff.after_failure();
    const auto least = asks ? asked : std::chrono::milliseconds{0};
    RC_ASSERT(wait >= least);
    RC_ASSERT(wait <= least + ceiling);
    ceiling = std::min(longest, ceiling * 2);
  }
}

}  // namespace
}  // namespace mektep::net
