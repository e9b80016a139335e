#include "shared/sqlite/collation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "shared/base/bytes.h"
#include "tests/shared/sqlite/builders.h"

namespace mektep {
namespace {

std::vector<std::string> sorted(std::vector<std::string> texts) {
  std::sort(texts.begin(), texts.end(),
            [](const auto& left, const auto& right) { return kk_sort_key(left) < kk_sort_key(right); });
  return texts;
}

// The texts in their right order; the test shuffles them.
void expect_order(const std::vector<std::string>& right) {
  auto shuffled = right;
  std::reverse(shuffled.begin(), shuffled.end());
  std::rotate(shuffled.begin(), shuffled.begin() + static_cast<std::ptrdiff_t>(right.size() / 3),
              shuffled.end());
  EXPECT_EQ(sorted(shuffled), right);
}

std::string hex_of(std::string_view text) { return to_hex(view_of(kk_sort_key(text))); }

TEST(Collation, FollowsTheKazakhAlphabet) {
  expect_order({"а", "ә", "б", "в", "г", "ғ", "д", "е", "ё", "ж", "з", "и", "й", "к",
                "қ", "л", "м", "н", "ң", "о", "ө", "п", "р", "с", "т", "у", "ұ", "ү",
                "ф", "х", "һ", "ц", "ч", "ш", "щ", "ъ", "ы", "і", "ь", "э", "ю", "я"});
}

TEST(Collation, SortsWholeWordsOfSchools) {
  expect_order({"Абай", "Айгүл", "Ақтау қаласы", "Ақтөбе", "Әлем", "Бала", "Іле", "Юрта"});
}

// The 20 regions and cities of the republic, as a Kazakh reader expects them.
TEST(Collation, SortsTheRegionsOfTheCountry) {
  expect_order(
      {"Абай облысы",      "Ақмола облысы",    "Ақтөбе облысы",          "Алматы қаласы",
       "Алматы облысы",    "Астана қаласы",    "Атырау облысы",          "Батыс Қазақстан облысы",
       "Жамбыл облысы",    "Жетісу облысы",    "Қарағанды облысы",       "Қостанай облысы",
       "Қызылорда облысы", "Маңғыстау облысы", "Павлодар облысы",        "Солтүстік Қазақстан облысы",
       "Түркістан облысы", "Ұлытау облысы",    "Шығыс Қазақстан облысы", "Шымкент қаласы"});
}

TEST(Collation, SortsPeopleByTheirNames) {
  expect_order({"Әбдіқадырова Әсем", "Әбдіқадырова Гүлнар", "Байжан Іңкәр", "Байжан Юлия", "Ғалым Өмірзақ",
                "Дәулет Ұлпан", "Жүнісова Һүрия", "Қайрат Ә.", "Қайрат Ы.", "Ысқақ Нұрлан", "Ізтілеу Мөлдір",
                "Эмиров Эльдар", "Smith John"});
}

TEST(Collation, SortsClassesByNumberThenLetter) {
  expect_order({"1 «А»", "1 «Ә»", "1 «Б»", "2 «А»", "9 «Ғ»", "10 «А»", "11 «А»"});
}

TEST(Collation, AnIndexOverTheKeyGivesTheSameOrderAsTheCollation) {
  const auto database = test::opened(test::in_memory("order"));
  test::committed(*database, "CREATE TABLE t(x TEXT, x_key TEXT); CREATE INDEX by_key ON t(x_key)");
  {
    auto transaction = test::begun(*database);
    auto insert = database->prepared("INSERT INTO t VALUES (?1, ?2)");
    for (const std::string text : {"№10", "№9", "Қ", "к", "К", "ө", "о", "п", "Z", "а", "«а»", "7", ""}) {
      insert.bind_all(text, kk_sort_key(text)).run();
    }
    transaction.commit();
  }
  const auto joined_by = [&](const std::string& order) {
    return database->prepared("SELECT group_concat(x, '|') FROM (SELECT x FROM t ORDER BY " + order + ")")
        .first<std::string>();
  };
  EXPECT_EQ(joined_by("x_key"), joined_by("x COLLATE KK"));
  EXPECT_EQ(joined_by("x_key"), "|«а»|№9|№10|7|а|к|К|Қ|о|ө|п|Z");
}

TEST(Collation, PutsLatinAfterCyrillic) { expect_order({"Ұстаз", "Яссауи", "STEM", "Zoom"}); }

TEST(Collation, OtherCyrillicLettersFollowTheKazakhOnes) { expect_order({"яблоко", "єдність", "academy"}); }

TEST(Collation, CountsNumbersByValue) {
  expect_order({"№2 мектеп", "№10 мектеп", "№100 мектеп"});
  expect_order({"7 «А» сынып", "10 «А» сынып", "11 «Б» сынып"});
  expect_order({"2023-1", "2023-2", "2023-10", "2024-1"});
  expect_order({"0", "1", "9", "10", "18446744073709551616", "99999999999999999999"});
}

TEST(Collation, LeadingZerosDoNotCount) {
  EXPECT_EQ(kk_sort_key("№007"), kk_sort_key("№7"));
  EXPECT_EQ(kk_sort_key("000"), kk_sort_key("0"));
  EXPECT_LT(kk_sort_key("008"), kk_sort_key("9"));
}

TEST(Collation, VeryLongNumbersStayInOrder) {
  const std::string nines(300, '9');
  EXPECT_LT(kk_sort_key(std::string(80, '9')), kk_sort_key("1" + std::string(80, '0')));
  EXPECT_LT(kk_sort_key(nines), kk_sort_key(nines + "9"));
}

TEST(Collation, AShorterTextComesFirst) { expect_order({"Бала", "Бала бақша", "Балабақша", "Балалар"}); }

TEST(Collation, LooksAtCaseLast) {
  expect_order({"абай", "Абай", "АБАЙ", "абайла"});
  expect_order({"қала 1", "Қала 1", "қала 2"});
}

TEST(Collation, AnAccentedLatinLetterStandsBesideItsBase) { expect_order({"cafe", "café", "cafez"}); }

TEST(Collation, JoinedAndSplitAccentsAreOneLetter) {
  EXPECT_EQ(kk_sort_key("й"), kk_sort_key("и\xCC\x86"));
  EXPECT_EQ(kk_sort_key("Ё"), kk_sort_key("Е\xCC\x88"));
  EXPECT_EQ(kk_sort_key("é"), kk_sort_key("e\xCC\x81"));
}

TEST(Collation, EverySpaceIsASpaceAndInvisibleSignsAreNothing) {
  EXPECT_EQ(kk_sort_key("а\xC2\xA0б"), kk_sort_key("а б"));
  EXPECT_EQ(kk_sort_key("а\xE2\x80\x8Bб\xC2\xAD"), kk_sort_key("аб"));
}

TEST(Collation, SignsComeBeforeNumbersAndLetters) { expect_order({" а", "(а", "№а", "1а", "а", "a"}); }

TEST(Collation, KeepsItsBytesForEver) {
  EXPECT_EQ(hex_of(""), "");
  EXPECT_EQ(hex_of("абая"), "10121039");
  EXPECT_EQ(hex_of("Абай"), "1012101c0103");
  EXPECT_EQ(hex_of("№12 a-Z"), "0420222436052231320240032d59010203");
  EXPECT_EQ(hex_of("є0é"), "3a20203134052044010204");
}

TEST(Collation, KeysFitATextColumn) {
  for (const auto byte : kk_sort_key("№12 «Әл-Фараби» атындағы 日本 école \xFF\xFE")) {
    EXPECT_GT(byte, 0);
    EXPECT_LT(byte, 0x7f);
  }
}

TEST(Collation, BadBytesSortLastAndDoNoHarm) {
  EXPECT_GT(kk_sort_key("\xFF"), kk_sort_key("zzz"));
  EXPECT_NO_THROW(kk_sort_key(std::string("\xD0")));
  EXPECT_NO_THROW(kk_sort_key(std::string_view("\0\x01\xCC", 3)));
}

TEST(Collation, ComparesAsItsKeysDo) {
  EXPECT_EQ(kk_compare("Қала", "Қала"), 0);
  EXPECT_LT(kk_compare("№2", "№10"), 0);
  EXPECT_GT(kk_compare("Қ", "К"), 0);
  EXPECT_EQ(kk_compare("№02", "№2"), 0);
}

}  // namespace
}  // namespace mektep
