#include "shared/store/raw_packs.h"

#include <gtest/gtest.h>

#include "tests/shared/store/store_fixture.h"

namespace mektep {
namespace {

using namespace test;

class RawPackTable : public testing::Test {
 protected:
  TestStore store_;
  RawPacks raw_{*store_.database};
  Transaction transaction_ = store_.begin();

  static PackContent content(std::uint64_t stream, std::uint32_t first, std::uint64_t previous,
                             std::uint64_t head) {
    return pack_of({.stream = stream,
                    .first = first,
                    .previous = previous,
                    .head = head,
                    .changes = {{write_op(lesson, scalar(field::topic), text("x"))}}});
  }
  bool put(std::uint64_t stream, std::uint32_t first, std::uint64_t previous, std::uint64_t head,
           bool own = true) {
    const PackContent pack = content(stream, first, previous, head);
    return raw_.put(pack, bytes_of(pack), own);
  }
  static Receipt receipt(std::uint64_t stream, std::uint32_t sequence, std::uint64_t head,
                         ReceiptLevel level = ReceiptLevel::server, std::uint64_t epoch = 9) {
    Receipt made;
    made.scope = school;
    made.stream = StreamId{stream};
    made.sequence = Sequence{sequence};
    made.head = head_number(head);
    made.level = level;
    made.position = Position{sequence};
    made.epoch = Epoch{epoch};
    return made;
  }
  std::optional<RawReceipt> receipt_of(std::uint64_t head) {
    return raw_.find(school, head_number(head))->receipt;
  }
};

TEST_F(RawPackTable, APackComesBackAsItWasPut) {
  ASSERT_TRUE(put(7, 2, 70, 71));
  RawPack expected;
  expected.scope = school;
  expected.stream = StreamId{7};
  expected.first = Sequence{2};
  expected.count = 1;
  expected.head = head_number(71);
  expected.previous = head_number(70);
  expected.own = true;
  expected.bytes = copy_of(BytesView(head_number(71)).first(12));
  EXPECT_EQ(raw_.all(school), std::vector{expected});
  EXPECT_EQ(raw_.find(school, head_number(71)), expected);
  EXPECT_EQ(raw_.find(school, head_number(72)), std::nullopt);
  EXPECT_EQ(expected.last(), Sequence{2});
}

TEST_F(RawPackTable, TwoCompressionsOfAPackAreOne) {
  EXPECT_TRUE(put(7, 1, 0, 71));
  const PackContent same = content(7, 1, 0, 71);
  EXPECT_FALSE(raw_.put(same, Bytes{9, 9}, false));
  ASSERT_EQ(raw_.all(school).size(), 1U);
  EXPECT_TRUE(raw_.all(school)[0].own);
  EXPECT_EQ(raw_.all(school)[0].bytes, bytes_of(same));
}

TEST_F(RawPackTable, PacksStandByStreamAndSequenceThenAsTheyCame) {
  put(8, 1, 0, 81, false);
  put(7, 2, 71, 73);
  put(7, 2, 71, 72);
  put(7, 1, 0, 71);
  std::vector<ChainHead> heads;
  for (const RawPack& pack : raw_.all(school)) heads.push_back(pack.head);
  EXPECT_EQ(heads, (std::vector{head_number(71), head_number(73), head_number(72), head_number(81)}));
}

TEST_F(RawPackTable, ARemovedPackIsGone) {
  put(7, 1, 0, 71);
  put(7, 2, 71, 72);
  raw_.remove(school, head_number(71));
  ASSERT_EQ(raw_.all(school).size(), 1U);
  EXPECT_EQ(raw_.all(school)[0].head, head_number(72));
}

TEST_F(RawPackTable, AReceiptAnswersForThePacksBeforeItToo) {
  put(7, 1, 0, 71);
  put(7, 2, 71, 72);
  put(7, 3, 72, 73);
  EXPECT_EQ(raw_.set_receipt(receipt(7, 2, 72)), 2U);
  const RawReceipt expected{ReceiptLevel::server, Position{2}, Epoch{9}};
  EXPECT_EQ(receipt_of(71), expected);
  EXPECT_EQ(receipt_of(72), expected);
  EXPECT_EQ(receipt_of(73), std::nullopt);
}

TEST_F(RawPackTable, AReceiptNeverAnswersForAnotherBranch) {
  put(7, 1, 0, 71);
  put(7, 2, 71, 72);
  put(7, 2, 71, 79);
  EXPECT_EQ(raw_.set_receipt(receipt(7, 2, 72)), 2U);
  EXPECT_EQ(receipt_of(79), std::nullopt);
}

TEST_F(RawPackTable, AReceiptForAnUnknownHeadAnswersForNothing) {
  put(7, 1, 0, 71);
  EXPECT_EQ(raw_.set_receipt(receipt(7, 1, 99)), 0U);
  EXPECT_EQ(raw_.set_receipt(receipt(8, 1, 71)), 0U) << "the chain head is of another stream";
  EXPECT_EQ(receipt_of(71), std::nullopt);
}

TEST_F(RawPackTable, AHubsReceiptDoesNotReplaceTheServersOfTheSameEpoch) {
  put(7, 1, 0, 71);
  raw_.set_receipt(receipt(7, 1, 71, ReceiptLevel::hub));
  EXPECT_EQ(receipt_of(71)->level, ReceiptLevel::hub);
  raw_.set_receipt(receipt(7, 1, 71, ReceiptLevel::server));
  raw_.set_receipt(receipt(7, 1, 71, ReceiptLevel::hub));
  EXPECT_EQ(receipt_of(71)->level, ReceiptLevel::server);
  raw_.set_receipt(receipt(7, 1, 71, ReceiptLevel::hub, 10));
  EXPECT_EQ(receipt_of(71), (RawReceipt{ReceiptLevel::hub, Position{1}, Epoch{10}}));
}

TEST_F(RawPackTable, AForksLoserIsHeldUntilANewEpoch) {
  put(7, 1, 0, 71);
  put(7, 1, 0, 72);
  raw_.set_held(school, head_number(72), "fork.lost");
  EXPECT_EQ(raw_.find(school, head_number(72))->held, "fork.lost");
  EXPECT_EQ(raw_.find(school, head_number(71))->held, "");
  EXPECT_EQ(raw_.release_held(), 1U);
  EXPECT_EQ(raw_.find(school, head_number(72))->held, "");
  EXPECT_EQ(raw_.release_held(), 0U);
}

TEST_F(RawPackTable, APackOfManyChangesEndsWhereItsLastOneDoes) {
  const std::vector<Op> change{write_op(lesson, scalar(field::topic), text("x"))};
  const PackContent pack = pack_of(
      {.stream = 7, .first = 5, .previous = 70, .head = 71, .changes = {change, change, change}});
  raw_.put(pack, bytes_of(pack), false);
  const auto kept = raw_.find(school, head_number(71));
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->count, 3U);
  EXPECT_EQ(kept->last(), Sequence{7});
  EXPECT_FALSE(kept->own);
}

TEST_F(RawPackTable, AReceiptStopsWhereTheChainIsNotHere) {
  put(7, 1, 0, 71);
  put(7, 3, 72, 73);
  EXPECT_EQ(raw_.set_receipt(receipt(7, 3, 73)), 1U);
  EXPECT_EQ(receipt_of(71), std::nullopt);
}

TEST_F(RawPackTable, AReceiptOfOneScopeSaysNothingOfAnother) {
  put(7, 1, 0, 71);
  Receipt elsewhere = receipt(7, 1, 71);
  elsewhere.scope = other_school;
  EXPECT_EQ(raw_.set_receipt(elsewhere), 0U);
  EXPECT_EQ(receipt_of(71), std::nullopt);
}

TEST_F(RawPackTable, ALaterReceiptMovesThePosition) {
  put(7, 1, 0, 71);
  put(7, 2, 71, 72);
  raw_.set_receipt(receipt(7, 1, 71));
  raw_.set_receipt(receipt(7, 2, 72));
  EXPECT_EQ(receipt_of(71)->position, Position{2});
}

TEST_F(RawPackTable, APackThatWasRemovedMayComeAgainWithoutItsReceipt) {
  put(7, 1, 0, 71);
  raw_.set_receipt(receipt(7, 1, 71));
  raw_.set_held(school, head_number(71), "fork.lost");
  raw_.remove(school, head_number(71));
  EXPECT_TRUE(put(7, 1, 0, 71));
  EXPECT_EQ(receipt_of(71), std::nullopt);
  EXPECT_EQ(raw_.find(school, head_number(71))->held, "");
}

TEST_F(RawPackTable, RemovingWhatIsNotThereDoesNothing) {
  put(7, 1, 0, 71);
  raw_.remove(school, head_number(72));
  raw_.remove(other_school, head_number(71));
  EXPECT_EQ(raw_.all(school).size(), 1U);
}

TEST_F(RawPackTable, ScopesAreApart) {
  put(7, 1, 0, 71);
  PackContent elsewhere = content(7, 1, 0, 71);
  elsewhere.scope = other_school;
  EXPECT_TRUE(raw_.put(elsewhere, Bytes{1}, false));
  EXPECT_EQ(raw_.scopes(), (std::vector{school, other_school}));
  raw_.drop_scope(school);
  EXPECT_EQ(raw_.scopes(), std::vector{other_school});
  EXPECT_EQ(raw_.all(other_school).size(), 1U);
}

TEST_F(RawPackTable, WhatIsHandedBackStandsBeforeAllOthersInItsOrder) {
  put(1, 1, 0, 10);
  const PackContent first = content(7, 1, 0, 70);
  const PackContent second = content(7, 2, 70, 71);
  const PackContent known = content(1, 1, 0, 10);
  const std::vector<RawPacks::HandedBack> packs{
      {first, bytes_of(first), false}, {known, bytes_of(known), true}, {second, bytes_of(second), true}};
  EXPECT_EQ(raw_.put_first(packs), 2U);
  std::vector<std::string> order;
  auto rows = store_.database->prepared("SELECT stream || '.' || first FROM raw ORDER BY arrival");
  while (rows.step()) order.push_back(rows.column<std::string>(0));
  EXPECT_EQ(order, (std::vector<std::string>{"7.1", "7.2", "1.1"}));
  EXPECT_FALSE(raw_.find(school, first.head)->own);
  EXPECT_TRUE(raw_.find(school, second.head)->own);
}

}  // namespace
}  // namespace mektep
