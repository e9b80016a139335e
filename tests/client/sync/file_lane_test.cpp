#include "client/sync/file_lane.h"

#include "tests/client/replica/school.h"

namespace mektep::client::test {
namespace {

using namespace std::chrono_literals;

class FileLaneTest : public ::testing::Test {
 protected:
  // A photograph of so many bytes, attached and waiting.
  FileTask attach(std::size_t bytes, std::uint8_t fill = 1) {
    Bytes content(bytes, fill);
    content[0] = 0xff;
    content[1] = 0xd8;
    const Path path = folder_.file("photo.jpg");
    EXPECT_TRUE(system_.write(path, content).ok());
    const auto kept = files().keep(path);
    Form form(*a_.pc, *a_.pc->read(log_activity(a_.pc, "Ашық сабақ")));
    form.add("files", Value{encode(*kept)});
    form.saved();
    return {school, kept->file, kept->size, kept->title, {}};
  }
  FileTask theirs(const Bytes& content) {
    const FileTask task{school, file_name_of(list_of(content)), content.size(), "theirs.jpg", {}};
    EXPECT_TRUE(files().want(task).ok());
    return task;
  }
  ReplicaFiles& files() { return a_.pc->files(); }

  template <class Kind>
  Kind said(std::optional<Message> message) {
    if (!message || !std::holds_alternative<Kind>(*message)) {
      ADD_FAILURE() << "another message";
      return {};
    }
    return std::get<Kind>(*message);
  }
  Have offered() { return said<Have>(lane_.next_piece(now_)); }
  // Asks, hears the list; the Want that follows.
  Want begin_fetch(const Bytes& content) {
    const Want asked = said<Want>(lane_.next_answer());
    EXPECT_EQ(asked.bytes, 0U);
    const FileList list = list_of(content);
    EXPECT_TRUE(lane_.take(Have{asked.scope, asked.file, list.size, list.chunks}).ok());
    return said<Want>(lane_.next_answer());
  }

