#include "server/store/memory/memory_work.h"

#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

class MemoryWorkTest : public ::testing::Test {
 protected:
  Network network{StoreKind::memory};
};

TEST_F(MemoryWorkTest, AScopeIsOpenedOnceAWork) {
  auto work = std::move(*network.store->begin());
  EXPECT_EQ(&work->scope(network.scope()), &work->scope(network.scope()));
}

TEST_F(MemoryWorkTest, AScopeThatWasNotTouchedIsSharedNotCopied) {
  auto& store = dynamic_cast<MemoryStore&>(*network.store);
  MemoryWork first(store);
  first.put_audit({1, "a", "b", "c"});
  first.commit();
  EXPECT_EQ(network.reader->head(network.scope())->position.value, network.log().size());
}

TEST_F(MemoryWorkTest, TalliesOfAScopeWithoutALogAreNotKept) {
  const ScopeNumber nowhere = school_scope(SchoolNumber{900});
  auto work = std::move(*network.store->begin());
  work->add_to_tally(nowhere, {"hours", {}}, 1, 0);
  work->commit();
  EXPECT_TRUE(network.reader->tallies(nowhere).empty());
}

TEST_F(MemoryWorkTest, TheLastCommitWins) {
  auto first = std::move(*network.store->begin());
  first->put_school({SchoolNumber{7}, "a"});
  first->commit();
  auto second = std::move(*network.store->begin());
  EXPECT_TRUE(second->reader().school("a"));
  second->put_school({SchoolNumber{7}, "b"});
  second->commit();
  EXPECT_FALSE(network.reader->school("a"));
  EXPECT_TRUE(network.reader->school("b"));
}

}  // namespace
}  // namespace mektep::server::test
