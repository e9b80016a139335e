#include "tests/support/memory_transport.h"

#include <gtest/gtest.h>

namespace mektep::test {
namespace {

using namespace std::chrono_literals;

class InMemory : public testing::Test {
 protected:
  void receive(MemoryTransport& transport, std::chrono::milliseconds limit = net::no_limit) {
    transport.receive(limit, [this](const Result<Bytes>& received) {
      heard_.push_back(received.ok() ? std::string(text_of(*received)) : received.error().code);
    });
  }

  void send(MemoryTransport& transport, std::string_view text,
            std::chrono::milliseconds limit = net::no_limit) {
    transport.send(copy_of(view_of(text)), limit,
                   [this](const Status& sent) { told_.push_back(sent.ok() ? "sent" : sent.error().code); });
  }

  ManualClock clock_;
  MemoryLoop loop_{clock_};
  std::pair<std::shared_ptr<MemoryTransport>, std::shared_ptr<MemoryTransport>> ends_ =
      MemoryTransport::make_pair(loop_);
  MemoryTransport& left_ = *ends_.first;
  MemoryTransport& right_ = *ends_.second;
  std::vector<std::string> heard_;
  std::vector<std::string> told_;
};

TEST_F(InMemory, MessagePassesWhenBothSidesWantIt) {
  send(left_, "early");
  loop_.run();
  EXPECT_TRUE(told_.empty());
  receive(right_);
  loop_.run();
  EXPECT_EQ(heard_, (std::vector<std::string>{"early"}));
  EXPECT_EQ(told_, (std::vector<std::string>{"sent"}));
  EXPECT_EQ(left_.traffic(), (net::Traffic{5, 0}));
  EXPECT_EQ(right_.traffic(), (net::Traffic{0, 5}));
}

TEST_F(InMemory, NothingIsCalledFromInsideTheCallThatAsked) {
  receive(right_);
  send(left_, "x");
  EXPECT_TRUE(heard_.empty());
  EXPECT_TRUE(told_.empty());
}

TEST_F(InMemory, AbortIsACutAtBothEnds) {
  receive(left_);
  receive(right_);
  left_.abort();
  loop_.run();
  EXPECT_EQ(heard_, (std::vector<std::string>{"net.cut", "net.cut"}));
  send(right_, "late");
  loop_.run();
  EXPECT_EQ(told_, (std::vector<std::string>{"net.cut"}));
}

TEST_F(InMemory, LimitsHoldByTheClockOfTheTest) {
  receive(left_, 10ms);
  send(right_, "taken in time", 10ms);
  loop_.run();
  right_.stall(true);
  send(left_, "never taken", 10ms);
  loop_.run_for(9ms);
  EXPECT_EQ(told_, (std::vector<std::string>{"sent"}));
  loop_.run_for(1ms);
  EXPECT_EQ(told_.back(), "net.timeout");
}

TEST_F(InMemory, LatestAlarmRings) {
  std::string rung;
  left_.alarm(5ms, [&] { rung += "a"; });
  left_.alarm(7ms, [&] { rung += "b"; });
  right_.alarm(1ms, [&] { rung += "c"; });
  right_.alarm(net::no_limit, {});
  loop_.run_for(20ms);
  EXPECT_EQ(rung, "b");
  EXPECT_EQ(clock_.monotonic(), 20ms);
}

TEST_F(InMemory, EndThatIsGoneIsACut) {
  ends_.second.reset();
  send(left_, "x");
  loop_.run();
  EXPECT_EQ(told_, (std::vector<std::string>{"net.cut"}));
}

}  // namespace
}  // namespace mektep::test
