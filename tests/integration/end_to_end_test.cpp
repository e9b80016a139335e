// The main job over real TLS: two devices of a school write offline, sync, decide a conflict, and hold with
// the server the same bytes.

#include "tests/integration/town.h"

namespace mektep::test {
namespace {

const std::string scope = "school/" + leading_school;

class EndToEnd : public ::testing::Test {
 protected:
  void SetUp() override {
    town_.serve();
    pc_.enrol(town_.link(leading_school, "coordinator", "Ахметова Айгүл"));
    laptop_.enrol(town_.link(leading_school, "school_trainer", "Есенов Бауыржан"));
  }
  std::string log_seminar() {
    const auto saved =
        pc_.done({"log", "activity", "kind=seminar", "from=2026-02-10", "hours=2", "state=held",
                  "topic=Критериалды бағалау", "description=Бірінші абзац.\nЕкінші абзац."});
    return std::string(saved.at("id").as_string());
  }
  void sync_all() {
    for (int round = 0; round < 2; ++round) {
      pc_.done({"sync"});
      laptop_.done({"sync"});
    }
  }
  void expect_one_digest() {
    EXPECT_EQ(pc_.digest(scope), laptop_.digest(scope));
    EXPECT_EQ(pc_.digest(scope), digest_in(town_.done({"digest"}), scope));
  }

  Town town_;
  School pc_{town_, "pc"};
  School laptop_{town_, "laptop"};
};

TEST_F(EndToEnd, WhatOneDeviceSavedTheOtherAndTheServerHold) {
  const std::string id = log_seminar();
  const auto sent = pc_.done({"sync"});
  EXPECT_EQ(sent.at("linked"), json::value(true));
  EXPECT_EQ(sent.at("unsent").to_number<int>(), 0);
  laptop_.done({"sync"});
  const auto shown = laptop_.done({"show", id});
  EXPECT_EQ(shown.at("fields").at("topic").as_string(), "Критериалды бағалау");
  EXPECT_EQ(shown.at("fields").at("description").as_string(), "Бірінші абзац.\nЕкінші абзац.");
  EXPECT_EQ(shown.at("state").as_string(), "sent");
  sync_all();
  expect_one_digest();
}

TEST_F(EndToEnd, EditsApartBecomeOneCardThatOneDeviceDecidesForAll) {
  const std::string id = log_seminar();
  sync_all();
  pc_.done({"edit", id, "topic=бірінші нұсқа", "guests=3"});
  laptop_.done({"edit", id, "topic=екінші нұсқа", "place=12-кабинет"});
  sync_all();

  for (const School* device : {&pc_, &laptop_}) {
    const auto cards = device->done({"conflicts"}).at("conflicts").as_array();
    ASSERT_EQ(cards.size(), 1U);
    EXPECT_EQ(cards[0].at("field").as_string(), "topic");
    EXPECT_EQ(cards[0].at("values").as_array().size(), 2U);
    const auto fields = device->done({"show", id}).at("fields").as_object();
    EXPECT_EQ(fields.at("guests").to_number<int>(), 3);
    EXPECT_EQ(fields.at("place").as_string(), "12-кабинет");
  }
  laptop_.done({"resolve", id, "topic", "--take", "2"});
  sync_all();
  EXPECT_TRUE(pc_.done({"conflicts"}).at("conflicts").as_array().empty());
  EXPECT_EQ(pc_.done({"show", id}).at("fields").at("topic"),
            laptop_.done({"show", id}).at("fields").at("topic"));
  expect_one_digest();
}

TEST_F(EndToEnd, WithdrawnHereIsWithdrawnThereAndComesBack) {
  const std::string id = log_seminar();
  sync_all();
  laptop_.done({"withdraw", id});
  sync_all();
  EXPECT_TRUE(pc_.done({"list", "activity"}).at("records").as_array().empty());
  EXPECT_EQ(pc_.done({"show", id}).at("withdrawn"), json::value(true));
  pc_.done({"restore", id});
  sync_all();
  EXPECT_EQ(laptop_.done({"list", "activity"}).at("records").as_array().size(), 1U);
  expect_one_digest();
}

TEST_F(EndToEnd, AContactWithNothingToDoIsSmall) {
  sync_all();
  const auto idle = pc_.done({"sync"});
  EXPECT_EQ(idle.at("packs_sent").to_number<int>(), 0);
  EXPECT_EQ(idle.at("packs_received").to_number<int>(), 0);
  EXPECT_LE(idle.at("bytes_out").to_number<int>() + idle.at("bytes_in").to_number<int>(), 6000);
}

TEST_F(EndToEnd, WithoutALinkEverythingStaysHereAndLeavesLater) {
  ASSERT_EQ(town_.stop(), 0);
  const std::string id = log_seminar();
  const Answer alone = pc_.run({"sync"});
  EXPECT_EQ(alone.exit, 3);
  EXPECT_EQ(alone.code(), "net.unreachable");
  EXPECT_EQ(alone.data.at("linked"), json::value(false));
  EXPECT_EQ(pc_.done({"outbox"}).at("unsent").as_array().size(), 1U);
  town_.serve();
  pc_.done({"sync"});
  EXPECT_TRUE(pc_.done({"outbox"}).at("unsent").as_array().empty());
  EXPECT_EQ(pc_.done({"show", id}).at("state").as_string(), "sent");
}

TEST_F(EndToEnd, ARevokedDeviceIsRefusedAtItsNextContactAndKeepsItsWork) {
  const std::string id = log_seminar();
  town_.done({"revoke", "1"});
  const Answer refused = pc_.run({"sync"});
  EXPECT_EQ(refused.exit, 1);
  EXPECT_EQ(refused.code(), "session.revoked");
  EXPECT_EQ(pc_.done({"show", id}).at("fields").at("topic").as_string(), "Критериалды бағалау");
  laptop_.done({"sync"});
}

TEST_F(EndToEnd, AnotherSchoolSeesNothingOfIt) {
  log_seminar();
  pc_.done({"sync"});
  const School other(town_, "other");
  other.enrol(town_.link(partner_school, "partner_coordinator", "Мұқанова Нұргүл"));
  other.done({"sync"});
  EXPECT_TRUE(other.done({"list", "activity"}).at("records").as_array().empty());
  EXPECT_EQ(other.digest(scope), "none");
}

TEST_F(EndToEnd, WhatIsWatchedArrivesByItself) {
  Process watcher(laptop_.line({"sync", "--watch", "--json"}));
  const std::string id = log_seminar();
  pc_.done({"sync"});
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(15);
  while (laptop_.run({"show", id}).exit != 0 && std::chrono::steady_clock::now() < limit) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  EXPECT_EQ(laptop_.run({"show", id}).exit, 0);
  // And what another process saves on the watched device leaves by itself.
  laptop_.done({"edit", id, "place=Акт залы"});
  while (laptop_.done({"status"}).at("unsent").to_number<int>() > 0 &&
         std::chrono::steady_clock::now() < limit) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  EXPECT_EQ(laptop_.done({"status"}).at("unsent").to_number<int>(), 0);
  watcher.signal(SIGINT);
  EXPECT_EQ(watcher.wait(std::chrono::seconds(10)), 0);
}

}  // namespace
}  // namespace mektep::test
