// The promises of the design that the server's store keeps, each as behaviour.

#include "server/store/devices.h"
#include "shared/crypto/chain.h"
#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

using Titles = std::vector<std::string>;

class ServerPromises : public ::testing::TestWithParam<StoreKind> {
 protected:
  Network network{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Stores, ServerPromises, ::testing::Values(StoreKind::sqlite, StoreKind::memory),
                         name_of);

TEST_P(ServerPromises, Promise02AValueThatLosesStaysInTheLogForEver) {
  Pen pen = network.enrolled_pen();
  const Bytes first = pen.seal(network.scope(), {network.titled(1, "бірінші")});
  network.push(pen, first);
  network.push(pen, pen.seal(network.scope(), {network.titled(1, "екінші", {pen.version()})}));
  EXPECT_EQ(network.titles(1), Titles{"екінші"});
  const auto log = network.log();
  EXPECT_TRUE(
      std::any_of(log.begin(), log.end(), [&](const LoggedPack& pack) { return pack.bytes == first; }));
}

TEST_P(ServerPromises, Promise03NoItemBlocksItsNeighbours) {
  Pen stuck = network.enrolled_pen();
  Pen free = network.enrolled_pen();
  stuck.seal(network.scope(), {network.titled(1, "жоғалған")});
  const Bytes waiting = stuck.seal(network.scope(), {network.titled(1, "күткен")});
  const Batch batch = network.push_all(
      stuck, {waiting, free.seal(network.scope(), {network.titled(1, "еркін")}), Bytes(9, 0xff)});
  EXPECT_EQ(batch.admitted[0].outcome, Outcome::parked);
  EXPECT_EQ(batch.admitted[1].outcome, Outcome::logged);
  EXPECT_EQ(batch.admitted[2].outcome, Outcome::refused);
  EXPECT_EQ(network.titles(1), Titles{"еркін"});
}

TEST_P(ServerPromises, Promise03ADeviceThatWaitsGoesOnUnderANewStream) {
  Pen pen = network.enrolled_pen();
  pen.seal(network.scope(), {network.titled(1, "жоғалған")});
  const Bytes waiting = pen.seal(network.scope(), {network.titled(2, "күткен")});
  EXPECT_EQ(network.push(pen, waiting).outcome, Outcome::parked);
  pen.new_stream();
  EXPECT_EQ(network.push(pen, pen.seal(network.scope(), {network.titled(3, "жаңа")})).outcome,
            Outcome::logged);
}

TEST_P(ServerPromises, Promise04TheSameWordsTwiceAreTwoSavesTheSamePackTwiceIsOne) {
  Pen pen = network.enrolled_pen();
  const Bytes one = pen.seal(network.scope(), {network.titled(1, "бірдей")});
  const Bytes other = pen.seal(network.scope(), {network.titled(1, "бірдей")});
  network.push_all(pen, {one, one, other, other});
  EXPECT_EQ(network.titles(1), (Titles{"бірдей", "бірдей"}))
      << "identity is the chain head, not how it looks";
}

TEST_P(ServerPromises, Promise05APackBroughtByAnotherDeviceCountsAsItsAuthors) {
  Pen author = network.enrolled_pen();
  Pen courier = network.enrolled_pen();
  const Bytes pack = author.seal(network.scope(), {network.titled(1, "таяқшада")});
  const Admitted admitted = network.push(courier, pack);
  EXPECT_EQ(admitted.outcome, Outcome::logged);
  EXPECT_EQ(network.log().back().bytes, pack);
  EXPECT_EQ(network.push(author, pack).receipt, admitted.receipt) << "the author gets the same receipt later";
}

TEST_P(ServerPromises, Promise05AnotherSchoolsDeviceMayCarryAndReadsNothingByIt) {
  Pen author = network.enrolled_pen();
  Pen courier = network.enrolled_pen(network.other_school, network.stranger);
  EXPECT_EQ(network.push(courier, author.seal(network.scope(), {network.titled(1, "a")})).outcome,
            Outcome::logged);
}

TEST_P(ServerPromises, Promise06EveryEntryOfTheLogIsSealedByADeviceOfACardOrByTheServer) {
  Pen pen = network.enrolled_pen();
  network.push(pen, pen.seal(network.scope(), {network.titled(1, "a")}));
  for (const LoggedPack& logged : network.log()) {
    const Result<OpenedPack> opened = open_pack(logged.bytes);
    const bool own = opened->content.device == network.keys.device();
    const PublicKey key =
        own ? network.keys.certificate.server : network.reader->device(opened->content.device)->signing;
    EXPECT_TRUE(verify_seal(*opened, key));
  }
}

TEST_P(ServerPromises, Promise06DroppingOrReorderingTheLogBreaksTheReceiptsDigest) {
  Pen pen = network.enrolled_pen();
  network.push(pen, pen.seal(network.scope(), {network.titled(1, "a")}));
  const Receipt receipt = *network.push(pen, pen.seal(network.scope(), {network.titled(2, "b")})).receipt;
  auto log = network.log();
  const auto digest_of = [](const std::vector<LoggedPack>& packs) {
    Hash16 digest{};
    for (const LoggedPack& pack : packs) digest = log_digest_after(digest, pack.head);
    return digest;
  };
  EXPECT_EQ(digest_of(log), receipt.log_digest);
  std::swap(log[log.size() - 1], log[log.size() - 2]);
  EXPECT_NE(digest_of(log), receipt.log_digest);
  log.pop_back();
  EXPECT_NE(digest_of(log), receipt.log_digest);
}

TEST_P(ServerPromises, Promise08NoClockDecidesWhatIsAdmittedOrWhatSurvives) {
  Network early{GetParam()};
  Network late{GetParam()};
  early.clock.set_wall(-62'135'596'800'000);
  late.clock.set_wall(253'402'300'799'000);
  for (Network* one : {&early, &late}) {
    Pen pen(one->random, one->coordinator);
    ASSERT_TRUE(
        redeem(one->parts,
               one->newcomer(pen, invite(one->parts, {one->school.code, "coordinator", {}, ""}).value()))
            .ok());
    one->push(pen, pen.seal(one->scope(), {one->titled(1, "бір")}));
    one->push(pen, pen.seal(one->scope(), {one->titled(1, "екі", {pen.version()})}));
    EXPECT_EQ(one->titles(1), Titles{"екі"});
  }
  EXPECT_EQ(early.reader->head(early.scope())->state_digest, late.reader->head(late.scope())->state_digest);
}

TEST_P(ServerPromises, Promise09WhatAStrangerSendsIsNotKept) {
  Pen stranger(network.random, network.coordinator);
  const std::size_t lines = network.reader->audit(1000).size();
  for (int at = 0; at < 50; ++at) {
    EXPECT_EQ(network.push(stranger, stranger.seal(network.scope(), {network.titled(1, "a")})).outcome,
              Outcome::refused);
  }
  EXPECT_EQ(network.reader->parked_bytes(stranger.id()), 0U);
  EXPECT_TRUE(network.reader->held(std::nullopt).empty());
  EXPECT_EQ(network.reader->audit(1000).size(), lines);
}

TEST_P(ServerPromises, Promise10WorkOfManyYearsOfflineIsTakenAsItWasWritten) {
  Pen pen = network.enrolled_pen();
  const Bytes old = pen.seal(network.scope(), {network.titled(1, "ескі")});
  network.clock.advance(std::chrono::hours(24 * 365 * 12));
  Pen other = network.enrolled_pen();
  network.push(other, other.seal(network.scope(), {network.titled(2, "жаңа")}));
  EXPECT_EQ(network.push(pen, old).outcome, Outcome::logged);
  EXPECT_EQ(network.titles(1), Titles{"ескі"});
}

}  // namespace
}  // namespace mektep::server::test
