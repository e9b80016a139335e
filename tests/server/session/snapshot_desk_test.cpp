#include "server/session/snapshot_desk.h"

#include "shared/protocol/signing.h"
#include "tests/server/store/network_fixture.h"
#include "tests/support/temp_directory.h"

namespace mektep::server::test {
namespace {

class SnapshotDeskTest : public ::testing::Test {
 protected:
  SnapshotDeskTest() { open(); }

  void open() {
    desk_ = std::make_unique<SnapshotDesk>(files_, folder_.file("snapshots"), network_.keys.receipts);
  }
  ScopeNumber scope() const { return network_.scope(); }
  const Reader& reader() const { return *network_.reader; }
  // Title after title of the same note: a log that comes to little.
  void correct(std::size_t bytes) {
    for (std::size_t logged = 0; logged < bytes;) {
      const std::vector<Version> over = written_ ? std::vector{pen_.version()} : std::vector<Version>{};
      const Bytes pack = pen_.seal(scope(), {network_.titled(1, drawn_text(), over)});
      written_ = true;
      logged += pack.size();
      ASSERT_EQ(network_.push(pen_, pack).outcome, Outcome::logged);
    }
  }
  // Note after note: what it comes to is all of the log.
  void write_more(std::size_t bytes) {
    for (std::size_t logged = 0; logged < bytes;) {
      const Bytes pack = pen_.seal(scope(), {network_.titled(++notes_, drawn_text())});
      logged += pack.size();
      ASSERT_EQ(network_.push(pen_, pack).outcome, Outcome::logged);
    }
  }
  std::string drawn_text() {
    std::string text;
    for (int at = 0; at < 1500; ++at) text += static_cast<char>('a' + random_.u64() % 26);
    return text;
  }
  void back_up(Position position) {
    auto work = std::move(*network_.store->begin());
    work->scope(scope()).set_backed_up(position);
    work->commit();
  }
  Position head() const { return reader().head(scope())->position; }
  std::vector<Path> notes() const {
    const Path folder = folder_.file("snapshots");
    std::vector<Path> notes;
    if (!files_.exists(folder)) return notes;
    for (const Path& one : files_.list(folder)) {
      if (one.filename() != "shelf") notes.push_back(folder / one.filename());
    }
    return notes;
  }
  std::optional<SnapshotOffer> newest() { return desk_->newest(reader(), scope()); }

