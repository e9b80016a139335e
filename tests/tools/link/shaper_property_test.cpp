#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/support/seeded_random.h"
#include "tools/link/shaper.h"

namespace mektep::link {
namespace {

Shape any_shape() {
  return {*rc::gen::element<std::uint64_t>(0, 1, 20, 64, 4'000, 150'000),
          Time(*rc::gen::inRange(0, 2'000'000)), Time(*rc::gen::inRange(0, 500'000)),
          *rc::gen::element(0.0, 0.1, 2.0, 30.0)};
}

// What a sender hands over, at any times, is what arrives: all of it, in order, never before it could.
RC_GTEST_PROP(DelayLineProperty, WhatGoesInComesOutInOrderAndInTime, (std::uint64_t seed)) {
  const Shape shape = any_shape();
  Bottleneck neck(shape.kbit);
  test::SeededRandom random(seed);
  DelayLine line(shape, neck, random);
  Bytes sent;
  Bytes arrived;
  Time now{0};
  const Time least = std::max(Time{0}, shape.delay - shape.jitter);
  std::vector<std::pair<std::size_t, Time>> earliest;  // how many bytes may not be there before when
  for (int step = *rc::gen::inRange(1, 60); step > 0; --step) {
    now += Time(*rc::gen::inRange(0, 300'000));
    if (*rc::gen::arbitrary<bool>()) {
      Bytes packet(*rc::gen::inRange<std::size_t>(1, packet_bytes_max + 1), static_cast<std::uint8_t>(step));
      earliest.emplace_back(sent.size(), now + least);
      sent.insert(sent.end(), packet.begin(), packet.end());
      line.push(std::move(packet), now);
    } else {
      const auto most = *rc::gen::inRange<std::size_t>(1, 5'000);
      const Bytes taken = line.take(now, most);
      RC_ASSERT(taken.size() <= most);
      arrived.insert(arrived.end(), taken.begin(), taken.end());
    }
    RC_ASSERT(line.bytes() == sent.size() - arrived.size());
    for (const auto& [bytes, when] : earliest) {
      if (arrived.size() > bytes) RC_ASSERT(when <= now);
    }
    RC_ASSERT(line.next().has_value() == (line.bytes() > 0));
  }
  while (const auto next = line.next()) {
    now = std::max(now, *next);
    const Bytes taken = line.take(now, 100'000);
    RC_ASSERT(!taken.empty());
    arrived.insert(arrived.end(), taken.begin(), taken.end());
  }
  RC_ASSERT(arrived == sent);
}

RC_GTEST_PROP(BottleneckProperty, NothingPassesFasterThanItsRate, ()) {
  const auto kbit = *rc::gen::inRange<std::uint64_t>(1, 100'000);
  Bottleneck neck(kbit);
  Time now{0};
  Time last{0};
  std::uint64_t bytes = 0;
  const Time start = now;
  for (int step = *rc::gen::inRange(1, 50); step > 0; --step) {
    now += Time(*rc::gen::inRange(0, 50'000));
    const auto size = *rc::gen::inRange<std::size_t>(0, packet_bytes_max + 1);
    const Time through = neck.pass(now, size);
    bytes += size;
    RC_ASSERT(through >= std::max(now, last));
    // bits per millisecond: the whole may not have taken less than its own time
    RC_ASSERT(static_cast<std::uint64_t>((through - start).count()) * kbit >= bytes * 8 * 1000);
    last = through;
  }
}

}  // namespace
}  // namespace mektep::link
