#include "shared/sqlite/search_key.h"

#include <gtest/gtest.h>

#include "tests/shared/sqlite/builders.h"

namespace mektep {
namespace {

TEST(SearchKey, FoldsCaseAndKazakhLetters) {
  EXPECT_EQ(search_key("ӘҒҚҢӨҰҮҺІЁ"), "агкноуухие");
  EXPECT_EQ(search_key("әғқңөұүһіё"), "агкноуухие");
  EXPECT_EQ(search_key("Сабақты зерттеу"), "сабакты зерттеу");
}

TEST(SearchKey, FindsAWordTypedOnARussianKeyboard) {
  EXPECT_EQ(search_key("Әсел"), search_key("асел"));
  EXPECT_EQ(search_key("Қызылорда"), search_key("кызылорда"));
  EXPECT_EQ(search_key("Үштөбе"), search_key("уштобе"));
}

TEST(SearchKey, LatinLookAlikesInACyrillicWordAreCyrillic) {
  EXPECT_EQ(search_key("cабaқ"), search_key("сабақ"));       // Latin c and a.
  EXPECT_EQ(search_key("бiлiм"), search_key("білім"));       // Latin i.
  EXPECT_EQ(search_key("БІЛIМ"), search_key("білім"));       // One Latin I.
  EXPECT_EQ(search_key("МEКTЕП"), search_key("мектеп"));     // Latin E and T.
  EXPECT_EQ(search_key("шаhар"), search_key("шаһар"));       // Latin h for һ.
  EXPECT_EQ(search_key("HАУРЫЗ"), search_key("наурыз"));     // Latin H for Н.
  EXPECT_EQ(search_key("əдіс"), search_key("әдіс"));         // Latin schwa.
  EXPECT_EQ(search_key("өз\xC9\xB5н"), search_key("өзөн"));  // Latin barred o.
}

TEST(SearchKey, LatinWordsStayLatin) {
  EXPECT_EQ(search_key("STEM"), "stem");
  EXPECT_EQ(search_key("Zoom-кездесу"), "zoom-кездесу");
  EXPECT_EQ(search_key("CLIL сабақ"), "clil сабак");
}

TEST(SearchKey, UkrainianLettersCountAsTheirNeighbours) { EXPECT_EQ(search_key("їжак"), "ижак"); }

TEST(SearchKey, EverySpaceIsOneSpace) {
  EXPECT_EQ(search_key("12\xC2\xA0мектеп"), "12 мектеп");
  EXPECT_EQ(search_key("  екі \t\n сөз\xE2\x80\xAF "), "еки соз");
  EXPECT_EQ(search_key(" \xC2\xA0 "), "");
}

TEST(SearchKey, QuotesAndInvisibleSignsAreDropped) {
  EXPECT_EQ(search_key("«Дарын» \"мектебі\""), "дарын мектеби");
  EXPECT_EQ(search_key("об'єкт об’єкт"), "обєкт обєкт");
  EXPECT_EQ(search_key("пе\xC2\xADре\xE2\x80\x8Bнос\xEF\xBB\xBF"), "перенос");
}

TEST(SearchKey, AQuoteDoesNotEndAWord) { EXPECT_EQ(search_key("c'ынып"), search_key("сынып")); }

TEST(SearchKey, SplitAccentsAreJoinedAndStressMarksDropped) {
  EXPECT_EQ(search_key("и\xCC\x86од"), search_key("йод"));
  EXPECT_EQ(search_key("за\xCC\x81мок"), "замок");
}

TEST(SearchKey, DashesAreOneSign) { EXPECT_EQ(search_key("2023–2024"), search_key("2023-2024")); }

TEST(SearchKey, NumbersAndSignsStay) { EXPECT_EQ(search_key("№12, 7-сынып (2021)"), "№12, 7-сынып (2021)"); }

TEST(SearchKey, BadBytesAreDropped) {
  EXPECT_EQ(search_key("са\xFFбақ\xD0"), "сабак");
  EXPECT_EQ(search_key(std::string_view("а\0б", 5)), "аб");
}

// The way the stores search: a full-text index over a view that computes the key.
class SearchIndex : public ::testing::Test {
 protected:
  SearchIndex() {
    test::committed(
        *database_,
        "CREATE TABLE activity(id INTEGER PRIMARY KEY, title TEXT);"
        "CREATE VIEW found AS SELECT id, search_key(title) AS title FROM activity;"
        "CREATE VIRTUAL TABLE search USING fts5(title, content='found', content_rowid='id');"
        "INSERT INTO activity VALUES (1, 'Қашықтан оқыту: «Мұғалімдер мектебі»'),"
        " (2, 'STEM-апталығы, №12 мектеп'), (3, 'Cабақты зерттеу'), (4, 'Үлгерімі төмен оқушылар');"
        "INSERT INTO search(search) VALUES ('rebuild')");
  }
  std::string ids_of(const std::string& typed) {
    auto rows = database_->prepared("SELECT rowid FROM search WHERE search MATCH ?1 ORDER BY rowid");
    const auto query = "\"" + search_key(typed) + "\"*";
    rows.bind(1, query);
    std::string ids;
    while (rows.step()) ids += std::to_string(rows.column<int>(0)) + " ";
    return ids;
  }

  std::unique_ptr<Database> database_ = test::opened(test::in_memory("search"));
};

TEST_F(SearchIndex, FindsWhatPeopleTypeOnAnyKeyboard) {
  EXPECT_EQ(ids_of("қашықтан"), "1 ");
  EXPECT_EQ(ids_of("кашыктан окыту"), "1 ");
  EXPECT_EQ(ids_of("МҰҒАЛІМ"), "1 ");
  EXPECT_EQ(ids_of("мугалим"), "1 ");
  EXPECT_EQ(ids_of("мектеб"), "1 ");
  EXPECT_EQ(ids_of("сабақты"), "3 ");  // Written with a Latin C.
  EXPECT_EQ(ids_of("улгерим"), "4 ");
  EXPECT_EQ(ids_of("stem"), "2 ");
}

TEST_F(SearchIndex, FindsFromTheFirstLettersOn) {
  EXPECT_EQ(ids_of("м"), "1 2 ");
  EXPECT_EQ(ids_of("мек"), "1 2 ");
  EXPECT_EQ(ids_of("мекте\xC2\xA0"), "1 2 ");
  EXPECT_EQ(ids_of("12 мек"), "2 ");
  EXPECT_EQ(ids_of("жоқ"), "");
}

TEST(SearchKey, NothingGivesNothing) { EXPECT_EQ(search_key(""), ""); }

}  // namespace
}  // namespace mektep
