#include "shared/words/catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mektep {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Catalog catalog(std::string_view toml, Language language = Language::en) {
  auto parsed = Catalog::parse(language, toml);
  if (!parsed) throw std::runtime_error(describe(parsed.error()));
  return std::move(parsed).value();
}

Error failure(std::string_view toml) {
  const auto parsed = Catalog::parse(Language::ru, toml);
  EXPECT_FALSE(parsed.ok());
  return parsed.ok() ? Error{} : parsed.error();
}

TEST(Catalog, SaysTheSentenceOfAnId) {
  EXPECT_EQ(catalog("[status]\nsaved = 'Saved'").say("status.saved"), "Saved");
}

TEST(Catalog, NestedTablesMakeIdsWithDots) {
  const auto words = catalog("[error.import]\ncolumn_missing = 'No column'\n[a.b.c]\nd = 'deep'");
  EXPECT_TRUE(words.has("error.import.column_missing"));
  EXPECT_EQ(words.say("a.b.c.d"), "deep");
  EXPECT_FALSE(words.has("error.import"));
}

TEST(Catalog, FillsPlaceholdersByName) {
  const auto words = catalog("greeting = '{name} of {school}, again {name}'");
  EXPECT_EQ(words.say("greeting", {{"school", "KZ61-0203"}, {"name", "Айгүл"}}),
            "Айгүл of KZ61-0203, again Айгүл");
}

TEST(Catalog, ValuesAreNotReadForPlaceholders) {
  const auto words = catalog("line = '{first} {second}'");
  EXPECT_EQ(words.say("line", {{"first", "{second}"}, {"second", "{"}}), "{second} {");
}

TEST(Catalog, APlaceholderWithoutValueStaysVisible) {
  EXPECT_EQ(catalog("line = 'in {file} here'").say("line"), "in {file} here");
}

TEST(Catalog, AMissingIdShowsItselfAndItsArguments) {
  const auto words = catalog("line = 'x'");
  EXPECT_EQ(words.say("no.such", {{"file", "a.csv"}, {"line", "3"}}), "no.such file=a.csv line=3");
}

TEST(Catalog, ValuesOfAnyBytesStandInTheirPlaces) {
  const auto words = catalog("line = '[{value}]'");
  for (const std::string value : {"", "{", "}", "{value}", "\n", "\xff", "а{б}в"}) {
    EXPECT_EQ(words.say("line", {{"value", value}}), "[" + value + "]");
  }
}

TEST(Catalog, OfTwoArgumentsOfOneNameTheFirstCounts) {
  EXPECT_EQ(catalog("line = '{a}'").say("line", {{"a", "1"}, {"a", "2"}}), "1");
}

TEST(Catalog, AnEmptyPlaceholderIsOneToo) {
  EXPECT_EQ(catalog("line = 'a {} b'").say("line", {{"", "x"}}), "a x b");
  EXPECT_EQ(catalog("line = 'a {} b'").say("line"), "a {} b");
}

TEST(Catalog, ANegativeCountAndAHugeOneAreSaidAsTheyAre) {
  const auto words = catalog("n = { one = '{count} row', other = '{count} rows' }");
  EXPECT_EQ(words.say_count("n", -1), "-1 row");
  EXPECT_EQ(words.say_count("n", INT64_MIN), "-9223372036854775808 rows");
}

TEST(Catalog, ACountedSentenceWithoutACountTakesThatOfNothing) {
  EXPECT_EQ(catalog("n = { one = 'one', other = 'others' }").say("n"), "others");
}

TEST(Catalog, AnEmptyFileIsACatalogueThatKnowsNothing) {
  const auto words = catalog("# nothing yet");
  EXPECT_TRUE(words.sentences().empty());
  EXPECT_FALSE(words.has(""));
  EXPECT_EQ(words.say("any"), "any");
}

TEST(Catalog, NamesOfPlaceholdersAreExact) {
  EXPECT_EQ(catalog("line = '{Name} {name}'").say("line", {{"name", "x"}}), "{Name} x");
}

TEST(Catalog, EveryCutOfAFileIsReadOrNamed) {
  const std::string whole =
      "[error.date]\nimpossible = '{given} is no day'\nn = { one = '{count}', other = '{count}s' }\n";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto parsed = Catalog::parse(Language::kk, whole.substr(0, size));
    EXPECT_EQ(parsed ? "words.damaged_catalog" : parsed.error().code, "words.damaged_catalog") << size;
  }
}

TEST(Catalog, TheCountChoosesThePluralForm) {
  const auto words = catalog("[n]\nrows = { one = '{count} row', other = '{count} rows' }");
  EXPECT_EQ(words.say_count("n.rows", 1), "1 row");
  EXPECT_EQ(words.say_count("n.rows", 7), "7 rows");
  EXPECT_EQ(words.say("n.rows", {{"count", "1"}}), "1 row");
}

