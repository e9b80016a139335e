#include "shared/sqlite/statement_cache.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "tests/shared/sqlite/builders.h"

namespace mektep {
namespace {

using test::in_memory;
using test::opened;

TEST(StatementCache, LendsTheSameStatementAgain) {
  const auto database = opened(in_memory("again"));
  StatementCache cache(*database);
  auto& slot = cache.slot_of("SELECT 1");
  auto* const first = cache.lend(slot, "SELECT 1");
  StatementCache::take_back(slot, first);
  EXPECT_EQ(cache.lend(slot, "SELECT 1"), first);
  StatementCache::take_back(slot, first);
  EXPECT_EQ(cache.size(), 1U);
}

TEST(StatementCache, LendsASecondWhileTheFirstIsOut) {
  const auto database = opened(in_memory("second"));
  auto outer = database->prepared("SELECT ?1 UNION ALL SELECT 2");
  outer.bind(1, 10);
  ASSERT_TRUE(outer.step());
  {
    auto inner = database->prepared("SELECT ?1 UNION ALL SELECT 2");
    EXPECT_EQ(inner.bind(1, 20).first<int>(), 20);
  }
  EXPECT_EQ(outer.column<int>(0), 10);
  ASSERT_TRUE(outer.step());
  EXPECT_EQ(outer.column<int>(0), 2);
}

TEST(StatementCache, ForgetsBindingsAndRowsBetweenTwoUses) {
  const auto database = opened(in_memory("forgets"));
  {
    auto select = database->prepared("SELECT ?1 UNION ALL SELECT 2");
    select.bind(1, 5);
    ASSERT_TRUE(select.step());
  }
  EXPECT_EQ(database->prepared("SELECT ?1 UNION ALL SELECT 2").first<std::optional<int>>(),
            std::optional<std::optional<int>>(std::in_place, std::nullopt));
}

TEST(StatementCache, DropsWhatWasUnusedForLongest) {
  const auto database = opened(in_memory("bound"));
  StatementCache cache(*database);
  auto& busy = cache.slot_of("SELECT 'busy'");
  auto* const out = cache.lend(busy, "SELECT 'busy'");
  for (std::size_t number = 0; number < 2 * limits::prepared_statements_max; ++number) {
    const auto sql = "SELECT " + std::to_string(number);
    auto& slot = cache.slot_of(sql);
    StatementCache::take_back(slot, cache.lend(slot, sql));
  }
  EXPECT_EQ(cache.size(), limits::prepared_statements_max);
  EXPECT_EQ(&cache.slot_of("SELECT 'busy'"), &busy);  // What is lent stays.
  StatementCache::take_back(busy, out);
}

TEST(StatementCache, FollowsAChangeOfTheTables) {
  const auto database = opened(in_memory("changed"));
  test::committed(*database, "CREATE TABLE t(x); INSERT INTO t VALUES (1)");
  EXPECT_EQ(test::number(*database, "SELECT count(*) FROM t"), 1);
  test::committed(*database, "ALTER TABLE t ADD COLUMN y; INSERT INTO t VALUES (1, 2)");
  EXPECT_EQ(test::number(*database, "SELECT count(*) FROM t"), 2);
}

}  // namespace
}  // namespace mektep
