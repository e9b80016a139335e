// The driver under every schedule: peers that stall, machines that do not want to listen, wakes at any time,
// and a cut at any moment.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "shared/net/drive.h"
#include "tests/support/memory_transport.h"

namespace mektep::net {
namespace {

using namespace std::chrono_literals;
using test::MemoryLoop;
using test::MemoryTransport;

// Says its numbered messages as far as it is allowed, and keeps what it hears.
class Numbers final : public Machine {
 public:
  explicit Numbers(int last) : last_(last) {}
  void on_start(Waker given, Monotonic) override { waker = given; }
  std::optional<Bytes> next_message(Monotonic) override {
    if (said == std::min(allowed, last_)) return std::nullopt;
    return Bytes{static_cast<std::uint8_t>(said++)};
  }
  void on_message(BytesView message, Monotonic) override { heard.push_back(message[0]); }
  bool wants_message() const override { return listening; }
  void on_tick(Monotonic) override {}
  Monotonic deadline() const override { return Monotonic::max(); }
  bool finished() const override { return false; }
  void on_lost(const Error&, Monotonic) override { ++lost; }

  Waker waker;
  int allowed = 0;
  int said = 0;
  int lost = 0;
  bool listening = true;
  std::vector<int> heard;

 private:
  int last_;
};

std::vector<int> up_to(int count) {
  std::vector<int> numbers(static_cast<std::size_t>(count));
  for (int at = 0; at < count; ++at) numbers[static_cast<std::size_t>(at)] = at;
  return numbers;
}

struct Pair {
  Pair() {
    for (std::size_t side = 0; side < 2; ++side) {
      drive(wires[side], machines[side], clock, [this, side](const DriveEnd& end) {
        ++ends[side];
        codes[side] = end.status.ok() ? "" : end.status.error().code;
      });
    }
    loop.run();
  }
  ~Pair() {
    for (const auto& wire : wires) wire->abort();
    loop.run();
  }

  // One thing that may happen to either end at any time.
  void disturb() {
    const std::size_t side = *rc::gen::inRange<std::size_t>(0, 2);
    switch (*rc::gen::inRange(0, 5)) {
      case 0:
        machines[side]->allowed += *rc::gen::inRange(1, 4);
        machines[side]->waker.wake();
        break;
      case 1:
        wires[side]->stall(*rc::gen::arbitrary<bool>());
        break;
      case 2:
        machines[side]->listening = *rc::gen::arbitrary<bool>();
        machines[side]->waker.wake();
        break;
      case 3:
        machines[side]->waker.wake();
        break;
      default:
        loop.run();
        break;
    }
  }

  void calm_down() {
    for (std::size_t side = 0; side < 2; ++side) {
      wires[side]->stall(false);
      machines[side]->listening = true;
      machines[side]->allowed = 100;
      machines[side]->waker.wake();
    }
    loop.run();
  }

  test::ManualClock clock;
  MemoryLoop loop{clock};
  std::vector<std::shared_ptr<MemoryTransport>> wires = [this] {
    auto [left, right] = MemoryTransport::make_pair(loop);
    return std::vector<std::shared_ptr<MemoryTransport>>{left, right};
  }();
  std::vector<std::shared_ptr<Numbers>> machines{std::make_shared<Numbers>(12), std::make_shared<Numbers>(9)};
  std::vector<int> ends{0, 0};
  std::vector<std::string> codes{"", ""};
};

RC_GTEST_PROP(DriveProperty, EveryMessageArrivesOnceAndInOrderUnderEverySchedule, ()) {
  Pair pair;
  for (int step = *rc::gen::inRange(0, 40); step > 0; --step) pair.disturb();
  pair.calm_down();
  RC_ASSERT(pair.machines[1]->heard == up_to(12));
  RC_ASSERT(pair.machines[0]->heard == up_to(9));
  RC_ASSERT(pair.ends == (std::vector<int>{0, 0}));
}

RC_GTEST_PROP(DriveProperty, NoMessageIsPulledThatTheRoadCannotTake, ()) {
  Pair pair;
  for (int step = *rc::gen::inRange(0, 40); step > 0; --step) {
    pair.disturb();
    pair.loop.run();
    for (std::size_t side = 0; side < 2; ++side) {
      // One may be on its way beyond what the other has heard.
      RC_ASSERT(pair.machines[side]->said <= static_cast<int>(pair.machines[1 - side]->heard.size()) + 1);
    }
  }
}

RC_GTEST_PROP(DriveProperty, ACutAtAnyMomentLeavesAPrefixAndEndsBothSidesOnce, ()) {
  Pair pair;
  for (int step = *rc::gen::inRange(0, 40); step > 0; --step) pair.disturb();
  pair.wires[*rc::gen::inRange<std::size_t>(0, 2)]->abort();
  pair.calm_down();
  // A machine that neither sends nor listens hears of the cut when it is asked again.
  pair.loop.run_for(limits::idle_timeout + 1s);
  for (std::size_t side = 0; side < 2; ++side) {
    const auto& heard = pair.machines[side]->heard;
    RC_ASSERT(heard == up_to(static_cast<int>(heard.size())));
    RC_ASSERT(pair.ends[side] == 1);
    RC_ASSERT(pair.machines[side]->lost == 1);
    RC_ASSERT(pair.codes[side] == "net.cut");
  }
}

}  // namespace
}  // namespace mektep::net
