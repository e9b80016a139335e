#include "shared/net/websocket.h"

#include <set>

#include "tests/shared/net/net_fixture.h"
#include "tests/shared/net/raw_peer.h"

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
  EXPECT_EQ(answer.error(),
            no_link("net.unreachable").with("host", "127.0.0.1").with("port", std::to_string(gone.port)));
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

// Where the machine has version six at all.
TEST_F(Connecting, AnAddressOfVersionSixIsReachedAndNamedInBrackets) {
  ListenerOptions options;
  options.address = "::1";
  auto opened = Listener::open(loop_, options, *TlsContext::server(credentials_), service_, log_);
  if (!opened.ok()) GTEST_SKIP() << describe(opened.error());
  listener_ = std::move(*opened);
  const Endpoint six{"::1", listener_->port()};
  const auto fetched =
      fetch_now(loop_, six, trusting(), [](const Peer&) { return Result<HttpRequest>(HttpRequest{}); });
  ASSERT_TRUE(fetched.ok()) << describe(fetched.error());
  EXPECT_EQ(header_of(service_.requests.at(0).headers, "Host"), "[::1]");
  EXPECT_EQ(service_.peers.at(0).address, "::1");
  const auto answer = connect_now(loop_, six, trusting(), saying("hello"));
  ASSERT_TRUE(answer.ok()) << describe(answer.error());
  EXPECT_EQ(service_.upgrades.at(0).peer.address, "::1");
}

TEST_F(Connecting, OneServerListensToBothFamilies) {
  ListenerOptions options;
  options.address = "::";
  auto opened = Listener::open(loop_, options, *TlsContext::server(credentials_), service_, log_);
  ASSERT_TRUE(opened.ok()) << describe(opened.error());
  listener_ = std::move(*opened);
  const auto answer = connect_now(loop_, endpoint(), trusting(), saying("hello"));
  ASSERT_TRUE(answer.ok()) << describe(answer.error());
  EXPECT_EQ(service_.upgrades.at(0).peer.address, "127.0.0.1") << "as people write it, not mapped into six";
}

TEST_F(Connecting, ANameIsResolvedToAnAddressThatAnswers) {
  listen();
  const auto answer = connect_now(loop_, {"localhost", listener_->port()}, trusting(), saying("hello"));
  ASSERT_TRUE(answer.ok()) << describe(answer.error());
  EXPECT_TRUE(std::holds_alternative<Accepted>(*answer));
}

TEST_F(Connecting, AHostThatIsNoNameIsNoLink) {
  for (const std::string host : {"", "no such host", "[::1", "office.example/x"}) {
    const auto answer = connect_now(loop_, {host, 8443}, trusting(), saying("hello"));
    ASSERT_FALSE(answer.ok()) << host;
    EXPECT_EQ(answer.error().remedy, Remedy::no_link) << host;
  }
}

TEST_F(Connecting, BytesOfAnyKindGoUpAndComeBack) {
  listen();
  Bytes all;
  for (int byte = 0; byte < 256; ++byte) all.push_back(static_cast<std::uint8_t>(byte));
  service_.decide = [&](std::function<void(UpgradeAnswer)> answer) {
    answer(Welcome{service_.upgrades.back().hello, [this](std::shared_ptr<Transport> transport) {
                     server_ends_.push_back(std::move(transport));
                   }});
  };
  const auto answer =
      connect_now(loop_, endpoint(), trusting(), [&](const Peer&) { return Result<Bytes>(all); });
  ASSERT_TRUE(answer.ok()) << describe(answer.error());
  EXPECT_EQ(service_.upgrades.at(0).hello, all);
  EXPECT_EQ(std::get<Accepted>(*answer).welcome, all);
}

TEST_F(Connecting, AHelloOfTheGreatestSizeFits) {
  listen();
  const auto answer = connect_now(loop_, endpoint(), trusting(), [](const Peer&) {
    return Result<Bytes>(Bytes(limits::hello_bytes_max, 0xff));
  });
  ASSERT_TRUE(answer.ok()) << describe(answer.error());
  EXPECT_EQ(service_.upgrades.at(0).hello.size(), limits::hello_bytes_max);
}

