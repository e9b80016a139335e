// A server that is told to stop finishes its commits, says goodbye and when to come back, and ends within ten
// seconds; one that was killed comes up again with all that it had answered for.

#include "tests/integration/town.h"

namespace mektep::test {
namespace {

using namespace std::chrono_literals;

class Stop : public ::testing::Test {
 protected:
  void SetUp() override {
    town_.serve();
    pc_.enrol(town_.link(leading_school, "coordinator", "Ахметова Айгүл"));
  }
  std::string log(const std::string& topic) {
    const auto saved = pc_.done({"log", "activity", "kind=seminar", "from=2026-02-10", "topic=" + topic});
    return std::string(saved.at("id").as_string());
  }
  // By another process that stays linked.
  void wait_until_all_is_sent() const {
    const auto limit = std::chrono::steady_clock::now() + 60s;
    while (pc_.done({"status"}).at("unsent").to_number<int>() > 0) {
      ASSERT_LT(std::chrono::steady_clock::now(), limit) << "nothing is sent";
      std::this_thread::sleep_for(100ms);
    }
  }
  Town town_;
  School pc_{town_, "pc"};
};

TEST_F(Stop, AnIdleServerEndsAtOnce) {
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(town_.stop(SIGTERM), 0);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 5s);
}

TEST_F(Stop, CtrlCIsTheSame) { EXPECT_EQ(town_.stop(SIGINT), 0); }

TEST_F(Stop, LinkedDevicesAreToldAndComeBack) {
  Process watcher(pc_.line({"sync", "--watch", "--json"}));
  const School laptop(town_, "laptop");
  laptop.enrol(town_.link(leading_school, "school_trainer", "Есенов Бауыржан"));
  // What the watcher sends shows that it is linked.
  log("Тоқтағанға дейін");
  wait_until_all_is_sent();
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(town_.stop(SIGTERM), 0);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 10s);
  EXPECT_TRUE(watcher.running());

  town_.serve();
  const std::string id = log("Оралғаннан кейін");
  wait_until_all_is_sent();
  EXPECT_EQ(pc_.done({"show", id}).at("state").as_string(), "sent");
  watcher.signal(SIGTERM);
  EXPECT_EQ(watcher.wait(10s), 0) << watcher.err();
}

TEST_F(Stop, AServerThatWasKilledHasAllThatItAnsweredFor) {
  const std::string id = log("Куәлік алған");
  pc_.done({"sync"});
  const std::string before = pc_.digest("school/" + leading_school);
  EXPECT_EQ(town_.stop(SIGKILL), 128 + SIGKILL);
  town_.serve();
  pc_.done({"sync"});
  EXPECT_EQ(pc_.digest("school/" + leading_school), before);
  EXPECT_EQ(digest_in(town_.done({"digest"}), "school/" + leading_school), before);
  EXPECT_EQ(town_.done({"verify"}).at("ok"), json::value(true));
}

TEST_F(Stop, ADeviceThatWasKilledInAContactLosesNothing) {
  for (int number = 0; number < 20; ++number) log("Кездесу " + std::to_string(number));
  for (const auto after : {2ms, 8ms, 15ms, 30ms, 60ms}) {
    Process contact(pc_.line({"sync", "--json"}));
    contact.wait(after);
    contact.signal(SIGKILL);
    contact.wait(5s);
  }
  pc_.done({"sync"});
  EXPECT_EQ(pc_.done({"status"}).at("unsent").to_number<int>(), 0);
  EXPECT_EQ(pc_.done({"list", "activity"}).at("records").as_array().size(), 20U);
  EXPECT_EQ(pc_.digest("school/" + leading_school),
            digest_in(town_.done({"digest"}), "school/" + leading_school));
}

// Says a word to mektep-link over its control port.
void steer(std::int64_t control, const std::string& order) {
  const std::string script =
      "exec 3<>/dev/tcp/127.0.0.1/" + std::to_string(control) + "; echo '" + order + "' >&3; head -n 1 <&3";
  const Ran ran = run_program({"/bin/bash", "-c", script});
  ASSERT_EQ(ran.exit, 0) << ran.err;
}

// Text that does not compress, so that a few saves are several packs.
std::string noise(std::uint32_t seed) {
  std::string text;
  for (int letter = 0; letter < 6000; ++letter) {
    seed = seed * 1'664'525U + 1'013'904'223U;
    text += static_cast<char>('a' + (seed >> 24U) % 26);
  }
  return text;
}

TEST_F(Stop, ACutLinkIsResumedWhereItStopped) {
  Process link({program_file("mektep-link"), "--listen", "0", "--to",
                "127.0.0.1:" + std::to_string(town_.port()), "--profile", "fiber_20m", "--seed", "3"});
  const auto ready = json::parse(link.first_line(10s)).as_object();
  const auto control = ready.at("control").to_number<std::int64_t>();
  const auto port = static_cast<std::uint16_t>(ready.at("listen").to_number<int>());
  const School laptop(town_, "laptop");
  laptop.enrol(town_.link(leading_school, "school_trainer", "Есенов Бауыржан", port));
  for (std::uint32_t number = 1; number <= 24; ++number) {
    laptop.done({"log", "activity", "kind=seminar", "from=2026-02-10",
                 "topic=Кеңес " + std::to_string(number), "description=" + noise(number)});
  }
  steer(control, "cut-after-up 50000");
  const Answer cut = laptop.run({"sync"});
  EXPECT_EQ(cut.exit, 3) << cut.out << cut.err;
  EXPECT_GT(laptop.done({"status"}).at("unsent").to_number<int>(), 0);

  steer(control, "up");
  const auto resumed = laptop.done({"sync"});
  EXPECT_GT(resumed.at("resumed_at").to_number<int>(), 1);
  EXPECT_GT(resumed.at("packs_sent").to_number<int>(), 0);
  EXPECT_EQ(resumed.at("unsent").to_number<int>(), 0);
  // What had arrived before the cut was not sent again.
  EXPECT_GT(cut.number("pack_bytes_receipted") + resumed.at("pack_bytes_confirmed").to_number<std::int64_t>(),
            0);
  pc_.done({"sync"});
  EXPECT_EQ(pc_.done({"list", "activity"}).at("records").as_array().size(), 24U);
  EXPECT_EQ(pc_.digest("school/" + leading_school), laptop.digest("school/" + leading_school));
}

}  // namespace
}  // namespace mektep::test