  SystemFiles system_;
  TempDirectory folder_;
  School a_{false};
  SyncProgress progress_;
  FileLane lane_{files(), progress_};
  Monotonic now_{0};
};

TEST_F(FileLaneTest, NothingToDoIsSettled) {
  lane_.look();
  EXPECT_TRUE(lane_.settled());
  EXPECT_EQ(lane_.next_answer(), std::nullopt);
  EXPECT_EQ(lane_.next_piece(now_), std::nullopt);
}

TEST_F(FileLaneTest, OffersAFileAndSendsWhatIsWanted) {
  const FileTask task = attach(3000);
  lane_.look();
  EXPECT_FALSE(lane_.settled());
  const Have have = offered();
  EXPECT_EQ(have.file, task.file);
  EXPECT_EQ(have.chunks.size(), 1U);
  EXPECT_EQ(lane_.next_piece(now_), std::nullopt) << "nobody wants it yet";
  lane_.take(Want{school, task.file, 1000, 2000}, now_);
  EXPECT_EQ(said<Chunk>(lane_.next_piece(now_)).offset, 1000U);
  EXPECT_EQ(said<Chunk>(lane_.next_piece(now_)).bytes.size(), 976U);
  ASSERT_TRUE(lane_.take(Stored{school, task.file}).ok());
  EXPECT_TRUE(lane_.settled());
  EXPECT_TRUE(files().to_send().empty());
  EXPECT_EQ(progress_.files_sent, 1U);
  EXPECT_EQ(progress_.file_bytes_sent, 2000U);
}

TEST_F(FileLaneTest, OneFileAtATimeTheSmallOnesFirst) {
  const FileTask large = attach(9000, 2);
  const FileTask small = attach(2000, 3);
  lane_.look();
  EXPECT_EQ(offered().file, small.file);
  EXPECT_EQ(lane_.next_piece(now_), std::nullopt);
  ASSERT_TRUE(lane_.take(Stored{school, small.file}).ok());
  EXPECT_EQ(offered().file, large.file);
}

TEST_F(FileLaneTest, WhatTheServerRefusesForGoodIsNotOfferedAgain) {
  const FileTask task = attach(3000);
  lane_.look();
  offered();
  ASSERT_TRUE(lane_.take(NoFile{school, task.file, "file.over_quota"}).ok());
  EXPECT_TRUE(lane_.settled());
  EXPECT_TRUE(files().to_send().empty());
  EXPECT_EQ(files().figures().refused.at(0).code, "file.over_quota");
}

TEST_F(FileLaneTest, WhatMayChangeIsOfferedAtTheNextContactNotInThisOne) {
  const FileTask task = attach(3000);
  lane_.look();
  offered();
  ASSERT_TRUE(lane_.take(NoFile{school, task.file, "file.not_named"}).ok());
  lane_.look();
  EXPECT_TRUE(lane_.settled());
  FileLane next(files(), progress_);
  next.look();
  EXPECT_FALSE(next.settled());
}

TEST_F(FileLaneTest, AFileThatDecayedOnTheDiskIsNotSent) {
  const FileTask task = attach(3000);
  const std::string name = to_hex(task.file);
  ASSERT_TRUE(system_.write(a_.pc.path() / "files" / name.substr(0, 2) / name, Bytes(3000, 9)).ok());
  lane_.look();
  offered();
  lane_.take(Want{school, task.file, 0, 3000}, now_);
  EXPECT_EQ(said<NoFile>(lane_.next_piece(now_)).code, "file.damaged");
  EXPECT_EQ(files().figures().refused.at(0).code, "file.damaged");
}

TEST_F(FileLaneTest, AFileThatIsNotOnTheShelfIsPassedOver) {
  const FileTask task = attach(3000);
  ASSERT_TRUE(files().shelf().remove(task.file).ok());
  lane_.look();
  EXPECT_EQ(lane_.next_piece(now_), std::nullopt);
  EXPECT_TRUE(lane_.settled());
}

TEST_F(FileLaneTest, FetchesWhatSomebodyAskedToSee) {
  const Bytes content(3000, 5);
  const FileTask task = theirs(content);
  lane_.look();
  EXPECT_EQ(begin_fetch(content), (Want{school, task.file, 0, 3000}));
  ASSERT_TRUE(lane_.take(Chunk{task.file, 0, Bytes(1000, 5)}).ok());
  EXPECT_EQ(said<Want>(lane_.next_answer()).offset, 1000U);
  ASSERT_TRUE(lane_.take(Chunk{task.file, 1000, Bytes(2000, 5)}).ok());
  EXPECT_EQ(said<Stored>(lane_.next_answer()).file, task.file);
  EXPECT_TRUE(lane_.settled());
  EXPECT_TRUE(files().shelf().verify(task.file).ok());
  EXPECT_TRUE(files().wanted().empty());
}

TEST_F(FileLaneTest, ACutFetchGoesOnWhereItWas) {
  const Bytes content(limits::file_chunk_bytes + 500, 5);
  const FileTask task = theirs(content);
  lane_.look();
  begin_fetch(content);
  ASSERT_TRUE(lane_.take(Chunk{task.file, 0, Bytes(30'000, 5)}).ok());
  FileLane next(files(), progress_);
  next.look();
  said<Want>(next.next_answer());
  const FileList list = list_of(content);
  ASSERT_TRUE(next.take(Have{school, task.file, list.size, list.chunks}).ok());
  EXPECT_EQ(said<Want>(next.next_answer()).offset, 30'000U);
}

TEST_F(FileLaneTest, AFileThatIsNotThereYetStaysAskedFor) {
  const FileTask task = theirs(Bytes(100, 1));
  lane_.look();
  said<Want>(lane_.next_answer());
  ASSERT_TRUE(lane_.take(NoFile{school, task.file, "file.not_here_yet"}).ok());
  EXPECT_TRUE(lane_.settled());
  EXPECT_EQ(files().wanted().at(0).code, "file.not_here_yet");
}

TEST_F(FileLaneTest, AForgedListOrPieceLeavesNothingOnTheShelf) {
  const FileTask task = theirs(Bytes(100, 1));
  lane_.look();
  said<Want>(lane_.next_answer());
  ASSERT_TRUE(lane_.take(Have{school, task.file, 100, {Hash32{}}}).ok());
  EXPECT_EQ(files().wanted().at(0).code, "file.wrong_list");
  FileLane next(files(), progress_);
  next.look();
  said<Want>(next.next_answer());
  const FileList list = list_of(Bytes(100, 1));
  ASSERT_TRUE(next.take(Have{school, task.file, 100, list.chunks}).ok());
  ASSERT_TRUE(next.take(Chunk{task.file, 0, Bytes(100, 2)}).ok());
  EXPECT_FALSE(files().shelf().holds(task.file));
  EXPECT_EQ(files().wanted().at(0).code, "file.wrong_piece");
}

TEST_F(FileLaneTest, TheDaysBudgetEndsTheLaneAndTheNextDayGoesOn) {
  const FileTask task = attach(9000);
  ASSERT_TRUE(files().set_budget(1500).ok());
  lane_.look();
  offered();
  lane_.take(Want{school, task.file, 0, 9000}, now_);
  EXPECT_EQ(said<Chunk>(lane_.next_piece(now_)).bytes.size(), 1024U);
  EXPECT_EQ(said<Chunk>(lane_.next_piece(now_)).bytes.size(), 476U);
  EXPECT_EQ(lane_.next_piece(now_), std::nullopt);
  EXPECT_TRUE(lane_.settled());
  ASSERT_TRUE(lane_.close().ok());
  EXPECT_EQ(files().budget_left(), 0U);
  FileLane same_day(files(), progress_);
  same_day.look();
  EXPECT_TRUE(same_day.settled());
  a_.pc.clock().advance(std::chrono::hours(24));
  FileLane next_day(files(), progress_);
  next_day.look();
  EXPECT_FALSE(next_day.settled());
}

TEST_F(FileLaneTest, ASnapshotGoesFirstAndCostsNoBudget) {
  const Bytes snapshot(5000, 8);
  theirs(Bytes(100, 1));
  ASSERT_TRUE(files().set_budget(10).ok());
  lane_.look();
  const FileTask task{school, file_name_of(list_of(snapshot)), 5000, {}, {}};
  lane_.fetch(task);
  EXPECT_EQ(begin_fetch(snapshot), (Want{school, task.file, 0, 5000}));
  ASSERT_TRUE(lane_.take(Chunk{task.file, 0, snapshot}).ok());
  EXPECT_TRUE(lane_.arrived(task.file));
  EXPECT_EQ(files().budget_left(), 10U);
  EXPECT_TRUE(files().wanted().size() == 1) << "a snapshot is nobody's attachment";
}

TEST_F(FileLaneTest, ASnapshotThatIsNotGivenIsSaidSo) {
  const FileTask task{school, FileName{}, 5000, {}, {}};
  lane_.fetch(task);
  said<Want>(lane_.next_answer());
  ASSERT_TRUE(lane_.take(NoFile{school, task.file, "file.not_here_yet"}).ok());
  EXPECT_TRUE(lane_.failed(task.file));
  EXPECT_TRUE(lane_.settled());
}

TEST_F(FileLaneTest, WhatCameOfASnapshotThatIsOfferedNoMoreGoesAndOfAFileThatSomebodyWantsStays) {
  const Bytes photo(100'000, 7);
  const Bytes snapshot(100'000, 8);
  theirs(photo);
  for (const Bytes& content : {photo, snapshot}) {
    ASSERT_TRUE(files().shelf().arrive(file_name_of(list_of(content)), list_of(content)).ok());
  }
  lane_.forget_strays();
  EXPECT_TRUE(files().shelf().arriving_list(file_name_of(list_of(photo))));
  EXPECT_FALSE(files().shelf().arriving_list(file_name_of(list_of(snapshot))));
}

}  // namespace
}  // namespace mektep::client::test
