#include <gtest/gtest.h>

#include "tests/shared/codec/samples.h"

namespace mektep {
namespace {

using test::cell;
using test::early;
using test::late;
using test::own;

const Stamp first{own(3), Lamport{10}, test::coordinator, 1'613'304'000'000};
const Stamp second{late(2), Lamport{11}, test::trainer, 1'613'304'060'000};

LiveValue live(const Stamp& stamp, Value value) {
  LiveValue one;
  one.stamp = stamp;
  one.value = std::move(value);
  return one;
}

RecordState plain_record() {
  RecordState state;
  for (std::uint16_t field = 1; field <= 10; ++field) {
    state.cells[cell(field)] = {live(first, std::int64_t{field})};
  }
  return state;
}

RecordState rich_record() {
  RecordState state = plain_record();
  state.cells[cell(2)] = {live(first, std::string("one")), live(second, std::string("two"))};
  LiveValue withdraw = live(second, Nothing{});
  withdraw.kind = OpKind::withdraw;
  withdraw.covers = {early(1), own(3)};
  LiveValue restore = live(first, Nothing{});
  restore.kind = OpKind::restore;
  state.cells[cell(0)] = {restore, withdraw};
  state.cells[cell(11, {'t', 'a'})] = {live(first, Nothing{})};
  state.cells[cell(11, {'t', 'b'})] = {live(second, Nothing{})};
  LiveValue unknown = live(second, Nothing{});
  unknown.kind = OpKind{9};
  unknown.payload = {1, 2, 3};
  LiveValue erased = live(first, Nothing{});
  erased.erased = true;
  state.cells[cell(900)] = {erased, unknown};
  state.cells[cell(901)] = {live(first, UnknownValue{77, {5}})};
  return state;
}

std::string refusal(std::string_view hex) {
  const auto state = decode_record(*from_hex(hex));
  return state.ok() ? "accepted" : std::string(state.error().argument("what"));
}

TEST(CanonicalRecord, WithoutCellsIsTwoBytes) {
  EXPECT_EQ(to_hex(encode_record({})), "0000");
  EXPECT_TRUE(decode_record(Bytes{0, 0})->empty());
}

TEST(CanonicalRecord, Survives) {
  for (const RecordState& state : {plain_record(), rich_record()}) {
    const auto again = decode_record(encode_record(state));
    ASSERT_TRUE(again.ok()) << describe(again.error());
    EXPECT_EQ(*again, state);
  }
}

TEST(CanonicalRecord, StampsStandOnce) {
  RecordState state;
  state.cells[cell(1)] = {live(first, Nothing{})};
  const std::size_t one = encode_record(state).size();
  state.cells[cell(2)] = {live(first, Nothing{})};
  EXPECT_EQ(encode_record(state).size() - one, 2U);
}

TEST(CanonicalRecord, OfTheSameStateIsTheSameBytesWhateverTheOrderOfMaking) {
  RecordState backwards;
  const RecordState forwards = rich_record();
  for (auto at = forwards.cells.rbegin(); at != forwards.cells.rend(); ++at) backwards.cells.insert(*at);
  EXPECT_EQ(encode_record(backwards), encode_record(forwards));
}

TEST(CanonicalRecord, EveryTruncationIsRefused) {
  const Bytes bytes = encode_record(rich_record());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(decode_record(BytesView(bytes).first(size)).ok()) << size;
  }
}

// One stamp (stream 0, sequence 1, lamport 0, author 0, wall 0), then cells.
const std::string one_stamp =
    "01"
    "00020000";

TEST(CanonicalRecord, WithASecondSpellingIsRefused) {
  EXPECT_EQ(refusal(one_stamp + "01"
                                "0001"),
            "accepted");
  EXPECT_EQ(refusal(one_stamp + "01"
                                "400100"),
            "not minimal");  // the same stamp again
  EXPECT_EQ(refusal(one_stamp + "01"
                                "100100"),
            "not minimal");  // an element without bytes
  EXPECT_EQ(refusal(one_stamp + "02"
                                "0001"
                                "0000"),
            "order");  // the same cell twice
  EXPECT_EQ(refusal(one_stamp + "01"
                                "2001"
                                "00"),
            "order");  // the same version twice
  EXPECT_EQ(refusal(one_stamp + "01"
                                "2001"
                                "10"),
            "flags");                             // an element inside a cell
  EXPECT_EQ(refusal(one_stamp + "00"), "stamp");  // a stamp that nothing uses
  EXPECT_EQ(refusal("02"
                    "00020000"
                    "00000000"
                    "01"
                    "0001"),
            "order");  // the same stamp twice
}

TEST(CanonicalRecord, WithWhatCannotLiveIsRefused) {
  EXPECT_EQ(refusal(one_stamp + "01"
                                "0a01"),
            "content");  // remove
  EXPECT_EQ(refusal(one_stamp + "01"
                                "0d01"
                                "1000"),
            "kind");  // a log op
  EXPECT_EQ(refusal(one_stamp + "01"
                                "0d01"
                                "0f00"),
            "accepted");
  EXPECT_EQ(refusal(one_stamp + "01"
                                "4001"
                                "05"),
            "stamp");  // a stamp that is not there
}

TEST(CanonicalRecord, OfAFieldBeyondTheNumbersIsRefused) {
  EXPECT_EQ(refusal(one_stamp + "01"
                                "00"
                                "808004"),
            "range");
  EXPECT_EQ(refusal(one_stamp + "02"
                                "00"
                                "ffff03"
                                "00"
                                "01"),
            "range");
}

TEST(CanonicalRecord, WithManyRivalsSurvives) {
  RecordState state;
  for (std::uint32_t sequence = 1; sequence <= 100; ++sequence) {
    state.cells[cell(1)].push_back(
        live({own(sequence), Lamport{sequence}, test::trainer, 0}, std::int64_t{sequence}));
  }
  const auto again = decode_record(encode_record(state));
  ASSERT_TRUE(again.ok()) << describe(again.error());
  EXPECT_EQ(*again, state);
}

TEST(CanonicalRecord, BytesBehindItAreRefused) {
  Bytes bytes = encode_record(rich_record());
  bytes.push_back(0);
  EXPECT_EQ(refusal(to_hex(bytes)), "trailing");
}

TEST(CanonicalRecord, MoreThanTheBytesHoldIsRefused) {
  EXPECT_EQ(refusal("ffffffffffffffffff01"), "size");
  EXPECT_EQ(refusal(one_stamp + "ffffffffffffffffff01"), "size");
}

TEST(DigestBytes, OfARecordWithoutCellsNameIt) {
  EXPECT_EQ(to_hex(digest_bytes(test::seminar, {})), "28030000011234567800");
}

TEST(DigestBytes, DependOnEveryRival) {
  RecordState state = rich_record();
  const Bytes both = digest_bytes(test::seminar, state);
  state.cells[cell(2)].pop_back();
  EXPECT_NE(digest_bytes(test::seminar, state), both);
}

TEST(DigestBytes, DependOnVersionsNotOnValues) {
  const RecordState state = plain_record();
  RecordState other = state;
  other.cells[cell(4)][0].value = std::string("damaged");
  other.cells[cell(4)][0].erased = true;
  EXPECT_EQ(digest_bytes(test::seminar, state), digest_bytes(test::seminar, other));
  other.cells[cell(4)][0].stamp = second;
  EXPECT_NE(digest_bytes(test::seminar, state), digest_bytes(test::seminar, other));
}

TEST(DigestBytes, DependOnTypeIdAndCells) {
  const RecordState state = rich_record();
  const Bytes bytes = digest_bytes(test::seminar, state);
  EXPECT_NE(bytes, digest_bytes(test::lesson, state));
  EXPECT_NE(bytes, digest_bytes({TypeNumber{41}, test::seminar.id}, state));
  RecordState fewer = state;
  fewer.cells.erase(cell(11, {'t', 'b'}));
  EXPECT_NE(bytes, digest_bytes(test::seminar, fewer));
  RecordState moved = fewer;
  moved.cells[cell(11, {'t', 'c'})] = state.cells.at(cell(11, {'t', 'b'}));
  EXPECT_NE(bytes, digest_bytes(test::seminar, moved));
}

TEST(DigestBytes, AreTheWrittenForm) {
  RecordState state;
  state.cells[cell(1)] = {live(first, true)};
  state.cells[cell(2)] = {live(first, true)};
  EXPECT_EQ(to_hex(digest_bytes(test::seminar, state)),
            "28"
            "0300000112345678"
            "02"
            "0100"
            "02"
            "500000000000000503"
            "0200"
            "03");
}

}  // namespace
}  // namespace mektep
