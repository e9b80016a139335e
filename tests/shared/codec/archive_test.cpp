#include "shared/codec/archive.h"

#include <gtest/gtest.h>

namespace mektep {
namespace {

struct Pair {
  std::uint32_t number = 0;
  std::string name;
  friend bool operator==(const Pair&, const Pair&) = default;
};
void serialize(auto& archive, Pair& pair) { archive(pair.number, pair.name); }

struct Nested {
  std::vector<Nested> children;
};
void serialize(auto& archive, Nested& nested) { archive(nested.children); }

template <class T>
Bytes encoded(const T& value) {
  OutArchive archive;
  archive(value);
  return archive.take();
}

template <class T>
Result<T> decoded(BytesView bytes) {
  return read_whole(bytes, [](InArchive& archive) {
    T value{};
    archive(value);
    return value;
  });
}

template <class T>
std::string hex_of(const T& value) {
  return to_hex(encoded(value));
}

template <class T>
std::string refusal(std::string_view hex) {
  const auto value = decoded<T>(*from_hex(hex));
  return value.ok() ? "accepted" : std::string(value.error().argument("what"));
}

template <class T>
void survives(const T& value) {
  const auto again = decoded<T>(encoded(value));
  ASSERT_TRUE(again.ok()) << describe(again.error());
  EXPECT_EQ(*again, value);
}

TEST(Archive, NumbersAreMinimalVarints) {
  EXPECT_EQ(hex_of(std::uint32_t{0}), "00");
  EXPECT_EQ(hex_of(std::uint32_t{127}), "7f");
  EXPECT_EQ(hex_of(std::uint32_t{128}), "8001");
  EXPECT_EQ(hex_of(std::uint64_t{UINT64_MAX}), "ffffffffffffffffff01");
}

TEST(Archive, SignedNumbersAreZigzag) {
  EXPECT_EQ(hex_of(std::int64_t{0}), "00");
  EXPECT_EQ(hex_of(std::int64_t{-1}), "01");
  EXPECT_EQ(hex_of(std::int64_t{1}), "02");
  EXPECT_EQ(hex_of(std::int64_t{-64}), "7f");
  EXPECT_EQ(hex_of(std::int64_t{INT64_MIN}), "ffffffffffffffffff01");
}

TEST(Archive, NumbersSurvive) {
  for (unsigned shift = 0; shift < 64; ++shift) {
    const std::uint64_t power = std::uint64_t{1} << shift;
    survives(power);
    survives(power - 1);
    survives(static_cast<std::int64_t>(power));
    survives(-static_cast<std::int64_t>(power - 1));
  }
}

TEST(Archive, NumberWithASecondSpellingIsRefused) {
  EXPECT_EQ(refusal<std::uint64_t>("8000"), "not minimal");
  EXPECT_EQ(refusal<std::uint64_t>("ff00"), "not minimal");
  EXPECT_EQ(refusal<std::uint64_t>("80808000"), "not minimal");
}

TEST(Archive, NumberBeyondItsTypeIsRefused) {
  EXPECT_EQ(refusal<std::uint64_t>("ffffffffffffffffff02"), "range");
  EXPECT_EQ(refusal<std::uint64_t>("ffffffffffffffffffff01"), "range");
  EXPECT_EQ(refusal<std::uint32_t>("8080808010"), "range");
  EXPECT_EQ(refusal<std::int32_t>("8080808010"), "range");
  EXPECT_EQ(refusal<std::uint16_t>("808004"), "range");
}

TEST(Archive, BooleansAreZeroOrOne) {
  EXPECT_EQ(hex_of(true), "01");
  EXPECT_EQ(refusal<bool>("01"), "accepted");
  EXPECT_EQ(refusal<bool>("02"), "bool");
}

TEST(Archive, RandomIdsTakeEightBytesAndCountedOnesFew) {
  EXPECT_EQ(hex_of(StreamId{1}), "0000000000000001");
  EXPECT_EQ(hex_of(RecordId{2}), "0000000000000002");
  EXPECT_EQ(hex_of(Sequence{300}), "ac02");
  EXPECT_EQ(hex_of(Position{3}), "03");
}

TEST(Archive, UsualScopesAreSmall) {
  EXPECT_EQ(hex_of(ScopeNumber{0x3000'0001}), "13");
  EXPECT_EQ(hex_of(ScopeNumber{0x1000'0000}), "01");
  survives(ScopeNumber{0xffff'fff0});
  survives(ScopeNumber{0x8123'4567});
}

TEST(Archive, ContainersSurvive) {
  survives(std::vector<Pair>{{1, "one"}, {2, ""}});
  survives(std::set<std::uint32_t>{1, 5, 900});
  survives(std::map<std::string, std::uint64_t>{{"a", 1}, {"b", 2}});
  survives(std::optional<std::string>{"there"});
  survives(std::optional<std::string>{});
  survives(std::pair<std::string, bool>{"x", true});
  survives(FixedBytes<4>{1, 2, 3, 4});
  survives(Bytes{0xff, 0});
}

TEST(Archive, KeysOutOfOrderOrTwiceAreRefused) {
  using Numbers = std::set<std::uint32_t>;
  using Names = std::map<std::uint32_t, std::uint32_t>;
  EXPECT_EQ(refusal<Numbers>("020102"), "accepted");
  EXPECT_EQ(refusal<Numbers>("020201"), "order");
  EXPECT_EQ(refusal<Numbers>("020101"), "order");
  EXPECT_EQ(refusal<Names>("0201000200"), "accepted");
  EXPECT_EQ(refusal<Names>("0202000100"), "order");
  EXPECT_EQ(refusal<Names>("0201000100"), "order");
}

TEST(Archive, SizeBeyondTheBytesThatRemainIsRefused) {
  EXPECT_EQ(refusal<std::string>("0361"), "size");
  EXPECT_EQ(refusal<Bytes>("ffffffffffffffffff01"), "size");
  EXPECT_EQ(refusal<std::vector<std::uint32_t>>("030101"), "size");
  EXPECT_EQ(refusal<std::vector<StreamId>>("020000000000000001"), "size");
}

TEST(Archive, NineHostileBytesAreRefused) {
  for (const char* hex : {"ffffffffffffffffff", "ffffffffffffffff7f", "808080808080808001"}) {
    EXPECT_NE(refusal<std::vector<std::vector<std::string>>>(hex), "accepted");
    EXPECT_NE(refusal<std::string>(hex), "accepted");
  }
}

TEST(Archive, TrailingBytesAreRefused) {
  EXPECT_EQ(refusal<std::uint32_t>("0100"), "trailing");
  EXPECT_EQ(refusal<std::string>("016100"), "trailing");
}

TEST(Archive, EveryTruncationIsRefused) {
  const Bytes bytes = encoded(std::vector<Pair>{{1, "one"}, {200, "two"}});
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(decoded<std::vector<Pair>>(BytesView(bytes).first(size)).ok()) << size;
  }
}

TEST(Archive, NestingBeyondTheBoundIsRefused) {
  // Each level is a struct and its vector.
  EXPECT_TRUE(decoded<Nested>(Bytes{1, 1, 1, 0}).ok());
  const auto deep = decoded<Nested>(Bytes(1000, 1));
  ASSERT_FALSE(deep.ok());
  EXPECT_EQ(deep.error().argument("what"), "depth");
}

TEST(Archive, FailureNamesWhatAndWhere) {
  const auto value = decoded<std::vector<Pair>>(Bytes{});
  ASSERT_FALSE(value.ok());
  EXPECT_EQ(describe(value.error()), "codec.malformed what=short offset=0");
  const auto pair = decoded<Pair>(Bytes{1, 9, 'a'});
  ASSERT_FALSE(pair.ok());
  EXPECT_EQ(describe(pair.error()), "codec.malformed what=size offset=2");
}

TEST(Archive, BoundsOfTheCallerAreKept) {
  const Bytes text = encoded(std::string("four"));
  EXPECT_TRUE(read_whole(text, [](InArchive& a) { return std::string(a.text(4)); }).ok());
  EXPECT_FALSE(read_whole(text, [](InArchive& a) { return std::string(a.text(3)); }).ok());
  const Bytes list = encoded(std::vector<std::uint32_t>(9));
  EXPECT_FALSE(read_whole(list, [](InArchive& a) { return a.count(1, 8); }).ok());
}

TEST(Archive, OneByteStandsAsItIs) {
  EXPECT_EQ(hex_of(std::uint8_t{200}), "c8");
  survives(std::uint8_t{255});
}

TEST(Archive, NarrowNumbersSurviveAtTheirEdges) {
  survives(INT32_MIN);
  survives(INT32_MAX);
  survives(std::uint16_t{UINT16_MAX});
  survives(std::uint32_t{UINT32_MAX});
  EXPECT_EQ(refusal<std::int32_t>(hex_of(std::int64_t{INT32_MAX} + 1)), "range");
  EXPECT_EQ(refusal<std::int32_t>(hex_of(std::int64_t{INT32_MIN} - 1)), "range");
}

TEST(Archive, ZigzagIsItsOwnWayBack) {
  using Numbers = std::vector<std::int64_t>;
  for (const std::int64_t number : Numbers{INT64_MIN, INT64_MAX, 0, -1, 77}) {
    EXPECT_EQ(unzigzag(zigzag(number)), number);
  }
  EXPECT_EQ(zigzag(-2), 3U);
  EXPECT_EQ(zigzag(2), 4U);
}

TEST(Archive, WhetherSomethingIsThereIsYesOrNo) {
  EXPECT_EQ(hex_of(std::optional<std::uint32_t>{5}), "0105");
  EXPECT_EQ(hex_of(std::optional<std::uint32_t>{}), "00");
  EXPECT_EQ(refusal<std::optional<std::uint32_t>>("0205"), "bool");
}

TEST(Archive, RunsOfAKnownSizeHaveNoSize) {
  EXPECT_EQ(hex_of(FixedBytes<3>{1, 2, 3}), "010203");
  EXPECT_EQ(refusal<FixedBytes<3>>("0102"), "short");
  EXPECT_EQ(refusal<FixedBytes<3>>("01020304"), "trailing");
  EXPECT_EQ(refusal<std::vector<FixedBytes<32>>>("02" + std::string(64, '0')), "size");
}

TEST(Archive, ViewsPointIntoTheInput) {
  const Bytes input = encoded(std::string("text"));
  InArchive archive(input);
  const std::string_view view = archive.text();
  EXPECT_EQ(view, "text");
  EXPECT_EQ(static_cast<const void*>(view.data()), input.data() + 1);
  EXPECT_EQ(archive.offset(), input.size());
  EXPECT_EQ(archive.remaining(), 0U);
}

}  // namespace
}  // namespace mektep
