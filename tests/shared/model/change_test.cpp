#include "shared/model/change.h"

#include <gtest/gtest.h>

namespace mektep {
namespace {

PackContent pack_of_three() {
  PackContent pack;
  pack.stream = StreamId{7};
  pack.first = Sequence{5};
  for (std::uint64_t author = 1; author <= 3; ++author) {
    pack.changes.push_back(
        {RecordId{author}, Lamport{author * 10}, static_cast<std::int64_t>(author * 100), {}});
  }
  return pack;
}

TEST(Ops, CellOpsAndLogOpsAreToldApartByTheirNumber) {
  for (const OpKind kind : {OpKind::write, OpKind::remove, OpKind::withdraw, OpKind::restore, OpKind{15}}) {
    EXPECT_TRUE(is_cell_op(kind));
  }
  for (const OpKind kind : {OpKind::declare_void, OpKind::reissue, OpKind::erase, OpKind::note, OpKind{31}}) {
    EXPECT_FALSE(is_cell_op(kind));
  }
}

TEST(Ops, TheirNumbersAreThoseOfTheWire) {
  EXPECT_EQ(static_cast<int>(OpKind::write), 0);
  EXPECT_EQ(static_cast<int>(OpKind::remove), 1);
  EXPECT_EQ(static_cast<int>(OpKind::withdraw), 2);
  EXPECT_EQ(static_cast<int>(OpKind::restore), 3);
  EXPECT_EQ(static_cast<int>(OpKind::declare_void), 16);
  EXPECT_EQ(static_cast<int>(OpKind::reissue), 17);
  EXPECT_EQ(static_cast<int>(OpKind::erase), 18);
  EXPECT_EQ(static_cast<int>(OpKind::note), 19);
}

TEST(Packs, EndAtTheirLastChange) { EXPECT_EQ(pack_of_three().last(), Sequence{7}); }

TEST(Packs, NumberTheirChangesFromTheFirst) {
  const PackContent pack = pack_of_three();
  EXPECT_EQ(pack.version_at(0), (Version{StreamId{7}, Sequence{5}}));
  EXPECT_EQ(pack.version_at(2), (Version{StreamId{7}, Sequence{7}}));
}

TEST(Packs, StampEachChangeWithWhatItSaysOfItself) {
  const Stamp stamp = pack_of_three().stamp_at(1);
  EXPECT_EQ(stamp.version.sequence, Sequence{6});
  EXPECT_EQ(stamp.author, RecordId{2});
  EXPECT_EQ(stamp.lamport, Lamport{20});
  EXPECT_EQ(stamp.wall_ms, 200);
}

TEST(Tokens, AreTheFirstEightBytesOfAChainHead) {
  ChainHead head{};
  for (std::size_t at = 0; at < head.size(); ++at) head[at] = static_cast<std::uint8_t>(at + 1);
  EXPECT_EQ(token_of(head), Token{0x0102'0304'0506'0708});
  PackContent pack = pack_of_three();
  pack.head = head;
  EXPECT_EQ(pack.token(), token_of(head));
}

}  // namespace
}  // namespace mektep
