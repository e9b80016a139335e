#include "shared/net/deadline.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <optional>

namespace mektep::net {
namespace {

using namespace std::chrono_literals;

TEST(Deadline, ExpiresOnce) {
  boost::asio::io_context context;
  int calls = 0;
  const Deadline deadline(context.get_executor(), 1ms, [&] { ++calls; });
  EXPECT_FALSE(deadline.expired());
  context.run();
  EXPECT_EQ(calls, 1);
  EXPECT_TRUE(deadline.expired());
}

TEST(Deadline, ThatEndsBeforeDoesNotExpire) {
  boost::asio::io_context context;
  bool called = false;
  {
    const Deadline deadline(context.get_executor(), 1ms, [&] { called = true; });
  }
  context.run();
  EXPECT_FALSE(called);
}

// The timer had fired and its call lay in the queue when the wait was over.
TEST(Deadline, ThatEndsAfterItsTimerFiredDoesNotExpireEither) {
  boost::asio::io_context context;
  bool called = false;
  std::optional<Deadline> deadline;
  deadline.emplace(context.get_executor(), 0ms, [&] { called = true; });
  boost::asio::steady_timer other(context, std::chrono::steady_clock::time_point::min());
  other.async_wait([&](const boost::system::error_code&) { deadline.reset(); });
  context.run();
  EXPECT_FALSE(called);
}

TEST(Deadline, KnowsThatItExpiredInsideItsCall) {
  boost::asio::io_context context;
  std::optional<Deadline> deadline;
  bool known = false;
  deadline.emplace(context.get_executor(), 0ms, [&] { known = deadline->expired(); });
  context.run();
  EXPECT_TRUE(known);
}

TEST(Deadline, MayBeEndedByItsOwnCall) {
  boost::asio::io_context context;
  std::optional<Deadline> deadline;
  deadline.emplace(context.get_executor(), 0ms, [&] { deadline.reset(); });
  context.run();
  EXPECT_FALSE(deadline.has_value());
}

}  // namespace
}  // namespace mektep::net
