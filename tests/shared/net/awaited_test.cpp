#include "shared/net/awaited.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <string>
#include <thread>

namespace mektep::net {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

class AwaitedAnswers : public testing::Test {
 protected:
  // Starts to wait; what comes out is in `got_` after `context_` ran.
  std::function<void(std::string)> wait(std::chrono::milliseconds limit) {
    auto awaited = std::make_shared<Awaited<std::string>>(context_.get_executor(), limit);
    auto answer = awaited->answer();
    asio::co_spawn(context_, waiting(awaited), asio::detached);
    return answer;
  }

  asio::awaitable<void> waiting(std::shared_ptr<Awaited<std::string>> awaited) {
    got_ = co_await awaited->wait();
    ended_ = true;
  }

  asio::io_context context_;
  std::optional<std::string> got_;
  bool ended_ = false;
};

TEST_F(AwaitedAnswers, ArriveBeforeTheWait) {
  const auto answer = wait(10min);
  answer("early");
  context_.run();
  EXPECT_EQ(got_, "early");
}

TEST_F(AwaitedAnswers, ArriveDuringTheWait) {
  const auto answer = wait(10min);
  context_.poll();
  EXPECT_FALSE(ended_);
  answer("in time");
  context_.run();
  EXPECT_EQ(got_, "in time");
}

TEST_F(AwaitedAnswers, ThatDoNotComeAreNothing) {
  wait(1ms);
  context_.run();
  EXPECT_TRUE(ended_);
  EXPECT_EQ(got_, std::nullopt);
}

TEST_F(AwaitedAnswers, TheFirstCounts) {
  const auto answer = wait(10min);
  answer("first");
  answer("second");
  context_.run();
  EXPECT_EQ(got_, "first");
}

TEST_F(AwaitedAnswers, ThatComeTooLateAreHarmless) {
  const auto answer = wait(1ms);
  context_.run();
  answer("late");
  context_.restart();
  context_.run();
  EXPECT_EQ(got_, std::nullopt);
}

TEST_F(AwaitedAnswers, ComeFromAnyThread) {
  const auto answer = wait(10min);
  std::thread other([&answer] { answer("from elsewhere"); });
  context_.run();
  other.join();
  EXPECT_EQ(got_, "from elsewhere");
}

// A service that forgets a question must not keep the connection's memory.
TEST_F(AwaitedAnswers, ThatNobodyGivesKeepNothing) {
  struct Held {
    std::shared_ptr<int> alive;
  };
  auto alive = std::make_shared<int>(1);
  {
    Awaited<Held> awaited(context_.get_executor(), 10min);
    awaited.answer()(Held{alive});
  }
  context_.run();
  EXPECT_EQ(alive.use_count(), 1);
}

}  // namespace
}  // namespace mektep::net
