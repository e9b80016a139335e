#include "shared/protocol/piece_sender.h"

#include <gtest/gtest.h>

namespace mektep {
namespace {

using namespace std::chrono_literals;
using Piece = PieceSender::Piece;

// A link of a known pace: pieces of half a second of it.
LinkPace pace_of(std::uint64_t bytes_per_second) { return LinkPace(bytes_per_second); }

TEST(PieceSender, SendsNothingUnasked) {
  const PieceSender sender(100'000);
  EXPECT_EQ(sender.next(LinkPace()), std::nullopt);
}

TEST(PieceSender, APieceIsHalfASecondOfTheLinkFromWhereItWasAsked) {
  LinkPace pace = pace_of(8000);
  PieceSender sender(100'000);
  sender.want(10'000, 90'000, pace, 0ms);
  EXPECT_EQ(sender.next(pace), (Piece{10'000, 4000}));
}

TEST(PieceSender, APieceEndsWhereItsChunkOrTheFileEnds) {
  LinkPace pace = pace_of(1'000'000);
  PieceSender sender(limits::file_chunk_bytes + 10);
  sender.want(limits::file_chunk_bytes - 7, 1000, pace, 0ms);
  EXPECT_EQ(sender.next(pace), (Piece{limits::file_chunk_bytes - 7, 7}));
  sender.sent({limits::file_chunk_bytes - 7, 7}, pace, 0ms);
  EXPECT_EQ(sender.next(pace), (Piece{limits::file_chunk_bytes, 10}));
  sender.sent({limits::file_chunk_bytes, 10}, pace, 0ms);
  EXPECT_EQ(sender.next(pace), std::nullopt);
}

TEST(PieceSender, NoMoreIsUnderWayThanTheLinkCarriesInAMoment) {
  LinkPace pace = pace_of(4000);
  PieceSender sender(1'000'000);
  sender.want(0, 1'000'000, pace, 0ms);
  std::size_t under_way = 0;
  while (const auto piece = sender.next(pace)) {
    sender.sent(*piece, pace, 0ms);
    under_way += piece->bytes;
  }
  EXPECT_LE(under_way, 4000U);
  sender.want(2000, 998'000, pace, 500ms);
  EXPECT_TRUE(sender.next(pace).has_value());
}

TEST(PieceSender, SendsNoMoreThanWasAskedFor) {
  LinkPace pace = pace_of(100'000);
  PieceSender sender(1'000'000);
  sender.want(300, 1024, pace, 0ms);
  EXPECT_EQ(sender.next(pace), (Piece{300, 1024}));
  sender.sent({300, 1024}, pace, 0ms);
  EXPECT_EQ(sender.next(pace), std::nullopt);
}

TEST(PieceSender, AnOldOrImpossibleWantChangesNothing) {
  LinkPace pace = pace_of(4000);
  PieceSender sender(10'000);
  sender.want(0, 10'000, pace, 0ms);
  sender.sent(*sender.next(pace), pace, 0ms);
  sender.want(0, 10'000, pace, 1ms);
  sender.want(9000, 1000, pace, 1ms);
  sender.want(20'000, 10, pace, 1ms);
  EXPECT_EQ(pace.under_way(), 2000U);
  EXPECT_EQ(sender.next(pace)->offset, 2000U);
}

TEST(PieceSender, WhatWasStoppedIsNotWaitedFor) {
  LinkPace pace = pace_of(4000);
  PieceSender sender(10'000);
  sender.want(0, 10'000, pace, 0ms);
  sender.sent(*sender.next(pace), pace, 0ms);
  sender.stop(pace);
  EXPECT_EQ(pace.under_way(), 0U);
  EXPECT_EQ(sender.next(pace), std::nullopt);
}

}  // namespace
}  // namespace mektep
