#include "server/app/lost.h"

#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

// A pack of one device waits for one of another that never came.
class LostTest : public ::testing::Test {
 protected:
  Network network{StoreKind::memory};
  Pen lost = network.enrolled_pen();
  Pen pen = network.enrolled_pen();
  Bytes missing = lost.seal(network.scope(), {network.titled(1, "lost")});
  Version missing_version = lost.version();

  LostTest() {
    pen.name(missing_version, lost.last().token());
    const Bytes waits = pen.seal(network.scope(), {network.titled(1, "over it", {missing_version})});
    EXPECT_EQ(network.push(pen, waits).outcome, Outcome::parked);
  }
  VoidRange up_to(std::uint32_t sequence) const {
    VoidRange range;
    range.stream = missing_version.stream;
    range.last = Sequence{sequence};
    range.why = "burnt";
    return range;
  }
};

TEST_F(LostTest, AGapIsToldWithWhoWaitsForIt) {
  const auto found = gaps(*network.reader);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].scope, network.scope());
  EXPECT_EQ(found[0].stream, missing_version.stream);
  EXPECT_EQ(found[0].first, Sequence{1});
  EXPECT_EQ(found[0].last, Sequence{1});
  EXPECT_EQ(found[0].from, pen.id());
  EXPECT_EQ(found[0].packs, 1U);
}

TEST_F(LostTest, ATrialTellsTheEffectAndChangesNothing) {
  const auto tried = give_up(network.parts, network.scope(), up_to(1), Decide::try_only);
  ASSERT_TRUE(tried.ok());
  EXPECT_EQ(tried->packs, 1U);
  EXPECT_EQ(gaps(*network.reader).size(), 1U);
}

TEST_F(LostTest, WhatWaitedGoesOn) {
  const auto given_up = give_up(network.parts, network.scope(), up_to(1), Decide::for_good);
  ASSERT_TRUE(given_up.ok());
  EXPECT_EQ(given_up->packs, 1U);
  EXPECT_TRUE(gaps(*network.reader).empty());
  EXPECT_EQ(network.titles(1), std::vector<std::string>{"over it"});
  EXPECT_EQ(network.reader->audit(1).front().what, "void.declared");
}

TEST_F(LostTest, WhatTurnsUpIsTakenButForWhatWasWrittenOverIt) {
  ASSERT_TRUE(give_up(network.parts, network.scope(), up_to(1), Decide::for_good).ok());
  EXPECT_EQ(network.push(lost, missing).outcome, Outcome::aside);
  EXPECT_EQ(network.titles(1), std::vector<std::string>{"over it"});
}

TEST_F(LostTest, WithoutAGapThereIsNothingToGiveUp) {
  ASSERT_TRUE(give_up(network.parts, network.scope(), up_to(1), Decide::for_good).ok());
  EXPECT_EQ(give_up(network.parts, network.scope(), up_to(1), Decide::for_good).error().code, "void.nothing_to_void");
  EXPECT_EQ(give_up(network.parts, network.scope(), up_to(4'000'000'000), Decide::for_good).error().code,
            "void.too_long");
}

}  // namespace
}  // namespace mektep::server::test
