#include "shared/store/layout.h"

#include <gtest/gtest.h>

#include "shared/store/pack_log.h"
#include "tests/shared/store/store_fixture.h"

namespace mektep {
namespace {

using namespace test;

TEST(Layout, LogIdsOrderByScopeRowAndThenByPosition) {
  EXPECT_LT(log_id(ScopeRow{1}, Position{(std::uint64_t{1} << 40U) - 1}), log_id(ScopeRow{2}, Position{0}));
  EXPECT_LT(log_id(ScopeRow{2}, Position{1}), log_id(ScopeRow{2}, Position{2}));
}

TEST(Layout, APositionComesBackFromItsLogId) {
  EXPECT_EQ(position_of(log_id(ScopeRow{14'120}, Position{987'654'321})), Position{987'654'321});
}

TEST(Layout, AScopeThatWasNeverWrittenHasNoRow) {
  TestStore store;
  EXPECT_EQ(row_of(*store.database, school), no_row);
}

TEST(Layout, EveryCoreTableKeepsItsColumnTypes) {
  TestStore store;
  EXPECT_EQ(store.queried("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND strict = 0"
                          " AND type = 'table' AND name NOT LIKE 'sqlite_%'"),
            "0");
}

TEST(Layout, DroppingAScopeLeavesTheOthers) {
  TestStore store;
  auto transaction = store.begin();
  for (const ScopeNumber scope : {school, other_school}) {
    ScopeLedger ledger(*store.database, *store.tables, scope, servers());
    auto pack = pack_of({.changes = {{write_op(lesson, scalar(field::topic), text("a"))}}});
    ledger.append(bytes_of(pack), pack, 1);
    ledger.put_token(ver(9, 1), Token{1});
    ledger.put_void(ver(9, 2), {VoidReason::lost, "why", Position{1}});
    ledger.put_reissued(ver(9, 2), Position{1});
    ledger.put_named(lesson, scalar(field::topic), ver(9, 2));
    ledger.put_erased({lesson, scalar(field::topic), ver(9, 2)});
    ledger.flush();
  }
  drop_ledger(*store.database, school);
  store.tables->drop_scope(school);
  transaction.commit();

  const PackLog log(*store.database);
  EXPECT_EQ(log.scopes(), std::vector{other_school});
  EXPECT_EQ(log.head(school), std::nullopt);
  EXPECT_TRUE(log.read_after(school, Position{0}, 1000).empty());
  for (const char* table :
       {"stream", "range", "token", "void", "reissued", "named", "erased", "log", "r_visit"}) {
    EXPECT_EQ(store.queried("SELECT count(*) FROM \"" + std::string(table) + "\""), "1") << table;
  }
}

TEST(Layout, EveryScopeHasARowOfItsOwnThatStays) {
  TestStore store;
  auto transaction = store.begin();
  for (const ScopeNumber scope : {school, other_school}) {
    ScopeLedger ledger(*store.database, *store.tables, scope, servers());
    auto pack = pack_of({.changes = {{write_op(lesson, scalar(field::topic), text("a"))}}});
    ledger.append(bytes_of(pack), pack, 1);
    ledger.flush();
  }
  transaction.commit();
  const ScopeRow row = row_of(*store.database, school);
  EXPECT_NE(row, no_row);
  EXPECT_NE(row, row_of(*store.database, other_school));
  store.reopen();
  EXPECT_EQ(row_of(*store.database, school), row);
}

TEST(Layout, ADroppedScopeHasNoRow) {
  TestStore store;
  auto transaction = store.begin();
  ScopeLedger ledger(*store.database, *store.tables, school, servers());
  auto pack = pack_of({.changes = {{write_op(lesson, scalar(field::topic), text("a"))}}});
  ledger.append(bytes_of(pack), pack, 1);
  ledger.flush();
  ASSERT_NE(row_of(*store.database, school), no_row);
  drop_ledger(*store.database, school);
  EXPECT_EQ(row_of(*store.database, school), no_row);
}

TEST(Layout, DroppingAnUnknownScopeDoesNothing) {
  TestStore store;
  auto transaction = store.begin();
  drop_ledger(*store.database, school);
  transaction.commit();
  EXPECT_EQ(store.queried("SELECT count(*) FROM scope"), "0");
}

TEST(Layout, AForgottenLedgerIsTheSameAgainAfterItsLogWasApplied) {
  TestStore store;
  auto transaction = store.begin();
  const auto pack = pack_of({.changes = {{write_op(lesson, scalar(field::topic), text("a"))}}});
  ScopeHead before;
  {
    ScopeLedger ledger(*store.database, *store.tables, school, servers());
    ledger.append(bytes_of(pack), pack, 1);
    ledger.flush();
    before = ledger.head();
  }
  store.tables->drop_scope(school);
  forget_ledger(*store.database, school);
  ScopeLedger again(*store.database, *store.tables, school, servers());
  EXPECT_EQ(again.head().position, Position{0});
  EXPECT_FALSE(again.stream(pack.stream));
  again.replay(pack);
  again.flush();
  EXPECT_EQ(again.head().position, before.position);
  EXPECT_EQ(again.head().log_digest, before.log_digest);
  EXPECT_EQ(again.head().state_digest, before.state_digest);
  EXPECT_TRUE(PackLog(*store.database).at(school, Position{1}));
}

}  // namespace
}  // namespace mektep
