#include "shared/model/version.h"

#include <gtest/gtest.h>

namespace mektep {
namespace {

TEST(Versions, AreOrderedByStreamThenSequence) {
  const Version early{StreamId{1}, Sequence{9}};
  const Version late{StreamId{2}, Sequence{1}};
  EXPECT_LT(early, late);
  EXPECT_LT(late, (Version{StreamId{2}, Sequence{2}}));
}

TEST(Versions, OfDraftsAreKnownByTheirStream) {
  EXPECT_TRUE(is_draft(draft_version(DraftNumber{3})));
  EXPECT_EQ(draft_version(DraftNumber{3}).sequence, Sequence{3});
  EXPECT_FALSE(is_draft({StreamId{1}, Sequence{3}}));
}

TEST(Versions, OfDraftsComeBeforeAllSealedOnes) {
  EXPECT_LT(draft_version(DraftNumber{1'000'000}), (Version{StreamId{1}, Sequence{1}}));
}

TEST(Versions, OfOneStreamAreOrderedAsNumbersNotAsTexts) {
  EXPECT_LT((Version{StreamId{1}, Sequence{9}}), (Version{StreamId{1}, Sequence{10}}));
  EXPECT_LT((Version{StreamId{1}, Sequence{0x7fff'ffff}}), (Version{StreamId{1}, Sequence{0x8000'0000}}));
}

TEST(Versions, OfStreamsInTheUpperHalfAreStillLater) {
  EXPECT_LT((Version{StreamId{1}, Sequence{1}}), (Version{StreamId{1ULL << 63U}, Sequence{1}}));
}

TEST(Versions, OfTwoDraftsAreOrderedByTheirLocalNumber) {
  EXPECT_LT(draft_version(DraftNumber{9}), draft_version(DraftNumber{10}));
}

TEST(Stamps, AreComparedByTheirVersionBeforeAnythingTheySay) {
  const Stamp early{{StreamId{1}, Sequence{1}}, Lamport{100}, RecordId{9}, 500};
  const Stamp late{{StreamId{1}, Sequence{2}}, Lamport{1}, RecordId{1}, 100};
  EXPECT_LT(early, late);
}

TEST(Stamps, OfOneVersionThatSayDifferentThingsDiffer) {
  const Stamp stamp{{StreamId{1}, Sequence{1}}, Lamport{1}, RecordId{1}, 1};
  Stamp other = stamp;
  other.lamport = Lamport{2};
  EXPECT_NE(stamp, other);
  other = stamp;
  other.author = RecordId{2};
  EXPECT_NE(stamp, other);
  other = stamp;
  other.wall_ms = 2;
  EXPECT_NE(stamp, other);
}

}  // namespace
}  // namespace mektep
