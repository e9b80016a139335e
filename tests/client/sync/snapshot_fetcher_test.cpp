#include "client/sync/snapshot_fetcher.h"

#include "tests/client/replica/school_snapshot.h"

namespace mektep::client::test {
namespace {

class SnapshotFetcherTest : public ::testing::Test {
 protected:
  SnapshotFetcherTest() {
    for (int at = 0; at < 3; ++at) log_activity(town_.pc, "Кездесу " + std::to_string(at));
    town_.pc.sync();
    made_ = snapshot_of(town_.server, town_.pc);
    EXPECT_TRUE(fresh_->take_epoch(town_.server.epoch(), 0).ok());
    Grants grants;
    grants.grants = {{school, "school/KZ61-0203", true}};
    EXPECT_TRUE(fresh_->take_grants(grants).ok());
  }
  // What the lane asks for is sent, whole.
  void send(const Bytes& file) {
    while (const auto asked = lane_.next_answer()) {
      const auto* want = std::get_if<Want>(&*asked);
      if (want == nullptr) continue;
      if (want->bytes == 0) {
        const FileList list = list_of(made_.file);
        ASSERT_TRUE(lane_.take(Have{school, want->file, list.size, list.chunks}).ok());
      } else {
        ASSERT_TRUE(lane_.take(Chunk{want->file, want->offset, file}).ok());
      }
    }
  }
  std::optional<Cursor> follows() {
    const auto message = fetcher_.next();
    EXPECT_TRUE(message.ok());
    return *message ? std::optional(std::get<Follow>(**message).cursor) : std::nullopt;
  }

  School town_{false};
  Device fresh_{town_.server, 33, false};
  SchoolSnapshot made_;
  SyncProgress progress_;
  FileLane lane_{fresh_->files(), progress_};
  Retracer retracer_{*fresh_, progress_};
  SnapshotFetcher fetcher_{*fresh_, lane_, retracer_, progress_};
};

TEST_F(SnapshotFetcherTest, FetchesTakesAndAsksForTheLogAfterIt) {
  fetcher_.take(made_.offer);
  EXPECT_FALSE(follows());
  EXPECT_FALSE(fetcher_.idle());
  send(made_.file);
  const auto cursor = follows();
  ASSERT_TRUE(cursor);
  EXPECT_EQ(cursor->position, made_.offer.position);
  EXPECT_EQ(cursor->log_digest, made_.offer.log_digest);
  EXPECT_EQ(progress_.snapshots_taken, 1U);
  EXPECT_TRUE(fetcher_.idle());
  EXPECT_FALSE(fresh_->files().shelf().holds(made_.offer.file)) << "its records are in the tables";
}

TEST_F(SnapshotFetcherTest, AnOfferThatIsRefusedIsDoneWithout) {
  SnapshotOffer forged = made_.offer;
  ++forged.size;
  fetcher_.take(forged);
  const auto cursor = follows();
  ASSERT_TRUE(cursor);
  EXPECT_EQ(cursor->position, Position{0});
  EXPECT_FALSE(lane_.next_answer());
}

TEST_F(SnapshotFetcherTest, AFileThatIsNotThereIsDoneWithout) {
  fetcher_.take(made_.offer);
  ASSERT_TRUE(lane_.next_answer());
  ASSERT_TRUE(lane_.take(NoFile{school, made_.offer.file, "file.missing"}).ok());
  ASSERT_EQ(follows()->position, Position{0});
  EXPECT_EQ(progress_.snapshots_taken, 0U);
}

TEST_F(SnapshotFetcherTest, TheSameOfferTwiceIsFetchedOnce) {
  fetcher_.take(made_.offer);
  fetcher_.take(made_.offer);
  send(made_.file);
  EXPECT_TRUE(follows());
  EXPECT_FALSE(follows());
}

TEST_F(SnapshotFetcherTest, AFileThatLiesHereAlreadyIsTakenAtOnce) {
  ASSERT_TRUE(fresh_->files().shelf().put(made_.file).ok());
  fetcher_.take(made_.offer);
  EXPECT_FALSE(lane_.next_answer());
  ASSERT_EQ(follows()->position, made_.offer.position);
}

// The server was restored, and the log in this file begins too late to go back.
TEST_F(SnapshotFetcherTest, ABaseThatHasToGoBackIsReplacedInOneStep) {
  town_.sync_all();
  town_.server.back_up(school);
  const Position backup = town_.server.position(school);
  town_.sync_all();
  Snapshot base = snapshot_of(town_.server, town_.laptop).snapshot;
  log_activity(town_.pc, "Көшірмеден кейін");
  town_.pc.sync();
  town_.server.restore_to(school, backup);
  ASSERT_TRUE(town_.pc->take_epoch(town_.server.epoch(), 0).ok());
  base.epoch = town_.server.epoch();
  const auto made = pack_up(town_.server, base);

  Retracer retracer(*town_.pc, progress_);
  FileLane lane(town_.pc->files(), progress_);
  SnapshotFetcher fetcher(*town_.pc, lane, retracer, progress_);
  ASSERT_TRUE(retracer.take(Trail{school, {{backup, base.log_digest}}}).ok());
  fetcher.take(made.offer);
  EXPECT_EQ(list(town_.pc, "activity").size(), 4U) << "shown as before while the file is on its way";
  ASSERT_TRUE(town_.pc->files().shelf().put(made.file).ok());
  const auto message = fetcher.next();
  ASSERT_TRUE(message.ok() && *message);
  EXPECT_EQ(std::get<Follow>(**message).cursor.position, backup);
  EXPECT_EQ(list(town_.pc, "activity").size(), 4U);
  EXPECT_EQ(progress_.scopes_rewound, 1U);
  EXPECT_EQ(progress_.changes_handed_back, 1U);
  town_.sync_all();
  EXPECT_EQ(list(town_.laptop, "activity").size(), 4U);
}

TEST_F(SnapshotFetcherTest, ABaseWhoseSnapshotIsRefusedGoesBackForTheLog) {
  town_.sync_all();
  town_.server.back_up(school);
  town_.sync_all();
  Retracer retracer(*town_.pc, progress_);
  FileLane lane(town_.pc->files(), progress_);
  SnapshotFetcher fetcher(*town_.pc, lane, retracer, progress_);
  ASSERT_TRUE(retracer.take(Trail{school, {}}).ok());
  SnapshotOffer forged = made_.offer;
  ++forged.size;
  fetcher.take(forged);
  const auto message = fetcher.next();
  ASSERT_TRUE(message.ok() && *message);
  EXPECT_EQ(std::get<Follow>(**message).cursor.position, Position{0});
  EXPECT_EQ(town_.pc->digests()[1].position, Position{0});
}

}  // namespace
}  // namespace mektep::client::test
