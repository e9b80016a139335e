#include "server/store/memory/memory_reader.h"

#include <gtest/gtest.h>

namespace mektep::server {
namespace {

class MemoryReaderTest : public ::testing::Test {
 protected:
  void add_school(std::uint32_t number) {
    auto next = std::make_shared<MemoryState>(*state);
    next->schools[SchoolNumber{number}] = {SchoolNumber{number}, std::to_string(number)};
    state = next;
  }

  std::shared_ptr<const MemoryState> state = std::make_shared<MemoryState>();
  MemoryReader reader{[this] { return state; }};
};

TEST_F(MemoryReaderTest, EachCallSeesTheNewestState) {
  add_school(1);
  EXPECT_EQ(reader.schools().size(), 1U);
  add_school(2);
  EXPECT_EQ(reader.schools().size(), 2U);
}

TEST_F(MemoryReaderTest, TogetherAllCallsSeeOneState) {
  reader.together([&] {
    EXPECT_TRUE(reader.schools().empty());
    add_school(1);
    EXPECT_TRUE(reader.schools().empty());
  });
  EXPECT_EQ(reader.schools().size(), 1U);
}

TEST_F(MemoryReaderTest, TheSliceOfALogEndsAtItsBytes) {
  MemoryScope scope;
  for (std::uint64_t at = 1; at <= 3; ++at) {
    LoggedPack pack;
    pack.position = Position{at};
    pack.bytes = Bytes(10);
    scope.log.push_back(pack);
  }
  EXPECT_EQ(packs_after(scope, Position{0}, 20).size(), 2U);
  EXPECT_EQ(packs_after(scope, Position{0}, 19).size(), 1U);
  EXPECT_EQ(packs_after(scope, Position{1}, 0).front().position, Position{2});
  EXPECT_TRUE(packs_after(scope, Position{3}, 20).empty());
}

}  // namespace
}  // namespace mektep::server
