#include "shared/model/text.h"

#include <gtest/gtest.h>

#include "shared/base/bytes.h"

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

// The first and the last code point of every length, and the neighbours of the surrogates.
TEST(CleanText, TakesEveryLengthOfUtf8ToItsEnds) {
  for (const std::string good : {"\x20", "\x7e", "\xc2\xa0", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
                                 "\xee\x80\x80", "\xef\xbf\xbd", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbd"}) {
    EXPECT_EQ(*clean_text(good, Lines::one), good) << to_hex(view_of(good));
  }
}

TEST(CleanText, RefusesEveryKindOfBrokenUtf8) {
  const std::pair<std::string, std::string> broken[] = {
      {"\x80", "a continuation alone"},
      {"\xbf\xbf", "two of them"},
      {"\xc1\xbf", "overlong in two bytes"},
      {"\xe0\x9f\xbf", "overlong in three"},
      {"\xf0\x8f\xbf\xbf", "overlong in four"},
      {"\xed\xa0\x80", "the first surrogate"},
      {"\xed\xbf\xbf", "the last surrogate"},
      {"\xf4\x90\x80\x80", "beyond the last code point"},
      {"\xf5\x80\x80\x80", "a lead byte that starts nothing"},
      {"\xf8\x88\x80\x80\x80", "five bytes"},
      {"\xfe", "never a byte of UTF-8"},
      {"\xe2\x82", "cut after two of three"},
      {"\xf0\x9f\x98", "cut after three of four"},
      {"\xe2\x28\xa1", "a letter in the middle"},
  };
  for (const auto& [text, what] : broken) {
    EXPECT_EQ(code_of(text), "text.invalid_utf8") << what;
    EXPECT_EQ(clean_text("ab" + text + "c", Lines::one).error().argument("at"), "2") << what;
  }
}

TEST(CleanText, RefusesEveryControlCharacterButTabAndLineEnds) {
  for (int point = 0; point < 0xa0; ++point) {
    if (point >= 0x20 && point < 0x7f) continue;
    std::string text;
    if (point >= 0x80) text += '\xc2';
    text += static_cast<char>(point);
    const bool line_end = point == '\n' || point == '\r' || point == 0x85;
    const std::string expected = point == '\t' || line_end ? "" : "text.control_character";
    EXPECT_EQ(code_of(text, Lines::many), expected) << point;
    const std::string on_one_line = line_end ? "text.line_break" : expected;
    EXPECT_EQ(code_of(text, Lines::one), on_one_line) << point;
  }
}

TEST(CleanText, RefusesEveryCharacterThatTurnsTheDirection) {
  const std::string turning[] = {"\xd8\x9c",     "\xe2\x80\x8e", "\xe2\x80\x8f", "\xe2\x80\xaa",
                                 "\xe2\x80\xab", "\xe2\x80\xac", "\xe2\x80\xad", "\xe2\x80\xae",
                                 "\xe2\x81\xa6", "\xe2\x81\xa7", "\xe2\x81\xa8", "\xe2\x81\xa9"};
  for (const std::string& character : turning) {
    EXPECT_EQ(code_of("Айгүл" + character, Lines::many), "text.bidi_control") << to_hex(view_of(character));
  }
  for (const std::string neighbour :
       {"\xd8\x9b", "\xe2\x80\x90", "\xe2\x80\xaf", "\xe2\x81\xa5", "\xe2\x81\xaa"}) {
    EXPECT_EQ(code_of(neighbour), "") << to_hex(view_of(neighbour));
  }
}

// Arabic and Hebrew names need no control characters to be written.
TEST(CleanText, LettersOfEveryScriptMayStand) {
  for (const std::string name :
       {"Әсел Қуанышқызы", "Алёна Щукина", "عائشة", "אורי", "王小明", "Ναταλία", "Nguyễn"}) {
    EXPECT_EQ(code_of(name), "") << name;
  }
}

TEST(CleanText, OrderOfMarksIsThatOfTheNormalForm) {
  const std::string dot_below = "\xcc\xa3";
  const std::string circumflex = "\xcc\x82";
  EXPECT_EQ(*clean_text("e" + circumflex + dot_below, Lines::one), "\xe1\xbb\x87");  // ệ
  EXPECT_EQ(*clean_text("e" + dot_below + circumflex, Lines::one), "\xe1\xbb\x87");
}

// Compatibility forms are other letters: what was typed is kept.
TEST(CleanText, KeepsLigaturesAndFullWidthLetters) {
  for (const std::string text : {"ﬁ", "Ａ", "№", "½", "Ⅳ"}) EXPECT_EQ(*clean_text(text, Lines::one), text);
}

TEST(CleanText, AnEmptyTextIsFine) {
  EXPECT_EQ(*clean_text("", Lines::one), "");
  EXPECT_EQ(*clean_text("\n", Lines::many), "\n");
}

TEST(CleanText, AReturnAndALineFeedAreOneLineEndOnlyInThatOrder) {
  EXPECT_EQ(*clean_text("a\n\rb\r\r\nc", Lines::many), "a\n\nb\n\nc");
}

TEST(CleanText, SaysWhereTheCharacterStands) {
  EXPECT_EQ(clean_text("я\x01", Lines::one).error().argument("at"), "2");
  EXPECT_EQ(clean_text("яңғы\nab", Lines::one).error().argument("at"), "8");
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

TEST(Trimmed, EveryBlankThatOfficeProgramsTypeIsTakenOff) {
  const std::string blanks[] = {" ",
                                "\t",
                                "\n",
                                "\v",
                                "\f",
                                "\r",
                                "\xc2\x85",
                                "\xc2\xa0",
                                "\xe1\x9a\x80",
                                "\xe2\x80\x80",
                                "\xe2\x80\x8b",
                                "\xe2\x80\xa8",
                                "\xe2\x80\xaf",
                                "\xe2\x81\x9f",
                                "\xe2\x81\xa0",
                                "\xe3\x80\x80",
                                "\xef\xbb\xbf"};
  for (const std::string& blank : blanks) {
    EXPECT_EQ(trimmed(blank + "а б" + blank + blank), "а б") << to_hex(view_of(blank));
    EXPECT_EQ(trimmed(blank), "") << to_hex(view_of(blank));
  }
}

TEST(Trimmed, LettersWhoseBytesLookLikeBlanksStay) {
  EXPECT_EQ(trimmed("à"), "à");  // c3 a0: ends in the byte of a no-break space
  EXPECT_EQ(trimmed("\xd0\xa0"), "\xd0\xa0");
}

TEST(Trimmed, GivesAPartOfTheSameText) {
  const std::string text = "  мектеп ";
  EXPECT_EQ(trimmed(text).data(), text.data() + 2);
}

TEST(Trimmed, StopsAtBytesThatAreNoText) {
  EXPECT_EQ(trimmed("\xff "), "\xff");
  EXPECT_EQ(trimmed("\xa0"), "\xa0") << "the tail of a no-break space alone";
}

}  // namespace
}  // namespace mektep
