#include "shared/store/record_tables.h"

#include <gtest/gtest.h>

#include <limits>

#include "shared/sqlite/failure.h"
#include "tests/shared/store/store_fixture.h"

namespace mektep {
namespace {

using namespace test;

constexpr TypeNumber later_type{500};
constexpr std::uint64_t hashed = std::uint64_t{1} << 63U;

RecordRow titled(std::string topic) {
  return {state_of({{scalar(field::topic), text(std::move(topic))}}), {}};
}

TEST(RecordTables, AnAbsentRecordReadsAsAnEmptyRow) {
  TestStore store;
  EXPECT_TRUE(store.tables->read(school, lesson).empty());
  EXPECT_TRUE(store.tables->read(school, {later_type, RecordId{1}}).empty());
}

TEST(RecordTables, ReadsWhatWasWritten) {
  TestStore store;
  const RecordRow row{state_of({{scalar(field::topic), text("a")}, {scalar(field::day), Date{-1}}}),
                      {pending(write_op(lesson, scalar(field::topic), text("b"), {ver(1, 1)}), 1)}};
  store.write(lesson, row);
  EXPECT_EQ(store.tables->read(school, lesson), row);
  store.reopen();
  EXPECT_EQ(store.tables->read(school, lesson), row);
}

TEST(RecordTables, TheSameIdInAnotherScopeOrUnderAnotherTypeIsAnotherRecord) {
  TestStore store;
  store.write(lesson, titled("a"));
  store.write(lesson, titled("b"), other_school);
  store.write({place_type, lesson.id}, {state_of({{scalar(FieldNumber{1}), text("c")}}), {}});
  EXPECT_EQ(store.tables->read(school, lesson), titled("a"));
  EXPECT_EQ(store.tables->read(other_school, lesson), titled("b"));
  EXPECT_EQ(store.queried("SELECT count(*) FROM visit"), "2");
}

TEST(RecordTables, WritingAgainReplaces) {
  TestStore store;
  store.write(lesson, titled("a"));
  store.write(lesson, {state_of({{scalar(field::people), std::int64_t{3}}}), {}});
  EXPECT_EQ(store.queried("SELECT topic FROM visit"), "NULL");
  EXPECT_EQ(store.queried("SELECT people FROM visit"), "3");
}

TEST(RecordTables, AnEmptyRowIsDeletedWithItsConflicts) {
  TestStore store;
  RecordState rivals;
  rivals.cells[scalar(field::topic)] = {live(text("a"), ver(1, 1)), live(text("b"), ver(2, 1))};
  for (const RecordKey& key : {lesson, RecordKey{later_type, RecordId{1}}}) {
    store.write(key, {rivals, {}});
    store.write(key, {});
    EXPECT_TRUE(store.tables->read(school, key).empty());
  }
  EXPECT_EQ(store.queried("SELECT (SELECT count(*) FROM r_visit) + (SELECT count(*) FROM r_unknown)"), "0");
  EXPECT_TRUE(store.tables->conflicts(school).empty());
}

TEST(RecordTables, ConflictsFollowWhatIsShown) {
  TestStore store;
  RecordState rivals;
  rivals.cells[scalar(field::topic)] = {live(text("a"), ver(1, 1)), live(text("b"), ver(2, 1))};
  store.write(lesson, {rivals, {}});
  EXPECT_EQ(store.tables->conflicts(school), (std::vector{std::pair(lesson, scalar(field::topic))}));
  EXPECT_TRUE(store.tables->conflicts(other_school).empty());

  const Op resolved = write_op(lesson, scalar(field::topic), text("b"), {ver(1, 1), ver(2, 1)});
  store.write(lesson, {rivals, {pending(resolved, 1)}});
  EXPECT_TRUE(store.tables->conflicts(school).empty());
}

TEST(RecordTables, WhatARolledBackTransactionWroteIsGone) {
  TestStore store;
  {
    auto transaction = store.begin();
    store.tables->write(school, lesson, titled("a"));
  }
  EXPECT_TRUE(store.tables->read(school, lesson).empty());
}

TEST(RecordTables, TextOfAnySortComesBack) {
  TestStore store;
  for (const std::string& odd :
       {std::string("a\0b", 3), std::string("\xff\xfe"), std::string("'; DROP TABLE r_visit"),
        std::string(4096, 'x'), std::string("қазақ\n\t\"тіл\"")}) {
    store.write(lesson, titled(odd));
    EXPECT_EQ(store.tables->read(school, lesson), titled(odd));
  }
}

TEST(RecordTables, KeysComeInTheOrderOfTypesAndUnsignedIds) {
  TestStore store;
  const std::vector<RecordKey> ordered{{visit, RecordId{3}},      {visit, RecordId{hashed | 1}},
                                       {place_type, RecordId{1}}, {place_type, RecordId{hashed}},
                                       {later_type, RecordId{2}}, {later_type, RecordId{~std::uint64_t{0}}}};
  for (const RecordKey& key : ordered) store.write(key, titled("x"));
  store.write({visit, RecordId{9}}, titled("elsewhere"), other_school);
  EXPECT_EQ(store.tables->keys(school, std::nullopt, 100), ordered);
}

TEST(RecordTables, KeysComeInPages) {
  TestStore store;
  std::vector<RecordKey> all;
  for (const std::uint64_t id : std::vector<std::uint64_t>{1, 2, 3, hashed | 4, ~std::uint64_t{0}}) {
    all.push_back({visit, RecordId{id}});
    store.write(all.back(), titled("x"));
  }
  all.push_back({later_type, RecordId{1}});
  store.write(all.back(), titled("x"));
  for (const std::size_t page : {1U, 2U, 4U, 6U}) {
    std::vector<RecordKey> read;
    for (auto keys = store.tables->keys(school, std::nullopt, page); !keys.empty();
         keys = store.tables->keys(school, read.back(), page)) {
      EXPECT_LE(keys.size(), page);
      read.insert(read.end(), keys.begin(), keys.end());
    }
    EXPECT_EQ(read, all) << page;
  }
}

TEST(RecordTables, KeysInASpanOfIds) {
  TestStore store;
  for (const std::uint64_t id : std::vector<std::uint64_t>{1, 5, 9, hashed, hashed | 7}) {
    store.write({visit, RecordId{id}}, titled("x"));
  }
  store.write({later_type, RecordId{6}}, titled("x"));
  const auto span = [&](std::uint64_t first, std::uint64_t last) {
    return store.tables->keys_in(school, {RecordId{first}, RecordId{last}});
  };
  EXPECT_EQ(span(5, 9),
            (std::vector<RecordKey>{{visit, RecordId{5}}, {visit, RecordId{9}}, {later_type, RecordId{6}}}));
  EXPECT_EQ(span(9, hashed), (std::vector<RecordKey>{{visit, RecordId{9}}, {visit, RecordId{hashed}}}));
  EXPECT_EQ(span(hashed | 1, ~0ULL), (std::vector<RecordKey>{{visit, RecordId{hashed | 7}}}));
  EXPECT_TRUE(span(2, 4).empty());
}

TEST(RecordTables, FindsTheRowsThatHavePendingOps) {
  TestStore store;
  const RecordKey later{later_type, RecordId{1}};
  store.write({visit, RecordId{1}}, titled("x"));
  for (const RecordKey& key : {later, lesson}) {
    store.write(key, {{}, {pending(write_op(key, scalar(field::topic), text("y")), 1)}});
  }
  EXPECT_EQ(store.tables->keys_with_pending(school), (std::vector{lesson, later}));
  EXPECT_TRUE(store.tables->keys_with_pending(other_school).empty());
}

TEST(RecordTables, AServerHasNothingPending) {
  TestStore store(false);
  store.write(lesson, titled("x"));
  EXPECT_TRUE(store.tables->keys_with_pending(school).empty());
  EXPECT_EQ(store.tables->read(school, lesson), titled("x"));
}

TEST(RecordTables, DroppingAScopeLeavesTheOthers) {
  TestStore store;
  RecordState rivals;
  rivals.cells[scalar(field::topic)] = {live(text("a"), ver(1, 1)), live(text("b"), ver(2, 1))};
  for (const ScopeNumber scope : {school, other_school}) {
    store.write(lesson, {rivals, {}}, scope);
    store.write({later_type, RecordId{1}}, titled("x"), scope);
  }
  auto transaction = store.begin();
  store.tables->drop_scope(school);
  transaction.commit();
  EXPECT_TRUE(store.tables->keys(school, std::nullopt, 10).empty());
  EXPECT_TRUE(store.tables->conflicts(school).empty());
  EXPECT_EQ(store.tables->keys(other_school, std::nullopt, 10).size(), 2U);
  EXPECT_EQ(store.tables->conflicts(other_school).size(), 1U);
}

TEST(RecordTables, UsingTheSameSchemaAgainWritesNothing) {
  TestStore store;
  auto transaction = store.begin();  // another writer would have to wait
  EXPECT_TRUE(store.tables->use(visit_schema()).ok());
}

TEST(RecordTables, AReaderCannotBringTables) {
  TestStore store;
  Database::Options options;
  options.location = store.path();
  options.read_only = true;
  auto reader = Database::open(std::move(options));
  ASSERT_TRUE(reader.ok());
  RecordTables tables(**reader, true);
  EXPECT_TRUE(tables.use(visit_schema()).ok());
  const Status behind = tables.use(later_schema());
  ASSERT_FALSE(behind.ok());
  EXPECT_EQ(behind.error().code, "store.schema_behind");
  EXPECT_EQ(tables.schema().version(), 1U);
}

TEST(RecordTables, NoticesThatAnotherConnectionBroughtTheTablesFurther) {
  TestStore store;
  Database::Options options;
  options.location = store.path();
  auto second = Database::open(std::move(options));
  ASSERT_TRUE(second.ok());
  RecordTables other(**second, true);
  ASSERT_TRUE(other.use(visit_schema()).ok());
  EXPECT_TRUE(other.is_current());
  store.use(later_schema());
  store.write(lesson, {state_of({{scalar(field::room), text("12")}}), {}});

  EXPECT_FALSE(other.is_current());
  EXPECT_THROW(other.read(school, lesson), std::logic_error) << "rather than reading nothing";
  ASSERT_TRUE(other.use(later_schema()).ok());
  EXPECT_TRUE(other.is_current());
  EXPECT_EQ(other.read(school, lesson).base, state_of({{scalar(field::room), text("12")}}));
}

TEST(RecordTables, ShowsItsTablesForQueries) {
  TestStore store;
  ASSERT_NE(store.tables->table(visit), nullptr);
  EXPECT_EQ(store.tables->table(visit)->view_name(), "\"visit\"");
  EXPECT_EQ(store.tables->table(later_type), nullptr);
}

}  // namespace
}  // namespace mektep
