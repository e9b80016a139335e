#include <gtest/gtest.h>

#include "tests/shared/codec/samples.h"

namespace mektep {
namespace {

using test::early;

const Stamp draft_stamp{draft_version(DraftNumber{4}), Lamport{7}, test::coordinator, 1'613'304'000'000};

PendingOp pending(const Op& op, const Stamp& stamp = draft_stamp) {
  PendingOp one;
  one.stamp = stamp;
  one.op = op;
  return one;
}

std::string refusal(std::string_view hex) {
  const auto ops = decode_pending(*from_hex(hex));
  return ops.ok() ? "accepted" : std::string(ops.error().argument("what"));
}

TEST(CanonicalPending, OfNothingIsOneByte) {
  EXPECT_EQ(to_hex(encode_pending({})), "00");
  EXPECT_EQ(decode_pending(Bytes{0})->size(), 0U);
}

TEST(CanonicalPending, SurvivesWithDraftsAndVersionsAsNames) {
  Op remove =
      test::op_of(OpKind::remove, test::cell(4, {'c', 'x'}), {draft_version(DraftNumber{3}), early(8)});
  PendingOp emptied = pending(test::write(2, std::string("late")), {early(9), Lamport{1}, RecordId{}, -5});
  emptied.without_value = true;
  const std::vector<PendingOp> ops = {pending(test::write(1, std::string("a"))), pending(remove), emptied,
                                      pending(test::write(3, true, {early(9)}))};
  const auto again = decode_pending(encode_pending(ops));
  ASSERT_TRUE(again.ok()) << describe(again.error());
  EXPECT_EQ(*again, ops);
}

TEST(CanonicalPending, OpsOfOneDraftShareItsStamp) {
  const std::size_t one = encode_pending({pending(test::write(1, true))}).size();
  const std::size_t two =
      encode_pending({pending(test::write(1, true)), pending(test::write(2, true))}).size();
  EXPECT_EQ(two - one, 3U);
}

TEST(CanonicalPending, KeepsTheOrderOfItsOps) {
  const std::vector<PendingOp> one = {pending(test::write(1, true)), pending(test::write(1, false))};
  const std::vector<PendingOp> other = {one[1], one[0]};
  EXPECT_EQ(*decode_pending(encode_pending(other)), other);
  EXPECT_NE(encode_pending(one), encode_pending(other));
}

TEST(CanonicalPending, DraftsOfTwoPeopleInTurnSurvive) {
  Stamp second = draft_stamp;
  second.author = test::trainer;
  second.version = draft_version(DraftNumber{5});
  std::vector<PendingOp> ops;
  for (std::uint16_t field = 1; field <= 6; ++field) {
    ops.push_back(pending(test::write(field, true), field % 2 == 0 ? second : draft_stamp));
  }
  EXPECT_EQ(*decode_pending(encode_pending(ops)), ops);
}

TEST(CanonicalPending, WithUnknownFlagsIsRefused) { EXPECT_EQ(refusal("0104000000"), "flags"); }

TEST(CanonicalPending, RepeatingAStampIsRefused) {
  EXPECT_EQ(refusal("01"
                    "01"
                    "00000000"
                    "01"
                    "5000"
                    "01"),
            "not minimal");
}

TEST(CanonicalPending, OfMoreOpsThanBytesIsRefused) {
  EXPECT_EQ(refusal("ffffffffffffffffff01"), "size");
  EXPECT_EQ(refusal("0500000000"), "size");
}

TEST(CanonicalPending, EveryTruncationIsRefused) {
  const Bytes bytes = encode_pending({pending(test::write(1, std::string("abc"), {early(1)}))});
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(decode_pending(BytesView(bytes).first(size)).ok()) << size;
  }
}

TEST(CanonicalPending, BytesBehindItAreRefused) {
  Bytes bytes = encode_pending({pending(test::write(1, true))});
  bytes.push_back(0);
  EXPECT_EQ(refusal(to_hex(bytes)), "trailing");
}

}  // namespace
}  // namespace mektep
