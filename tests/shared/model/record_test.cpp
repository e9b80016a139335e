#include "shared/model/record.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace mektep {
namespace {

LiveValue live(std::uint64_t stream, std::uint32_t sequence, Value value) {
  LiveValue one;
  one.stamp.version = {StreamId{stream}, Sequence{sequence}};
  one.value = std::move(value);
  return one;
}

TEST(RecordState, WithoutCellsIsEmpty) {
  RecordState state;
  EXPECT_TRUE(state.empty());
  state.cells[{life_field, {}}] = {live(1, 1, Nothing{})};
  EXPECT_FALSE(state.empty());
}

TEST(RecordState, LifeComesFirst) {
  RecordState state;
  state.cells[{FieldNumber{1}, {}}] = {};
  state.cells[{life_field, {}}] = {};
  EXPECT_EQ(state.cells.begin()->first.field, life_field);
}

TEST(RecordState, CellsOfOneFieldStandTogetherInTheOrderOfTheirBytes) {
  RecordState state;
  for (const Bytes& element : {Bytes{2}, Bytes{1, 9}, Bytes{1}}) state.cells[{FieldNumber{4}, element}] = {};
  state.cells[{FieldNumber{5}, {}}] = {};
  std::vector<Bytes> elements;
  for (const auto& [key, cell] : state.cells) elements.push_back(key.element);
  EXPECT_EQ(elements, (std::vector<Bytes>{{1}, {1, 9}, {2}, {}}));
}

TEST(RecordState, FieldsAreOrderedByNumberNotByTheBytesOfTheirElements) {
  EXPECT_LT((CellKey{FieldNumber{2}, {0xff, 0xff}}), (CellKey{FieldNumber{3}, {}}));
  EXPECT_LT((CellKey{FieldNumber{255}, {}}), (CellKey{FieldNumber{256}, {}}));
}

TEST(RecordState, AnyDifferenceInACellIsADifference) {
  RecordState state;
  state.cells[{FieldNumber{1}, {}}] = {live(1, 1, std::string("a"))};
  const auto differs = [&](auto&& change) {
    RecordState other = state;
    change(other.cells.begin()->second.front());
    return !(other == state);
  };
  EXPECT_TRUE(differs([](LiveValue& one) { one.value = std::string("b"); }));
  EXPECT_TRUE(differs([](LiveValue& one) { one.kind = OpKind::restore; }));
  EXPECT_TRUE(differs([](LiveValue& one) { one.erased = true; }));
  EXPECT_TRUE(differs([](LiveValue& one) { one.covers = {{StreamId{1}, Sequence{1}}}; }));
  EXPECT_TRUE(differs([](LiveValue& one) { one.payload = {1}; }));
  EXPECT_TRUE(differs([](LiveValue& one) { one.stamp.lamport = Lamport{1}; }));
  EXPECT_TRUE(differs([](LiveValue& one) { one.stamp.author = RecordId{1}; }));
  EXPECT_TRUE(differs([](LiveValue& one) { one.stamp.wall_ms = 1; }));
  EXPECT_FALSE(differs([](LiveValue&) {}));
}

TEST(LiveValues, AreSortedByVersionWhateverElseTheySay) {
  LiveValue early = live(1, 2, std::string("z"));
  early.stamp.lamport = Lamport{99};
  const LiveValue late = live(2, 1, std::string("a"));
  Cell cell{late, early};
  std::sort(cell.begin(), cell.end());
  EXPECT_EQ(cell.front(), early);
}

TEST(RecordKeys, AreOrderedByTypeThenId) {
  EXPECT_LT((RecordKey{TypeNumber{1}, RecordId{~0ULL}}), (RecordKey{TypeNumber{2}, RecordId{0}}));
  EXPECT_LT((RecordKey{TypeNumber{2}, RecordId{1}}), (RecordKey{TypeNumber{2}, RecordId{2}}));
}

// The same id under another type is another record.
TEST(RecordKeys, OfOneIdUnderTwoTypesDiffer) {
  EXPECT_NE((RecordKey{TypeNumber{1}, RecordId{5}}), (RecordKey{TypeNumber{2}, RecordId{5}}));
}

}  // namespace
}  // namespace mektep
