#include "client/sync/recaller.h"

#include "tests/client/replica/school.h"

namespace mektep::client::test {
namespace {

class RecallerTest : public ::testing::Test {
 protected:
  RecallerTest() {
    town_.sync_all();
    Form(*town_.pc, read(town_.pc, activity_)).set("topic", std::string("Екінші")).saved();
    town_.sync_all();
  }
  void trim() {
    town_.server.back_up(school);
    town_.sync_all();
  }
  // What the server's log has of the school, newest first.
  std::vector<Recalled> packs() {
    std::vector<Recalled> found;
    for (const Feed& feed : town_.server.feed(school, Position{0})) {
      found.insert(found.begin(), {school, feed.position, feed.pack});
    }
    return found;
  }
  std::vector<std::string> topics() {
    std::vector<std::string> topics;
    for (const HistoryEntry& entry : town_.pc->history(activity_, progress_.recalled)) {
      for (const Op& op : entry.change.ops) {
        const auto* text = std::get_if<std::string>(&op.value);
        const bool is_topic = text != nullptr && (*text == "Ашық сабақ" || *text == "Екінші" || *text == "Үшінші");
        if (is_topic) topics.push_back(*text);
      }
    }
    return topics;
  }

  School town_;
  RecordName activity_ = log_activity(town_.pc, "Ашық сабақ");
  SyncProgress progress_;
  Recaller recaller_{*town_.pc, progress_, activity_};
};

TEST_F(RecallerTest, NobodyAskedForAnything) {
  Recaller none(*town_.pc, progress_, std::nullopt);
  EXPECT_FALSE(none.busy());
  EXPECT_FALSE(none.next());
}

TEST_F(RecallerTest, WhereAllOfTheLogIsHereNothingIsAsked) {
  EXPECT_TRUE(recaller_.busy());
  EXPECT_FALSE(recaller_.next());
  EXPECT_FALSE(recaller_.busy());
  EXPECT_TRUE(progress_.recalled_all);
  EXPECT_EQ(topics(), (std::vector<std::string>{"Ашық сабақ", "Екінші"}));
}

TEST_F(RecallerTest, WhatWasTrimmedComesBackForOneReading) {
  trim();
  EXPECT_TRUE(topics().empty());
  Form(*town_.pc, read(town_.pc, activity_)).set("topic", std::string("Үшінші")).saved();
  town_.sync_all();
  const auto question = recaller_.next();
  ASSERT_TRUE(question);
  const auto& asked = std::get<Recall>(*question);
  EXPECT_EQ(asked.scope, school);
  EXPECT_EQ(asked.before.value, town_.pc->log_start(school).value + 1);
  for (const Recalled& pack : packs()) {
    if (pack.position >= asked.before) continue;
    ASSERT_TRUE(recaller_.take(pack).ok());
  }
  EXPECT_TRUE(recaller_.busy());
  ASSERT_TRUE(recaller_.take({school, Position{0}, {}}).ok());
  EXPECT_FALSE(recaller_.busy());
  EXPECT_TRUE(progress_.recalled_all);
  EXPECT_EQ(topics(), (std::vector<std::string>{"Ашық сабақ", "Екінші", "Үшінші"}));
  EXPECT_TRUE(town_.pc->inspect().faults.empty());
}

TEST_F(RecallerTest, AForgedPackEndsTheContact) {
  trim();
  ASSERT_TRUE(recaller_.next());
  Recalled forged = packs().front();
  forged.pack.back() ^= 1;
  EXPECT_FALSE(recaller_.take(forged).ok());
  EXPECT_FALSE(recaller_.take({school, Position{1}, {1, 2, 3}}).ok());
  EXPECT_TRUE(progress_.recalled.empty());
}

TEST_F(RecallerTest, WhatWasNotAskedForIsPassedOver) {
  ASSERT_TRUE(recaller_.take(packs().front()).ok());
  EXPECT_TRUE(progress_.recalled.empty());
}

}  // namespace
}  // namespace mektep::client::test
