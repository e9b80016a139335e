#include "client/replica/pack_shelf.h"

#include <gtest/gtest.h>

#include "shared/base/limits.h"
#include "tests/support/packs.h"

namespace mektep::client::test {

TEST(PackShelf, OpensAPackOnceAndKeepsItByItsChainHead) {
  mektep::test::PackMaker maker(ScopeNumber{1});
  const auto [content, bytes] = maker.next(2);
  PackShelf shelf;
  int asked = 0;
  const auto give = [&] {
    ++asked;
    return BytesView(bytes);
  };
  const auto first = shelf.open(content.head, give);
  const auto second = shelf.open(content.head, give);
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(*first, *second);
  EXPECT_EQ((*first)->changes, content.changes);
  EXPECT_EQ(asked, 1);
}

TEST(PackShelf, WhatIsNoPackIsNotKept) {
  PackShelf shelf;
  const Bytes garbage(40, 7);
  EXPECT_FALSE(shelf.open(ChainHead{}, [&] { return BytesView(garbage); }).ok());
  EXPECT_EQ(shelf.find(ChainHead{}), nullptr);
}

TEST(PackShelf, TheOneUnusedForLongestGoesFirst) {
  PackShelf shelf;
  const auto pack = [](std::size_t number) {
    PackContent content;
    content.head[0] = static_cast<std::uint8_t>(number >> 8U);
    content.head[1] = static_cast<std::uint8_t>(number);
    return content;
  };
  for (std::size_t at = 0; at < limits::opened_packs_max; ++at) shelf.keep(pack(at));
  EXPECT_NE(shelf.find(pack(0).head), nullptr) << "used again just now";
  shelf.keep(pack(limits::opened_packs_max));
  EXPECT_NE(shelf.find(pack(0).head), nullptr);
  EXPECT_EQ(shelf.find(pack(1).head), nullptr);
}

TEST(PackShelf, APackThatIsKeptOutlivesItsPlace) {
  PackShelf shelf;
  PackContent content;
  content.first = Sequence{9};
  const OpenedContent kept = shelf.keep(content);
  for (std::size_t at = 1; at <= limits::opened_packs_max; ++at) {
    PackContent other;
    other.head[0] = static_cast<std::uint8_t>(at >> 8U);
    other.head[1] = static_cast<std::uint8_t>(at);
    shelf.keep(other);
  }
  EXPECT_EQ(kept->first, Sequence{9});
}

}  // namespace mektep::client::test
