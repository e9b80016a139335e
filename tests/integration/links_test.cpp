// Bad links with the real programs: a day's work over several kinds of them, cuts, a link that comes back,
// what `status` says meanwhile.

#include <functional>
#include <thread>

#include "tests/integration/bad_link.h"

namespace mektep::test {
namespace {

using namespace std::chrono_literals;

class Links : public ::testing::Test {
 protected:
  void SetUp() override { town_.serve(); }
  void open_link(const Words& options) {
    link_ = std::make_unique<BadLink>(town_.port(), options);
    pc_.enrol(town_.link(leading_school, "coordinator", "Ахметова Айгүл", link_->port()));
  }
  void log(const School& device, int count, std::size_t text_bytes = 0) {
    std::uint64_t luck = 88172645463325252ULL;
    for (int number = 0; number < count; ++number) {
      std::string text;
      while (text.size() < text_bytes) {
        luck ^= luck << 13U;
        luck ^= luck >> 7U;
        luck ^= luck << 17U;
        text += std::to_string(luck) + " ";
      }
      device.done({"log", "activity", "kind=consultation", "from=2026-02-10", "hours=1",
                   "topic=Кеңес " + std::to_string(number), "description=" + text});
    }
  }

  Town town_;
  School pc_{town_, "pc"};
  std::unique_ptr<BadLink> link_;
};

// At 64 kbit/s ten seconds are 80 kB; the day's 60 kB of text take several cuts with the greetings between.
TEST_F(Links, ALinkThatIsCutEveryTenSecondsStillFinishesAndRepeatsLittle) {
  open_link({"--down-kbit", "64", "--up-kbit", "64", "--rtt-ms", "600", "--speed", "20"});
  log(pc_, 40, 3'500);
  const std::string port = std::to_string(link_->port());
  link_.reset();
  BadLink cutting(town_.port(), {"--listen", port, "--down-kbit", "64", "--up-kbit", "64", "--rtt-ms", "600",
                                 "--cut-every-s", "10", "--speed", "20"});
  std::int64_t sent = 0;
  std::int64_t arrived = 0;
  int contacts = 0;
  bool finished = false;
  for (; !finished && contacts < 40; ++contacts) {
    const Answer answer = pc_.run({"sync"});
    ASSERT_TRUE(answer.exit == 0 || answer.exit == 3) << answer.err;
    sent += answer.number("pack_bytes_sent");
    arrived += answer.number("pack_bytes_receipted") + answer.number("pack_bytes_confirmed");
    finished = answer.exit == 0 && answer.number("unsent") == 0;
  }
  EXPECT_TRUE(finished);
  EXPECT_GT(contacts, 1) << "it was not cut at all";
  // Each cut costs what was under way: a round trip and half a second of the link.
  EXPECT_LE(sent - arrived, contacts * 24 * 1024);
}

TEST_F(Links, StatusTellsHowItStandsAndWhatIsLeft) {
  open_link({});
  auto status = pc_.done({"status"});
  EXPECT_EQ(status.at("last_result").as_string(), "ok");
  EXPECT_EQ(status.at("linked"), json::value(false));
  EXPECT_EQ(status.at("seconds_left").to_number<int>(), 0);
  log(pc_, 5, 2'000);
  pc_.done({"sync"});
  link_->say("down");
  log(pc_, 3);
  EXPECT_EQ(pc_.run({"sync"}).exit, 3);
  status = pc_.done({"status"});
  EXPECT_EQ(status.at("unsent").to_number<int>(), 3);
  EXPECT_GT(status.at("unsent_bytes").to_number<int>(), 0);
  EXPECT_GT(status.at("bytes_per_second").to_number<int>(), 0);
  EXPECT_GE(status.at("seconds_left").to_number<int>(), 1);
  EXPECT_EQ(status.at("last_result").as_string(), "net.unreachable");
  EXPECT_TRUE(status.at("next_try").is_null()) << "nobody tries by itself";
  for (const std::string language : {"kk", "ru", "en"}) {
    const Ran told = pc_.say({"status"}, language);
    EXPECT_EQ(told.exit, 0);
    EXPECT_NE(told.out.find("net.unreachable"), std::string::npos) << told.out;
  }
}

TEST_F(Links, WhoStaysLinkedGoesOnSoonAfterTheLinkIsBack) {
  open_link({});
  Process watching(pc_.line({"sync", "--watch", "--json"}));
  const auto until = [&](const std::function<bool(const json::object&)>& reached) {
    const auto end = std::chrono::steady_clock::now() + 30s;
    while (std::chrono::steady_clock::now() < end) {
      if (reached(pc_.done({"status"}))) return true;
      std::this_thread::sleep_for(100ms);
    }
    return false;
  };
  EXPECT_TRUE(until([](const json::object& status) { return status.at("linked") == json::value(true); }));
  link_->say("down");
  EXPECT_TRUE(until([](const json::object& status) {
    return status.at("linked") == json::value(false) && status.at("last_result").as_string() != "ok";
  }));
  log(pc_, 1);
  EXPECT_TRUE(until([](const json::object& status) { return !status.at("next_try").is_null(); }));
  link_->say("up");
  EXPECT_TRUE(until([](const json::object& status) {
    return status.at("linked") == json::value(true) && status.at("unsent").to_number<int>() == 0;
  }));
  watching.signal(SIGTERM);
  EXPECT_EQ(watching.wait(10s), 0);
}

TEST_F(Links, ABudgetStopsPolitelyAndSaysWhatIsLeft) {
  open_link({});
  log(pc_, 20, 3'000);
  const auto first = pc_.done({"sync", "--max-bytes", "20000"});
  EXPECT_EQ(first.at("budget_used_up"), json::value(true));
  EXPECT_GT(first.at("unsent").to_number<int>(), 0);
  EXPECT_GT(first.at("unsent_bytes").to_number<int>(), 0);
  const auto on_wire = first.at("bytes_out").to_number<int>() + first.at("bytes_in").to_number<int>();
  EXPECT_LE(on_wire, 20'000 + 32'000);
  const Ran told = pc_.say({"sync", "--max-bytes", "5000"}, "en");
  EXPECT_EQ(told.exit, 0);
  EXPECT_NE(told.err.find("used up"), std::string::npos) << told.err;
  EXPECT_EQ(told.err.find('\r'), std::string::npos) << "no bar without a terminal";
  EXPECT_EQ(pc_.done({"sync"}).at("unsent").to_number<int>(), 0);
  for (const std::string wrong : {"0", "-5", "ten", "5k"})
    EXPECT_EQ(pc_.run({"sync", "--max-bytes", wrong}).exit, 2) << wrong;
}

// The short form of `tools/check --links`: three kinds of link, a fifth of a day's work, fifty times as fast
// as life.
TEST(CheckLinks, AShortDayOverThreeKindsOfLinkAndUpTheHill) {
  const Ran check = run_program({"/usr/bin/env",
                                 "python3",
                                 std::string(MEKTEP_SOURCE_DIR) + "/tools/play/check.py",
                                 "--binaries",
                                 MEKTEP_PROGRAMS,
                                 "--links",
                                 "--json",
                                 "--speed",
                                 "50",
                                 "--activities",
                                 "4",
                                 "--attendance",
                                 "20",
                                 "--profile",
                                 "fiber_20m",
                                 "--profile",
                                 "gprs_rural",
                                 "--profile",
                                 "throttled_64k",
                                 "--profile",
                                 "hill_phone",
                                 "--profile",
                                 "usb_courier"},
                                {"PYTHONDONTWRITEBYTECODE=1"}, {}, 110s);
  ASSERT_EQ(check.exit, 0) << check.out << check.err;
  const auto document = json::parse(check.out).as_object();
  EXPECT_EQ(document.at("holds"), json::value(true));
  const auto profiles = document.at("profiles").as_array();
  ASSERT_EQ(profiles.size(), 5U);
  for (std::size_t at = 0; at < profiles.size(); ++at) {
    const auto& profile = profiles[at].as_object();
    EXPECT_EQ(profile.at("digests_equal"), json::value(true)) << profile.at("profile");
    EXPECT_LE(profile.at("seconds").to_number<double>(), profile.at("bound_seconds").to_number<double>());
    for (const std::string key : {"bytes_up", "bytes_down", "resent_bytes"})
      EXPECT_TRUE(profile.contains(key)) << key;
  }
}

}  // namespace
}  // namespace mektep::test
