#include "shared/store/digest.h"

#include <gtest/gtest.h>

#include "shared/codec/canonical.h"
#include "shared/store/pack_log.h"
#include "tests/shared/store/store_fixture.h"

namespace mektep {
namespace {

using namespace test;

RecordState state(std::uint32_t sequence) {
  RecordState made;
  made.cells[scalar(field::topic)] = {live(text("a"), ver(1, sequence))};
  return made;
}

HashSum sum_of(const std::vector<std::pair<RecordKey, RecordState>>& records) {
  HashSum sum;
  for (const auto& [key, each] : records) sum.add(hash16({digest_bytes(key, each)}));
  return sum;
}

TEST(Digest, ARecordWithoutLiveValuesCountsNothing) {
  EXPECT_EQ(record_hash(lesson, {}), std::nullopt);
  EXPECT_EQ(record_hash(lesson, state(1)), hash16({digest_bytes(lesson, state(1))}));
}

TEST(Digest, TheDigestOfAnEmptyScopeIsZero) {
  TestStore store;
  EXPECT_EQ(state_digest_of(*store.tables, school), HashSum{});
}

TEST(Digest, SumsTheRecordsOfTheScopeAlone) {
  TestStore store;
  const RecordKey later{TypeNumber{600}, RecordId{3}};
  store.write(lesson, {state(1), {}});
  store.write(later, {state(2), {}});
  store.write(lesson, {state(9), {}}, other_school);
  EXPECT_EQ(state_digest_of(*store.tables, school), sum_of({{lesson, state(1)}, {later, state(2)}}));
}

TEST(Digest, PendingWorkIsNoPartOfIt) {
  TestStore store;
  store.write(lesson, {state(1), {pending(write_op(lesson, scalar(field::topic), text("b")), 1)}});
  store.write({visit, RecordId{1}}, {{}, {pending(write_op(lesson, scalar(field::topic), text("b")), 1)}});
  EXPECT_EQ(state_digest_of(*store.tables, school), sum_of({{lesson, state(1)}}));
}

TEST(Digest, ReadsMoreRecordsThanOnePage) {
  TestStore store;
  std::vector<std::pair<RecordKey, RecordState>> records;
  auto transaction = store.begin();
  for (std::uint64_t id = 1; id <= 1100; ++id) {
    records.push_back({{visit, RecordId{id}}, state(static_cast<std::uint32_t>(id))});
    store.tables->write(school, records.back().first, {records.back().second, {}});
  }
  EXPECT_EQ(state_digest_of(*store.tables, school), sum_of(records));
}

TEST(Digest, APrefixSpansTheIdsThatBeginWithIt) {
  const IdPrefix all{};
  EXPECT_EQ(all.span().first, RecordId{0});
  EXPECT_EQ(all.span().last, RecordId{~std::uint64_t{0}});
  const IdPrefix part = all.part(0xa).part(0x3);
  EXPECT_EQ(part.depth, 2U);
  EXPECT_EQ(part.span().first, RecordId{0xa300'0000'0000'0000ULL});
  EXPECT_EQ(part.span().last, RecordId{0xa3ff'ffff'ffff'ffffULL});
}

TEST(Digest, ThePartsOfAPrefixCoverItWithoutOverlap) {
  IdPrefix range;
  for (unsigned depth = 0; depth < 16; ++depth) {
    RecordId expected = range.span().first;
    for (unsigned digit = 0; digit < 16; ++digit) {
      EXPECT_EQ(range.part(digit).span().first, expected);
      expected = RecordId{range.part(digit).span().last.value + 1};
    }
    EXPECT_EQ(range.part(15).span().last, range.span().last);
    range = range.part(depth % 16);
  }
  EXPECT_EQ(range.span().first, range.span().last);
}

TEST(Digest, TheSixteenSumsAddUpToTheDigest) {
  TestStore store;
  auto transaction = store.begin();
  for (std::uint64_t at = 0; at < 64; ++at) {
    store.tables->write(school, {visit, RecordId{at * 0x0404'0404'0404'0404ULL}}, {state(1), {}});
  }
  HashSum total;
  std::uint64_t records = 0;
  for (const PartSum& part : part_sums(*store.tables, school, {})) {
    total.add(part.sum.value());
    records += part.records;
    EXPECT_EQ(part.records, 4U);
  }
  EXPECT_EQ(records, 64U);
  EXPECT_EQ(total, state_digest_of(*store.tables, school));
}

TEST(Digest, DescendingWhereTheSumsDifferFindsTheRecord) {
  TestStore mine;
  TestStore theirs;
  for (TestStore* store : {&mine, &theirs}) {
    auto transaction = store->begin();
    for (std::uint64_t at = 1; at <= 40; ++at) {
      store->tables->write(school, {visit, RecordId{at * 0x0123'4567'89ab'cdefULL}}, {state(1), {}});
    }
    transaction.commit();
  }
  const RecordId differs{7 * 0x0123'4567'89ab'cdefULL};
  theirs.write({visit, differs}, {state(2), {}});
  IdPrefix range;
  while (range.depth < 16) {
    const auto here = part_sums(*mine.tables, school, range);
    const auto there = part_sums(*theirs.tables, school, range);
    unsigned digit = 0;
    while (here[digit] == there[digit]) ++digit;
    range = range.part(digit);
  }
  EXPECT_EQ(range.span().first, differs);
}

}  // namespace
}  // namespace mektep
