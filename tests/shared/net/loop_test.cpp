#include "shared/net/loop.h"

#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <memory>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
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

TEST(Loop, WhatATaskPostsRunsToo) {
  Loop loop;
  int depth = 0;
  std::function<void()> deeper = [&] {
    if (++depth < 100) loop.post(deeper);
  };
  loop.post(deeper);
  EXPECT_TRUE(loop.run_until([&] { return depth == 100; }));
}

TEST(Loop, GoesOnAfterAnExceptionThatReachedItsRunner) {
  Loop loop;
  bool ran = false;
  loop.post([] { throw std::runtime_error("disk full"); });
  loop.post([&] { ran = true; });
  EXPECT_THROW(loop.run_until([&] { return ran; }), std::runtime_error);
  EXPECT_TRUE(loop.run_until([&] { return ran; }));
}

TEST(Loop, AsksFirstWhetherItIsEnough) {
  Loop loop;
  bool ran = false;
  loop.post([&] { ran = true; });
  EXPECT_TRUE(loop.run_until([] { return true; }));
  EXPECT_FALSE(ran);
}

TEST(Loop, WaitsForWhatAnotherThreadPosts) {
  Loop loop;
  std::atomic<bool> waiting = false;
  bool posted = false;
  loop.post([&] { waiting = true; });
  std::thread other([&] {
    while (!waiting) std::this_thread::yield();
    loop.post([&] { posted = true; });
  });
  EXPECT_TRUE(loop.run_until([&] { return posted; }));
  other.join();
}

TEST(Loop, ThreadsShareItsTasks) {
  Loop loop;
  KeptLog log;
  std::mutex mutex;
  std::set<std::thread::id> threads;
  std::atomic<int> meeting = 0;
  // Each of the two waits for the other, so that one thread alone could never end them.
  for (int task = 0; task < 2; ++task) {
    loop.post([&] {
      ++meeting;
      while (meeting < 2) std::this_thread::yield();
      const std::lock_guard lock(mutex);
      threads.insert(std::this_thread::get_id());
      if (threads.size() == 2) loop.stop();
    });
  }
  loop.run_on(2, log);
  EXPECT_EQ(threads.size(), 2U);
}

TEST(Loop, StopIsForGood) {
  Loop loop;
  loop.stop();
  bool ran = false;
  loop.post([&] { ran = true; });
  EXPECT_FALSE(loop.run_until([&] { return ran; }));
  EXPECT_FALSE(ran);
}

TEST(Timer, CancelForgetsItsTask) {
  Loop loop;
  bool called = false;
  const auto held = std::make_shared<int>(1);
  Timer timer(loop);
  timer.start(0ms, [&called, held] { called = true; });
  timer.cancel();
  EXPECT_TRUE(loop.run_for(2ms));
  EXPECT_FALSE(called);
  EXPECT_EQ(held.use_count(), 1) << "what the task held is let go of";
}

TEST(Timer, MayBeEndedByItsOwnTask) {
  Loop loop;
  bool called = false;
  auto timer = std::make_unique<Timer>(loop);
  timer->start(0ms, [&] {
    timer.reset();
    called = true;
  });
  EXPECT_TRUE(loop.run_until([&] { return called; }));
}

TEST(Timer, TheShorterOfTwoIsFirst) {
  Loop loop;
  std::string called;
  Timer longer(loop);
  Timer shorter(loop);
  longer.start(4ms, [&] { called += "longer"; });
  shorter.start(1ms, [&] { called += "shorter "; });
  EXPECT_TRUE(loop.run_until([&] { return called.ends_with("longer"); }));
  EXPECT_EQ(called, "shorter longer");
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
