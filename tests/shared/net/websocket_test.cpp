#include "shared/net/websocket.h"

#include "tests/shared/net/net_fixture.h"

namespace mektep::net {
namespace {

using namespace std::chrono_literals;

class Connecting : public ListeningTest {};

TEST_F(Connecting, HelloGoesUpAndWelcomeComesBack) {
  listen();
  const auto answer = connect_now(loop_, endpoint(), trusting(), saying("hello"));
  ASSERT_TRUE(answer.ok()) << describe(answer.error());
  const auto& accepted = std::get<Accepted>(*answer);
  EXPECT_EQ(text_of(accepted.welcome), "welcome");
  ASSERT_EQ(service_.upgrades.size(), 1U);
  EXPECT_EQ(text_of(service_.upgrades[0].hello), "hello");
  EXPECT_EQ(service_.upgrades[0].peer.address, "127.0.0.1");
}

TEST_F(Connecting, BothEndsHoldTheSameBindingAndEveryConnectionAnother) {
  listen();
  std::vector<ChannelBinding> bindings;
  for (int connection = 0; connection < 2; ++connection) {
    const auto answer = connect_now(loop_, endpoint(), trusting(), [&](const Peer& peer) {
      bindings.push_back(peer.binding);
      EXPECT_EQ(peer.pin, pin());
      return Result<Bytes>(Bytes{1});
    });
    ASSERT_TRUE(answer.ok());
    EXPECT_EQ(std::get<Accepted>(*answer).transport->peer().binding, bindings.back());
    EXPECT_EQ(service_.upgrades.back().peer.binding, bindings.back());
  }
  EXPECT_NE(bindings[0], bindings[1]);
}

TEST_F(Connecting, WrongPinEndsBeforeAnyByteOfOursLeaves) {
  listen();
  auto options = trusting();
  options.pins = {Pin{}};
  bool asked = false;
  const auto answer = connect_now(loop_, endpoint(), options, [&](const Peer&) {
    asked = true;
    return Result<Bytes>(Bytes{1});
  });
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, "net.pin_mismatch");
  EXPECT_EQ(answer.error().remedy, Remedy::refused);
  EXPECT_EQ(answer.error().argument("host"), "127.0.0.1");
  EXPECT_FALSE(asked);
  EXPECT_TRUE(service_.upgrades.empty());
}

TEST_F(Connecting, WithoutAnyPinNobodyIsTrusted) {
  listen();
  auto options = trusting();
  options.pins.clear();
  const auto answer = connect_now(loop_, endpoint(), options, saying("hello"));
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, "net.pin_mismatch");
}

TEST_F(Connecting, AnyOfThePinsWill) {
  listen();
  auto options = trusting();
  options.pins = {Pin{}, pin()};
  EXPECT_TRUE(connect_now(loop_, endpoint(), options, saying("hello")).ok());
}

TEST_F(Connecting, WrongDatesAreAWarningOnly) {
  listen();
  for (const auto now : {WallTime{0}, WallTime{made_at.ms - 100'000}, WallTime{4'000'000'000'000}}) {
    auto options = trusting();
    options.now = now;
    const auto answer = connect_now(loop_, endpoint(), options, saying("hello"));
    ASSERT_TRUE(answer.ok());
    EXPECT_TRUE(std::get<Accepted>(*answer).transport->peer().certificate_dates_wrong);
  }
  const auto answer = connect_now(loop_, endpoint(), trusting(), saying("hello"));
  EXPECT_FALSE(std::get<Accepted>(*answer).transport->peer().certificate_dates_wrong);
}

TEST_F(Connecting, RefusalIsAValue) {
  listen();
  service_.decide = [](std::function<void(UpgradeAnswer)> answer) {
    answer(Refuse{403, copy_of(view_of("revoked")), 90s});
  };
  const auto answer = connect_now(loop_, endpoint(), trusting(), saying("hello"));
  ASSERT_TRUE(answer.ok());
  const auto& refusal = std::get<Refusal>(*answer);
  EXPECT_EQ(refusal.status, 403U);
  EXPECT_EQ(text_of(refusal.body), "revoked");
  EXPECT_EQ(refusal.retry_after, 90s);
  EXPECT_GT(refusal.traffic.bytes_out, 200U);
  EXPECT_GT(refusal.traffic.bytes_in, 400U);
}

TEST_F(Connecting, HelloThatCannotBeMadeIsTheAnswer) {
  listen();
  const auto answer = connect_now(loop_, endpoint(), trusting(),
                                  [](const Peer&) { return Result<Bytes>(needs_person("key.locked")); });
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error(), needs_person("key.locked"));
}

TEST_F(Connecting, NobodyListeningIsNoLink) {
  listen();
  const Endpoint gone = endpoint();
  listener_.reset();
  EXPECT_TRUE(loop_.run_for(1ms));
  const auto answer = connect_now(loop_, gone, trusting(), saying("hello"));
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error(), no_link("net.unreachable").with("host", "127.0.0.1").with("port", std::to_string(gone.port)));
}

