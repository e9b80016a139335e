#include "shared/crypto/chain.h"

#include <gtest/gtest.h>

namespace mektep {
namespace {

const Salt salt{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

Hash32 head_over(const Hash32& previous, std::string_view header,
                 std::initializer_list<std::string_view> changes) {
  std::vector<Hash32> leaves;
  std::uint32_t index = 0;
  for (const std::string_view change : changes) {
    leaves.push_back(leaf_of(leaf_key(salt, index), view_of(change)));
    ++index;
  }
  return chain_head(previous, view_of(header), root_of(leaves));
}

TEST(Chain, LeafKeyIsTheHashOfSaltAndBigEndianIndex) {
  EXPECT_EQ(to_hex(leaf_key(salt, 3)), "fd9d9e189a594de27b9fbe9b165f68e2");
}

TEST(Chain, LeavesOfOneTextAtTwoPlacesDiffer) {
  EXPECT_NE(leaf_of(leaf_key(salt, 0), view_of("same")), leaf_of(leaf_key(salt, 1), view_of("same")));
}

TEST(Chain, AnotherSaltGivesAnotherLeafSoTextCannotBeGuessed) {
  Salt other = salt;
  other[0] = 1;
  EXPECT_NE(leaf_of(leaf_key(salt, 0), view_of("short")), leaf_of(leaf_key(other, 0), view_of("short")));
}

TEST(Chain, RootDependsOnTheOrderOfLeaves) {
  const Hash32 one = hash32({view_of("1")});
  const Hash32 two = hash32({view_of("2")});
  EXPECT_NE(root_of({one, two}), root_of({two, one}));
  EXPECT_EQ(root_of({one, two}), hash32({one, two}));
}

TEST(Chain, EveryPartOfAPackIsBoundByItsHead) {
  const Hash32 before = hash32({view_of("before")});
  const Hash32 head = head_over(before, "header", {"a", "b"});
  EXPECT_EQ(head, head_over(before, "header", {"a", "b"}));
  EXPECT_NE(head, head_over(hash32({view_of("other")}), "header", {"a", "b"}));
  EXPECT_NE(head, head_over(before, "heades", {"a", "b"}));
  EXPECT_NE(head, head_over(before, "header", {"b", "a"}));
  EXPECT_NE(head, head_over(before, "header", {"a"}));
  EXPECT_NE(head, head_over(before, "header", {"a", "c"}));
}

TEST(Chain, DroppingAPackChangesEveryLaterHead) {
  const Hash32 one = head_over({}, "1", {"a"});
  const Hash32 two = head_over(one, "2", {"b"});
  EXPECT_NE(head_over(two, "3", {"c"}), head_over(one, "3", {"c"}));
}

TEST(LogDigest, ChainsTheHeadsInLogOrder) {
  const Hash32 one = hash32({view_of("1")});
  const Hash32 two = hash32({view_of("2")});
  const Hash16 empty{};
  const Hash16 after = log_digest_after(log_digest_after(empty, one), two);
  EXPECT_EQ(log_digest_after(empty, one), hash16({empty, one}));
  EXPECT_NE(after, log_digest_after(log_digest_after(empty, two), one));
}

}  // namespace
}  // namespace mektep
