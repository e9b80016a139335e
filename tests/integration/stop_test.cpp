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
  std::this_thread::sleep_for(
      500ms);  // the watcher is linked by then; if not, it hears nothing and goes on trying
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(town_.stop(SIGTERM), 0);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, 10s);
  EXPECT_TRUE(watcher.running());

  town_.serve();
  const std::string id = log("Оралғаннан кейін");
  const auto limit = std::chrono::steady_clock::now() + 30s;
  while (pc_.done({"status"}).at("unsent").to_number<int>() > 0 && std::chrono::steady_clock::now() < limit) {
    std::this_thread::sleep_for(100ms);
  }
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

TEST_F(Stop, ACutLinkIsResumedWhereItStopped) {
  for (int number = 0; number < 150; ++number) log("Кеңес " + std::to_string(number) + ": сабақ мақсаты");
  Process link({program_file("mektep-link"), "--listen", "0", "--to",
                "127.0.0.1:" + std::to_string(town_.port()), "--profile", "fiber_20m", "--seed", "3"});
  const auto ready = json::parse(link.first_line(10s)).as_object();
  EXPECT_GT(ready.at("listen").to_number<int>(), 0);
  pc_.done({"sync"});
  EXPECT_EQ(pc_.done({"status"}).at("unsent").to_number<int>(), 0);
}

}  // namespace
}  // namespace mektep::test
