#include "shared/model/version.h"

#include <gtest/gtest.h>

#include "shared/model/record.h"

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

TEST(Cells, OfLifeComeFirstInARecord) {
  RecordState state;
  state.cells[{FieldNumber{1}, {}}] = {};
  state.cells[{life_field, {}}] = {};
  EXPECT_EQ(state.cells.begin()->first.field, life_field);
}

TEST(Cells, OfOneFieldStandTogetherInTheOrderOfTheirBytes) {
  RecordState state;
  for (const Bytes& element : {Bytes{2}, Bytes{1, 9}, Bytes{1}}) state.cells[{FieldNumber{4}, element}] = {};
  state.cells[{FieldNumber{5}, {}}] = {};
  std::vector<Bytes> elements;
  for (const auto& [key, cell] : state.cells) elements.push_back(key.element);
  EXPECT_EQ(elements, (std::vector<Bytes>{{1}, {1, 9}, {2}, {}}));
}

TEST(Values, OfDifferentKindsNeverEqual) {
  EXPECT_NE(Value{std::int64_t{1}}, Value{Decimal{1}});
  EXPECT_NE(Value{std::int64_t{1}}, Value{true});
  EXPECT_NE(Value{Nothing{}}, Value{std::string()});
  EXPECT_NE(Value{Date{1}}, Value{Decimal{1}});
}

TEST(Values, OfALaterProgramKeepTheirBytes) {
  const UnknownValue value{9, {1, 2, 3}};
  EXPECT_EQ(Value{value}, Value{value});
  EXPECT_NE(Value{value}, (Value{UnknownValue{9, {1, 2}}}));
}

}  // namespace
}  // namespace mektep
