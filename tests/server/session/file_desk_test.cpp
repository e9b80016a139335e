#include "server/session/file_desk.h"

#include "server/store/file_names.h"
#include "tests/server/store/network_fixture.h"
#include "tests/support/temp_directory.h"

namespace mektep::server::test {
namespace {

constexpr std::size_t chunk = limits::file_chunk_bytes;

class FileDeskTest : public ::testing::Test {
 protected:
  FileDeskTest() : content_(chunk + 5000) {
    random_.fill(content_);
    list_ = list_of(content_);
    file_ = file_name_of(list_);
    school_.id = DeviceId{1};
    school_.role = "coordinator";
    other_.id = DeviceId{2};
    other_.role = "coordinator";
  }

  ScopeNumber scope() const { return network_.scope(); }
  ScopeNumber other_scope() const { return school_scope(network_.other_school.number); }
  void name_in(ScopeNumber scope) {
    auto work = std::move(*network_.store->begin());
    work->put_files(scope, {note_type, RecordId{7}}, {file_});
    work->commit();
  }
  void keep_for(const Device& device) {
    auto work = std::move(*network_.store->begin());
    work->put_file_keeper(device.id, file_, list_.size);
    work->commit();
  }
  template <class Answer>
  Answer ask(const Device& device, const FileRequest& request) {
    return std::get<Answer>(desk_.answer(*network_.reader, device, request));
  }
  FileTaken offer(const Device& device, ScopeNumber scope) {
    return ask<FileTaken>(device, FileOffered{{scope, file_, list_.size, list_.chunks}});
  }
  FileTaken send(const Device& device, std::size_t from, std::size_t bytes) {
    const auto begin = content_.begin() + static_cast<std::ptrdiff_t>(from);
    const Bytes piece(begin, begin + static_cast<std::ptrdiff_t>(bytes));
    return ask<FileTaken>(device, KeepPiece{scope(), file_, from, piece});
  }
  void store_all() {
    name_in(scope());
    ASSERT_EQ(offer(school_, scope()).code, "");
    ASSERT_EQ(send(school_, 0, chunk).offset, chunk);
    ASSERT_TRUE(send(school_, chunk, 5000).stored);
    keep_for(school_);
  }

