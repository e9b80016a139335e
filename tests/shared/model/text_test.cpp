#include "shared/model/text.h"

#include <gtest/gtest.h>

namespace mektep {
namespace {

std::string code_of(std::string_view typed, Lines lines = Lines::one) {
  const auto cleaned = clean_text(typed, lines);
  return cleaned ? "" : cleaned.error().code;
}

TEST(CleanText, LeavesPlainTextAlone) {
  EXPECT_EQ(*clean_text("Сабақты зерттеу: 5 «А»", Lines::one), "Сабақты зерттеу: 5 «А»");
}

TEST(CleanText, OneNameInTwoFormsBecomesOne) {
  const std::string composed = "\xd0\xb9";            // й
  const std::string decomposed = "\xd0\xb8\xcc\x86";  // и and a breve
  EXPECT_EQ(*clean_text(decomposed, Lines::one), composed);
  EXPECT_EQ(*clean_text(composed, Lines::one), composed);
}

TEST(CleanText, AllLineEndsBecomeOneKind) {
  EXPECT_EQ(*clean_text("a\r\nb\rc\xe2\x80\xa8"
                        "d\xc2\x85"
                        "e\n",
                        Lines::many),
            "a\nb\nc\nd\ne\n");
}

TEST(CleanText, RefusesALineEndInASingleLine) {
  EXPECT_EQ(code_of("a\nb"), "text.line_break");
  EXPECT_EQ(code_of("a\xe2\x80\xa9"
                    "b"),
            "text.line_break");
}

TEST(CleanText, RefusesWhatIsNotUtf8) {
  EXPECT_EQ(code_of("\xff"), "text.invalid_utf8");
  EXPECT_EQ(code_of("a\xd0"), "text.invalid_utf8");
  EXPECT_EQ(code_of("\xc0\xaf"), "text.invalid_utf8") << "an overlong slash";
  EXPECT_EQ(code_of("\xed\xa0\x80"), "text.invalid_utf8") << "half of a surrogate pair";
}

TEST(CleanText, RefusesControlCharacters) {
  EXPECT_EQ(code_of(std::string_view("a\0b", 3)), "text.control_character");
  EXPECT_EQ(code_of("\x1b[2J"), "text.control_character");
  EXPECT_EQ(code_of("\x7f"), "text.control_character");
  EXPECT_EQ(code_of("\xc2\x9b"), "text.control_character");
  EXPECT_EQ(code_of("a\tb"), "");
}

TEST(CleanText, RefusesCharactersThatTurnTheDirection) {
  EXPECT_EQ(code_of("a\xe2\x80\xae"
                    "b"),
            "text.bidi_control");
  EXPECT_EQ(code_of("\xe2\x81\xa6"), "text.bidi_control");
  EXPECT_EQ(code_of("\xe2\x80\x8f"), "text.bidi_control");
}

TEST(CleanText, SaysWhereTheCharacterStands) {
  EXPECT_EQ(clean_text("я\x01", Lines::one).error().argument("at"), "2");
}

TEST(CleanText, CleaningTwiceIsCleaningOnce) {
  const std::string once = *clean_text("e\xcc\x81\r\n\xd0\xb8\xcc\x86", Lines::many);
  EXPECT_EQ(*clean_text(once, Lines::many), once);
}

TEST(Trimmed, TakesBlanksOffBothEndsOnly) {
  EXPECT_EQ(trimmed("  a b \t\n"), "a b");
  EXPECT_EQ(trimmed("a"), "a");
  EXPECT_EQ(trimmed(""), "");
  EXPECT_EQ(trimmed(" \t "), "");
}

TEST(Trimmed, NoBreakSpacesAreBlanksToo) {
  EXPECT_EQ(trimmed("\xc2\xa0\xe2\x80\xaf"
                    "мектеп\xef\xbb\xbf\xc2\xa0"),
            "мектеп");
}

TEST(Trimmed, StopsAtBytesThatAreNoText) {
  EXPECT_EQ(trimmed("\xff "), "\xff");
  EXPECT_EQ(trimmed("\xa0"), "\xa0") << "the tail of a no-break space alone";
}

}  // namespace
}  // namespace mektep
