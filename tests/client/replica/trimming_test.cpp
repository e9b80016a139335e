#include "client/replica/trimming.h"

#include "shared/pack/pack.h"
#include "tests/client/replica/damage.h"

namespace mektep::client::test {
namespace {

class TrimmingTest : public ::testing::Test {
 protected:
  std::int64_t count(const std::string& sql) {
    Database::Options options;
    options.location = (town_.pc.path() / "replica.db").string();
    auto database = Database::open(std::move(options));
    return (*database)->prepared(sql).first<std::int64_t>().value_or(-1);
  }
  std::int64_t packs() {
    return count("SELECT count(*) FROM log l JOIN scope s ON l.id >> 40 = s.row WHERE s.scope = " +
                 std::to_string(school.value));
  }
  void edit(Device& device, const RecordName& name, const std::string& topic) {
    Form(*device, read(device, name)).set("topic", topic).saved();
    town_.sync_all();
  }
  Hash16 state(Device& device) { return device->digests()[1].state_digest; }
  void expect_alike() {
    EXPECT_EQ(state(town_.pc), state(town_.laptop));
    EXPECT_EQ(town_.pc->digests()[1].pending, 0U);
  }
  School town_{false};
  RecordName activity_ = log_activity(town_.pc, "Ашық сабақ");
};

TEST_F(TrimmingTest, WithoutABackupEverythingStays) {
  town_.sync_all();
  EXPECT_EQ(static_cast<std::uint64_t>(packs()), town_.server.position(school).value);
}

TEST_F(TrimmingTest, WhatABackupCoversIsDroppedAndTheRestStays) {
  edit(town_.pc, activity_, "Екінші");
  town_.server.back_up(school);
  town_.sync_all();
  EXPECT_EQ(packs(), 0);
  edit(town_.laptop, activity_, "Үшінші");
  EXPECT_EQ(packs(), 1);
  EXPECT_EQ(text_of(read(town_.pc, activity_), *town_.pc, "topic"), "Үшінші");
  EXPECT_TRUE(town_.pc->inspect().faults.empty());
  expect_alike();
}

TEST_F(TrimmingTest, ADeviceGoesOnUnderItsStreamAndIsNotTakenForATwin) {
  town_.sync_all();
  town_.server.back_up(school);
  town_.sync_all();
  edit(town_.pc, activity_, "Екінші");
  EXPECT_EQ(town_.pc->state().copied_ms, 0);
  expect_alike();
}

TEST_F(TrimmingTest, SearchKnowsWhatWasNeverIndexedBefore) {
  town_.sync_all();
  town_.server.back_up(school);
  town_.sync_all();
  EXPECT_EQ(list(town_.pc, "activity", "ашық").size(), 1U);
}

TEST_F(TrimmingTest, HeldWorkIsStillShownWithWhatItSays) {
  town_.sync_all();
  town_.server.refuse = [](const Change&) { return std::string("access.role"); };
  edit(town_.laptop, activity_, "Рұқсатсыз");
  town_.server.refuse = {};
  town_.server.back_up(school);
  town_.sync_all();
  const auto held = town_.laptop->held();
  ASSERT_EQ(held.size(), 1U);
  EXPECT_FALSE(held.front().payload.empty());
}

TEST_F(TrimmingTest, ARestoredServerThatHasTheBackupLosesNothing) {
  town_.sync_all();
  town_.server.back_up(school);
  const Position backup = town_.server.position(school);
  town_.sync_all();
  edit(town_.pc, activity_, "Сақтық көшірмеден кейін");
  log_activity(town_.laptop, "Тағы", bolat);
  town_.sync_all();
  town_.server.restore_to(school, backup);
  town_.sync_all();
  EXPECT_EQ(text_of(read(town_.laptop, activity_), *town_.laptop, "topic"), "Сақтық көшірмеден кейін");
  EXPECT_EQ(list(town_.pc, "activity").size(), 2U);
  EXPECT_EQ(town_.pc->state().copied_ms, 0);
  expect_alike();
}

TEST_F(TrimmingTest, ADeviceThatWasAwayForLongHandsItsWorkIn) {
  town_.sync_all();
  Form(*town_.laptop, read(town_.laptop, activity_)).set("topic", std::string("Екі жыл бұрын")).saved();
  for (int year = 0; year < 6; ++year) {
    Form(*town_.pc, read(town_.pc, activity_)).set("topic", "Жыл " + std::to_string(year)).saved();
    town_.pc.sync();
    town_.server.back_up(school);
    town_.pc.sync();
  }
  EXPECT_EQ(packs(), 0);
  town_.sync_all();
  EXPECT_EQ(town_.laptop->state().unsent_changes, 0U);
  EXPECT_EQ(town_.pc->conflicts().size(), 1U) << "both values are shown";
  expect_alike();
}

// A pack comes without the head before it when that pack came in the same contact; a void between takes the stream's
// head along, and the row is trimmed.
TEST_F(TrimmingTest, APackIsCompletedByOneThatWasTrimmedSince) {
  town_.sync_all();
  edit(town_.laptop, activity_, "Екінші");
  town_.server.back_up(school);
  town_.sync_all();
  ASSERT_EQ(packs(), 0);
  town_.server.refuse = [](const Change&) { return std::string("access.role"); };
  Form(*town_.laptop, read(town_.laptop, activity_)).set("topic", std::string("Рұқсатсыз")).saved();
  town_.laptop.sync();
  auto slice = town_.server.feed(school, town_.pc->digests()[1].position);
  ASSERT_EQ(slice.size(), 2U) << "the void, and the pack";
  slice[1].pack = without_previous(slice[1].pack);
  const auto taken = town_.pc->take_feed(slice);
  EXPECT_TRUE(taken.ok()) << describe(taken.error());
}

// A pack from a stick that the server's log has had for years.
TEST_F(TrimmingTest, AnOldPackOnAStickIsSentOnceMoreAndThenForgotten) {
  Bytes pack;
  const auto feed = town_.server.feed(school, Position{0});
  town_.sync_all();
  for (const Feed& one : town_.server.feed(school, Position{feed.size()})) pack = one.pack;
  ASSERT_FALSE(pack.empty());
  town_.server.back_up(school);
  town_.sync_all();
  ASSERT_TRUE(town_.pc->take_raw(pack).ok());
  town_.sync_all();
  EXPECT_EQ(town_.pc->digests()[1].pending, 0U);
  EXPECT_EQ(count("SELECT count(*) FROM raw"), 0);
  EXPECT_EQ(list(town_.pc, "activity").size(), 1U);
}

// Ten years of a school that corrects the same records again and again, a backup every few weeks.
TEST_F(TrimmingTest, TenYearsOfChurnLeaveTheFileAsLargeAsItWas) {
  std::vector<RecordName> records;
  for (int at = 0; at < 40; ++at) records.push_back(log_activity(town_.pc, "Жазба " + std::to_string(at)));
  std::vector<std::int64_t> pages;
  for (int year = 0; year < 10; ++year) {
    for (int day = 0; day < 120; ++day) {
      Device& device = day % 2 == 0 ? town_.pc : town_.laptop;
      device.sync();
      const RecordName& name = records[static_cast<std::size_t>(day * 7) % records.size()];
      const std::string text = "Тақырып " + std::to_string(year * 1000 + day) + std::string(200, 'x');
      Form(*device, read(device, name)).set("topic", text).saved();
      device.sync();
      if (day % 20 != 19) continue;
      town_.server.back_up(school);
      town_.sync_all();
      ASSERT_FALSE(list(town_.pc, "activity", "тақырып").empty());
    }
    pages.push_back(count("SELECT page_count - freelist_count FROM pragma_page_count(), pragma_freelist_count()"));
  }
  const auto first = *std::max_element(pages.begin(), pages.begin() + 3);
  const auto last = *std::max_element(pages.end() - 3, pages.end());
  EXPECT_LE(last, first * 11 / 10) << "pages in use: first years " << first << ", last years " << last;
  EXPECT_TRUE(town_.pc->inspect().faults.empty());
  expect_alike();
}

}  // namespace
}  // namespace mektep::client::test
