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

}  // namespace
}  // namespace mektep