TEST_F(Connecting, NameThatDoesNotExistIsNoLink) {
  const auto answer = connect_now(loop_, {"mektep.invalid", 8443}, trusting(), saying("hello"));
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, "net.unreachable");
  EXPECT_EQ(answer.error().argument("host"), "mektep.invalid");
}

TEST_F(Connecting, ServerThatNeverAnswersTheHelloIsATimeout) {
  listen();
  service_.decide = nullptr;
  auto options = trusting();
  options.handshake_limit = 20ms;
  const auto answer = connect_now(loop_, endpoint(), options, saying("hello"));
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, "net.timeout");
  EXPECT_EQ(answer.error().remedy, Remedy::no_link);
}

TEST_F(Connecting, StopEndsAConnectThatWaits) {
  listen();
  service_.decide = [this](const std::function<void(UpgradeAnswer)>&) { loop_.stop(); };
  const auto answer = connect_now(loop_, endpoint(), trusting(), saying("hello"));
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error(), no_link("net.stopped"));
}

TEST_F(Connecting, UpgradeFitsTheBudgetOfAContact) {
  listen();
  const auto answer = connect_now(loop_, endpoint(), trusting(), saying(std::string(300, 'h')));
  ASSERT_TRUE(answer.ok());
  const Traffic traffic = std::get<Accepted>(*answer).transport->traffic();
  EXPECT_LT(traffic.bytes_out + traffic.bytes_in, 1900U) << traffic.bytes_out << " out, " << traffic.bytes_in << " in";
}

TEST_F(Connecting, FetchAsksAndAnswers) {
  listen();
  const auto fetched = fetch_now(loop_, endpoint(), trusting(), [](const Peer&) {
    return Result<HttpRequest>(HttpRequest{"POST", "/enrol", {{"Content-Type", "application/octet-stream"}}, "secret"});
  });
  ASSERT_TRUE(fetched.ok()) << describe(fetched.error());
  EXPECT_EQ(fetched->response.status, 200U);
  EXPECT_EQ(fetched->response.body, "POST /enrol secret");
  EXPECT_EQ(header_of(fetched->response.headers, "content-type"), "text/plain");
  EXPECT_EQ(fetched->peer.binding, service_.peers.at(0).binding);
  EXPECT_EQ(header_of(service_.requests.at(0).headers, "content-type"), "application/octet-stream");
}

TEST_F(Connecting, FetchTrustsThePinAlone) {
  listen();
  auto options = trusting();
  options.pins = {Pin{}};
  const auto fetched = fetch_now(loop_, endpoint(), options, [](const Peer&) { return Result<HttpRequest>(HttpRequest{}); });
  ASSERT_FALSE(fetched.ok());
  EXPECT_EQ(fetched.error().code, "net.pin_mismatch");
  EXPECT_TRUE(service_.requests.empty());
}

}  // namespace
}  // namespace mektep::net