TEST(Catalog, RussianHasThreeForms) {
  const auto words = catalog(
      "rows = { one = '{count} запись', few = '{count} записи', many = '{count} записей' }", Language::ru);
  EXPECT_EQ(words.say_count("rows", 21), "21 запись");
  EXPECT_EQ(words.say_count("rows", 3), "3 записи");
  EXPECT_EQ(words.say_count("rows", 11), "11 записей");
}

TEST(Catalog, CountedSentencesTakeOtherArgumentsToo) {
  const auto words = catalog("rows = { one = '{count} row in {file}', other = '{count} rows in {file}' }");
  EXPECT_EQ(words.say_count("rows", 2, {{"file", "a.csv"}}), "2 rows in a.csv");
}

TEST(Catalog, AFormThatIsMissingShowsTheId) {
  const auto words = catalog("rows = { one = '{count} row' }");
  EXPECT_EQ(words.say_count("rows", 2), "rows count=2");
}

TEST(Catalog, AnErrorHasTwoSentences) {
  const auto words = catalog(
      "[error.date]\nimpossible = '{given} is no day'\n"
      "[hint.date]\nimpossible = 'Write a day of the calendar'");
  const auto error = refused("date.impossible").with("given", "2026-02-31");
  EXPECT_EQ(words.what_happened(error), "2026-02-31 is no day");
  EXPECT_EQ(words.what_to_do(error), "Write a day of the calendar");
}

TEST(Catalog, WhereNothingIsNearTheSentenceThatNamesNothingIsSaid) {
  const auto words = catalog(
      "[error.verb]\nunknown = '{given}? {nearest}!'\nodd = '{given}? {nearest}!'\n"
      "[nothing_near.verb]\nunknown = '{given} is nothing'");
  const auto error = [](const std::string& code, const std::string& nearest) {
    return wrong_usage(code).with("given", "lgo").with("nearest", nearest);
  };
  EXPECT_EQ(words.what_happened(error("verb.unknown", "log")), "lgo? log!");
  EXPECT_EQ(words.what_happened(error("verb.unknown", "")), "lgo is nothing");
  EXPECT_EQ(words.what_happened(wrong_usage("verb.unknown").with("given", "lgo")), "lgo? {nearest}!");
  EXPECT_EQ(words.what_happened(error("verb.odd", "")), "lgo? !") << "it has no other sentence";
}

TEST(Catalog, AnErrorWithoutSentencesShowsItsCode) {
  const auto words = catalog("line = 'x'");
  EXPECT_EQ(words.what_happened(refused("odd.one").with("id", "7")), "error.odd.one id=7");
  EXPECT_EQ(words.what_to_do(refused("odd.one")), "hint.odd.one");
}

TEST(Catalog, ADamagedFileNamesLanguageAndLine) {
  const auto error = failure("good = 'x'\nbad = \n");
  EXPECT_EQ(error.code, "words.damaged_catalog");
  EXPECT_EQ(error.argument("language"), "ru");
  EXPECT_EQ(error.argument("line"), "2");
}

TEST(Catalog, SentencesAreTexts) {
  EXPECT_EQ(failure("number = 3").argument("what"), "number");
  EXPECT_EQ(failure("[a]\nlist = ['x']").argument("what"), "a.list");
  EXPECT_EQ(failure("[a]\nlist = ['x']").argument("line"), "2");
}

TEST(Catalog, ATableThatIsNotOnlyPluralFormsIsATableOfIds) {
  const auto words = catalog("[word]\nother = 'other'\nthis = 'this'");
  EXPECT_EQ(words.say("word.other"), "other");
}

TEST(Catalog, BracesMustMatch) {
  EXPECT_EQ(failure("line = 'a {b'").argument("what"), "line");
  EXPECT_EQ(failure("line = 'a} b'").argument("what"), "line");
  EXPECT_EQ(failure("line = 'a {b {c}}'").argument("what"), "line");
  EXPECT_EQ(failure("rows = { one = '{count', other = 'x' }").argument("what"), "rows");
}

TEST(Catalog, OneIdHasOneSentence) {
  EXPECT_EQ(failure("'a.b' = 'x'\n[a]\nb = 'y'").code, "words.damaged_catalog");
}

TEST(Catalog, PlaceholdersAreListedOnceAndSorted) {
  const auto words = catalog("line = '{b} {a} {b}'\nrows = { one = '{count} {x}', other = '{count}' }");
  EXPECT_THAT(placeholders_of(words.sentences().at("line")), ElementsAre("a", "b"));
  EXPECT_THAT(placeholders_of(words.sentences().at("rows")), ElementsAre("count", "x"));
}

}  // namespace
}  // namespace mektep
