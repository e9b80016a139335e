#include "client/sync/retracer.h"

#include "tests/client/sync/server_end.h"

namespace mektep::client::test {
namespace {

class RetracerTest : public ::testing::Test {
 protected:
  School school_;
  Device& pc_ = school_.pc;
  TinyServer& server_ = school_.server;
  SyncProgress progress_;
  Retracer retracer_{*pc_, progress_};

  void SetUp() override {
    for (int number = 0; number < 12; ++number) {
      log_activity(pc_, "Кеңес " + std::to_string(number));
      school_.sync_all();
    }
  }
  std::uint64_t reached() { return server_.position(school).value; }
  Trail::Place shared(std::uint64_t position) {
    return {Position{position}, *server_.digest_at(school, Position{position})};
  }
  static Trail::Place foreign(std::uint64_t position) { return {Position{position}, Hash16{1, 2, 3}}; }
  Message answer(const std::vector<Trail::Place>& places) {
    auto taken = retracer_.take(Trail{school, places});
    EXPECT_TRUE(taken.ok()) << (taken.ok() ? "" : describe(taken.error()));
    return taken.ok() ? *taken : Message(Bye{});
  }
};

TEST_F(RetracerTest, WhenTheEndIsSharedItFollowsFromThere) {
  const auto end = reached() - 3;
  const auto follow = std::get<Follow>(answer({shared(end - 2), shared(end)}));
  EXPECT_EQ(follow.cursor.position, Position{end});
  EXPECT_EQ(follow.cursor.log_digest, shared(end).log_digest);
  EXPECT_EQ(progress_.scopes_rewound, 1U);
  EXPECT_EQ(progress_.changes_handed_back, 3U);
}

TEST_F(RetracerTest, BetweenASharedPlaceAndAForeignOneItAsksForMore) {
  const auto retrace = std::get<Retrace>(answer({shared(3), foreign(9), foreign(11)}));
  EXPECT_EQ(retrace.shared, Position{3});
  EXPECT_EQ(retrace.different, Position{9});
  const auto again = std::get<Retrace>(answer({shared(5), foreign(8)}));
  EXPECT_EQ(again.shared, Position{5});
  EXPECT_EQ(again.different, Position{8});
  const auto follow = std::get<Follow>(answer({shared(6), foreign(7)}));
  EXPECT_EQ(follow.cursor.position, Position{6});
}

TEST_F(RetracerTest, ALogWithNothingInCommonIsFollowedFromItsBeginning) {
  const auto follow = std::get<Follow>(answer({foreign(1), foreign(2)}));
  EXPECT_EQ(follow.cursor.position, Position{0});
  ListQuery query;
  query.type = "activity";
  EXPECT_EQ(pc_->list(query)->size(), 12U);
}

TEST_F(RetracerTest, AnEmptyLogIsFollowedFromItsBeginning) {
  EXPECT_EQ(std::get<Follow>(answer({})).cursor.position, Position{0});
}

TEST_F(RetracerTest, PlacesOutsideWhatIsSearchedSayNothing) {
  const auto retrace = std::get<Retrace>(answer({shared(3), foreign(9)}));
  EXPECT_EQ(retrace.different, Position{9});
  const auto next = std::get<Retrace>(answer({foreign(2), shared(4), foreign(12)}));
  EXPECT_EQ(next.shared, Position{4});
  EXPECT_EQ(next.different, Position{9});
}

TEST_F(RetracerTest, AServerThatNeverComesToAnEndIsLeft) {
  answer({});
  const auto again = retracer_.take(Trail{school, {}});
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, "feed.trail_endless");
}

TEST_F(RetracerTest, RoundsAreCounted) {
  Result<Message> taken = Message(Bye{});
  int rounds = 0;
  while (taken.ok() && rounds < 100) {
    taken = retracer_.take(Trail{school, {shared(1), foreign(9)}});
    ++rounds;
  }
  EXPECT_LT(rounds, 20);
  EXPECT_EQ(taken.error().code, "feed.trail_endless");
}

TEST_F(RetracerTest, AWholeContactWithARestoredServerHandsBackWhatItLost) {
  const Position before{reached() - 5};
  server_.restore_to(school, before);
  const SyncProgress progress = sync_over_sessions(pc_, server_);
  EXPECT_EQ(progress.scopes_rewound, 1U);
  EXPECT_EQ(progress.changes_handed_back, 5U);
  EXPECT_EQ(server_.position(school).value, before.value + 5);
  EXPECT_EQ(pc_->state().unsent_changes, 0U);
  sync_over_sessions(school_.laptop, server_);
  EXPECT_EQ(list(school_.laptop, "activity").size(), 12U);
  EXPECT_EQ(pc_->digests()[1].log_digest, school_.laptop->digests()[1].log_digest);
}

TEST_F(RetracerTest, ALinkThatIsCutAnywhereInSuchAContactLosesNothing) {
  const Position before{reached() - 5};
  for (std::size_t messages = 1; messages < 24; messages += 3) {
    server_.restore_to(school, before);
    log_activity(pc_, "Жаңа " + std::to_string(messages));
    const std::size_t written = list(pc_, "activity").size();
    ServerEnd end(server_);
    Talk talk(pc_, end);
    talk.run(messages);
    sync_over_sessions(pc_, server_);
    EXPECT_EQ(list(pc_, "activity").size(), written) << messages;
    EXPECT_EQ(pc_->state().unsent_changes, 0U) << messages;
    sync_over_sessions(school_.laptop, server_);
    EXPECT_EQ(list(school_.laptop, "activity").size(), written) << messages;
  }
}

// The log in the devices' files begins with what came after the backup.
class RetracerTrimmedTest : public RetracerTest {
 protected:
  void SetUp() override {
    RetracerTest::SetUp();
    server_.back_up(school);
    backup_ = server_.position(school);
    school_.sync_all();
    log_activity(pc_, "Көшірмеден кейін");
    school_.sync_all();
    server_.restore_to(school, backup_);
  }
  std::size_t shown() { return list(pc_, "activity").size(); }
  Position position() { return pc_->digests()[1].position; }

