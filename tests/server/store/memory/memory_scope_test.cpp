#include "server/store/memory/memory_scope.h"

#include "shared/crypto/chain.h"
#include "shared/store/digest.h"
#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

class MemoryScopeTest : public ::testing::Test {
 protected:
  void append(MemoryScopeWork& to, std::vector<Op> ops) {
    const Bytes pack = pen.seal(number, {std::move(ops)});
    to.append(pack, pen.last(), 5);
  }
  std::vector<Op> titled(std::uint64_t id, const std::string& title, std::vector<Version> over = {}) {
    return {write_op({note_type, RecordId{id}}, title_field, title, std::move(over))};
  }

  ScopeNumber number = school_scope(SchoolNumber{1});
  SeededRandom random;
  Pen pen{random, RecordId{1}};
  MemoryScopeWork scope{number, nullptr, {}, 3};
};

TEST_F(MemoryScopeTest, APackMovesPositionDigestAndLamportTime) {
  append(scope, titled(1, "a"));
  EXPECT_EQ(scope.head().position, Position{1});
  EXPECT_EQ(scope.head().log_digest, log_digest_after(Hash16{}, pen.last().head));
  EXPECT_EQ(scope.head().lamport, pen.last().changes.front().lamport);
  EXPECT_EQ(scope.head().scope, number);
}

TEST_F(MemoryScopeTest, TheStateDigestKeptStepByStepIsThatOfTheRecords) {
  append(scope, titled(1, "a"));
  append(scope, titled(2, "b"));
  append(scope, titled(1, "c", {{pen.stream(), Sequence{1}}}));
  HashSum sum;
  for (const auto& [key, state] : scope.content().ledger.records()) {
    if (const auto hash = record_hash(key, state)) sum.add(*hash);
  }
  EXPECT_EQ(scope.head().state_digest, sum);
}

TEST_F(MemoryScopeTest, ARecordThatLostItsLastValueLeavesTheDigest) {
  append(scope, titled(1, "a"));
  Op remove = write_op({note_type, RecordId{1}}, title_field, Nothing{}, {pen.version()});
  remove.kind = OpKind::remove;
  append(scope, {remove});
  EXPECT_EQ(scope.head().state_digest, HashSum{});
}

TEST_F(MemoryScopeTest, ACopyOfACommittedScopeKnowsTheStateBefore) {
  append(scope, titled(1, "a"));
  const auto committed = std::make_shared<const MemoryScope>(scope.content());
  MemoryScopeWork next(number, committed, {}, 3);
  EXPECT_TRUE(next.before().empty());
  append(next, titled(1, "b", {pen.version()}));
  EXPECT_EQ(next.before().at({note_type, RecordId{1}}), committed->ledger.record({note_type, RecordId{1}}));
  EXPECT_EQ(committed->head.position, Position{1});
}

}  // namespace
}  // namespace mektep::server::test
