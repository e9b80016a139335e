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

TEST(Packs, OfOneChangeStartAndEndAtIt) {
  PackContent pack = pack_of_three();
  pack.changes.resize(1);
  EXPECT_EQ(pack.last(), pack.first);
  EXPECT_EQ(pack.version_at(0).sequence, pack.last());
}

TEST(Packs, KnowTheirPlaceAtTheEndOfTheNumbers) {
  PackContent pack = pack_of_three();
  pack.first = Sequence{UINT32_MAX - 2};
  EXPECT_EQ(pack.last(), Sequence{UINT32_MAX});
}

TEST(Packs, StampOneChangeForAllItsOps) {
  PackContent pack = pack_of_three();
  pack.changes[2].ops.resize(5);
  EXPECT_EQ(pack.stamp_at(2).version, pack.version_at(2));
  EXPECT_EQ(pack.version_at(2).sequence, Sequence{7});
}

TEST(Packs, AnyDifferenceIsADifference) {
  const PackContent pack = pack_of_three();
  const auto differs = [&](auto&& change) {
    PackContent other = pack;
    change(other);
    return !(other == pack);
  };
  EXPECT_TRUE(differs([](PackContent& p) { p.scope = ScopeNumber{1}; }));
  EXPECT_TRUE(differs([](PackContent& p) { p.device = DeviceId{1}; }));
  EXPECT_TRUE(differs([](PackContent& p) { p.base_position = Position{1}; }));
  EXPECT_TRUE(differs([](PackContent& p) { p.schema = 1; }));
  EXPECT_TRUE(differs([](PackContent& p) { p.previous[0] = 1; }));
  EXPECT_TRUE(differs([](PackContent& p) { p.head[31] = 1; }));
  EXPECT_TRUE(differs([](PackContent& p) { p.changes[1].wall_ms = 0; }));
  EXPECT_TRUE(differs([](PackContent& p) { p.named[{StreamId{1}, Sequence{1}}] = Token{2}; }));
  EXPECT_FALSE(differs([](PackContent&) {}));
}

TEST(Ops, AnyPartOfThemMakesThemDiffer) {
  Op op;
  op.record = {TypeNumber{40}, RecordId{1}};
  op.cell.field = FieldNumber{2};
  const auto differs = [&](auto&& change) {
    Op other = op;
    change(other);
    return other != op;
  };
  EXPECT_TRUE(differs([](Op& o) { o.kind = OpKind::remove; }));
  EXPECT_TRUE(differs([](Op& o) { o.cell.element = {1}; }));
  EXPECT_TRUE(differs([](Op& o) { o.value = false; }));
  EXPECT_TRUE(differs([](Op& o) { o.supersedes = {{StreamId{1}, Sequence{1}}}; }));
  EXPECT_TRUE(differs([](Op& o) { o.covers = {{StreamId{1}, Sequence{1}}}; }));
  EXPECT_TRUE(differs([](Op& o) { o.payload = {0}; }));
  EXPECT_FALSE(differs([](Op&) {}));
}

TEST(Voids, TheirReasonsAreThoseOfTheWire) {
  EXPECT_EQ(static_cast<int>(VoidReason::refused), 1);
  EXPECT_EQ(static_cast<int>(VoidReason::aside), 2);
  EXPECT_EQ(static_cast<int>(VoidReason::mismatch), 3);
  EXPECT_EQ(static_cast<int>(VoidReason::lost), 4);
}

TEST(Voids, WithAndWithoutATokenDiffer) {
  VoidRange range{StreamId{1}, Sequence{1}, Sequence{2}, std::nullopt, VoidReason::lost, ""};
  VoidRange named = range;
  named.token = Token{0};
  EXPECT_NE(range, named) << "a head that begins with eight zero bytes is not an unknown one";
}

TEST(Tokens, TellHeadsApartThatDifferInTheirFirstEightBytesOnly) {
  ChainHead head{};
  ChainHead other{};
  other[8] = 1;
  EXPECT_EQ(token_of(head), token_of(other));
  other[7] = 1;
  EXPECT_NE(token_of(head), token_of(other));
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
