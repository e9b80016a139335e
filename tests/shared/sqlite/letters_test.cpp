#include "shared/sqlite/letters.h"

#include <gtest/gtest.h>

#include <vector>

namespace mektep {
namespace {

std::vector<CodePoint> characters_of(std::string_view text) {
  std::vector<CodePoint> characters;
  while (!text.empty()) characters.push_back(take_character(text));
  return characters;
}

TEST(Letters, ComeOneAfterTheOther) {
  EXPECT_EQ(characters_of("aә№😀"), (std::vector<CodePoint>{'a', 0x4d9, 0x2116, 0x1f600}));
}

TEST(Letters, ABadByteIsOneUnknownCharacter) {
  EXPECT_EQ(characters_of("\xD0q\xFF"), (std::vector<CodePoint>{no_character, 'q', no_character}));
}

TEST(Letters, AreWrittenAsTheyWereRead) {
  std::string out;
  for (const auto character : characters_of("aә№😀")) append_character(out, character);
  EXPECT_EQ(out, "aә№😀");
}

TEST(Letters, JoinWithTheirAccents) {
  std::string storage;
  EXPECT_EQ(joined("и\xCC\x86", storage), "й");
  EXPECT_EQ(joined("қазақ", storage), "қазақ");
}

TEST(Letters, TextThatIsNoUtf8StaysAsItIs) {
  std::string storage;
  EXPECT_EQ(joined("\xCC\xCC", storage), "\xCC\xCC");
}

TEST(Letters, HaveALowerCase) {
  EXPECT_EQ(lower_of('A'), 'a');
  EXPECT_EQ(lower_of('['), '[');
  EXPECT_EQ(lower_of(0x4d8), 0x4d9);
  EXPECT_EQ(lower_of(0x406), 0x456);
}

TEST(Letters, AreToldFromSignsSpacesAndTheInvisible) {
  EXPECT_TRUE(is_letter(0x4d9));
  EXPECT_FALSE(is_letter('7'));
  EXPECT_TRUE(is_cyrillic(0x456));
  EXPECT_FALSE(is_cyrillic('i'));
  EXPECT_TRUE(is_space(0xa0));
  EXPECT_TRUE(is_space('\t'));
  EXPECT_FALSE(is_space('x'));
  EXPECT_TRUE(is_invisible(0xad));
  EXPECT_TRUE(is_invisible(0x202e));
  EXPECT_FALSE(is_invisible('\n'));
}

}  // namespace
}  // namespace mektep
