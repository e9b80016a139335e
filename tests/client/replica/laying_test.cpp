#include "client/replica/laying.h"

#include <gtest/gtest.h>

#include "shared/codec/canonical.h"
#include "shared/model/builtin.h"
#include "shared/store/log_ops.h"
#include "tests/support/packs.h"

namespace mektep::client::test {
namespace {

using mektep::test::PackMaker;

constexpr ScopeNumber here{1};

// Lays packs of a device whose packs are its own unless told otherwise.
struct LayingPacks : ::testing::Test {
  PendingPack pending(const std::pair<PackContent, Bytes>& pack, bool own = true) {
    PendingPack made;
    made.content = std::make_shared<const PackContent>(pack.first);
    made.raw.scope = here;
    made.raw.stream = pack.first.stream;
    made.raw.first = pack.first.first;
    made.raw.count = static_cast<std::uint32_t>(pack.first.changes.size());
    made.raw.head = pack.first.head;
    made.raw.own = own;
    return made;
  }
  std::vector<ChainHead> laid(std::vector<PendingPack> packs, Lamport lamport = Lamport{1000}) {
    Laying laying(base, reader, lamport);
    laying.lay(std::move(packs));
    std::vector<ChainHead> heads;
    for (const PendingPack& pack : laying.laid()) heads.push_back(pack.raw.head);
    return heads;
  }
  void card(const PackMaker& maker) {
    RecordState state;
    LiveValue active;
    active.stamp = {{StreamId{99}, Sequence{1}}, Lamport{1}, RecordId{0}, 0};
    active.value = true;
    state.cells[{builtin::card_field::active, {}}] = {active};
    base.put_record({builtin::card, RecordId{maker.device().value | (std::uint64_t{1} << 63U)}}, state);
  }

