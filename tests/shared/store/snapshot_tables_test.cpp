#include "shared/store/snapshot_tables.h"

#include <gtest/gtest.h>

#include "shared/store/digest.h"
#include "shared/store/pack_log.h"
#include "tests/shared/store/store_fixture.h"

namespace mektep {
namespace {

using namespace test;

constexpr Epoch epoch{9};

PackContent topic_pack(std::string value, std::uint32_t first, std::vector<Version> supersedes = {}) {
  return pack_of(
      {.first = first,
       .previous = first - 1,
       .head = first,
       .lamport = first,
       .changes = {{write_op(lesson, scalar(field::topic), text(std::move(value)), std::move(supersedes))}}});
}

class SnapshotTables : public testing::Test {
 protected:
  static void append(TestStore& store, const PackContent& pack) {
    auto transaction = store.begin();
    ScopeLedger ledger(*store.database, *store.tables, school, servers());
    ledger.append(bytes_of(pack), pack, 1);
    ledger.flush();
    transaction.commit();
  }
  static Status put(TestStore& store, const Snapshot& snapshot) {
    auto transaction = store.begin();
    auto done = put_snapshot(*store.database, *store.tables, snapshot);
    if (done) transaction.commit();
    return done;
  }
  std::optional<Snapshot> snapshot() { return read_snapshot(*server_.database, *server_.tables, school, epoch); }
  static ScopeHead head(TestStore& store) { return PackLog(*store.database).head(school).value_or(ScopeHead{}); }

  TestStore server_{false, Medium::memory};
  TestStore device_{true, Medium::memory};
};

TEST_F(SnapshotTables, AnEmptyScopeHasNone) { EXPECT_EQ(snapshot(), std::nullopt); }

TEST_F(SnapshotTables, TheBaseOfTheOtherSideIsTheSame) {
  append(server_, topic_pack("a", 1));
  append(server_, topic_pack("b", 2, {ver(1, 1)}));
  const auto made = snapshot();
  ASSERT_TRUE(made);
  EXPECT_EQ(made->position, Position{2});
  ASSERT_TRUE(put(device_, *made).ok());
  EXPECT_EQ(head(device_), head(server_));
  EXPECT_EQ(state_digest_of(*device_.tables, school), head(server_).state_digest);
  EXPECT_EQ(read_snapshot(*device_.database, *device_.tables, school, epoch), made);
}

TEST_F(SnapshotTables, TheLogGoesOnAfterIt) {
  append(server_, topic_pack("a", 1));
  ASSERT_TRUE(put(device_, *snapshot()).ok());
  append(server_, topic_pack("b", 2, {ver(1, 1)}));
  append(device_, topic_pack("b", 2, {ver(1, 1)}));
  EXPECT_EQ(head(device_), head(server_));
}

TEST_F(SnapshotTables, RangesThatABackupCoversAreJoined) {
  for (std::uint32_t at = 1; at <= 4; ++at) {
    append(server_, topic_pack("a", at, at == 1 ? std::vector<Version>{} : std::vector{ver(1, at - 1)}));
  }
  EXPECT_EQ(snapshot()->ranges.size(), 4U);
  auto transaction = server_.begin();
  ScopeLedger ledger(*server_.database, *server_.tables, school, servers());
  ledger.set_backed_up(Position{3});
  ledger.flush();
  transaction.commit();
  const auto made = *snapshot();
  ASSERT_EQ(made.ranges.size(), 2U);
  EXPECT_EQ(made.ranges[0].last, Sequence{3});
  EXPECT_EQ(made.ranges[0].token, Token{0});
  EXPECT_EQ(made.ranges[1].first, Sequence{4});
  ASSERT_TRUE(put(device_, made).ok());
  ScopeLedger taken(*device_.database, *device_.tables, school, servers());
  EXPECT_EQ(taken.token(ver(1, 2)), std::nullopt);
  EXPECT_EQ(taken.position(ver(1, 2)), Position{3});
  EXPECT_NE(taken.token(ver(1, 4)), std::nullopt);
}

TEST_F(SnapshotTables, WhatIsPendingStaysInItsRow) {
  append(server_, topic_pack("a", 1));
  const std::vector<PendingOp> mine = {pending(write_op(lesson, scalar(field::notes), text("mine")), 1)};
  device_.write(lesson, {{}, mine});
  ASSERT_TRUE(put(device_, *snapshot()).ok());
  EXPECT_EQ(device_.tables->read(school, lesson).pending, mine);
  EXPECT_EQ(device_.tables->read(school, lesson).base, server_.tables->read(school, lesson).base);
}

TEST_F(SnapshotTables, RecordsThatDoNotComeToTheDigestAreRefused) {
  append(server_, topic_pack("a", 1));
  auto forged = *snapshot();
  forged.records.clear();
  const auto refused = put(device_, forged);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, "snapshot.refused");
  EXPECT_EQ(head(device_).position, Position{0});
}

TEST_F(SnapshotTables, ARecordThatIsNoneIsRefused) {
  append(server_, topic_pack("a", 1));
  auto forged = *snapshot();
  forged.records.front().base = {0xff, 0xff};
  EXPECT_EQ(put(device_, forged).error().code, "codec.malformed");
}

}  // namespace
}  // namespace mektep
