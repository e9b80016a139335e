#include "shared/codec/ops.h"

#include <gtest/gtest.h>

#include "tests/shared/codec/samples.h"

namespace mektep {
namespace {

using test::early;
using test::own;

const PackFrame frame = test::sample_frame();

Bytes encoded(const std::vector<Op>& ops) {
  OutArchive archive;
  RecordIds ids(frame.id_base);
  FrameNames names(frame, test::sample_sequence);
  for (std::size_t at = 0; at < ops.size(); ++at) {
    write_op(archive, ops[at], at == 0 ? nullptr : &ops[at - 1], ids, names);
  }
  return archive.take();
}

Result<std::vector<Op>> decoded(BytesView bytes, std::size_t count) {
  return read_whole(bytes, [&](InArchive& archive) {
    RecordIds ids(frame.id_base);
    FrameNames names(frame, test::sample_sequence);
    std::vector<Op> ops;
    for (std::size_t at = 0; at < count; ++at) {
      ops.push_back(read_op(archive, ops.empty() ? nullptr : &ops.back(), ids, names));
    }
    return ops;
  });
}

std::string hex_of(const std::vector<Op>& ops) { return to_hex(encoded(ops)); }

std::string refusal(std::string_view hex, std::size_t count) {
  const auto ops = decoded(*from_hex(hex), count);
  return ops.ok() ? "accepted" : std::string(ops.error().argument("what"));
}

void survives(const std::vector<Op>& ops) {
  const auto again = decoded(encoded(ops), ops.size());
  ASSERT_TRUE(again.ok()) << describe(again.error());
  EXPECT_EQ(*again, ops);
}

TEST(Ops, WriteTakesFlagsRecordFieldAndValue) {
  EXPECT_EQ(hex_of({test::write(3, std::string("a"))}),
            "61"
            "5000"
            "03"
            "0161");
}

TEST(Ops, OfTheSameRecordDoNotRepeatIt) {
  EXPECT_EQ(hex_of({test::write(3, true), test::write(4, false)}),
            "21500003"
            "1004");
}

TEST(Ops, WithTheSameBasisDoNotRepeatIt) {
  EXPECT_EQ(hex_of({test::write(3, true, {own(12)}), test::write(4, false, {own(12)})}),
            "2950000303"
            "1404");
}

TEST(Ops, OfEveryKindSurvive) {
  Op withdraw = test::op_of(OpKind::withdraw, test::cell(0), {own(2)});
  withdraw.covers = {early(1), early(2), own(5)};
  Op unknown = test::op_of(OpKind{7}, test::cell(9, {1}), {early(4), own(4)});
  unknown.payload = {0xde, 0xad};
  Op log = test::op_of(OpKind::declare_void, test::cell(0));
  log.record = RecordKey{};
  log.payload = {0};
  Op later_log = log;
  later_log.kind = OpKind{31};
  survives({test::write(1, std::string("text"), {own(1)})});
  survives({test::op_of(OpKind::remove, test::cell(4, {'t', 'x'}), {own(1), own(2)})});
  survives({withdraw});
  survives({test::op_of(OpKind::restore, test::cell(0), {own(3)})});
  survives({unknown, withdraw, unknown, log, later_log});
}

TEST(Ops, WithValuesOfALaterProgramSurvive) {
  survives({test::write(1, UnknownValue{200, {1, 2, 3}}), test::write(2, UnknownValue{9, {}})});
}

TEST(Ops, OfManyRecordsSurvive) {
  Op other = test::write(1, Nothing{});
  other.record = test::lesson;
  Op hashed = other;
  hashed.record.id = RecordId{0xf000'0000'0000'0001ULL};
  survives({test::write(1, Nothing{}), other, hashed, other, other});
}

TEST(Ops, NamingManyRivalsSurvive) {
  std::vector<Version> rivals;
  for (std::uint32_t at = 1; at <= limits::supersedes_max; ++at) rivals.push_back(early(at));
  survives({test::write(1, true, rivals)});
  rivals.push_back(own(1));
  const auto too_many = decoded(encoded({test::write(1, true, rivals)}), 1);
  ASSERT_FALSE(too_many.ok());
  EXPECT_EQ(too_many.error().argument("what"), "too many");
}

TEST(Ops, WithASecondSpellingAreRefused) {
  EXPECT_EQ(refusal("2150000321500004", 2), "not minimal");  // the record again
  EXPECT_EQ(refusal("2950000303180403", 2), "not minimal");  // the basis again
  EXPECT_EQ(refusal("2d5000030103", 1), "not minimal");      // a list of one
  EXPECT_EQ(refusal("23500003"
                    "00",
                    1),
            "not minimal");  // an element without bytes
  EXPECT_EQ(refusal("91500003"
                    "0800",
                    1),
            "tag");  // a known tag as an unknown one
  EXPECT_EQ(refusal("d1500003"
                    "0300",
                    1),
            "kind");  // a known kind as another one
}

TEST(Ops, WithNothingBeforeCannotReferToIt) {
  EXPECT_EQ(refusal("2003", 1), "record");
  EXPECT_EQ(refusal("25500003", 1), "names");
}

TEST(Ops, WithAnUnknownContentAreRefused) {
  EXPECT_EQ(refusal("e1500003", 1), "content");
  EXPECT_EQ(refusal("f1500003", 1), "content");
}

TEST(Ops, WithAnElementBeyondTheBoundAreRefused) {
  EXPECT_TRUE(decoded(encoded({test::op_of(OpKind::remove, test::cell(1, Bytes(256, 'e')))}), 1).ok());
  EXPECT_FALSE(decoded(encoded({test::op_of(OpKind::remove, test::cell(1, Bytes(257, 'e')))}), 1).ok());
}

TEST(Ops, EveryTruncationIsRefused) {
  const std::vector<Op> ops = {test::write(3, std::string("text"), {early(1), own(2)}),
                               test::op_of(OpKind::remove, test::cell(4, {'t', 'x'}), {own(1)})};
  const Bytes bytes = encoded(ops);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(decoded(BytesView(bytes).first(size), ops.size()).ok()) << size;
  }
}

TEST(Ops, ContentTellsKindAndTag) {
  EXPECT_EQ(content_of(OpKind::write, true), Content{2});
  EXPECT_EQ(content_of(OpKind::write, std::string()), Content{6});
  EXPECT_EQ(content_of(OpKind::write, UnknownValue{200, {}}), Content::unknown_value);
  EXPECT_EQ(content_of(OpKind::remove, Nothing{}), Content::remove);
  EXPECT_EQ(content_of(OpKind::withdraw, Nothing{}), Content::withdraw);
  EXPECT_EQ(content_of(OpKind::restore, Nothing{}), Content::restore);
  EXPECT_EQ(content_of(OpKind::declare_void, Nothing{}), Content::other);
}

TEST(Ops, OfTheGreatestFieldSurviveAndBeyondItAreRefused) {
  survives({test::write(UINT16_MAX, true)});
  EXPECT_EQ(refusal("215000808004", 1), "range");
}

TEST(Ops, WithAnotherBasisSpellIt) {
  survives({test::write(3, true, {own(12)}), test::write(4, true, {own(11)}), test::write(5, true),
            test::write(6, true, {own(12)}), test::write(7, true, {early(1), own(12)}),
            test::write(8, true, {early(1), own(12)})});
}

TEST(OpsDeathTest, AValueThatIsNoWriteIsABrokenProgram) {
  Op op = test::op_of(OpKind::remove, test::cell(1));
  op.value = true;
  EXPECT_DEATH(encoded({op}), "");
}

}  // namespace
}  // namespace mektep
