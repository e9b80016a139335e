#include "shared/crypto/chain.h"

#include <gtest/gtest.h>

#include <set>

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

// Three packs of one stream and the digest of a log that holds them, by another program.
TEST(Chain, AgreesWithAnotherImplementation) {
  struct Example {
    std::string_view header;
    std::vector<std::string> changes;
    std::string_view head;
    std::string_view digest;
  };
  const Example examples[] = {
      {"header 1",
       {"a"},
       "df1957dfa9651e868a744af855ba87626dd840d7cbbd05dba1326f55533ae566",
       "060ec46c19603cdeca10ce8393ad7cc2"},
      {"header 2",
       {"", "b"},
       "d6c6440d82a41d25397ef54328bb0686f2fab6c0291762d5e7c2155e3362b78d",
       "5f22b9c5be40a7233de90f5cf21ecd03"},
      {"header 3",
       {"тақырып", std::string(200, 'x'), "last"},
       "699a5a904bac5a149dbad86c5c10dec75ca457c3a15081a5674196c121205492",
       "9d2652a2a85e78c54115ce2b4a0fae81"},
  };
  Hash32 head{};
  Hash16 digest{};
  for (const Example& example : examples) {
    std::vector<Hash32> leaves;
    for (std::size_t at = 0; at < example.changes.size(); ++at) {
      leaves.push_back(leaf_of(leaf_key(salt, static_cast<std::uint32_t>(at)), view_of(example.changes[at])));
    }
    head = chain_head(head, view_of(example.header), root_of(leaves));
    digest = log_digest_after(digest, head);
    EXPECT_EQ(to_hex(head), example.head) << example.header;
    EXPECT_EQ(to_hex(digest), example.digest) << example.header;
  }
}

// An erased change leaves its leaf; whoever holds the leaf and the other keys still reaches the head.
TEST(Chain, ALeafInThePlaceOfItsChangeGivesTheSameHead) {
  const Hash32 whole = head_over({}, "header", {"kept", "erased by law", "kept too"});
  const std::vector<Hash32> leaves{leaf_of(leaf_key(salt, 0), view_of("kept")),
                                   leaf_of(leaf_key(salt, 1), view_of("erased by law")),
                                   leaf_of(leaf_key(salt, 2), view_of("kept too"))};
  EXPECT_EQ(chain_head({}, view_of("header"), root_of(leaves)), whole);
}

TEST(Chain, NoTwoPlacesOfAPackShareALeafKey) {
  std::set<LeafKey> keys;
  for (std::uint32_t index = 0; index < 5'000; ++index)
    EXPECT_TRUE(keys.insert(leaf_key(salt, index)).second);
  EXPECT_TRUE(keys.insert(leaf_key(salt, UINT32_MAX)).second);
}

TEST(Chain, AMissingLastChangeIsNotAnEmptyOne) {
  EXPECT_NE(head_over({}, "header", {"a"}), head_over({}, "header", {"a", ""}));
  EXPECT_NE(head_over({}, "header", {}), head_over({}, "header", {""}));
}

TEST(Chain, EveryBitOfTheHeaderIsBound) {
  const Hash32 head = head_over({}, "header", {"a"});
  for (std::size_t bit = 0; bit < 6 * 8; ++bit) {
    std::string header = "header";
    header[bit / 8] = static_cast<char>(header[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_NE(head_over({}, header, {"a"}), head) << bit;
  }
}

TEST(LogDigest, SeesAPackThatWasLeftOutAndOneThatCameTwice) {
  const Hash32 one = hash32({view_of("1")});
  const Hash32 two = hash32({view_of("2")});
  const Hash16 both = log_digest_after(log_digest_after({}, one), two);
  EXPECT_NE(both, log_digest_after({}, two));
  EXPECT_NE(both, log_digest_after(both, two));
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
