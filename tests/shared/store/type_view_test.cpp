// The views, read as a stranger reads them: over a second, read-only connection, or the stock shell.

#include <gtest/gtest.h>

#include <cstdio>
#include <limits>

#include "shared/merge/paragraphs.h"
#include "shared/model/record_id.h"
#include "tests/shared/store/store_fixture.h"
#include "tests/support/seeded_random.h"

namespace mektep {
namespace {

using namespace test;

std::string hours_of(std::int64_t units) {
  TestStore store;
  store.write(lesson, {state_of({{scalar(field::hours), Decimal{units}}}), {}});
  return store.queried("SELECT hours FROM visit");
}

TEST(TypeView, HasTheFieldsAndWhatEveryViewHas) {
  TestStore store;
  EXPECT_EQ(store.queried("SELECT group_concat(name, ' ') FROM pragma_table_info('visit')"),
            "id scope title date topic topic_ru notes people hours day open kind place tags places unsent");
}

TEST(TypeView, ShowsARecordAsPeopleReadIt) {
  TestStore store;
  RecordState state = state_of({
      {scalar(field::topic), text("Семинар")},
      {scalar(field::people), std::int64_t{14}},
      {scalar(field::hours), Decimal{150}},
      {scalar(field::day), Date{18'672}},
      {scalar(field::open), true},
      {scalar(field::kind), text("seminar")},
      {scalar(field::place), Reference{ScopeNumber{0}, place_type, RecordId{5}}},
      {element(field::tags, "b"), Nothing{}},
      {element(field::tags, "a"), Nothing{}},
  });
  store.write(lesson, {state, {}});
  EXPECT_EQ(store.queried("SELECT id || '|' || scope || '|' || title || '|' || date FROM visit"),
            to_text(lesson.id) + "|" + std::to_string(school.value) + "|Семинар · seminar|2021-02-14");
  EXPECT_EQ(
      store.queried("SELECT people || '|' || hours || '|' || day || '|' || open || '|' || place FROM visit"),
      "14|1.5|2021-02-14|1|" + to_text(RecordId{5}));
  EXPECT_EQ(store.queried("SELECT value FROM visit, json_each(visit.tags)"), "a\nb");
  EXPECT_EQ(store.queried("SELECT topic_ru FROM visit"), "NULL");
}

TEST(TypeView, JoinsReferencesWithIds) {
  TestStore store;
  store.write({place_type, RecordId{5}}, {state_of({{scalar(FieldNumber{1}), text("Зал")}}), {}});
  store.write(lesson, {state_of({{scalar(field::place), Reference{{}, place_type, RecordId{5}}}}), {}});
  EXPECT_EQ(store.queried("SELECT place.name FROM visit JOIN place ON place.id = visit.place"), "Зал");
}

TEST(TypeView, DecimalsNeverBecomeFloatingPoint) {
  EXPECT_EQ(hours_of(0), "0");
  EXPECT_EQ(hours_of(5), "0.05");
  EXPECT_EQ(hours_of(-5), "-0.05");
  EXPECT_EQ(hours_of(-250), "-2.5");
  EXPECT_EQ(hours_of(100), "1");
  EXPECT_EQ(hours_of(std::numeric_limits<std::int64_t>::max()), "92233720368547758.07");
  EXPECT_EQ(hours_of(std::numeric_limits<std::int64_t>::min()), "-92233720368547758.08");
}

TEST(TypeView, DecimalsAddUpInPlainSql) {
  TestStore store;
  store.write({visit, RecordId{1}}, {state_of({{scalar(field::hours), Decimal{150}}}), {}});
  store.write({visit, RecordId{2}}, {state_of({{scalar(field::hours), Decimal{225}}}), {}});
  EXPECT_EQ(store.queried("SELECT sum(hours) FROM visit"), "3.75");
}

TEST(TypeView, LeavesOutWithdrawnRecords) {
  TestStore store;
  RecordState state = state_of({{scalar(field::topic), text("a")}});
  merge_op(state, withdraw_op(lesson, {ver(1, 1)}), stamp(ver(1, 2)));
  store.write(lesson, {state, {}});
  EXPECT_EQ(store.queried("SELECT count(*) FROM visit"), "0");
  EXPECT_EQ(store.queried("SELECT topic FROM r_visit"), "a");
}

TEST(TypeView, TitlesTakeTheFirstAlternativeThatIsFilled) {
  TestStore store;
  store.write({visit, RecordId{1}},
              {state_of({{scalar(field::topic), text("")}, {scalar(field::topic_ru), text("Урок")}}), {}});
  store.write({visit, RecordId{2}}, {state_of({{scalar(field::kind), text("seminar")}}), {}});
  store.write({visit, RecordId{3}}, {state_of({{scalar(field::people), std::int64_t{1}}}), {}});
  EXPECT_EQ(store.queried("SELECT title FROM visit ORDER BY id"), "Урок\nseminar\nNULL");
}

TEST(TypeView, AFieldNamedTitleOrDateIsThatColumn) {
  const Schema schema = parsed(
      "[[type]]\nnumber = 62\nname = \"letter\"\nscope = \"school\"\nwriters = [\"coordinator\"]\n"
      "title = [\"title\"]\n" +
      std::string(labels) + field_document(1, "title", "kind = \"text\"") +
      field_document(2, "date", "kind = \"date\""));
  TestStore store;
  store.use(schema);
  EXPECT_EQ(store.queried("SELECT group_concat(name, ' ') FROM pragma_table_info('letter')"),
            "id scope title date unsent");
}

TEST(TypeView, OrdersByTheStoredKeyOfTheKazakhAlphabet) {
  TestStore store;
  std::uint64_t id = 0;
  for (const char* topic : {"Өнер", "Ән", "Ана", "Қала", "Кітап", "№10 сабақ", "№2 сабақ"}) {
    store.write({visit, RecordId{++id}}, {state_of({{scalar(field::topic), text(topic)}}), {}});
  }
  EXPECT_EQ(store.queried("SELECT topic FROM r_visit ORDER BY _k"),
            "№2 сабақ\n№10 сабақ\nАна\nӘн\nКітап\nҚала\nӨнер");
}

TEST(TypeView, IsReadableByASecondConnectionWhileAWriteTransactionIsOpen) {
  TestStore store;
  store.write(lesson, {state_of({{scalar(field::topic), text("before")}}), {}});
  auto transaction = store.begin();
  store.tables->write(school, lesson, {state_of({{scalar(field::topic), text("during")}}), {}});
  EXPECT_EQ(store.queried("SELECT topic FROM visit"), "before");
  transaction.commit();
  EXPECT_EQ(store.queried("SELECT topic FROM visit"), "during");
}

// What the shell of the distribution prints; empty when there is none.
std::string shell_output(const std::string& path, const std::string& sql) {
  const std::string command = "sqlite3 'file:" + path + "?mode=ro' '" + sql + "' 2>&1";
  FILE* pipe = popen(command.c_str(), "r");
  std::string all;
  for (int letter = fgetc(pipe); letter != EOF; letter = fgetc(pipe)) all += static_cast<char>(letter);
  pclose(pipe);
  return all;
}

TEST(TypeView, IsReadableInTheStockShellWhileAWriteTransactionIsOpen) {
  TestStore store;
  if (std::system("command -v sqlite3 >/dev/null") != 0) GTEST_SKIP();
  store.write(
      lesson,
      {state_of({{scalar(field::topic), text("Семинар")}, {scalar(field::hours), Decimal{150}}}), {}});
  auto transaction = store.begin();
  store.tables->write(school, lesson, {});
  EXPECT_EQ(shell_output(store.path(), "SELECT title, hours FROM visit"), "Семинар|1.5\n");
}

}  // namespace
}  // namespace mektep