TEST_F(Connecting, AWelcomeBeyondItsBoundIsNotOurs) {
  listen();
  service_.decide = [](std::function<void(UpgradeAnswer)> answer) {
    answer(Welcome{Bytes(limits::welcome_bytes_max + 1, 1),
                   [](const std::shared_ptr<Transport>& transport) { transport->abort(); }});
  };
  const auto answer = connect_now(loop_, endpoint(), trusting(), saying("hello"));
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, "net.not_mektep");
}

TEST_F(Connecting, ARefusalWithoutARetryMakesNoneUp) {
  listen();
  service_.decide = [](std::function<void(UpgradeAnswer)> answer) { answer(Refuse{503, {}, 0s}); };
  const auto answer = connect_now(loop_, endpoint(), trusting(), saying("hello"));
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(std::get<Refusal>(*answer).status, 503U);
  EXPECT_FALSE(std::get<Refusal>(*answer).retry_after.has_value());
  EXPECT_TRUE(std::get<Refusal>(*answer).body.empty());
}

TEST_F(Connecting, ManyAtOnceEachGetTheirOwnAnswer) {
  listen();
  constexpr int count = 12;
  std::vector<std::shared_ptr<Transport>> transports;
  for (int client = 0; client < count; ++client) {
    connect(loop_, endpoint(), trusting(), saying("hello " + std::to_string(client)),
            [&](Result<ConnectAnswer> answer) {
              ASSERT_TRUE(answer.ok()) << describe(answer.error());
              transports.push_back(std::get<Accepted>(*answer).transport);
            });
  }
  EXPECT_TRUE(run_until([&] { return transports.size() == count; }));
  std::set<std::string> hellos;
  std::set<ChannelBinding> bindings;
  for (const auto& upgrade : service_.upgrades) hellos.emplace(text_of(upgrade.hello));
  for (const auto& transport : transports) bindings.insert(transport->peer().binding);
  EXPECT_EQ(hellos.size(), std::size_t{count});
  EXPECT_EQ(bindings.size(), std::size_t{count});
}

TEST_F(Connecting, UpgradeFitsTheBudgetOfAContact) {
  listen();
  const auto answer = connect_now(loop_, endpoint(), trusting(), saying(std::string(300, 'h')));
  ASSERT_TRUE(answer.ok());
  const Traffic traffic = std::get<Accepted>(*answer).transport->traffic();
  EXPECT_LT(traffic.bytes_out + traffic.bytes_in, 1900U)
      << traffic.bytes_out << " out, " << traffic.bytes_in << " in";
}

// Servers that are none of ours, but hold the pinned key: the answer alone decides.
class Misled : public ListeningTest {
 protected:
  std::string answer_of(const std::string& response) {
    RawServer server(loop_, credentials_, response);
    const auto answer = connect_now(loop_, {"127.0.0.1", server.port()}, trusting(), saying("hello"));
    if (!answer.ok()) return answer.error().code;
    if (const auto* refusal = std::get_if<Refusal>(&*answer))
      return "refusal " + std::to_string(refusal->status);
    return "accepted";
  }
};

TEST_F(Misled, ByWhatIsNotHttp) {
  EXPECT_EQ(answer_of("220 mail.example ESMTP\r\n\r\n"), "net.not_mektep");
  EXPECT_EQ(answer_of(std::string(20, '\0')), "net.not_mektep");
}

TEST_F(Misled, ByAWebServer) {
  EXPECT_EQ(answer_of("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"), "refusal 200");
  EXPECT_EQ(answer_of("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"), "refusal 404");
}

