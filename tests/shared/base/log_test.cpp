#include "shared/base/log.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <thread>
#include <vector>

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

TEST_F(LogTest, CutsNamesAndEventsTooAndEscapesThem) {
  log_.line(std::string(300, 'e') + "\n", {{"a\"b", "c"}});
  EXPECT_EQ(out_.str(), "{\"at_ms\":1234,\"event\":\"" + std::string(256, 'e') + "\",\"a\\\"b\":\"c\"}\n");
}

TEST_F(LogTest, AFieldOfTheGreatestSizeIsWhole) {
  log_.line("x", {{"f", std::string(255, 'a') + "z"}, {"g", std::string(256, 'b') + "z"}});
  EXPECT_NE(out_.str().find("az\""), std::string::npos);
  EXPECT_EQ(out_.str().find("bz\""), std::string::npos);
}

// Whatever bytes a stranger sends, a line of the log is one line of plain ASCII.
TEST_F(LogTest, EveryByteLeavesOneLineOfAscii) {
  for (int byte = 0; byte < 256; ++byte) {
    out_.str("");
    log_.line("x", {{"b", std::string(1, static_cast<char>(byte))}});
    const std::string line = out_.str();
    EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1) << byte;
    EXPECT_TRUE(std::all_of(line.begin(), line.end() - 1, [](char c) { return c >= 0x20 && c < 0x7f; }))
        << byte;
    EXPECT_EQ(line.substr(line.size() - 3), "\"}\n") << byte;
  }
}

TEST_F(LogTest, EachLineIsOutBeforeTheCallReturns) {
  struct Flushes final : std::stringbuf {
    int sync() override {
      ++count;
      return std::stringbuf::sync();
    }
    int count = 0;
  } buffer;
  std::ostream out(&buffer);
  StreamLog log(out, clock_);
  log.line("x", {});
  log.line("y", {});
  EXPECT_EQ(buffer.count, 2);
}

TEST_F(LogTest, LinesOfSeveralThreadsDoNotMix) {
  constexpr int lines_each = 200;
  std::vector<std::thread> threads;
  for (int number = 0; number < 4; ++number) {
    threads.emplace_back([this, number] {
      for (int line = 0; line < lines_each; ++line)
        log_.line("from", {{"thread", std::string(50, static_cast<char>('a' + number))}});
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::istringstream lines(out_.str());
  std::map<std::string, int> counts;
  for (std::string line; std::getline(lines, line);) ++counts[line];
  ASSERT_EQ(counts.size(), 4U);
  for (const auto& [line, count] : counts) {
    EXPECT_EQ(count, lines_each);
    EXPECT_TRUE(line.ends_with("\"}")) << line;
  }
}

TEST(NoLog, DropsEverything) {
  NoLog nothing;
  Log& log = nothing;
  log.line("x", {{"a", "b"}});
}

}  // namespace
}  // namespace mektep