  Position backup_;
};

TEST_F(RetracerTrimmedTest, ABaseThatCannotBeReplayedStaysUntilAnotherComes) {
  const Position before = position();
  EXPECT_EQ(std::get<Follow>(answer({shared(backup_.value)})).cursor.position, Position{0});
  EXPECT_EQ(retracer_.waits(school), backup_);
  EXPECT_EQ(position(), before);
  EXPECT_EQ(shown(), 13U);
  EXPECT_FALSE(retracer_.handed_back());
  ASSERT_TRUE(retracer_.give_way(school).ok());
  EXPECT_EQ(position(), Position{0});
  EXPECT_TRUE(retracer_.handed_back());
  EXPECT_EQ(progress_.changes_handed_back, 1U);
  EXPECT_FALSE(retracer_.waits(school));
  EXPECT_TRUE(retracer_.give_way(school).ok()) << "once is enough";
  EXPECT_FALSE(retracer_.handed_back());
}

TEST_F(RetracerTrimmedTest, TheLogFromItsBeginningTakesItsPlace) {
  const SyncProgress progress = sync_over_sessions(pc_, server_);
  EXPECT_EQ(progress.scopes_rewound, 1U);
  EXPECT_EQ(shown(), 13U);
  sync_over_sessions(school_.laptop, server_);
  sync_over_sessions(pc_, server_);
  EXPECT_EQ(list(school_.laptop, "activity").size(), 13U);
  EXPECT_EQ(pc_->digests()[1].log_digest, school_.laptop->digests()[1].log_digest);
  EXPECT_EQ(pc_->digests()[1].pending, 0U);
}

TEST_F(RetracerTrimmedTest, ALinkThatIsCutAnywhereLosesNothing) {
  for (std::size_t messages = 1; messages < 30; messages += 3) {
    server_.back_up(school);
    const Position backup = server_.position(school);
    sync_over_sessions(pc_, server_);
    log_activity(pc_, "Жаңа " + std::to_string(messages));
    sync_over_sessions(pc_, server_);
    server_.restore_to(school, backup);
    const std::size_t written = shown();
    ServerEnd end(server_);
    Talk(pc_, end).run(messages);
    sync_over_sessions(pc_, server_);
    EXPECT_EQ(shown(), written) << messages;
    EXPECT_EQ(pc_->state().unsent_changes, 0U) << messages;
  }
  sync_over_sessions(school_.laptop, server_);
  EXPECT_EQ(list(school_.laptop, "activity").size(), shown());
}

}  // namespace
}  // namespace mektep::client::test
