#include "shared/net/loop.h"

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <stdexcept>
#include <string>
#include <vector>

namespace mektep::net {
namespace {

using namespace std::chrono_literals;

class KeptLog final : public Log {
 public:
  void line(std::string_view event, std::initializer_list<LogField> fields) override {
    lines.emplace_back(event);
    for (const auto& field : fields) lines.emplace_back(field.second);
  }
  std::vector<std::string> lines;
};

TEST(Loop, RunsWhatIsPostedInOrderUntilEnough) {
  Loop loop;
  std::string done;
  for (const char letter : {'a', 'b', 'c'}) {
    loop.post([&done, letter] { done += letter; });
  }
  EXPECT_TRUE(loop.run_until([&] { return done.size() == 2; }));
  EXPECT_EQ(done, "ab");
}

TEST(Loop, StopEndsAWaitWithoutAnswer) {
  Loop loop;
  loop.post([&] { loop.stop(); });
  EXPECT_FALSE(loop.run_until([] { return false; }));
  EXPECT_FALSE(loop.run_for(10min));
  EXPECT_TRUE(loop.stopped());
}

TEST(Loop, ExceptionReachesWhoRunsIt) {
  Loop loop;
  loop.post([] { throw std::runtime_error("disk full"); });
  EXPECT_THROW(loop.run_until([] { return false; }), std::runtime_error);
}

TEST(Loop, ThreadsGoOnAfterATaskThatThrew) {
  Loop loop;
  KeptLog log;
  std::atomic<int> done = 0;
  loop.post([] { throw std::runtime_error("disk full"); });
  for (int task = 0; task < 100; ++task) {
    loop.post([&] {
      if (++done == 100) loop.stop();
    });
  }
  loop.run_on(3, log);
  EXPECT_EQ(done, 100);
  EXPECT_EQ(log.lines, (std::vector<std::string>{"net.task_failed", "disk full"}));
}

TEST(Loop, SignalBecomesACall) {
  Loop loop;
  std::vector<int> heard;
  loop.on_signals({SIGUSR1, SIGUSR2}, [&](int signal) { heard.push_back(signal); });
  std::raise(SIGUSR2);
  EXPECT_TRUE(loop.run_until([&] { return heard.size() == 1; }));
  std::raise(SIGUSR1);
  EXPECT_TRUE(loop.run_until([&] { return heard.size() == 2; }));
  EXPECT_EQ(heard, (std::vector<int>{SIGUSR2, SIGUSR1}));
}

TEST(Timer, StartReplacesTheEarlierStart) {
  Loop loop;
  std::string called;
  Timer timer(loop);
  timer.start(0ms, [&] { called += "first"; });
  timer.start(1ms, [&] { called += "second"; });
  EXPECT_TRUE(loop.run_until([&] { return !called.empty(); }));
  EXPECT_TRUE(loop.run_for(2ms));
  EXPECT_EQ(called, "second");
}

TEST(Timer, EndCancelsIt) {
  Loop loop;
  bool called = false;
  {
    Timer timer(loop);
    timer.start(0ms, [&] { called = true; });
  }
  EXPECT_TRUE(loop.run_for(2ms));
  EXPECT_FALSE(called);
}

TEST(Timer, MayBeStartedAgainByItsTask) {
  Loop loop;
  int calls = 0;
  Timer timer(loop);
  std::function<void()> again = [&] {
    if (++calls < 3) timer.start(0ms, again);
  };
  timer.start(0ms, again);
  EXPECT_TRUE(loop.run_until([&] { return calls == 3; }));
}

}  // namespace
}  // namespace mektep::net
