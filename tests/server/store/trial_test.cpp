// What becomes of a pack once others were declared lost (R4), re-issued (R5) or came by another branch.

#include "server/store/trial.h"

#include "server/store/devices.h"
#include "shared/codec/canonical.h"
#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

using Titles = std::vector<std::string>;

class TrialTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  // What a person decides: the sequences first to last of a stream are lost.
  Batch give_up(StreamId stream, std::uint32_t first, std::uint32_t last) {
    auto integration = std::move(*Integration::begin(network.parts));
    const VoidRange range{stream,       Sequence{first},  Sequence{last},
                          std::nullopt, VoidReason::lost, "диск жанды"};
    EXPECT_TRUE(integration->declare_lost(network.scope(), range).ok());
    return integration->commit();
  }
  Status release(const ChainHead& head) {
    auto integration = std::move(*Integration::begin(network.parts));
    const Status released = integration->release(network.scope(), head);
    integration->commit();
    return released;
  }
  RecordState note(std::uint64_t number) {
    return network.reader->record(network.scope(), network.note(number));
  }

  Network network{GetParam()};
  Pen pen = network.enrolled_pen();
};

INSTANTIATE_TEST_SUITE_P(Stores, TrialTest, ::testing::Values(StoreKind::sqlite, StoreKind::memory), name_of);

TEST_P(TrialTest, R4WhatFollowsALostChangeGoesOn) {
  pen.seal(network.scope(), {network.titled(1, "жоғалған")});
  const Bytes second = pen.seal(network.scope(), {network.titled(2, "b")});
  EXPECT_EQ(network.push(pen, second).outcome, Outcome::parked);
  const Batch batch = give_up(pen.stream(), 1, 1);
  ASSERT_EQ(batch.unparked.size(), 1U);
  EXPECT_EQ(batch.unparked.front().receipt.head, pen.last().head);
  EXPECT_EQ(network.titles(2), Titles{"b"});
  EXPECT_EQ(network.push(pen, second).outcome, Outcome::known);
}

TEST_P(TrialTest, R4TheLatePayloadIsReissuedUnderItsOwnVersion) {
  const Bytes first = pen.seal(network.scope(), {network.titled(1, "кешіккен")});
  const Version lost = pen.version();
  network.push(pen, pen.seal(network.scope(), {network.titled(2, "b")}));
  give_up(pen.stream(), 1, 1);
  const std::size_t before = network.log().size();
  const Admitted late = network.push(pen, first);
  EXPECT_EQ(late.outcome, Outcome::aside);
  EXPECT_TRUE(late.receipt);
  EXPECT_EQ(network.kinds_at(before + 1), std::vector<OpKind>{OpKind::reissue});
  EXPECT_EQ(network.titles(1), Titles{"кешіккен"});
  EXPECT_EQ(note(1).cells.begin()->second.front().stamp.version, lost);
  EXPECT_EQ(network.push(pen, first).outcome, Outcome::known);
  const auto held = network.reader->held(network.scope());
  ASSERT_EQ(held.size(), 1U);
  EXPECT_TRUE(held.front().released);
  EXPECT_EQ(held.front().kept, Kept::late);
}

TEST_P(TrialTest, R5WhatTheLogSupersededByNameStaysOut) {
  Pen other = network.enrolled_pen();
  const Bytes first = pen.seal(network.scope(), {network.titled(1, "кешіккен")});
  const Version lost = pen.version();
  network.push(pen, pen.seal(network.scope(), {network.titled(2, "b")}));
  give_up(pen.stream(), 1, 1);
  network.push(other, other.seal(network.scope(), {network.titled(1, "кейінгі", {lost})}));
  network.push(pen, first);
  EXPECT_EQ(network.titles(1), Titles{"кейінгі"});
}

TEST_P(TrialTest, R4ALatePayloadWithAnotherHeadIsAForksLoser) {
  const Pen::Place start = pen.place();
  pen.seal(network.scope(), {network.titled(1, "бір")});
  network.push(pen, pen.seal(network.scope(), {network.titled(2, "b")}));
  give_up(pen.stream(), 1, 1);
  pen.go_back(start);
  const Bytes other_branch = pen.seal(network.scope(), {network.titled(1, "екі")});
  EXPECT_EQ(network.push(pen, other_branch).outcome, Outcome::lost);
  EXPECT_EQ(network.titles(1), Titles{});
}

TEST_P(TrialTest, R4ALatePayloadOfARevokedDeviceIsOnlyKept) {
  const Bytes first = pen.seal(network.scope(), {network.titled(1, "кешіккен")});
  network.push(pen, pen.seal(network.scope(), {network.titled(2, "b")}));
  give_up(pen.stream(), 1, 1);
  ASSERT_TRUE(revoke(network.parts, 1, "office").ok());
  EXPECT_EQ(network.push(pen, first).outcome, Outcome::aside);
  EXPECT_EQ(network.titles(1), Titles{});
  EXPECT_FALSE(network.reader->held(network.scope()).front().released);
}

TEST_P(TrialTest, R4ALatePayloadThatMayNotCountStaysHeldWithItsReason) {
  network.failing_titles = {"тыйым"};
  const Bytes first = pen.seal(network.scope(), {network.titled(1, "тыйым"), network.titled(3, "жақсы")});
  network.push(pen, pen.seal(network.scope(), {network.titled(2, "b")}));
  give_up(pen.stream(), 1, 2);
  network.push(pen, first);
  EXPECT_EQ(network.titles(1), Titles{});
  EXPECT_EQ(network.titles(3), Titles{"жақсы"});
  const auto held = network.reader->held(network.scope());
  ASSERT_EQ(held.size(), 1U);
  EXPECT_FALSE(held.front().released);
  EXPECT_EQ(held.front().first, Sequence{1});
  EXPECT_EQ(held.front().last, Sequence{1});
  EXPECT_EQ(held.front().code, "access.not_a_writer");
}