  SeededRandom random_{9};
  mektep::test::TempDirectory folder_;
  SystemFiles files_;
  Network network_{StoreKind::memory};
  FileDesk desk_{files_, folder_.file("files"), random_};
  Bytes content_;
  FileList list_;
  FileName file_{};
  Device school_;
  Device other_;
};

TEST_F(FileDeskTest, TakesAFileThatARecordOfTheScopeNames) {
  EXPECT_EQ(offer(school_, scope()).code, "file.not_named");
  name_in(scope());
  const FileTaken begun = offer(school_, scope());
  EXPECT_EQ(begun.code, "");
  EXPECT_EQ(begun.offset, 0U);
  EXPECT_EQ(send(school_, 0, 40'000).offset, 40'000U);
  EXPECT_EQ(offer(school_, scope()).offset, 40'000U) << "goes on where it was";
  EXPECT_EQ(send(school_, 40'000, chunk - 40'000).offset, chunk);
  EXPECT_TRUE(send(school_, chunk, 5000).stored);
  EXPECT_TRUE(desk_.shelf().verify(file_).ok());
}

TEST_F(FileDeskTest, AWrongListAndAnOversizeFileAreRefused) {
  name_in(scope());
  Have have{scope(), file_, list_.size, list_.chunks};
  have.chunks[0][0] ^= 1U;
  EXPECT_EQ(ask<FileTaken>(school_, FileOffered{have}).code, "file.wrong_list");
  have.size = limits::document_bytes_max + 1;
  EXPECT_EQ(ask<FileTaken>(school_, FileOffered{have}).code, "file.too_large");
}

TEST_F(FileDeskTest, TheQuotaOfTheRoleIsTheEndOfIt) {
  name_in(scope());
  Device teacher = school_;
  teacher.role = "teacher_leader";
  auto work = std::move(*network_.store->begin());
  work->put_file_keeper(teacher.id, FileName{}, limits::file_quota_teacher - list_.size);
  work->commit();
  EXPECT_EQ(offer(teacher, scope()).code, "");
  work = std::move(*network_.store->begin());
  FileName more{};
  more[0] = 1;
  work->put_file_keeper(teacher.id, more, 1);
  work->commit();
  EXPECT_EQ(offer(teacher, scope()).code, "file.over_quota");
  teacher.role = "coordinator";
  EXPECT_EQ(offer(teacher, scope()).code, "");
}

TEST_F(FileDeskTest, TheSameDeviceIsToldThatItIsStored) {
  store_all();
  EXPECT_TRUE(offer(school_, scope()).stored);
}

TEST_F(FileDeskTest, AnotherDeviceShowsThatItHasTheFileAndSendsNoMore) {
  store_all();
  name_in(other_scope());
  for (int time = 0; time < 20; ++time) {
    const FileTaken asked = offer(other_, other_scope());
    EXPECT_FALSE(asked.stored);
    ASSERT_FALSE(asked.proof.empty());
    EXPECT_LE(asked.proof.size(), 1024U);
    const auto begin = content_.begin() + static_cast<std::ptrdiff_t>(asked.offset);
    EXPECT_EQ(asked.proof, Bytes(begin, begin + static_cast<std::ptrdiff_t>(asked.proof.size())));
    EXPECT_EQ(asked.offset / chunk, (asked.offset + asked.proof.size() - 1) / chunk) << "inside one chunk";
  }
  EXPECT_TRUE(ask<FileTaken>(other_, FileProved{other_scope(), file_, list_.size}).stored);
}

TEST_F(FileDeskTest, WhatAnotherDeviceSentOfAFileIsNotGoneOnWith) {
  name_in(scope());
  offer(school_, scope());
  send(school_, 0, chunk);
  name_in(other_scope());
  EXPECT_EQ(offer(other_, other_scope()).offset, 0U);
}

TEST_F(FileDeskTest, APieceThatIsNotTheFilesIsRefused) {
  name_in(scope());
  EXPECT_EQ(send(school_, 0, 10).code, "file.wrong_piece") << "nothing was offered";
  offer(school_, scope());
  EXPECT_EQ(ask<FileTaken>(school_, KeepPiece{scope(), file_, 0, Bytes(chunk, 0)}).code, "file.wrong_piece");
}

TEST_F(FileDeskTest, GivesAFileOnlyThroughARecordOfTheScope) {
  store_all();
  const auto given = ask<FileGiven>(school_, FileWanted{scope(), file_});
  EXPECT_EQ(given.code, "");
  EXPECT_EQ(given.list, list_);
  EXPECT_EQ(ask<FileGiven>(other_, FileWanted{other_scope(), file_}).code, "file.not_named");
  const auto piece = ask<PieceRead>(school_, ReadPiece{file_, {10, 20}});
  EXPECT_EQ(piece.bytes, Bytes(content_.begin() + 10, content_.begin() + 30));
}

TEST_F(FileDeskTest, AFileThatIsNamedAndHasNotArrivedIsSaidSo) {
  name_in(scope());
  EXPECT_EQ(ask<FileGiven>(school_, FileWanted{scope(), file_}).code, "file.not_here_yet");
}

TEST_F(FileDeskTest, ASnapshotIsGivenWithoutARecord) {
  Network network(StoreKind::sqlite);
  SnapshotDesk snapshots(files_, folder_.file("snapshots"), network.keys.receipts);
  Pen pen = network.enrolled_pen();
  std::vector<Version> over;
  for (int at = 0; at < 200; ++at) {
    Bytes drawn(400);
    random_.fill(drawn);
    const Bytes pack = pen.seal(network.scope(), {network.titled(1, to_hex(drawn), over)});
    ASSERT_EQ(network.push(pen, pack).outcome, Outcome::logged);
    over = {pen.version()};
  }
  ASSERT_TRUE(snapshots.look(*network.reader));
  const auto offer = snapshots.newest(*network.reader, network.scope());
  ASSERT_TRUE(offer);
  desk_.give_snapshots(snapshots);
  const FileWanted wanted{network.scope(), offer->file};
  const auto given = std::get<FileGiven>(desk_.answer(*network.reader, school_, wanted));
  EXPECT_TRUE(given.snapshot);
  EXPECT_EQ(given.list.size, offer->size);
  const auto piece = std::get<PieceRead>(desk_.answer(*network.reader, school_, ReadPiece{offer->file, {3, 20}}));
  EXPECT_EQ(piece.bytes, *snapshots.shelf().read(offer->file, 3, 20));
  const FileWanted elsewhere{school_scope(network.other_school.number), offer->file};
  EXPECT_EQ(std::get<FileGiven>(desk_.answer(*network.reader, school_, elsewhere)).code, "file.not_named");
}

TEST_F(FileDeskTest, QuotasAreByRole) {
  EXPECT_EQ(file_quota("coordinator"), limits::file_quota_school);
  EXPECT_EQ(file_quota("director"), limits::file_quota_school);
  EXPECT_EQ(file_quota("office"), limits::file_quota_office);
  EXPECT_EQ(file_quota("school_trainer"), limits::file_quota_teacher);
  EXPECT_EQ(file_quota(""), limits::file_quota_teacher);
}

}  // namespace
}  // namespace mektep::server::test
