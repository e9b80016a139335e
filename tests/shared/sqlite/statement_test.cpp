#include "shared/sqlite/statement.h"

#include <gtest/gtest.h>

#include "shared/sqlite/failure.h"
#include "tests/shared/sqlite/builders.h"

namespace mektep {
namespace {

using test::begun;
using test::committed;
using test::in_memory;
using test::number;
using test::opened;

class StatementTest : public ::testing::Test {
 protected:
  // What SQLite keeps of a value and gives back for it.
  template <class Read, class Value>
  Read echoed(Value&& value) {
    auto select = database_->prepared("SELECT ?1");
    select.bind(1, std::forward<Value>(value));
    EXPECT_TRUE(select.step());
    return select.column<Read>(0);
  }
  std::string kind_of(const auto& value) {
    auto select = database_->prepared("SELECT typeof(?1)");
    return select.bind(1, value).template first<std::string>().value();
  }

  std::unique_ptr<Database> database_ = opened(in_memory("statement"));
};

TEST_F(StatementTest, GivesBackIntegersOfEverySize) {
  EXPECT_EQ(echoed<std::int64_t>(INT64_MIN), INT64_MIN);
  EXPECT_EQ(echoed<std::int64_t>(std::int64_t{-1}), -1);
  EXPECT_EQ(echoed<std::uint16_t>(std::uint16_t{65535}), 65535);
  EXPECT_EQ(echoed<std::uint32_t>(UINT32_MAX), UINT32_MAX);
  EXPECT_EQ(echoed<bool>(true), true);
  EXPECT_EQ(echoed<bool>(false), false);
}

TEST_F(StatementTest, KeepsTheBitsOfLargeUnsignedNumbers) {
  EXPECT_EQ(echoed<std::uint64_t>(UINT64_MAX), UINT64_MAX);
  EXPECT_EQ(echoed<std::int64_t>(UINT64_MAX), -1);
  EXPECT_EQ(echoed<std::uint64_t>(std::uint64_t{1} << 63U), std::uint64_t{1} << 63U);
}

TEST_F(StatementTest, GivesBackIdsAsTheirOwnType) {
  const RecordId record{UINT64_MAX - 5};
  EXPECT_EQ(echoed<RecordId>(record), record);
  EXPECT_EQ(echoed<ScopeNumber>(ScopeNumber{7}), ScopeNumber{7});
  EXPECT_EQ(echoed<std::optional<TypeNumber>>(std::optional<TypeNumber>{TypeNumber{9}}), TypeNumber{9});
}

TEST_F(StatementTest, GivesBackTextWithAnyCharacters) {
  const std::string text("Әдіс\0тәсіл", 20);
  EXPECT_EQ(echoed<std::string>(text), text);
  EXPECT_EQ(echoed<std::string>("short"), "short");
  EXPECT_EQ(echoed<std::string>(std::string_view("view")), "view");
}

TEST_F(StatementTest, GivesBackBytes) {
  const Bytes bytes{0, 255, 7};
  EXPECT_EQ(echoed<Bytes>(bytes), bytes);
  EXPECT_EQ(echoed<Bytes>(BytesView(bytes)), bytes);
  const FixedBytes<4> key{1, 2, 3, 4};
  EXPECT_EQ(echoed<FixedBytes<4>>(key), key);
  EXPECT_EQ(echoed<FixedBytes<4>>(FixedBytes<4>{9, 9, 9, 9}), (FixedBytes<4>{9, 9, 9, 9}));
}

TEST_F(StatementTest, TellsNothingFromEmpty) {
  EXPECT_EQ(kind_of(nullptr), "null");
  EXPECT_EQ(kind_of(std::optional<std::string>{}), "null");
  EXPECT_EQ(kind_of(std::string_view{}), "text");
  EXPECT_EQ(kind_of(std::string{}), "text");
  EXPECT_EQ(kind_of(BytesView{}), "blob");
  EXPECT_EQ(kind_of(Bytes{}), "blob");
  EXPECT_EQ(echoed<std::optional<std::int64_t>>(nullptr), std::nullopt);
  EXPECT_EQ(echoed<std::optional<std::string>>(std::string{}), "");
  EXPECT_EQ(echoed<std::optional<std::string>>(std::optional<std::string>("x")), "x");
}

TEST_F(StatementTest, CopiesTemporariesAndBorrowsTheRest) {
  auto select = database_->prepared("SELECT ?1, ?2");
  std::string named = "named";
  select.bind_all(std::string(100, 't'), named);
  std::string overwrites(100, 'o');  // Would take the place of a temporary that was only borrowed.
  named[0] = 'N';                    // Seen, because nothing was copied.
  EXPECT_TRUE(select.step());
  EXPECT_EQ(select.column<std::string>(0), std::string(100, 't'));
  EXPECT_EQ(select.column<std::string_view>(1), "Named");
}

TEST_F(StatementTest, CopiesTheContentOfATemporaryOptional) {
  auto select = database_->prepared("SELECT ?1");
  select.bind(1, std::optional<std::string>(std::string(100, 't')));
  const std::string overwrites(100, 'o');
  EXPECT_EQ(select.first<std::string>(), std::string(100, 't'));
}

TEST_F(StatementTest, IsReadyAgainAtItsEnd) {
  committed(*database_, "CREATE TABLE t(a, b)");
  auto transaction = begun(*database_);
  auto insert = database_->prepared("INSERT INTO t VALUES (?1, ?2)");
  for (int row = 0; row < 3; ++row) insert.bind_all(row, "text").run();
  transaction.commit();
  EXPECT_EQ(number(*database_, "SELECT sum(a) FROM t"), 3);
}

TEST_F(StatementTest, ReadsRowAfterRow) {
  committed(*database_, "CREATE TABLE t(x); INSERT INTO t VALUES (1), (2), (3)");
  auto rows = database_->prepared("SELECT x FROM t ORDER BY x");
  std::vector<int> seen;
  while (rows.step()) seen.push_back(rows.column<int>(0));
  EXPECT_EQ(seen, (std::vector<int>{1, 2, 3}));
}

TEST_F(StatementTest, FirstGivesOneValueOrNone) {
  EXPECT_EQ(database_->prepared("SELECT 5 UNION SELECT 6").first<int>(), 5);
  EXPECT_EQ(database_->prepared("SELECT 5 WHERE 0").first<int>(), std::nullopt);
  EXPECT_EQ(database_->prepared("SELECT NULL").first<std::optional<int>>(),
            std::optional<std::optional<int>>(std::in_place, std::nullopt));
}

TEST_F(StatementTest, ANumberThatDoesNotFitIsDamage) {
  EXPECT_THROW(echoed<std::uint16_t>(65536), DatabaseBroken);
}

TEST_F(StatementTest, AKeyOfAnotherSizeIsDamage) {
  EXPECT_THROW(echoed<FixedBytes<4>>(Bytes{1, 2, 3}), DatabaseBroken);
  EXPECT_TRUE(database_->poisoned());
}

TEST_F(StatementTest, RefusesSqlThatDoesNotParse) {
  EXPECT_THROW(database_->prepared("SELEKT 1"), StatementRefused);
  EXPECT_THROW(Statement(*database_, "SELECT FROM"), StatementRefused);
  EXPECT_FALSE(database_->poisoned());
}

TEST_F(StatementTest, RefusesAPositionThatDoesNotExist) {
  EXPECT_THROW(database_->prepared("SELECT ?1").bind(2, 5), StatementRefused);
}

TEST_F(StatementTest, ABrokenConstraintThrowsAndTheTransactionGoesOn) {
  committed(*database_, "CREATE TABLE t(x UNIQUE); INSERT INTO t VALUES (1)");
  auto transaction = begun(*database_);
  auto insert = database_->prepared("INSERT INTO t VALUES (?1)");
  EXPECT_THROW(insert.bind(1, 1).run(), StatementRefused);
  insert.bind(1, 2).run();
  transaction.commit();
  EXPECT_EQ(number(*database_, "SELECT count(*) FROM t"), 2);
}

TEST_F(StatementTest, AMovedStatementGoesOn) {
  auto first = database_->prepared("SELECT 4");
  auto second = std::move(first);
  EXPECT_EQ(second.first<int>(), 4);
}

}  // namespace
}  // namespace mektep
