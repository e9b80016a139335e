#include "shared/files/file_arrival.h"

#include <gtest/gtest.h>

#include "tests/support/seeded_random.h"
#include "tests/support/temp_directory.h"

namespace mektep {
namespace {

constexpr std::size_t chunk = limits::file_chunk_bytes;

class ArrivalTest : public ::testing::Test {
 protected:
  ArrivalTest() : content_(2 * chunk + 1000) { random_.fill(content_); }

  FileArrival open() { return *FileArrival::open(files_, partial_, whole_, list_of(content_)); }
  BytesView part(std::size_t from, std::size_t bytes) const { return BytesView(content_).subspan(from, bytes); }
  // Pieces of a size from where the arrival stands; whether all were taken.
  bool send(FileArrival& arrival, std::size_t piece, std::size_t until = SIZE_MAX) const {
    while (!arrival.complete() && arrival.offset() < until) {
      const auto at = static_cast<std::size_t>(arrival.offset());
      const std::size_t end = std::min({content_.size(), (at / chunk + 1) * chunk, until});
      if (!arrival.take(at, part(at, std::min(piece, end - at)))) return false;
    }
    return true;
  }
  Bytes whole() const { return *files_.read(whole_, content_.size()); }

  test::SeededRandom random_{5};
  test::TempDirectory directory_;
  SystemFiles files_;
  const Path partial_ = directory_.file("partial");
  const Path whole_ = directory_.file("whole");
  Bytes content_;
};

TEST_F(ArrivalTest, IsWholeWhenTheLastByteIsThere) {
  FileArrival arrival = open();
  EXPECT_EQ(arrival.offset(), 0U);
  ASSERT_TRUE(send(arrival, 1900));
  EXPECT_TRUE(arrival.complete());
  EXPECT_EQ(whole(), content_);
  EXPECT_FALSE(files_.exists(partial_));
}

TEST_F(ArrivalTest, NobodyReadsItBefore) {
  FileArrival arrival = open();
  ASSERT_TRUE(send(arrival, 5000, content_.size() - 1));
  EXPECT_FALSE(arrival.complete());
  EXPECT_FALSE(files_.exists(whole_));
}

// 30 kbit/s for ten seconds is little more than half a chunk.
TEST_F(ArrivalTest, ACutInTheMiddleOfAChunkLosesNothing) {
  for (std::size_t at = 0; at < content_.size(); at += 37'000) {
    FileArrival arrival = open();
    EXPECT_EQ(arrival.offset(), at);
    ASSERT_TRUE(send(arrival, 1000, std::min(at + 37'000, content_.size())));
  }
  EXPECT_EQ(whole(), content_);
}

TEST_F(ArrivalTest, WhatIsHereAlreadyIsPassedOver) {
  FileArrival arrival = open();
  ASSERT_TRUE(arrival.take(0, part(0, 3000)).ok());
  ASSERT_TRUE(arrival.take(0, part(0, 1000)).ok());
  ASSERT_TRUE(arrival.take(2000, part(2000, 3000)).ok());
  EXPECT_EQ(arrival.offset(), 5000U);
  ASSERT_TRUE(send(arrival, 9000));
  EXPECT_EQ(whole(), content_);
}

TEST_F(ArrivalTest, APieceThatLeavesAGapOrGoesTooFarIsRefused) {
  FileArrival arrival = open();
  EXPECT_EQ(arrival.take(1, part(1, 10)).error().code, "file.wrong_piece");
  EXPECT_EQ(arrival.take(0, part(0, chunk + 1)).error().code, "file.wrong_piece");
  ASSERT_TRUE(send(arrival, 60'000, 2 * chunk));
  EXPECT_EQ(arrival.take(2 * chunk, Bytes(1001)).error().code, "file.wrong_piece");
  EXPECT_EQ(arrival.take(UINT64_MAX, part(0, 10)).error().code, "file.wrong_piece");
  EXPECT_EQ(arrival.offset(), 2 * chunk);
}

TEST_F(ArrivalTest, AWrongChunkGoesAndTheOthersStay) {
  FileArrival arrival = open();
  ASSERT_TRUE(send(arrival, chunk, chunk));
  Bytes wrong = copy_of(part(chunk, chunk));
  wrong[100] ^= 1U;
  EXPECT_EQ(arrival.take(chunk, wrong).error().code, "file.wrong_piece");
  EXPECT_EQ(arrival.offset(), chunk);
  ASSERT_TRUE(send(arrival, chunk));
  EXPECT_EQ(whole(), content_);
}

TEST_F(ArrivalTest, WhatAPowerCutLeftIsCheckedWhenItIsOpened) {
  {
    FileArrival arrival = open();
    ASSERT_TRUE(send(arrival, chunk, 2 * chunk));
  }
  Bytes left = *files_.read(partial_, content_.size());
  left[chunk + 5] = static_cast<std::uint8_t>(left[chunk + 5] + 1);  // a block that was not synced
  ASSERT_TRUE(files_.write(partial_, left).ok());
  FileArrival arrival = open();
  EXPECT_EQ(arrival.offset(), chunk);
  ASSERT_TRUE(send(arrival, chunk));
  EXPECT_EQ(whole(), content_);
}

TEST_F(ArrivalTest, MoreThanTheFileIsCutOff) {
  Bytes longer = content_;
  longer.resize(content_.size() + 77);
  ASSERT_TRUE(files_.write(partial_, longer).ok());
  const FileArrival arrival = open();
  EXPECT_TRUE(arrival.complete());
  EXPECT_EQ(whole(), content_);
}

TEST_F(ArrivalTest, AllThereButNotNamedYetIsFinishedByOpening) {
  ASSERT_TRUE(files_.write(partial_, content_).ok());
  EXPECT_TRUE(open().complete());
  EXPECT_EQ(whole(), content_);
}

TEST_F(ArrivalTest, AFileThatIsHereNeedsNothing) {
  ASSERT_TRUE(files_.write(whole_, content_).ok());
  FileArrival arrival = open();
  EXPECT_TRUE(arrival.complete());
  EXPECT_EQ(arrival.offset(), content_.size());
  EXPECT_TRUE(arrival.take(0, part(0, 10)).ok());
}

TEST_F(ArrivalTest, AnEmptyFileIsWholeAtOnce) {
  content_.clear();
  EXPECT_TRUE(open().complete());
  EXPECT_TRUE(whole().empty());
}

TEST_F(ArrivalTest, GivingUpLeavesNothing) {
  FileArrival arrival = open();
  ASSERT_TRUE(send(arrival, 9000, 9000));
  ASSERT_TRUE(arrival.give_up().ok());
  EXPECT_FALSE(files_.exists(partial_));
  EXPECT_EQ(open().offset(), 0U);
}

}  // namespace
}  // namespace mektep
