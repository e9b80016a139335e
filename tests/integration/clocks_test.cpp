// Clocks at 1970, at 2099 and an hour behind change nothing in the result: real programs under the
// distribution's faketime.

#include <algorithm>

#include "tests/integration/town.h"

namespace mektep::test {
namespace {

const std::string library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";
const std::string scope = "school/" + leading_school;

// Only the wall's clock: what a person sets wrongly does not move the time that deadlines are made of.
Words with_clock(const std::string& time) {
  if (time.empty()) return {};
  return {"LD_PRELOAD=" + library, "FAKETIME=" + time, "FAKETIME_DONT_FAKE_MONOTONIC=1",
          "DONT_FAKE_MONOTONIC=1"};
}

struct Clocks {
  std::string pc;
  std::string laptop;
  std::string server;
};

// What the schedule came to, without ids and times.
struct Outcome {
  std::string topic;
  std::string place;
  std::string description;
  std::vector<std::string> card;
  std::int64_t activities = 0;
  bool digests_equal = false;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

// The same schedule each time: written apart, a conflict, a withdrawal, all of it sent.
Outcome play(const Clocks& clocks) {
  Town town;
  town.serve(with_clock(clocks.server));
  School pc(town, "pc", with_clock(clocks.pc));
  School laptop(town, "laptop", with_clock(clocks.laptop));
  pc.enrol(town.link(leading_school, "coordinator", "Ахметова Айгүл"));
  laptop.enrol(town.link(leading_school, "school_trainer", "Есенов Бауыржан"));
  const auto sync_all = [&] {
    for (int round = 0; round < 2; ++round) {
      for (const School* device : {&pc, &laptop}) device->done({"sync"});
    }
  };
  const auto log = [&](const School& device, const std::string& topic) {
    const auto saved = device.done({"log", "activity", "kind=seminar", "from=2026-02-10", "hours=2",
                                    "topic=" + topic, "description=Бірінші абзац.\nЕкінші абзац."});
    return std::string(saved.at("id").as_string());
  };
  const std::string id = log(pc, "Критериалды бағалау");
  const std::string gone = log(pc, "қате жазба");
  sync_all();
  pc.done({"edit", id, "topic=бірінші нұсқа"});
  laptop.done({"edit", id, "topic=екінші нұсқа", "place=12-кабинет"});
  laptop.done({"withdraw", gone});
  sync_all();

  Outcome outcome;
  const auto cards = pc.done({"conflicts"}).at("conflicts").as_array();
  if (cards.size() == 1) {
    for (const auto& value : cards[0].at("values").as_array())
      outcome.card.emplace_back(value.at("value").as_string());
  }
  const auto fields = laptop.done({"show", id}).at("fields").as_object();
  outcome.topic = std::string(fields.at("topic").as_string());
  outcome.place = std::string(fields.at("place").as_string());
  outcome.description = std::string(fields.at("description").as_string());
  outcome.activities =
      static_cast<std::int64_t>(pc.done({"list", "activity"}).at("records").as_array().size());
  outcome.digests_equal =
      pc.digest(scope) == laptop.digest(scope) && pc.digest(scope) == digest_in(town.done({"digest"}), scope);
  std::sort(outcome.card.begin(), outcome.card.end());
  // Which of two rivals is shown first is drawn with the stream's number, not by any clock.
  if (outcome.card.size() == 2 && (outcome.topic == outcome.card[0] || outcome.topic == outcome.card[1]))
    outcome.topic = "one of both";
  return outcome;
}

class ClocksTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(library)) GTEST_SKIP() << "tools/setup installs faketime";
  }
  static Outcome right() {
    static const Outcome outcome = play({});
    return outcome;
  }
  static void expect_the_same(const Clocks& clocks) {
    const Outcome outcome = play(clocks);
    EXPECT_TRUE(outcome == right()) << outcome.topic << ", " << outcome.place << ", " << outcome.card.size()
                                    << " values";
    EXPECT_TRUE(outcome.digests_equal);
    EXPECT_EQ(outcome.card.size(), 2U);
    EXPECT_EQ(outcome.activities, 1);
  }
};

const std::string in_1970 = "@1970-01-02 03:00:00";
const std::string in_2099 = "@2099-06-01 12:00:00";
const std::string an_hour_behind = "-1h";

TEST_F(ClocksTest, ADeviceIn1970) { expect_the_same({in_1970, "", ""}); }
TEST_F(ClocksTest, ADeviceIn2099) { expect_the_same({in_2099, "", ""}); }
TEST_F(ClocksTest, ADeviceAnHourBehind) { expect_the_same({an_hour_behind, "", ""}); }
TEST_F(ClocksTest, DevicesApartByAHundredAndThirtyYears) { expect_the_same({in_1970, in_2099, ""}); }
TEST_F(ClocksTest, AServerIn1970) { expect_the_same({"", "", in_1970}); }
TEST_F(ClocksTest, AServerIn2099) { expect_the_same({"", an_hour_behind, in_2099}); }

}  // namespace
}  // namespace mektep::test
