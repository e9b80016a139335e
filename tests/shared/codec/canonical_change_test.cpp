#include <gtest/gtest.h>

#include "shared/base/limits.h"
#include "tests/shared/codec/samples.h"

namespace mektep {
namespace {

using test::own;

const PackFrame frame = test::sample_frame();

Bytes encoded(const Change& change) { return encode_change(change, frame, test::sample_sequence); }
Result<Change> decoded(BytesView bytes) { return decode_change(bytes, frame, test::sample_sequence); }

void survives(const Change& change) {
  const auto again = decoded(encoded(change));
  ASSERT_TRUE(again.ok()) << describe(again.error());
  EXPECT_EQ(*again, change);
}

std::string refusal(std::string_view hex) {
  const auto change = decoded(*from_hex(hex));
  return change.ok() ? "accepted" : std::string(change.error().argument("what"));
}

TEST(CanonicalChange, AnEditOfTwoFieldsTakesFewBytes) {
  const Bytes bytes = encoded(test::sample_change(
      {test::write(3, std::string("Ы"), {own(5)}), test::write(9, Decimal{150}, {own(5)})}));
  EXPECT_EQ(to_hex(bytes),
            "1400"
            "69500003"
            "18"
            "02d0ab"
            "4409ac02");
}

TEST(CanonicalChange, SurvivesWithEveryPartUnusual) {
  Change change = test::sample_change({test::write(1, true)});
  survives(change);
  change.author = test::trainer;
  survives(change);
  change.lamport = Lamport{99};
  survives(change);
  change.lamport = Lamport{UINT64_MAX};
  change.wall_ms += 1'001;
  survives(change);
  change.wall_ms = 0;
  survives(change);
}

TEST(CanonicalChange, SurvivesWithClocksOffByAges) {
  Change change = test::sample_change({test::write(1, true)});
  for (const std::int64_t wall : {INT64_MIN, INT64_MAX, std::int64_t{-1}, std::int64_t{1}}) {
    change.wall_ms = wall;
    survives(change);
  }
}

TEST(CanonicalChange, SurvivesWithAnyNumberOfOps) {
  for (const std::size_t count : {0U, 1U, 30U, 31U, 32U, 200U, 4096U}) {
    survives(test::sample_change(std::vector<Op>(count, test::write(1, Nothing{}))));
  }
}

TEST(CanonicalChange, WithMoreOpsThanTheBoundIsRefused) {
  const auto change = decoded(encoded(test::sample_change(std::vector<Op>(4097, test::write(1, Nothing{})))));
  ASSERT_FALSE(change.ok());
  EXPECT_EQ(change.error().argument("what"), "too many");
}

TEST(CanonicalChange, DoesNotDependOnItsNeighbours) {
  const Change change = test::sample_change({test::write(1, true, {own(12)})});
  EXPECT_EQ(encoded(change), encode_change(change, frame, test::sample_sequence));
  const auto elsewhere = decode_change(encoded(change), frame, Sequence{14});
  ASSERT_TRUE(elsewhere.ok());
  EXPECT_EQ(elsewhere->ops[0].supersedes, std::vector<Version>{own(13)});
}

TEST(CanonicalChange, EachUnusualPartTakesItsOwnBytes) {
  Change change = test::sample_change({});
  EXPECT_EQ(to_hex(encoded(change)), "0400");
  change.lamport = Lamport{103};
  EXPECT_EQ(to_hex(encoded(change)), "060200");
  change = test::sample_change({});
  change.author = test::trainer;
  EXPECT_EQ(to_hex(encoded(change)), "05020000000000000200");
  change = test::sample_change({});
  change.wall_ms += 2'000;
  EXPECT_EQ(to_hex(encoded(change)), "0404");
  change.wall_ms -= 999;
  EXPECT_EQ(to_hex(encoded(change)), "00d20f");
}

TEST(CanonicalChange, ReadAtAPlaceWhereItsNamesAreNotIsRefused) {
  const Bytes bytes = encoded(test::sample_change({test::write(1, true, {own(1)})}));
  ASSERT_TRUE(decoded(bytes).ok());
  const auto early_place = decode_change(bytes, frame, Sequence{12});
  ASSERT_FALSE(early_place.ok());
  EXPECT_EQ(early_place.error().argument("what"), "name");
}

TEST(CanonicalChange, WithASecondSpellingIsRefused) {
  EXPECT_EQ(refusal("0400"), "accepted");
  EXPECT_EQ(refusal("0000"), "not minimal");                  // milliseconds though whole seconds
  EXPECT_EQ(refusal("060000"), "not minimal");                // the usual lamport spelt out
  EXPECT_EQ(refusal("05020000000000000100"), "not minimal");  // the usual author spelt out
  EXPECT_EQ(refusal("fc1f002150000120"), "size");             // a count beyond the bytes
  EXPECT_EQ(refusal("fc0200"
                    "2150000110012001"),
            "not minimal");  // a count that fits in the flags
}

TEST(CanonicalChange, WithASecondBeyondTimeIsRefused) {
  EXPECT_EQ(refusal("04ffffffffffffffffff01"), "range");
}

TEST(CanonicalChange, EveryTruncationIsRefused) {
  Op withdraw = test::op_of(OpKind::withdraw, test::cell(0), {own(2)});
  withdraw.covers = {own(5)};
  const Bytes bytes = encoded(test::sample_change(
      {test::write(3, std::string("text"), {own(1), own(2)}), test::write(4, Bytes{1}), withdraw}));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(decoded(BytesView(bytes).first(size)).ok()) << size;
  }
  Bytes longer = bytes;
  longer.push_back(0);
  EXPECT_EQ(refusal(to_hex(longer)), "trailing");
}

TEST(CanonicalChange, FailureNamesWhatAndWhere) {
  const auto change = decoded(Bytes{});
  ASSERT_FALSE(change.ok());
  EXPECT_EQ(describe(change.error()), "codec.malformed what=short offset=0");
}

}  // namespace
}  // namespace mektep