  SeededRandom random_{9};
  mektep::test::TempDirectory folder_;
  SystemFiles files_;
  Network network_{StoreKind::sqlite};
  std::unique_ptr<SnapshotDesk> desk_;
  Pen pen_ = network_.enrolled_pen();
  bool written_ = false;
  std::uint64_t notes_ = 100;
};

TEST_F(SnapshotDeskTest, AShortLogHasNone) {
  EXPECT_FALSE(desk_->look(reader()));
  EXPECT_FALSE(newest());
}

TEST_F(SnapshotDeskTest, ALogThatComesToLittleIsOfferedAsWhatItComesTo) {
  correct(SnapshotDesk::log_bytes_min);
  EXPECT_TRUE(desk_->look(reader()));
  EXPECT_FALSE(desk_->look(reader())) << "one is enough until the log has grown again";
  const auto offer = newest();
  ASSERT_TRUE(offer);
  EXPECT_EQ(offer->position, head());
  EXPECT_TRUE(verify(*offer, network_.keys.receipts.public_key()));
  EXPECT_TRUE(desk_->is_snapshot(scope(), offer->file));
  EXPECT_FALSE(desk_->is_snapshot(network_scope, offer->file));
  const auto file = desk_->shelf().read(offer->file, 0, offer->size);
  ASSERT_TRUE(file.ok());
  EXPECT_EQ(decode_snapshot(*file)->position, offer->position);
}

TEST_F(SnapshotDeskTest, WhereTheLogIsAsCheapNoneIsKeptAndTheTryIsNotRepeated) {
  write_more(SnapshotDesk::log_bytes_min);
  EXPECT_TRUE(desk_->look(reader()));
  EXPECT_FALSE(newest());
  EXPECT_FALSE(desk_->look(reader()));
  open();
  EXPECT_FALSE(desk_->look(reader())) << "it is remembered over a restart";
  EXPECT_FALSE(newest());
}

TEST_F(SnapshotDeskTest, ANewerOneTakesThePlaceOfTheOld) {
  correct(SnapshotDesk::log_bytes_min);
  ASSERT_TRUE(desk_->look(reader()));
  const auto old = *newest();
  correct(SnapshotDesk::log_bytes_min + old.size);
  ASSERT_TRUE(desk_->look(reader()));
  EXPECT_GT(newest()->position, old.position);
  EXPECT_EQ(notes().size(), 1U);
  EXPECT_FALSE(desk_->shelf().holds(old.file));
}

TEST_F(SnapshotDeskTest, OnlyWhatABackupCoversIsGivenOnceThereIsABackup) {
  correct(SnapshotDesk::log_bytes_min);
  ASSERT_TRUE(desk_->look(reader()));
  const auto covered = *newest();
  back_up(covered.position);
  correct(SnapshotDesk::log_bytes_min + covered.size);
  ASSERT_TRUE(desk_->look(reader()));
  EXPECT_EQ(newest(), covered);
  EXPECT_EQ(notes().size(), 2U);
  back_up(head());
  EXPECT_EQ(newest()->position, head());
}

TEST_F(SnapshotDeskTest, WhatItMadeIsThereAfterARestart) {
  correct(SnapshotDesk::log_bytes_min);
  ASSERT_TRUE(desk_->look(reader()));
  const auto offer = newest();
  open();
  EXPECT_EQ(newest(), offer);
  EXPECT_FALSE(desk_->look(reader()));
}

TEST_F(SnapshotDeskTest, ANoteThatWasAlteredIsPassedOver) {
  correct(SnapshotDesk::log_bytes_min);
  ASSERT_TRUE(desk_->look(reader()));
  const Path note = notes().front();
  auto bytes = *files_.read(note, 4096);
  bytes[12] ^= 1;
  ASSERT_TRUE(files_.write(note, bytes).ok());
  open();
  EXPECT_FALSE(newest());
  EXPECT_TRUE(desk_->look(reader())) << "made anew";
  EXPECT_TRUE(newest());
}

TEST_F(SnapshotDeskTest, WhatWasMadeInAnotherEpochIsNotGiven) {
  correct(SnapshotDesk::log_bytes_min);
  ASSERT_TRUE(desk_->look(reader()));
  auto work = std::move(*network_.store->begin());
  work->set_epoch(Epoch{78});
  work->commit();
  work.reset();
  EXPECT_FALSE(newest());
  EXPECT_TRUE(desk_->look(reader()));
  EXPECT_EQ(newest()->epoch, Epoch{78});
}

// What a new device of a school takes over the air: 2 000 records, corrected for years.
TEST_F(SnapshotDeskTest, ALongHistoryCostsANewDeviceAFractionOfTheLog) {
  std::uint64_t log_bytes = 0;
  std::map<std::uint64_t, Version> last;
  for (int year = 0; year < 10; ++year) {
    for (std::uint64_t first = 1; first <= 2000; first += 50) {
      std::vector<std::vector<Op>> changes;
      for (std::uint64_t note = first; note < first + 50; ++note) {
        const auto before = last.find(note);
        const std::vector<Version> over =
            before == last.end() ? std::vector<Version>{} : std::vector{before->second};
        changes.push_back(network_.titled(note, drawn_text().substr(0, 60), over));
        last[note] = {pen_.stream(), Sequence{static_cast<std::uint32_t>(pen_.sealed_up_to().value + changes.size())}};
      }
      const Bytes pack = pen_.seal(scope(), changes);
      log_bytes += pack.size();
      ASSERT_EQ(network_.push(pen_, pack).outcome, Outcome::logged);
    }
  }
  while (desk_->look(reader())) {
  }
  const auto offer = newest();
  ASSERT_TRUE(offer);
  EXPECT_LT(offer->size * 5, log_bytes);
  RecordProperty("log_bytes", std::to_string(log_bytes));
  RecordProperty("snapshot_bytes", std::to_string(offer->size));
}

}  // namespace
}  // namespace mektep::server::test
