#include "shared/store/pack_log.h"

#include <gtest/gtest.h>

#include "shared/crypto/chain.h"
#include "tests/shared/store/store_fixture.h"

namespace mektep {
namespace {

using namespace test;

class PackLogs : public testing::Test {
 protected:
  TestStore store_;
  PackLog log_{*store_.database};

  // Packs 1 to `count` of one stream, in the log of a scope.
  void fill(ScopeNumber scope, std::uint64_t count, std::uint64_t stream = 1) {
    auto transaction = store_.begin();
    ScopeLedger ledger(*store_.database, *store_.tables, scope, servers());
    for (std::uint64_t at = 1; at <= count; ++at) {
      const std::uint64_t head = stream * 100 + at;
      auto pack =
          pack_of({.stream = stream,
                   .first = static_cast<std::uint32_t>(at),
                   .previous = head - 1,
                   .head = head,
                   .lamport = at,
                   .changes = {{write_op(lesson, scalar(field::people), static_cast<std::int64_t>(at))}}});
      ledger.append(bytes_of(pack), pack, static_cast<std::int64_t>(1000 + at));
    }
    ledger.flush();
    transaction.commit();
  }
  std::vector<std::uint64_t> positions_after(std::uint64_t cursor, std::size_t bytes_max) {
    std::vector<std::uint64_t> positions;
    for (const LoggedPack& pack : log_.read_after(school, Position{cursor}, bytes_max)) {
      positions.push_back(pack.position.value);
    }
    return positions;
  }
};

using Positions = std::vector<std::uint64_t>;

TEST_F(PackLogs, APackComesBackAsItWasReceived) {
  fill(school, 2);
  const auto found = log_.at(school, Position{2});
  ASSERT_TRUE(found.has_value());
  LoggedPack expected;
  expected.position = Position{2};
  expected.stream = StreamId{1};
  expected.first = Sequence{2};
  expected.count = 1;
  expected.head = head_number(102);
  expected.received_ms = 1002;
  expected.schema = 1;
  expected.bytes = copy_of(BytesView(head_number(102)).first(12));
  EXPECT_EQ(*found, expected);
  EXPECT_EQ(log_.at(school, Position{3}), std::nullopt);
  EXPECT_EQ(log_.at(other_school, Position{1}), std::nullopt);
}

TEST_F(PackLogs, ACursorReadsWhatFollows) {
  fill(school, 4);
  EXPECT_EQ(positions_after(0, 1000), (Positions{1, 2, 3, 4}));
  EXPECT_EQ(positions_after(2, 1000), (Positions{3, 4}));
  EXPECT_TRUE(positions_after(4, 1000).empty());
}

TEST_F(PackLogs, AReadIsBoundedButNeverEmptyWhenThereIsAPack) {
  fill(school, 4);
  EXPECT_EQ(positions_after(0, 24), (Positions{1, 2}));
  EXPECT_EQ(positions_after(0, 1), (Positions{1}));
}

TEST_F(PackLogs, ScopesDoNotReadEachOther) {
  fill(school, 2);
  fill(other_school, 3, 7);
  EXPECT_EQ(log_.read_after(school, Position{0}, 1000).size(), 2U);
  EXPECT_EQ(log_.read_after(other_school, Position{0}, 1000).size(), 3U);
  EXPECT_EQ(log_.scopes(), (std::vector{school, other_school}));
}

TEST_F(PackLogs, AScopeOutsideTheFileHasAnEmptyLog) {
  EXPECT_TRUE(log_.read_after(school, Position{0}, 1000).empty());
  EXPECT_EQ(log_.head(school), std::nullopt);
  EXPECT_EQ(log_.position_of(school, head_number(1)), std::nullopt);
}

TEST_F(PackLogs, APackIsFoundByItsChainHead) {
  fill(school, 3);
  fill(other_school, 1, 7);
  EXPECT_EQ(log_.position_of(school, head_number(103)), Position{3});
  EXPECT_EQ(log_.position_of(school, head_number(701)), std::nullopt);
  ChainHead alike = head_number(103);
  alike[31] = 1;
  EXPECT_EQ(log_.position_of(school, alike), std::nullopt) << "the first 8 bytes agree, the rest does not";
}

TEST_F(PackLogs, FindingAChainHeadReadsAnIndex) {
  EXPECT_NE(store_.queried("SELECT detail FROM (SELECT 1 AS detail) WHERE EXISTS(SELECT 1 FROM sqlite_master"
                           " WHERE name = 'log_by_head')"),
            "");
  auto plan = store_.database->prepared(
      "EXPLAIN QUERY PLAN SELECT id FROM log WHERE substr(head, 1, 8) = x'00' AND head = x'00' AND id > 1 "
      "AND id < 9");
  ASSERT_TRUE(plan.step());
  EXPECT_NE(plan.column<std::string>(3).find("log_by_head"), std::string::npos);
}

TEST_F(PackLogs, TheDigestOfEveryPositionIsKept) {
  fill(school, 2);
  const Hash16 first = log_digest_after({}, head_number(101));
  EXPECT_EQ(log_.digest_at(school, Position{0}), Hash16{});
  EXPECT_EQ(log_.digest_at(school, Position{1}), first);
  EXPECT_EQ(log_.digest_at(school, Position{2}), log_digest_after(first, head_number(102)));
  EXPECT_EQ(log_.digest_at(school, Position{3}), std::nullopt);
}

TEST_F(PackLogs, TheHeadOfAScopeIsWhereItsBaseStands) {
  fill(school, 3);
  const auto head = log_.head(school);
  ASSERT_TRUE(head.has_value());
  EXPECT_EQ(head->position, Position{3});
  EXPECT_EQ(head->lamport, Lamport{3});
  EXPECT_EQ(head->log_digest, log_.digest_at(school, Position{3}));
}

}  // namespace
}  // namespace mektep
