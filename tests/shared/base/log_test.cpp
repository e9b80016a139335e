#include "shared/base/log.h"

#include <gtest/gtest.h>

#include <sstream>

#include "tests/support/manual_clock.h"

namespace mektep {
namespace {

class LogTest : public ::testing::Test {
 protected:
  test::ManualClock clock_{1234};
  std::ostringstream out_;
  StreamLog stream_{out_, clock_};
  Log& log_ = stream_;
};

TEST_F(LogTest, WritesOneObjectALine) {
  log_.line("started");
  log_.line("pack.admitted", {{"scope", "7"}, {"position", "42"}});
  EXPECT_EQ(out_.str(),
            "{\"at_ms\":1234,\"event\":\"started\"}\n"
            "{\"at_ms\":1234,\"event\":\"pack.admitted\",\"scope\":\"7\",\"position\":\"42\"}\n");
}

TEST_F(LogTest, TakesTheTimeFromItsClock) {
  clock_.advance(std::chrono::milliseconds(6));
  log_.line("x");
  EXPECT_EQ(out_.str(), "{\"at_ms\":1240,\"event\":\"x\"}\n");
}

TEST_F(LogTest, AHostileStringCannotForgeALine) {
  log_.line("login", {{"from", "x\"}\n{\"event\":\"forged"}});
  EXPECT_EQ(out_.str(),
            "{\"at_ms\":1234,\"event\":\"login\",\"from\":\"x\\\"}\\u000a{\\\"event\\\":\\\"forged\"}\n");
}

TEST_F(LogTest, EscapesBackslashesControlsAndForeignBytes) {
  log_.line("x", {{"bytes", std::string("\\\x01\x7f\xff\0", 5)}});
  EXPECT_EQ(out_.str(), "{\"at_ms\":1234,\"event\":\"x\",\"bytes\":\"\\\\\\u0001\\u007f\\u00ff\\u0000\"}\n");
}

TEST_F(LogTest, CutsALongField) {
  log_.line("x", {{"long", std::string(10'000, 'a')}});
  EXPECT_EQ(out_.str(), "{\"at_ms\":1234,\"event\":\"x\",\"long\":\"" + std::string(256, 'a') + "\"}\n");
}

TEST(NoLog, DropsEverything) {
  NoLog nothing;
  Log& log = nothing;
  log.line("x", {{"a", "b"}});
}

}  // namespace
}  // namespace mektep