  MemoryLedger base;
  LogOpReader reader = log_op_reader(base, here);
  PackMaker one{here, 1};
  PackMaker other{here, 2};
};

}  // namespace

TEST_F(LayingPacks, PacksOfAStreamAreLaidInItsOrderHoweverTheyCame) {
  const auto a = one.next();
  const auto b = one.next();
  const auto c = one.next();
  EXPECT_EQ(laid({pending(c), pending(a), pending(b)}),
            (std::vector<ChainHead>{a.first.head, b.first.head, c.first.head}));
}

TEST_F(LayingPacks, WhatFollowsAGapWaits) {
  const auto a = one.next();
  const auto b = one.next();
  const auto c = one.next();
  EXPECT_EQ(laid({pending(a), pending(c)}), std::vector<ChainHead>{a.first.head});
  static_cast<void>(b);
}

TEST_F(LayingPacks, WhatNamesAnUnknownVersionWaitsForIt) {
  auto named = other.next();
  auto naming = one.next();
  naming.first.changes[0].ops[0].supersedes = {named.first.version_at(0)};
  EXPECT_TRUE(laid({pending(naming)}).empty());
  const auto both = laid({pending(naming), pending(named)});
  EXPECT_EQ(both, (std::vector<ChainHead>{named.first.head, naming.first.head}));
}

TEST_F(LayingPacks, WhatNamesAnotherBranchWaits) {
  auto named = other.next();
  auto naming = one.next();
  naming.first.changes[0].ops[0].supersedes = {named.first.version_at(0)};
  naming.first.named[named.first.version_at(0)] = Token{12345};
  EXPECT_EQ(laid({pending(naming), pending(named)}), std::vector<ChainHead>{named.first.head});
}

TEST_F(LayingPacks, OthersPacksNeedACardAndOnesOwnDoNot) {
  const auto foreign = one.next();
  EXPECT_TRUE(laid({pending(foreign, false)}).empty());
  EXPECT_EQ(laid({pending(foreign, true)}).size(), 1U);
  card(one);
  EXPECT_EQ(laid({pending(foreign, false)}).size(), 1U);
}

TEST_F(LayingPacks, OfTwoBranchesOneIsLaid) {
  PackMaker twin{here, 1};
  const auto a = one.next(1);
  auto b = twin.next(2);
  EXPECT_EQ(laid({pending(a), pending(b)}).size(), 1U);
}

TEST_F(LayingPacks, ALamportTimeFarAheadWaitsForTheServersWord) {
  card(one);
  auto far = one.next();
  far.first.changes[0].lamport = Lamport{std::uint64_t{1} << 40U};
  EXPECT_TRUE(laid({pending(far, false)}).empty());
  EXPECT_EQ(laid({pending(far, true)}).size(), 1U);
}

TEST_F(LayingPacks, TheOpsOverARecordStandInTheOrderOfTheLaying) {
  auto a = one.next();
  auto b = one.next();
  const RecordKey key{TypeNumber{40}, RecordId{77}};
  a.first.changes[0].ops[0].record = key;
  b.first.changes[0].ops[0].record = key;
  Laying laying(base, reader, Lamport{1000});
  laying.lay({pending(b), pending(a)});
  const auto over = laying.ops_over({key});
  ASSERT_EQ(over.at(key).size(), 2U);
  EXPECT_EQ(over.at(key)[0].stamp, a.first.stamp_at(0));
  EXPECT_EQ(over.at(key)[1].stamp, b.first.stamp_at(0));
  EXPECT_TRUE(laying.ops_over({}).empty());
  EXPECT_FALSE(laying.changes_meaning());
}

TEST_F(LayingPacks, AVoidChangeIsForwardedAndNeverApplied) {
  auto pack = one.next(2);
  base.put_void(pack.first.version_at(1), {VoidReason::refused, "x", Position{3}});
  Laying laying(base, reader, Lamport{1000});
  laying.lay({pending(pack)});
  EXPECT_EQ(laying.laid().size(), 1U);
  const RecordKey counted = pack.first.changes[0].ops[0].record;
  const RecordKey void_one = pack.first.changes[1].ops[0].record;
  const auto over = laying.ops_over({counted, void_one});
  EXPECT_TRUE(over.contains(counted));
  EXPECT_FALSE(over.contains(void_one));
}

TEST_F(LayingPacks, NoDeviceWritesACardOnARoadWithoutAServer) {
  auto pack = one.next();
  const RecordKey key{builtin::card, RecordId{5}};
  pack.first.changes[0].ops[0].record = key;
  Laying laying(base, reader, Lamport{1000});
  laying.lay({pending(pack)});
  EXPECT_TRUE(laying.ops_over({key}).empty());
}

TEST_F(LayingPacks, APackWhoseChangesTheLogHasIsOfNoEffect) {
  const auto pack = one.next();
  base.put_stream(pack.first.stream, {pack.first.last(), pack.first.head, one.device()});
  EXPECT_TRUE(laid({pending(pack)}).empty());
}

TEST_F(LayingPacks, AVoidFromTheServerThatCameAnotherWayCountsAndChangesMeanings) {
  MemoryLedger with_server({other.device()});
  auto voided = one.next();
  auto decision = other.next();
  Op op;
  op.kind = OpKind::declare_void;
  op.payload = encode_voids(
      {{voided.first.stream, Sequence{1}, Sequence{1}, voided.first.token(), VoidReason::refused, "x"}});
  decision.first.changes[0].ops = {op};
  Laying laying(with_server, reader, Lamport{1000});
  laying.lay({pending(voided), pending(decision)});
  EXPECT_TRUE(laying.changes_meaning());
  EXPECT_TRUE(laying.ops_over({voided.first.changes[0].ops[0].record}).empty());
}

TEST(PendingLedger, KeepsCardsAndNoOtherRecord) {
  MemoryLedger base;
  PendingLedger ledger(base);
  RecordState state;
  state.cells[{FieldNumber{1}, {}}] = {LiveValue{}};
  ledger.put_record({TypeNumber{40}, RecordId{1}}, state);
  ledger.put_record({builtin::card, RecordId{1}}, state);
  EXPECT_TRUE(ledger.record({TypeNumber{40}, RecordId{1}}).empty());
  EXPECT_EQ(ledger.record({builtin::card, RecordId{1}}), state);
}

}  // namespace mektep::client::test
