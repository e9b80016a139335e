#include "shared/codec/values.h"

#include <gtest/gtest.h>

#include <set>

#include "shared/codec/canonical.h"

namespace mektep {
namespace {

std::string hex_of(const Value& value) { return to_hex(encode_value(value)); }

std::string refusal(std::string_view hex) {
  const auto value = decode_value(*from_hex(hex));
  return value.ok() ? "accepted" : std::string(value.error().argument("what"));
}

void survives(const Value& value) {
  const auto again = decode_value(encode_value(value));
  ASSERT_TRUE(again.ok()) << describe(again.error());
  EXPECT_EQ(*again, value);
}

constexpr RecordId base{0x0300'0001'0000'0000ULL};

std::string reference_hex(const Reference& reference) {
  OutArchive archive;
  RecordIds(base).write_reference(archive, reference);
  return to_hex(archive.take());
}

TEST(Values, OfEveryKindHaveTheirTag) {
  EXPECT_EQ(hex_of(Nothing{}), "00");
  EXPECT_EQ(hex_of(false), "01");
  EXPECT_EQ(hex_of(true), "02");
  EXPECT_EQ(hex_of(std::int64_t{-3}), "0305");
  EXPECT_EQ(hex_of(Decimal{150}), "04ac02");
  EXPECT_EQ(hex_of(Date{18'262}), "0500");
  EXPECT_EQ(hex_of(std::string("Ы")), "0602d0ab");
  EXPECT_EQ(hex_of(Reference{ScopeNumber{}, TypeNumber{33}, RecordId{7}}), "0784010e");
  EXPECT_EQ(hex_of(Bytes{1, 2}), "08020102");
  EXPECT_EQ(hex_of(UnknownValue{9, {0xaa}}), "0901aa");
}

TEST(Values, Survive) {
  for (const std::int64_t number : {INT64_MIN, INT64_MAX, std::int64_t{0}, std::int64_t{-1}}) {
    survives(number);
    survives(Decimal{number});
  }
  survives(Date{INT32_MIN});
  survives(Date{INT32_MAX});
  survives(std::string());
  survives(std::string(16 * 1024, 'x'));
  survives(Bytes{});
  survives(Reference{ScopeNumber{0x3000'0001}, TypeNumber{65'535}, RecordId{UINT64_MAX}});
}

TEST(Values, OfALaterProgramSurviveByteForByte) {
  for (unsigned tag = unknown_tag_min; tag <= 255; ++tag) {
    survives(UnknownValue{static_cast<std::uint8_t>(tag), {0, 0xff, 0x80}});
  }
}

TEST(Values, DatesOfTheseYearsTakeTwoBytes) {
  EXPECT_EQ(encode_value(Date{18'262 + 2'000}).size(), 3U);
  EXPECT_EQ(encode_value(Date{18'262 - 2'000}).size(), 3U);
}

TEST(Values, DatesBeyondTheirTypeAreRefused) { EXPECT_EQ(refusal("05ffffffffff0f"), "range"); }

TEST(Values, SizesBeyondTheInputAreRefused) {
  EXPECT_EQ(refusal("06ffffffff0f"), "size");
  EXPECT_EQ(refusal("0803aabb"), "size");
  EXPECT_EQ(refusal("0a05"), "size");
}

TEST(References, NearTheRecordTakeFewBytes) {
  EXPECT_EQ(reference_hex({ScopeNumber{}, TypeNumber{33}, base}), "840100");
  EXPECT_EQ(reference_hex({ScopeNumber{}, TypeNumber{33}, RecordId{base.value + 1}}), "840102");
}

TEST(References, FarFromTheRecordStandAsTheyAre) {
  EXPECT_EQ(reference_hex({ScopeNumber{}, TypeNumber{33}, RecordId{base.value + (1ULL << 32U)}}),
            "85010300000200000000");
}

TEST(References, ToAnotherScopeNameIt) {
  EXPECT_EQ(reference_hex({ScopeNumber{0x1000'0000}, TypeNumber{33}, base}), "86010100");
}

TEST(References, WithASecondSpellingAreRefused) {
  // A scope of 0, and an id spelt out although it is near.
  EXPECT_EQ(refusal("078601000e"), "not minimal");
  EXPECT_EQ(refusal("0785010000000000000007"), "not minimal");
}

TEST(RecordIds, AreDifferencesFromTheDrawnIdBefore) {
  OutArchive out;
  RecordIds writer(base);
  const RecordKey first{TypeNumber{40}, RecordId{base.value + 5}};
  const RecordKey second{TypeNumber{40}, RecordId{base.value + 6}};
  writer.write_record(out, first);
  writer.write_record(out, second);
  const Bytes bytes = out.take();
  EXPECT_EQ(to_hex(bytes), "500a5002");
  InArchive in(bytes);
  RecordIds reader(base);
  EXPECT_EQ(reader.read_record(in), first);
  EXPECT_EQ(reader.read_record(in), second);
}

TEST(RecordIds, HashedOnesDoNotMoveTheBase) {
  OutArchive out;
  RecordIds writer(base);
  const RecordKey hashed{TypeNumber{41}, RecordId{0x8123'4567'89ab'cdefULL}};
  const RecordKey drawn{TypeNumber{40}, RecordId{base.value + 1}};
  writer.write_record(out, hashed);
  writer.write_record(out, drawn);
  const Bytes bytes = out.take();
  EXPECT_EQ(to_hex(bytes), "538123456789abcdef5002");
  InArchive in(bytes);
  RecordIds reader(base);
  EXPECT_EQ(reader.read_record(in), hashed);
  EXPECT_EQ(reader.read_record(in), drawn);
}

TEST(RecordIds, SpeltOutAlthoughNearAreRefused) {
  const auto read = read_whole(*from_hex("510300000100000005"),
                               [](InArchive& archive) { return RecordIds(base).read_record(archive); });
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().argument("what"), "not minimal");
}

TEST(RecordIds, AtTheEdgesOfNearSurvive) {
  for (const std::int64_t away : {(1LL << 48) - 1, 1LL << 48, -(1LL << 48), -(1LL << 48) - 1, 0LL}) {
    const RecordKey key{TypeNumber{1}, RecordId{base.value + static_cast<std::uint64_t>(away)}};
    OutArchive out;
    RecordIds(base).write_record(out, key);
    const auto read =
        read_whole(out.take(), [](InArchive& archive) { return RecordIds(base).read_record(archive); });
    ASSERT_TRUE(read.ok()) << away;
    EXPECT_EQ(*read, key);
  }
}

TEST(Values, ThatLookAlikeAreDifferentBytes) {
  const std::vector<Value> alike = {std::int64_t{1}, Decimal{1}, Date{1}, true, std::string("1"), Bytes{'1'}};
  std::set<std::string> forms;
  for (const Value& value : alike) forms.insert(hex_of(value));
  EXPECT_EQ(forms.size(), alike.size());
}

TEST(Values, TextIsCarriedWhateverItsBytes) {
  survives(std::string("\0middle\0", 8));
  survives(std::string("\xff\xfe"));
}

TEST(Values, WithBytesBehindThemAreRefused) {
  EXPECT_EQ(refusal("0000"), "trailing");
  EXPECT_EQ(refusal("0200"), "trailing");
  EXPECT_EQ(refusal("06016161"), "trailing");
  EXPECT_EQ(refusal(""), "short");
}

TEST(References, BeforeTheRecordAreNearToo) {
  EXPECT_EQ(reference_hex({ScopeNumber{}, TypeNumber{33}, RecordId{base.value - 1}}), "840101");
}

TEST(References, AtTheEdgesOfNearSurvive) {
  for (const std::int64_t away : {(1LL << 20) - 1, 1LL << 20, -(1LL << 20), -(1LL << 20) - 1}) {
    const Reference reference{ScopeNumber{3}, TypeNumber{1},
                              RecordId{base.value + static_cast<std::uint64_t>(away)}};
    OutArchive out;
    RecordIds(base).write_reference(out, reference);
    const auto read =
        read_whole(out.take(), [](InArchive& archive) { return RecordIds(base).read_reference(archive); });
    ASSERT_TRUE(read.ok()) << away;
    EXPECT_EQ(*read, reference);
  }
}

}  // namespace
}  // namespace mektep
