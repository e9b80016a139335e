#include "shared/net/drive.h"

#include <gtest/gtest.h>

#include <deque>
#include <stdexcept>

#include "tests/support/memory_transport.h"

namespace mektep::net {
namespace {

using namespace std::chrono_literals;
using test::MemoryLoop;
using test::MemoryTransport;

Bytes bytes_of(std::string_view text) { return copy_of(view_of(text)); }

// Says what a test put there and writes down what happens to it.
class ScriptedMachine final : public Machine {
 public:
  void on_start(Waker given, Monotonic) override {
    waker = given;
    if (start) start();
  }
  std::optional<Bytes> next_message(Monotonic) override {
    if (to_say.empty()) return std::nullopt;
    auto next = bytes_of(to_say.front());
    to_say.pop_front();
    return next;
  }
  void on_message(BytesView message, Monotonic) override {
    heard.emplace_back(text_of(message));
    if (react) react(heard.back());
  }
  bool wants_message() const override { return listening; }
  void on_tick(Monotonic now) override {
    ticks.push_back(now);
    wanted = Monotonic::max();
    if (tick) tick(now);
  }
  void on_wake(Monotonic) override { ++wakes; }
  Monotonic deadline() const override { return wanted; }
  bool finished() const override { return over; }
  void on_lost(const Error& why, Monotonic) override { lost = why.code; }

  Waker waker;
  std::deque<std::string> to_say;
  std::vector<std::string> heard;
  std::vector<Monotonic> ticks;
  std::function<void()> start;
  std::function<void(const std::string&)> react;
  std::function<void(Monotonic)> tick;
  Monotonic wanted = Monotonic::max();
  int wakes = 0;
  bool listening = true;
  bool over = false;
  std::string lost;
};

class Drive : public testing::Test {
 protected:
  // What is still connected would keep itself for ever.
  void TearDown() override {
    if (left_wire_) left_wire_->abort();
    loop_.run();
  }

  void start() {
    drive(left_wire_, left_, clock_, [this](DriveEnd end) { left_end_ = std::move(end); });
    drive(right_wire_, right_, clock_, [this](DriveEnd end) { right_end_ = std::move(end); });
    loop_.run();
  }

