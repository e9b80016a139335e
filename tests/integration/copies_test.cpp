// Copied and restored device folders, with the real programs: both branches are kept, nothing is lost, no
// number is used twice, and the device says that it happened.

#include <filesystem>

#include "tests/integration/town.h"

namespace mektep::test {
namespace {

namespace fs = std::filesystem;

const std::string scope = "school/" + leading_school;

class Copies : public ::testing::Test {
 protected:
  void SetUp() override {
    town_.serve();
    pc_.enrol(town_.link(leading_school, "coordinator", "Ахметова Айгүл"));
    log(pc_, "Начало");
    pc_.done({"sync"});
  }
  static std::string log(const School& device, const std::string& topic) {
    const auto saved = device.done({"log", "activity", "kind=seminar", "from=2026-02-10", "hours=2", "mode=in_person",
                                    "state=held", "topic=" + topic});
    return std::string(saved.at("id").as_string());
  }
  static void copy(const School& from, const School& to) {
    fs::remove_all(to.folder());
    fs::copy(from.folder(), to.folder(), fs::copy_options::recursive);
  }
  static json::array topics(const School& device) {
    return device.sql("SELECT id, topic FROM activity ORDER BY id");
  }
  static bool says_copied(const School& device) { return !device.done({"status"}).at("copied").is_null(); }
  void expect_alike(const std::vector<const School*>& devices, std::size_t activities) {
    for (int round = 0; round < 2; ++round) {
      for (const School* device : devices) device->done({"sync"});
    }
    for (const School* device : devices) {
      EXPECT_EQ(topics(*device).size(), activities);
      EXPECT_EQ(device->digest(scope), digest_in(town_.done({"digest"}), scope));
      EXPECT_EQ(device->done({"status"}).at("unsent").to_number<int>(), 0);
    }
    EXPECT_EQ(town_.done({"verify"}).at("ok"), json::value(true));
    EXPECT_TRUE(town_.done({"parked"}).at("parked").as_array().empty());
  }

  Town town_;
  School pc_{town_, "pc"};
  School twin_{town_, "twin"};
};

TEST_F(Copies, BothBranchesOfACopiedFolderAreKeptAndBothSaySo) {
  copy(pc_, twin_);
  log(pc_, "На первом");
  log(twin_, "На втором");
  pc_.done({"sync"});
  twin_.done({"sync"});
  expect_alike({&pc_, &twin_}, 3);
  EXPECT_TRUE(says_copied(pc_));
  EXPECT_TRUE(says_copied(twin_));
}

TEST_F(Copies, EditsOfOneRecordOnBothCopiesBecomeOneCard) {
  const std::string id = log(pc_, "Общее");
  pc_.done({"sync"});
  copy(pc_, twin_);
  pc_.done({"edit", id, "topic=Первый"});
  twin_.done({"edit", id, "topic=Второй"});
  expect_alike({&pc_, &twin_}, 2);
  EXPECT_EQ(pc_.done({"conflicts"}).at("conflicts").as_array().size(), 1U);
}

TEST_F(Copies, WhatWasNotSentWhenTheFolderWasCopiedArrivesOnce) {
  log(pc_, "Не отправлено");
  copy(pc_, twin_);
  pc_.done({"sync"});
  twin_.done({"sync"});
  log(twin_, "Дальше");
  pc_.done({"sync"});
  twin_.done({"sync"});
  pc_.done({"sync"});
  EXPECT_EQ(topics(pc_).size(), 3U) << "a record has one id, wherever it is sealed";
  expect_alike({&pc_, &twin_}, 3);
}

TEST_F(Copies, AFolderRestoredFromLastMonthGoesOnAndGetsBackWhatItSent) {
  copy(pc_, twin_);  // last month's copy
  for (int day = 0; day < 3; ++day) {
    log(pc_, "День " + std::to_string(day));
    pc_.done({"sync"});
  }
  copy(twin_, pc_);
  EXPECT_EQ(topics(pc_).size(), 1U);
  log(pc_, "После возврата");
  pc_.done({"sync"});
  EXPECT_EQ(topics(pc_).size(), 5U);
  EXPECT_TRUE(says_copied(pc_));
  expect_alike({&pc_}, 5);
}

TEST_F(Copies, APcThatForgetsEveryNightLosesNothingThatItSent) {
  copy(pc_, twin_);  // the image
  for (int day = 0; day < 4; ++day) {
    log(pc_, "День " + std::to_string(day));
    pc_.done({"sync"});
    copy(twin_, pc_);
  }
  pc_.done({"sync"});
  EXPECT_EQ(topics(pc_).size(), 5U);
  expect_alike({&pc_}, 5);
  EXPECT_TRUE(town_.done({"held"}).at("held").as_array().empty());
}

}  // namespace
}  // namespace mektep::test
