#include "shared/base/bytes.h"

#include <gtest/gtest.h>

#include <cctype>

namespace mektep {
namespace {

TEST(Bytes, ViewsOfTextAndBytesShareTheirBytes) {
  const std::string text("a\0b", 3);
  EXPECT_EQ(view_of(text).size(), 3U);
  EXPECT_EQ(text_of(view_of(text)), text);
  EXPECT_EQ(view_of(text).data(), reinterpret_cast<const std::uint8_t*>(text.data()));
  EXPECT_EQ(copy_of(view_of("xy")), (Bytes{'x', 'y'}));
}

TEST(Hex, IsLowerCaseAndTwoDigitsAByte) {
  EXPECT_EQ(to_hex(Bytes{0x00, 0x0f, 0xa0, 0xff}), "000fa0ff");
  EXPECT_EQ(to_hex({}), "");
}

TEST(Hex, IsReadInEitherCase) {
  EXPECT_EQ(from_hex("000FaO"), std::nullopt);  // A letter O.
  EXPECT_EQ(from_hex("000FA0ff"), (Bytes{0x00, 0x0f, 0xa0, 0xff}));
  EXPECT_EQ(from_hex(""), Bytes{});
}

TEST(Hex, RefusesHalfAByteAndForeignCharacters) {
  EXPECT_EQ(from_hex("abc"), std::nullopt);
  EXPECT_EQ(from_hex("0g"), std::nullopt);
  EXPECT_EQ(from_hex(" 0"), std::nullopt);
  EXPECT_EQ(from_hex("0x"), std::nullopt);
}

// RFC 4648, section 10, without the padding.
TEST(Base64Url, AgreesWithTheExamplesOfItsStandard) {
  const std::pair<std::string, std::string> examples[] = {
      {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
      {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"},
  };
  for (const auto& [plain, coded] : examples) {
    EXPECT_EQ(to_base64url(view_of(plain)), coded);
    EXPECT_EQ(from_base64url(coded), copy_of(view_of(plain)));
  }
}

TEST(Base64Url, EveryDigitHasItsPlace) {
  Bytes all(48);
  for (std::size_t group = 0; group < 16; ++group) {
    const auto first = static_cast<unsigned>(group * 4);
    const unsigned pool = first << 18U | (first + 1) << 12U | (first + 2) << 6U | (first + 3);
    for (std::size_t byte = 0; byte < 3; ++byte) {
      all[group * 3 + byte] = static_cast<std::uint8_t>(pool >> (16U - 8U * byte));
    }
  }
  EXPECT_EQ(to_base64url(all), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}

TEST(Base64Url, EveryOtherCharacterIsRefused) {
  for (int character = 0; character < 256; ++character) {
    const auto byte = static_cast<char>(character);
    const bool digit = std::isalnum(character) != 0 && character < 128;
    EXPECT_EQ(from_base64url(std::string("AAA") + byte).has_value(), digit || byte == '-' || byte == '_')
        << character;
  }
}

TEST(Base64Url, UsesTheTwoSignsThatLinksAllow) {
  EXPECT_EQ(to_base64url(Bytes{0xfb, 0xff, 0xfe}), "-__-");
  EXPECT_EQ(from_base64url("-__-"), (Bytes{0xfb, 0xff, 0xfe}));
}

TEST(Base64Url, RefusesWhatIsNotItsOneText) {
  EXPECT_EQ(from_base64url("A"), std::nullopt);     // No whole byte.
  EXPECT_EQ(from_base64url("Zh"), std::nullopt);    // Bits that fill up are not zero.
  EXPECT_EQ(from_base64url("Zg=="), std::nullopt);  // Padding.
  EXPECT_EQ(from_base64url("+/+/"), std::nullopt);  // The other alphabet.
  EXPECT_EQ(from_base64url("Zm9v\n"), std::nullopt);
}

TEST(ConstantTimeEquality, SeesADifferenceInAnyBit) {
  const Bytes key(32, 0x5a);
  for (std::size_t bit = 0; bit < 256; ++bit) {
    Bytes other = key;
    other[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
    EXPECT_FALSE(equal_constant_time(key, other)) << bit;
  }
}

TEST(ConstantTimeEquality, AnswersAsOrdinaryEqualityDoes) {
  const Bytes key{1, 2, 3};
  EXPECT_TRUE(equal_constant_time(key, Bytes{1, 2, 3}));
  EXPECT_FALSE(equal_constant_time(key, Bytes{1, 2, 4}));
  EXPECT_FALSE(equal_constant_time(key, Bytes{9, 2, 3}));
  EXPECT_FALSE(equal_constant_time(key, Bytes{1, 2}));
  EXPECT_TRUE(equal_constant_time({}, {}));
}

TEST(BigEndian, PutsTheHighestByteFirst) {
  Bytes out{0xee};
  append_u64(out, 0x0102030405060708ULL);
  EXPECT_EQ(to_hex(out), "ee0102030405060708");
  EXPECT_EQ(load_u64(BytesView(out).subspan(1)), 0x0102030405060708ULL);
}

TEST(FixedBytes, AreMadeOnlyFromTheirOwnSize) {
  EXPECT_EQ(fixed_from<3>(Bytes{7, 8, 9}), (FixedBytes<3>{7, 8, 9}));
  EXPECT_EQ(fixed_from<3>(Bytes{7, 8}), std::nullopt);
  EXPECT_EQ(fixed_from<3>(Bytes{7, 8, 9, 10}), std::nullopt);
}

}  // namespace
}  // namespace mektep
