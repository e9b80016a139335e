#include "server/store/page_tokens.h"

#include "shared/base/limits.h"
#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

class PageTokensTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  Network network{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Stores, PageTokensTest, ::testing::Values(StoreKind::sqlite, StoreKind::memory),
                         name_of);

TEST_P(PageTokensTest, ALinkOpensThePageOnce) {
  const Secret secret = make_page_token(network.parts).value();
  EXPECT_TRUE(take_page_token(network.parts, secret).value());
  EXPECT_FALSE(take_page_token(network.parts, secret).value());
}

TEST_P(PageTokensTest, AGuessOpensNothingAndUsesUpNothing) {
  const Secret secret = make_page_token(network.parts).value();
  Secret guess = secret;
  guess[0] ^= 1U;
  EXPECT_FALSE(take_page_token(network.parts, guess).value());
  EXPECT_TRUE(take_page_token(network.parts, secret).value());
}

TEST_P(PageTokensTest, AnExpiredLinkOpensNothing) {
  const Secret secret = make_page_token(network.parts).value();
  network.clock.advance(limits::enrolment_valid_for);
  EXPECT_FALSE(take_page_token(network.parts, secret).value());
}

TEST_P(PageTokensTest, TwoLinksAreTwoSecrets) {
  EXPECT_NE(make_page_token(network.parts).value(), make_page_token(network.parts).value());
}

TEST_P(PageTokensTest, AnEnrolmentSecretIsNoPageToken) {
  const Secret secret = invite(network.parts, {network.school.code, "coordinator", {}, "office"}).value();
  EXPECT_FALSE(take_page_token(network.parts, secret).value());
}

TEST_P(PageTokensTest, ALinkIsGoodUntilItsLastMoment) {
  const Secret secret = make_page_token(network.parts).value();
  network.clock.advance(limits::enrolment_valid_for - std::chrono::milliseconds(1));
  EXPECT_TRUE(take_page_token(network.parts, secret).value());
}

TEST_P(PageTokensTest, ANewLinkLeavesTheOlderOneGood) {
  const Secret first = make_page_token(network.parts).value();
  const Secret second = make_page_token(network.parts).value();
  EXPECT_TRUE(take_page_token(network.parts, second).value());
  EXPECT_TRUE(take_page_token(network.parts, first).value());
}

TEST_P(PageTokensTest, APageTokenEnrolsNobody) {
  const Secret secret = make_page_token(network.parts).value();
  const Pen pen(network.random, network.coordinator);
  EXPECT_EQ(redeem(network.parts, network.newcomer(pen, secret)).error().code, "enrol.refused");
  EXPECT_TRUE(take_page_token(network.parts, secret).value()) << "and it is not used up by that";
}

}  // namespace
}  // namespace mektep::server::test
