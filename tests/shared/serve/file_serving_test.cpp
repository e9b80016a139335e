#include "shared/serve/file_serving.h"

#include <gtest/gtest.h>

namespace mektep {
namespace {

using namespace std::chrono_literals;

const ScopeNumber school{0x3000'0007};

class FileServingTest : public ::testing::Test {
 protected:
  FileServingTest() : content_(3000, 7), list_(list_of(content_)), file_(file_name_of(list_)) {}

  template <class Kind>
  Kind request() {
    const auto requests = serving_.take_requests();
    EXPECT_EQ(requests.size(), 1U);
    if (requests.size() != 1 || !std::holds_alternative<Kind>(requests[0])) {
      ADD_FAILURE() << "another request";
      return {};
    }
    return std::get<Kind>(requests[0]);
  }
  template <class Kind>
  Kind answer() {
    const auto message = serving_.next_answer();
    if (!message || !std::holds_alternative<Kind>(*message)) {
      ADD_FAILURE() << "another answer";
      return {};
    }
    return std::get<Kind>(*message);
  }
  Have have() const { return {school, file_, list_.size, list_.chunks}; }
  FileTaken at(std::uint64_t offset) const { return {school, file_, {}, false, offset, {}}; }
  void offer() {
    serving_.take(have());
    request<FileOffered>();
  }
  void give(bool snapshot = false) {
    serving_.take(Want{school, file_, 0, 0}, 0ms);
    request<FileWanted>();
    serving_.on_answer(FileGiven{school, file_, {}, list_, snapshot}, 0ms);
    EXPECT_EQ(answer<Have>(), have());
  }
  std::optional<Chunk> chunk() {
    for (const auto& asked : serving_.take_requests()) {
      const auto& read = std::get<ReadPiece>(asked);
      const auto from = static_cast<std::ptrdiff_t>(read.piece.offset);
      const auto end = from + static_cast<std::ptrdiff_t>(read.piece.bytes);
      const Bytes bytes(content_.begin() + from, content_.begin() + end);
      serving_.on_answer(PieceRead{read.file, read.piece, bytes}, 0ms);
    }
    const auto message = serving_.next_chunk(0ms);
    return message ? std::optional(std::get<Chunk>(*message)) : std::nullopt;
  }

  FileServing serving_;
  Bytes content_;
  FileList list_;
  FileName file_{};
};

TEST_F(FileServingTest, AnOfferIsAskedAboutAndAnsweredWithAWantFromWhereItStands) {
  serving_.take(have());
  EXPECT_EQ(request<FileOffered>().have, have());
  serving_.on_answer(at(1000), 0ms);
  EXPECT_EQ(answer<Want>(), (Want{school, file_, 1000, 2000}));
}

TEST_F(FileServingTest, PiecesAreKeptAndTheirProgressIsTold) {
  offer();
  serving_.on_answer(at(0), 0ms);
  answer<Want>();
  serving_.take(Chunk{file_, 0, Bytes(content_.begin(), content_.begin() + 1000)});
  EXPECT_EQ(request<KeepPiece>().offset, 0U);
  serving_.on_answer(at(1000), 0ms);
  EXPECT_EQ(answer<Want>(), (Want{school, file_, 1000, 2000}));
  serving_.on_answer(FileTaken{school, file_, {}, true, 3000, {}}, 0ms);
  EXPECT_EQ(answer<Stored>(), (Stored{school, file_}));
}

TEST_F(FileServingTest, OfSeveralStepsThatWaitTheLastIsTold) {
  offer();
  for (const std::uint64_t offset : {1000U, 2000U}) serving_.on_answer(at(offset), 0ms);
  EXPECT_EQ(answer<Want>().offset, 2000U);
  EXPECT_EQ(serving_.next_answer(), std::nullopt);
}

TEST_F(FileServingTest, WhatIsNotTakenIsSaidWithItsReason) {
  offer();
  serving_.on_answer(FileTaken{school, file_, "file.over_quota", false, 0, {}}, 0ms);
  EXPECT_EQ(answer<NoFile>(), (NoFile{school, file_, "file.over_quota"}));
  serving_.take(Chunk{file_, 0, Bytes(10)});
  EXPECT_TRUE(serving_.take_requests().empty());
}

TEST_F(FileServingTest, AFileThatIsHereIsAskedForItsProofAlone) {
  offer();
  serving_.on_answer(FileTaken{school, file_, {}, false, 500, Bytes(100, 7)}, 0ms);
  EXPECT_EQ(answer<Want>(), (Want{school, file_, 500, 100}));
  serving_.take(Chunk{file_, 500, Bytes(100, 7)});
  EXPECT_EQ(request<FileProved>().file, file_);
}

TEST_F(FileServingTest, AWrongProofOpensNothing) {
  const std::vector<Chunk> forged{{file_, 500, Bytes(100, 8)}, {file_, 501, Bytes(100, 7)}, {file_, 500, {}}};
  for (const auto& wrong : forged) {
    offer();
    serving_.on_answer(FileTaken{school, file_, {}, false, 500, Bytes(100, 7)}, 0ms);
    answer<Want>();
    serving_.take(wrong);
    EXPECT_TRUE(serving_.take_requests().empty());
    EXPECT_EQ(answer<NoFile>().code, "file.wrong_piece");
  }
}

TEST_F(FileServingTest, APieceOfAFileThatNobodyOfferedIsPassedOver) {
  serving_.take(Chunk{file_, 0, Bytes(10)});
  EXPECT_TRUE(serving_.take_requests().empty());
}

TEST_F(FileServingTest, ReadingStopsWhileTheDiskIsBehind) {
  offer();
  while (serving_.wants_message()) serving_.take(Chunk{file_, 0, Bytes(16'000)});
  EXPECT_LE(serving_.take_requests().size(), 34U);
  for (int time = 0; time < 20; ++time) serving_.on_answer(at(0), 0ms);
  EXPECT_TRUE(serving_.wants_message());
}

TEST_F(FileServingTest, GivesTheListThenThePiecesInOrder) {
  give();
  EXPECT_EQ(chunk(), std::nullopt);
  serving_.take(Want{school, file_, 0, 3000}, 0ms);
  EXPECT_EQ(chunk()->offset, 0U);
  EXPECT_EQ(chunk()->offset, 1024U);
  EXPECT_EQ(chunk(), std::nullopt) << "two pieces are under way";
  serving_.take(Want{school, file_, 2048, 952}, 1000ms);
  EXPECT_EQ(chunk()->bytes.size(), 952U);
}

TEST_F(FileServingTest, WhatMayNotBeGivenIsSaid) {
  serving_.take(Want{school, file_, 0, 0}, 0ms);
  request<FileWanted>();
  serving_.on_answer(FileGiven{school, file_, "file.not_named", {}, false}, 0ms);
  EXPECT_EQ(answer<NoFile>().code, "file.not_named");
  EXPECT_EQ(chunk(), std::nullopt);
}

TEST_F(FileServingTest, AWantWithoutTheListBeforeIsAskedAboutFirst) {
  serving_.take(Want{school, file_, 1000, 2000}, 0ms);
  request<FileWanted>();
  serving_.on_answer(FileGiven{school, file_, {}, list_, false}, 0ms);
  EXPECT_EQ(serving_.next_answer(), std::nullopt);
  EXPECT_EQ(chunk()->offset, 1000U);
}

TEST_F(FileServingTest, SnapshotsGoBeforeFiles) {
  give();
  serving_.take(Want{school, file_, 0, 3000}, 0ms);
  const FileName photo = file_;
  content_.assign(2000, 9);
  list_ = list_of(content_);
  file_ = file_name_of(list_);
  // A piece of the photograph was being read already.
  const auto requests = serving_.take_requests();
  EXPECT_EQ(std::get<ReadPiece>(requests.at(0)).file, photo);
  give(true);
  serving_.take(Want{school, file_, 0, 2000}, 0ms);
  serving_.on_answer(PieceRead{photo, {0, 1024}, Bytes(1024, 7)}, 0ms);
  EXPECT_EQ(std::get<Chunk>(*serving_.next_chunk(0ms)).file, photo);
  EXPECT_EQ(chunk()->file, file_);
}

TEST_F(FileServingTest, AFileThatVanishedIsNotGivenAnyMore) {
  give();
  serving_.take(Want{school, file_, 0, 3000}, 0ms);
  const auto read = request<ReadPiece>();
  serving_.on_answer(PieceRead{read.file, read.piece, {}}, 0ms);
  EXPECT_EQ(answer<NoFile>().code, "file.not_here_yet");
}

TEST_F(FileServingTest, ManyFilesAfterAnotherAreFineManyAtOnceAreNot) {
  for (int number = 0; number < 20; ++number) {
    give();
    serving_.take(Stored{school, file_});
  }
  for (std::uint8_t number = 0; number < 9; ++number) {
    FileName other{};
    other[0] = number;
    serving_.take(Want{school, other, 0, 0}, 0ms);
  }
  EXPECT_EQ(answer<NoFile>().code, "file.too_many");
}

}  // namespace
}  // namespace mektep
