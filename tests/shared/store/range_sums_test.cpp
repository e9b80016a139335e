#include "shared/store/range_sums.h"

#include <gtest/gtest.h>

#include <numeric>

#include "tests/shared/store/store_fixture.h"

namespace mektep {
namespace {

using namespace test;

RecordState state(std::uint32_t sequence, const std::string& topic = "a") {
  RecordState made;
  made.cells[scalar(field::topic)] = {live(text(topic), ver(1, sequence))};
  return made;
}

RecordHash hash_of(std::uint64_t id, std::uint32_t sequence = 1, TypeNumber type = visit) {
  const RecordKey key{type, RecordId{id}};
  return {key, *content_hash(key, state(sequence))};
}

std::vector<RecordHash> hashes_of(std::size_t count) {
  std::vector<RecordHash> hashes;
  for (std::uint64_t id = 1; id <= count; ++id) hashes.push_back(hash_of(id * 7));
  return hashes;
}

std::size_t records_in(const std::vector<SpanSum>& sums) {
  return std::accumulate(sums.begin(), sums.end(), std::size_t{0},
                         [](std::size_t count, const SpanSum& sum) { return count + sum.records; });
}

TEST(ContentHash, CountsValuesUnlikeTheStateDigest) {
  EXPECT_NE(content_hash(lesson, state(1, "a")), content_hash(lesson, state(1, "b")));
  EXPECT_NE(content_hash(lesson, state(1)), content_hash(lesson, state(2)));
  EXPECT_NE(content_hash(lesson, state(1)), content_hash({visit, RecordId{99}}, state(1)));
  EXPECT_EQ(content_hash(lesson, {}), std::nullopt);
}

TEST(Split, NothingIsOneEmptyPart) {
  const auto parts = split(all_ids, {});
  ASSERT_EQ(parts.size(), 1U);
  EXPECT_EQ(parts[0], (SpanSum{all_ids, 0, {}}));
}

TEST(Split, PartsFollowOneAnotherAndCoverTheSpan) {
  for (const std::size_t count : {1U, 15U, 16U, 17U, 1000U}) {
    const auto parts = split(all_ids, hashes_of(count));
    EXPECT_LE(parts.size(), 16U);
    EXPECT_EQ(parts.front().span.first, all_ids.first);
    EXPECT_EQ(parts.back().span.last, all_ids.last);
    for (std::size_t at = 1; at < parts.size(); ++at) {
      EXPECT_EQ(parts[at].span.first.value, parts[at - 1].span.last.value + 1);
    }
    EXPECT_EQ(records_in(parts), count);
  }
}

TEST(Split, PartsHoldAboutEquallyManyRecords) {
  for (const SpanSum& part : split(all_ids, hashes_of(1600))) EXPECT_EQ(part.records, 100U);
}

TEST(Split, RecordsOfTwoTypesWithOneIdStayTogether) {
  std::vector<RecordHash> hashes;
  for (std::uint64_t id = 1; id <= 40; ++id) {
    hashes.push_back(hash_of(id, 1, visit));
    hashes.push_back(hash_of(id, 1, place_type));
  }
  for (const SpanSum& part : split(all_ids, hashes)) EXPECT_EQ(part.records % 2, 0U);
}

TEST(Split, TheOrderOfTheRecordsDoesNotMatter) {
  auto hashes = hashes_of(100);
  const auto parts = split(all_ids, hashes);
  std::reverse(hashes.begin(), hashes.end());
  EXPECT_EQ(split(all_ids, hashes), parts);
}

TEST(SumsOver, AgreeWithTheSplitOfTheSameRecordsAndDifferWhereOneDiffers) {
  auto hashes = hashes_of(500);
  const auto theirs = split(all_ids, hashes);
  std::vector<IdSpan> spans;
  for (const SpanSum& part : theirs) spans.push_back(part.span);
  EXPECT_EQ(sums_over(spans, hashes), theirs);
  hashes[250] = hash_of(hashes[250].key.id.value, 9);
  const auto ours = sums_over(spans, hashes);
  std::size_t different = 0;
  for (std::size_t at = 0; at < ours.size(); ++at) different += ours[at] == theirs[at] ? 0 : 1;
  EXPECT_EQ(different, 1U);
}

}  // namespace
}  // namespace mektep
