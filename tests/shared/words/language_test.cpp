#include "shared/words/language.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

namespace mektep {
namespace {

Language spoken(const LanguageWishes& wishes) {
  const auto language = language_of(wishes);
  EXPECT_TRUE(language.ok());
  return language.value();
}

TEST(Language, TheOptionWinsOverTheEnvironment) {
  EXPECT_EQ(spoken({"en", "ru_RU.UTF-8", "kk_KZ.UTF-8"}), Language::en);
}

TEST(Language, LcAllWinsOverLang) { EXPECT_EQ(spoken({"", "ru_RU.UTF-8", "en_US.UTF-8"}), Language::ru); }

TEST(Language, LangDecidesWhenNothingElseIsGiven) {
  EXPECT_EQ(spoken({"", "", "en_GB.UTF-8"}), Language::en);
  EXPECT_EQ(spoken({"", "", "ru"}), Language::ru);
  EXPECT_EQ(spoken({"", "", "kk-KZ"}), Language::kk);
  EXPECT_EQ(spoken({"", "", "en@euro"}), Language::en);
}

TEST(Language, KazakhIsSpokenWhenNobodyChose) {
  EXPECT_EQ(spoken({}), Language::kk);
  EXPECT_EQ(spoken({"", "C", "ru_RU.UTF-8"}), Language::kk);
  EXPECT_EQ(spoken({"", "", "de_DE.UTF-8"}), Language::kk);
  EXPECT_EQ(spoken({"", "", "POSIX"}), Language::kk);
}

TEST(Language, AnUnknownOptionIsAMistakeOfTheCommandLine) {
  const auto language = language_of({"de", "", ""});
  ASSERT_FALSE(language.ok());
  EXPECT_EQ(language.error(), wrong_usage("words.unknown_language").with("given", "de"));
  EXPECT_EQ(language.error().remedy, Remedy::usage);
}

TEST(Language, TheOptionIsTakenAsItIs) {
  EXPECT_FALSE(language_of({"RU", "", ""}).ok());
  EXPECT_FALSE(language_of({"ru_RU", "", ""}).ok());
}

TEST(Language, ALocaleThatOnlyBeginsLikeALanguageIsAnother) {
  for (const std::string locale : {"run_RW", "kkj_CM", "eng", "russian", "_ru", ".UTF-8", "RU_ru"}) {
    EXPECT_EQ(spoken({"", "", locale}), Language::kk) << locale;
  }
}

// The programs keep their words in this order everywhere: labels of a schema, columns of names.
TEST(Language, LanguagesKeepTheirNumbers) {
  EXPECT_EQ(static_cast<int>(Language::kk), 0);
  EXPECT_EQ(static_cast<int>(Language::ru), 1);
  EXPECT_EQ(static_cast<int>(Language::en), 2);
}

TEST(Language, EveryLanguageHasItsCode) {
  EXPECT_EQ(code_of(Language::kk), "kk");
  EXPECT_EQ(code_of(Language::ru), "ru");
  EXPECT_EQ(code_of(Language::en), "en");
}

TEST(PluralForm, RussianCountsByTheLastTwoDigits) {
  const std::map<std::string, PluralForm> expected{
      {"0", PluralForm::many},  {"1", PluralForm::one},     {"2", PluralForm::few},
      {"4", PluralForm::few},   {"5", PluralForm::many},    {"10", PluralForm::many},
      {"11", PluralForm::many}, {"12", PluralForm::many},   {"14", PluralForm::many},
      {"15", PluralForm::many}, {"20", PluralForm::many},   {"21", PluralForm::one},
      {"22", PluralForm::few},  {"25", PluralForm::many},   {"100", PluralForm::many},
      {"101", PluralForm::one}, {"111", PluralForm::many},  {"112", PluralForm::many},
      {"122", PluralForm::few}, {"1000", PluralForm::many}, {"1412", PluralForm::many},
      {"-1", PluralForm::one},  {"1.5", PluralForm::few}};
  for (const auto& [number, form] : expected) {
    EXPECT_EQ(plural_form(Language::ru, number), form) << number;
  }
}

// The rules of Unicode's plural table for whole numbers, written out another way.
TEST(PluralForm, RussianAgreesWithTheRulesOfUnicodeForEveryNumberToAThousand) {
  for (int number = 0; number <= 1'000; ++number) {
    const int ten = number % 10;
    const int hundred = number % 100;
    PluralForm expected = PluralForm::many;
    if (ten == 1 && hundred != 11) expected = PluralForm::one;
    if (ten >= 2 && ten <= 4 && (hundred < 12 || hundred > 14)) expected = PluralForm::few;
    EXPECT_EQ(plural_form(Language::ru, std::to_string(number)), expected) << number;
    EXPECT_EQ(plural_form(Language::ru, "-" + std::to_string(number)), expected) << number;
  }
}

TEST(PluralForm, EveryFormThatIsChosenIsOneThatSentencesMustHave) {
  for (const Language language : languages) {
    for (const std::string number : {"0", "1", "2", "5", "11", "21", "1.5", "", "x", "-1", "1000000"}) {
      const std::string_view form = name_of(plural_form(language, number));
      // Russian parts ("1.5 записи") take the form of a few.
      EXPECT_NE(forms_needed(language).find(form), std::string_view::npos)
          << code_of(language) << " " << number;
    }
  }
}

TEST(PluralForm, EveryFormHasItsName) {
  std::set<std::string_view> names;
  for (const PluralForm form : plural_forms) names.insert(name_of(form));
  EXPECT_EQ(names, (std::set<std::string_view>{"one", "few", "many", "other"}));
}

TEST(PluralForm, EnglishHasOneForExactlyOne) {
  EXPECT_EQ(plural_form(Language::en, "1"), PluralForm::one);
  EXPECT_EQ(plural_form(Language::en, "0"), PluralForm::other);
  EXPECT_EQ(plural_form(Language::en, "21"), PluralForm::other);
  EXPECT_EQ(plural_form(Language::en, "1.0"), PluralForm::other);
}

TEST(PluralForm, KazakhHasOneFormForEveryNumber) {
  for (const auto* number : {"0", "1", "2", "5", "21", "1.5"}) {
    EXPECT_EQ(plural_form(Language::kk, number), PluralForm::other);
  }
}

TEST(PluralForm, NumbersThatAreNoneDoNotBreakTheSentence) {
  EXPECT_EQ(plural_form(Language::ru, ""), PluralForm::few);
  EXPECT_EQ(plural_form(Language::ru, "-"), PluralForm::few);
  EXPECT_EQ(plural_form(Language::en, "many"), PluralForm::other);
}

}  // namespace
}  // namespace mektep
