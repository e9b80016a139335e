#include "client/sync/repairer.h"

#include "tests/client/replica/damage.h"
#include "tests/client/sync/server_end.h"

namespace mektep::client::test {
namespace {

class RepairerTest : public ::testing::Test {
 protected:
  void write_activities(int count) {
    std::vector<std::vector<RecordEdit>> saves;
    for (int number = 0; number < count; ++number) {
      Form form(*pc_, "activity");
      form.set("kind", std::string("seminar")).set("from", Date{18'000});
      saves.push_back({form.set("topic", "Кездесу " + std::to_string(number)).edit});
    }
    ASSERT_TRUE(pc_->write_many(aigul, saves).ok());
    sync_over_sessions(pc_, school_.server);
    ASSERT_TRUE(pc_->check(true).ok());
  }
  std::size_t count(Device& device, const std::string& topic) {
    ListQuery query;
    query.type = "activity";
    query.find = topic;
    return device->list(query)->size();
  }

  School school_{false};
  Device& pc_ = school_.pc;
};

constexpr char three_damaged[] =
    "DELETE FROM r_activity WHERE topic = 'Кездесу 3';"
    "UPDATE r_activity SET topic = 'Жалған' WHERE topic = 'Кездесу 17';"
    "UPDATE r_activity SET _m = x'00ffff' WHERE topic = 'Кездесу 29'";

}  // namespace

TEST_F(RepairerTest, ThreeDamagedRecordsAreFoundAndPutRight) {
  write_activities(200);
  damage(pc_, three_damaged);
  ASSERT_TRUE(pc_->check(true).ok());
  const SyncProgress progress = sync_over_sessions(pc_, school_.server);
  EXPECT_EQ(progress.records_repaired, 3U);
  EXPECT_TRUE(progress.digests_differ.empty());
  EXPECT_FALSE(pc_->suspects(school));
  EXPECT_EQ(count(pc_, "Жалған"), 0U);
  EXPECT_EQ(count(pc_, "Кездесу 199"), 1U);
}

TEST_F(RepairerTest, TheServerHearsOfIt) {
  write_activities(40);
  damage(pc_, three_damaged);
  ASSERT_TRUE(pc_->check(true).ok());
  ServerEnd end(school_.server);
  Talk(pc_, end).run();
  ASSERT_EQ(end.count<Repaired>(), 1U);
  for (const Message& heard : end.heard()) {
    const auto* repaired = std::get_if<Repaired>(&heard);
    if (repaired != nullptr) {
      EXPECT_EQ(repaired->records.size(), 3U);
    }
  }
}

TEST_F(RepairerTest, NothingIsAskedWhereNothingIsWrong) {
  write_activities(40);
  ServerEnd end(school_.server);
  Talk(pc_, end).run();
  EXPECT_EQ(end.count<Compare>(), 0U);
}

TEST_F(RepairerTest, PendingWorkStaysOnTop) {
  write_activities(40);
  ListQuery query;
  query.type = "activity";
  query.find = "Кездесу 17";
  const auto record = pc_->list(query)->front();
  damage(pc_, three_damaged);
  ASSERT_TRUE(pc_->check(true).ok());
  Form(*pc_, *pc_->read(record.name)).set("topic", std::string("Менің өзгертуім")).saved();
  sync_over_sessions(pc_, school_.server);
  sync_over_sessions(school_.laptop, school_.server);
  EXPECT_EQ(count(pc_, "Менің өзгертуім"), 1U);
  EXPECT_EQ(count(school_.laptop, "Менің өзгертуім"), 1U);
  EXPECT_EQ(sync_over_sessions(pc_, school_.server).digests_differ.size(), 0U);
}

TEST_F(RepairerTest, AServerOfTheFirstProtocolIsNotAsked) {
  write_activities(40);
  damage(pc_, three_damaged);
  ASSERT_TRUE(pc_->check(true).ok());
  ServerEnd end(school_.server);
  SessionGoal goal;
  goal.protocols = {1, 1};
  Talk talk(pc_, end, goal);
  talk.run();
  EXPECT_EQ(end.count<Compare>(), 0U);
  EXPECT_TRUE(talk.session.status().ok());
  EXPECT_EQ(talk.session.progress().digests_differ.size(), 1U);
}

TEST_F(RepairerTest, ALogThatMovesMeanwhileStartsTheComparisonAnew) {
  write_activities(200);
  damage(pc_, three_damaged);
  ASSERT_TRUE(pc_->check(true).ok());
  ServerEnd end(school_.server);
  Talk talk(pc_, end);
  ASSERT_TRUE(talk.greet().ok());
  while (end.count<Compare>() < 2) ASSERT_FALSE(talk.exchange(talk.messages + 1));
  log_activity(school_.laptop, "Бөгде");
  sync_over_sessions(school_.laptop, school_.server);
  end.feed_news();
  while (!talk.exchange() && talk.session.deadline() != Monotonic::max()) talk.tick();
  EXPECT_TRUE(talk.session.status().ok());
  EXPECT_EQ(talk.session.progress().records_repaired, 3U);
  EXPECT_TRUE(talk.session.progress().digests_differ.empty());
}

TEST_F(RepairerTest, HostileAnswersEndTheConversation) {
  write_activities(40);
  damage(pc_, three_damaged);
  ASSERT_TRUE(pc_->check(true).ok());
  ServerEnd end(school_.server);
  end.altered = [](Message& said) {
    if (const auto* ranges = std::get_if<Ranges>(&said)) {
      said = Records{ranges->scope, ranges->position, 0, UINT64_MAX, {{TypeNumber{33}, RecordId{1}, Bytes{9}}}};
    }
  };
  Talk talk(pc_, end);
  talk.run();
  ASSERT_FALSE(talk.session.status().ok());
  EXPECT_EQ(talk.session.status().error().code, "repair.malformed");
}

// The figure of the promise: three of ten thousand, in at most 50 KB.
TEST_F(RepairerTest, ThreeOfTenThousandCostLessThanFiftyKilobytes) {
  for (int batch = 0; batch < 10; ++batch) write_activities(1000);
  damage(pc_, "DELETE FROM r_activity WHERE _n = 1003; UPDATE r_activity SET topic = 'Жалған' WHERE _n = 5017;"
              "UPDATE r_activity SET _m = x'00ffff' WHERE _n = 9029");
  ASSERT_TRUE(pc_->check(true).ok());
  ServerEnd end(school_.server);
  std::size_t bytes = 0;
  end.altered = [&](Message& said) {
    if (std::holds_alternative<Ranges>(said) || std::holds_alternative<Records>(said)) {
      for (const Bytes& piece : encode_frames(said)) bytes += piece.size();
    }
  };
  Talk talk(pc_, end);
  talk.run();
  EXPECT_EQ(talk.session.progress().records_repaired, 3U);
  bytes += end.count<Compare>() * encode_frames(Compare{school, Position{9999}, 1, UINT64_MAX})[0].size();
  EXPECT_LE(bytes, 50U * 1024U);
  RecordProperty("bytes", static_cast<int>(bytes));
}

}  // namespace mektep::client::test