  test::ManualClock clock_;
  MemoryLoop loop_{clock_};
  std::pair<std::shared_ptr<MemoryTransport>, std::shared_ptr<MemoryTransport>> wires_ =
      MemoryTransport::make_pair(loop_);
  std::shared_ptr<MemoryTransport>& left_wire_ = wires_.first;
  std::shared_ptr<MemoryTransport>& right_wire_ = wires_.second;
  std::shared_ptr<ScriptedMachine> left_ = std::make_shared<ScriptedMachine>();
  std::shared_ptr<ScriptedMachine> right_ = std::make_shared<ScriptedMachine>();
  std::optional<DriveEnd> left_end_;
  std::optional<DriveEnd> right_end_;
};

TEST_F(Drive, CarriesMessagesBothWaysInOrder) {
  left_->to_say = {"one", "two", "three"};
  right_->to_say = {"eins", "zwei"};
  start();
  EXPECT_EQ(right_->heard, (std::vector<std::string>{"one", "two", "three"}));
  EXPECT_EQ(left_->heard, (std::vector<std::string>{"eins", "zwei"}));
  EXPECT_FALSE(left_end_.has_value());
}

TEST_F(Drive, AnswerIsPulledAfterTheMessageThatCausedIt) {
  left_->to_say = {"ping"};
  right_->react = [this](const std::string& heard) { right_->to_say.push_back(heard + " pong"); };
  start();
  EXPECT_EQ(left_->heard, (std::vector<std::string>{"ping pong"}));
}

TEST_F(Drive, MessagesAreNotPulledForAPeerThatDoesNotRead) {
  right_wire_->stall(true);
  left_->to_say = {"one", "two", "three"};
  start();
  EXPECT_EQ(left_->to_say.size(), 2U);
  right_wire_->stall(false);
  loop_.run();
  EXPECT_EQ(right_->heard.size(), 3U);
}

TEST_F(Drive, MachineThatWantsNoMessageStopsItsPeer) {
  right_->listening = false;
  left_->to_say = {"one", "two"};
  start();
  EXPECT_TRUE(right_->heard.empty());
  EXPECT_EQ(left_->to_say.size(), 1U);
  right_->listening = true;
  right_->waker.wake();
  loop_.run();
  EXPECT_EQ(right_->heard.size(), 2U);
}

TEST_F(Drive, ClosesWhenTheMachineFinishedAndItsLastMessageIsOut) {
  left_->to_say = {"bye"};
  left_->over = true;
  start();
  EXPECT_EQ(right_->heard, (std::vector<std::string>{"bye"}));
  ASSERT_TRUE(left_end_.has_value());
  EXPECT_TRUE(left_end_->status.ok());
  EXPECT_EQ(left_end_->traffic, (Traffic{3, 0}));
  EXPECT_EQ(left_->lost, "");
}

TEST_F(Drive, MachineLeftByItsPeerHearsHow) {
  left_->over = true;
  start();
  ASSERT_TRUE(right_end_.has_value());
  EXPECT_EQ(describe(right_end_->status.error()), describe(no_link("net.closed").with("close_code", "1000")));
  EXPECT_EQ(right_->lost, "net.closed");
}

TEST_F(Drive, CutEndsBothSidesAsNoLink) {
  start();
  left_wire_->abort();
  loop_.run();
  ASSERT_TRUE(left_end_.has_value());
  ASSERT_TRUE(right_end_.has_value());
  EXPECT_EQ(right_end_->status.error().code, "net.cut");
  EXPECT_EQ(right_end_->status.error().remedy, Remedy::no_link);
}

TEST_F(Drive, SendThatTakesTooLongEndsTheConnection) {
  right_wire_->stall(true);
  left_->to_say = {"one"};
  start();
  loop_.run_for(limits::send_timeout - 1ms);
  EXPECT_FALSE(left_end_.has_value());
  loop_.run_for(2ms);
  ASSERT_TRUE(left_end_.has_value());
  EXPECT_EQ(left_end_->status.error().code, "net.timeout");
}

TEST_F(Drive, TicksAtTheDeadlineOnce) {
  left_->wanted = 500ms;
  start();
  loop_.run_for(499ms);
  EXPECT_TRUE(left_->ticks.empty());
  loop_.run_for(2ms);
  EXPECT_EQ(left_->ticks, (std::vector<Monotonic>{500ms}));
  loop_.run_for(10s);
  EXPECT_EQ(left_->ticks.size(), 1U);
}

TEST_F(Drive, MessageMovesTheDeadline) {
  right_->wanted = 500ms;
  right_->react = [this](const std::string&) { right_->wanted = 900ms; };
  start();
  loop_.run_for(400ms);
  left_->to_say = {"still here"};
  left_->waker.wake();
  loop_.run_for(400ms);
  EXPECT_TRUE(right_->ticks.empty());
  loop_.run_for(200ms);
  EXPECT_EQ(right_->ticks, (std::vector<Monotonic>{900ms}));
}

TEST_F(Drive, DeadlineInThePastDoesNotStarveTheConnection) {
  left_->wanted = 0ms;
  left_->tick = [this](Monotonic) { left_->wanted = 0ms; };
  right_->to_say = {"heard all the same"};
  start();
  loop_.run_for(10ms);
  EXPECT_EQ(left_->heard.size(), 1U);
  EXPECT_LE(left_->ticks.size(), 10U);
}

TEST_F(Drive, ManyWakesBeforeTheDriverComesRoundAreOne) {
  start();
  for (int wake = 0; wake < 100; ++wake) left_->waker.wake();
  loop_.run();
  EXPECT_EQ(left_->wakes, 1);
  left_->waker.wake();
  loop_.run();
  EXPECT_EQ(left_->wakes, 2);
}

TEST_F(Drive, WakeMakesTheDriverPull) {
  start();
  left_->to_say = {"news"};
  loop_.run();
  EXPECT_TRUE(right_->heard.empty());
  left_->waker.wake();
  loop_.run();
  EXPECT_EQ(right_->heard, (std::vector<std::string>{"news"}));
}

TEST_F(Drive, WakeAfterTheEndIsHarmless) {
  start();
  const Waker waker = left_->waker;
  left_wire_->abort();
  loop_.run();
  waker.wake();
  loop_.run();
  wires_ = {};
  left_.reset();
  waker.wake();
  Waker().wake();
}

TEST_F(Drive, MachineThatThrowsEndsItsSessionOnly) {
  right_->react = [](const std::string&) { throw std::runtime_error("disk full"); };
  left_->to_say = {"one"};
  start();
  ASSERT_TRUE(right_end_.has_value());
  EXPECT_EQ(right_end_->status.error().code, "net.session_failed");
  EXPECT_THROW(std::rethrow_exception(right_end_->failure), std::runtime_error);
  ASSERT_TRUE(left_end_.has_value());
  EXPECT_EQ(left_end_->status.error().argument("close_code"), "1011");
}

TEST_F(Drive, NothingKeepsMachineAndTransportAfterTheEnd) {
  start();
  left_wire_->abort();
  loop_.run();
  EXPECT_EQ(left_.use_count(), 1);
  left_->waker = {};
  EXPECT_EQ(left_wire_.use_count(), 1);
}

TEST_F(Drive, BlockingDriveEndsWhenTheLoopIsStopped) {
  Loop loop;
  loop.post([&loop] { loop.stop(); });
  const DriveEnd end = drive_now(loop, left_wire_, left_, clock_);
  EXPECT_EQ(end.status.error().code, "net.stopped");
}

}  // namespace
}  // namespace mektep::net