TEST_F(Misled, ByAnotherWebSocketServer) {
  EXPECT_EQ(answer_of("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      "Sec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n"),
            "net.not_mektep");
}

TEST_F(Misled, ByHeadersWithoutEnd) {
  EXPECT_EQ(answer_of("HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x')), "net.not_mektep");
}

TEST_F(Misled, EndInTheMiddleIsACut) {
  EXPECT_EQ(answer_of("HTTP/1.1 101 Switching Protocols\r\nUpgr"), "net.cut");
}

TEST_F(Misled, BadRefusalIsAnEmptyOne) {
  RawServer server(loop_, credentials_,
                   "HTTP/1.1 403 Forbidden\r\nMektep-Refusal: not+base/64\r\nRetry-After: soon\r\n"
                   "Content-Length: 0\r\n\r\n");
  const auto answer = connect_now(loop_, {"127.0.0.1", server.port()}, trusting(), saying("hello"));
  ASSERT_TRUE(answer.ok());
  EXPECT_TRUE(std::get<Refusal>(*answer).body.empty());
  EXPECT_FALSE(std::get<Refusal>(*answer).retry_after.has_value());
}

TEST_F(Misled, WrongKeyHearsNothing) {
  RawServer server(loop_, make_credentials("mektepd", made_at, valid_for), "HTTP/1.1 200 OK\r\n\r\n");
  const auto answer = connect_now(loop_, {"127.0.0.1", server.port()}, trusting(), saying("hello"));
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, "net.pin_mismatch");
  EXPECT_TRUE(loop_.run_for(1ms));
  EXPECT_EQ(server.heard(), "");
}

TEST_F(Misled, UpgradeCarriesWhatWasAgreedAndNothingElse) {
  RawServer server(loop_, credentials_, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  EXPECT_TRUE(connect_now(loop_, {"127.0.0.1", server.port()}, trusting(), saying("hello")).ok());
  const std::string& heard = server.heard();
  EXPECT_EQ(heard.substr(0, heard.find("\r\n")), "GET /sync HTTP/1.1");
  for (const char* header : {"Host: 127.0.0.1\r\n", "Upgrade: websocket\r\n", "Connection: upgrade\r\n",
                             "Sec-WebSocket-Version: 13\r\n", "Sec-WebSocket-Protocol: mektep.1\r\n",
                             "Mektep-Hello: aGVsbG8\r\n"}) {
    EXPECT_NE(heard.find(header), std::string::npos) << header << heard;
  }
  EXPECT_EQ(heard.find("Sec-WebSocket-Extensions"), std::string::npos);
  EXPECT_EQ(heard.find("User-Agent"), std::string::npos);
}

TEST_F(Misled, ByAServerWithoutTls) {
  BareServer web(loop_, "HTTP/1.1 400 Bad Request\r\n\r\n", true);
  const auto answer = connect_now(loop_, {"127.0.0.1", web.port()}, trusting(), saying("hello"));
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, "net.tls_failed");
  EXPECT_EQ(answer.error().remedy, Remedy::no_link);
}

TEST_F(Misled, ByAPortThatAnswersNothing) {
  BareServer mute(loop_, "", false);
  auto options = trusting();
  options.connect_limit = 20ms;
  const auto answer = connect_now(loop_, {"127.0.0.1", mute.port()}, options, saying("hello"));
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, "net.timeout");
}

TEST_F(Misled, ByALargeAnswerToAFetch) {
  RawServer server(loop_, credentials_, "HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n");
  const auto fetched = fetch_now(loop_, {"127.0.0.1", server.port()}, trusting(),
                                 [](const Peer&) { return Result<HttpRequest>(HttpRequest{}); });
  ASSERT_FALSE(fetched.ok());
  EXPECT_EQ(fetched.error().code, "net.cut");
}

TEST_F(Misled, ByAFetchThatNeverEnds) {
  RawServer server(loop_, credentials_, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
  server.hang_up(false);
  auto options = trusting();
  options.handshake_limit = 20ms;
  const auto fetched = fetch_now(loop_, {"127.0.0.1", server.port()}, options,
                                 [](const Peer&) { return Result<HttpRequest>(HttpRequest{}); });
  ASSERT_FALSE(fetched.ok());
  EXPECT_EQ(fetched.error().code, "net.timeout");
}

TEST_F(Connecting, FetchAsksAndAnswers) {
  listen();
  const auto fetched = fetch_now(loop_, endpoint(), trusting(), [](const Peer&) {
    return Result<HttpRequest>(
        HttpRequest{"POST", "/enrol", {{"Content-Type", "application/octet-stream"}}, "secret"});
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
  const auto fetched =
      fetch_now(loop_, endpoint(), options, [](const Peer&) { return Result<HttpRequest>(HttpRequest{}); });
  ASSERT_FALSE(fetched.ok());
  EXPECT_EQ(fetched.error().code, "net.pin_mismatch");
  EXPECT_TRUE(service_.requests.empty());
}

}  // namespace
}  // namespace mektep::net
