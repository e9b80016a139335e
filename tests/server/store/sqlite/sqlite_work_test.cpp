#include "server/store/sqlite/sqlite_work.h"

#include "shared/base/limits.h"
#include "shared/store/digest.h"
#include "tests/server/store/network_fixture.h"
#include "tests/support/temp_directory.h"

namespace mektep::server::test {
namespace {

class SqliteWorkTest : public ::testing::Test {
 protected:
  Network network{StoreKind::sqlite};
};

TEST_F(SqliteWorkTest, AScopeIsOpenedOnceAWork) {
  auto work = std::move(*network.store->begin());
  EXPECT_EQ(&work->scope(network.scope()), &work->scope(network.scope()));
}

TEST_F(SqliteWorkTest, TheStateDigestKeptStepByStepIsThatOfTheRows) {
  Pen pen = network.enrolled_pen();
  network.push(pen, pen.seal(network.scope(), {network.titled(1, "a")}));
  network.push(pen, pen.seal(network.scope(), {network.titled(1, "b", {pen.version()})}));
  HashSum sum;
  for (const RecordKey& key : network.reader->keys(network.scope(), std::nullopt, 100)) {
    if (const auto hash = record_hash(key, network.reader->record(network.scope(), key))) sum.add(*hash);
  }
  EXPECT_EQ(network.reader->head(network.scope())->state_digest, sum);
}

TEST_F(SqliteWorkTest, ASumBeyondTheBoundsOfOneRecordStaysExact) {
  auto work = std::move(*network.store->begin());
  const TallyCell cell{"hours", {"a\tb", "c|d"}};
  for (int at = 0; at < 3; ++at) work->add_to_tally(network.scope(), cell, limits::tally_amount_max, 0);
  work->commit();
  const auto rows = network.reader->tallies(network.scope());
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows.front().amount, 3 * limits::tally_amount_max);
  EXPECT_EQ(rows.front().cell, cell);
}

TEST_F(SqliteWorkTest, AReplacedContributionLeavesNoParentBehind) {
  const RecordKey child{TypeNumber{40}, RecordId{1}};
  const RecordKey first{TypeNumber{39}, RecordId{2}};
  const RecordKey second{TypeNumber{39}, RecordId{3}};
  auto work = std::move(*network.store->begin());
  work->put_contribution(network.scope(), child, {{first}, {}});
  work->put_contribution(network.scope(), child, {{second}, {}});
  EXPECT_TRUE(work->children(network.scope(), first).empty());
  EXPECT_EQ(work->children(network.scope(), second), std::vector<RecordKey>{child});
}

}  // namespace
}  // namespace mektep::server::test