TEST_P(TrialTest, APackThatReachesBeyondTheLostIsLoggedAndTheLostPartReissued) {
  Pen other = network.enrolled_pen();
  const Bytes both = pen.seal(network.scope(), {network.titled(1, "a"), network.titled(2, "b")});
  const Version first{pen.stream(), Sequence{1}};
  other.name(first, pen.last().token());
  EXPECT_EQ(network.push(other, other.seal(network.scope(), {network.titled(1, "c", {first})})).outcome,
            Outcome::parked);
  give_up(pen.stream(), 1, 1);
  EXPECT_EQ(network.titles(1), Titles{"c"});
  EXPECT_EQ(network.push(pen, both).outcome, Outcome::logged);
  EXPECT_EQ(network.titles(1), Titles{"c"});
  EXPECT_EQ(network.titles(2), Titles{"b"});
}

TEST_P(TrialTest, DeclaringLostWhatIsKnownDoesNothing) {
  network.push(pen, pen.seal(network.scope(), {network.titled(1, "a")}));
  auto integration = std::move(*Integration::begin(network.parts));
  const VoidRange known{pen.stream(), Sequence{1}, Sequence{1}, std::nullopt, VoidReason::lost, ""};
  EXPECT_EQ(integration->declare_lost(network.scope(), known).error(), refused("void.nothing_to_void"));
  const VoidRange empty{pen.stream(), Sequence{3}, Sequence{2}, std::nullopt, VoidReason::lost, ""};
  EXPECT_FALSE(integration->declare_lost(network.scope(), empty).ok());
  const VoidRange endless{pen.stream(), Sequence{2},      Sequence{UINT32_MAX},
                          std::nullopt, VoidReason::lost, ""};
  EXPECT_FALSE(integration->declare_lost(network.scope(), endless).ok());
}

TEST_P(TrialTest, AReleasedChangeCountsUnderItsOwnVersion) {
  network.failing_titles = {"тыйым"};
  network.push(pen, pen.seal(network.scope(), {network.titled(1, "тыйым"), network.titled(2, "b")}));
  ASSERT_TRUE(release(pen.last().head).ok());
  EXPECT_EQ(network.titles(1), Titles{"тыйым"});
  EXPECT_TRUE(network.reader->held(network.scope()).front().released);
  EXPECT_EQ(release(pen.last().head).error(), refused("held.not_releasable"));
  EXPECT_EQ(release(ChainHead{9}).error(), refused("held.unknown"));
}

TEST_P(TrialTest, APackKeptAsideIsReleasedFromItsKeptBytes) {
  ASSERT_TRUE(revoke(network.parts, 1, "office").ok());
  network.push(pen, pen.seal(network.scope(), {network.titled(1, "кеш")}));
  ASSERT_TRUE(release(pen.last().head).ok());
  EXPECT_EQ(network.titles(1), Titles{"кеш"});
}

TEST_P(TrialTest, Promise02AForksLoserIsNotReleasedOverTheBranchThatCounts) {
  const Pen::Place start = pen.place();
  network.push(pen, pen.seal(network.scope(), {network.titled(1, "бірінші")}));
  pen.go_back(start);
  network.push(pen, pen.seal(network.scope(), {network.titled(1, "екінші")}));
  EXPECT_EQ(release(pen.last().head).error(), refused("held.not_releasable"));
  EXPECT_EQ(network.titles(1), Titles{"бірінші"});
  EXPECT_TRUE(network.reader->kept(network.scope(), pen.last().head));
}

TEST_P(TrialTest, TheServersOwnPackOfALostEpochIsTakenBackAsItIs) {
  // Written by the server, then lost with its disk: a client brings it back.
  PackContent content;
  content.scope = network.scope();
  content.stream = StreamId{4242};
  content.first = Sequence{1};
  content.device = network.keys.device();
  content.changes.push_back({RecordId{0}, Lamport{5}, 1, network.titled(1, "кеңсе")});
  const Bytes pack = *seal_pack(content, network.keys.server, network.random);
  network.failing_titles = {"кеңсе"};
  EXPECT_EQ(network.push(pen, pack).outcome, Outcome::logged);
  EXPECT_EQ(network.titles(1), Titles{"кеңсе"});
}

TEST_P(TrialTest, TheVoidBeforeAPackCarriesItsHeadAndReason) {
  network.failing_titles = {"x", "y"};
  const std::size_t before = network.log().size();
  network.push(pen, pen.seal(network.scope(), {network.titled(1, "x"), network.titled(2, "y"),
                                               network.titled(3, "z"), network.titled(4, "x")}));
  const Result<OpenedPack> opened = open_pack(network.log().at(before).bytes);
  const auto voids = decode_voids(opened->content.changes.front().ops.front().payload);
  const auto expected = [&](std::uint32_t first, std::uint32_t last) {
    return VoidRange{pen.stream(),       Sequence{first},     Sequence{last},
                     pen.last().token(), VoidReason::refused, "access.not_a_writer"};
  };
  EXPECT_EQ(*voids, (std::vector<VoidRange>{expected(1, 2), expected(4, 4)}));
}

}  // namespace
}  // namespace mektep::server::test
