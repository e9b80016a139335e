#include "shared/net/dial.h"

#include <netinet/tcp.h>

#include "shared/net/socket_options.h"
#include "tests/shared/net/net_fixture.h"
#include "tests/support/connect_proxy.h"

namespace mektep::net {
namespace {

class Dialling : public ListeningTest {
 protected:
  void SetUp() override {
    ListeningTest::SetUp();
    listen();
  }
  ConnectOptions through_proxy(std::string credentials = "") {
    ConnectOptions options = trusting();
    options.proxy = ProxyAddress{"127.0.0.1", proxy_.port(), std::move(credentials)};
    return options;
  }
  Result<ConnectAnswer> connect_with(const ConnectOptions& options) {
    return connect_now(loop_, endpoint(), options, [](const Peer&) { return Result<Bytes>(Bytes{1}); });
  }
  std::string code_with(const ConnectOptions& options) {
    const auto answer = connect_with(options);
    return answer ? "done" : answer.error().code;
  }

  test::ConnectProxy proxy_{loop_};
};

TEST_F(Dialling, AProxyOpensTheWayAndSeesNothingButTheAddress) {
  EXPECT_EQ(code_with(through_proxy()), "done");
  ASSERT_EQ(proxy_.asked().size(), 1U);
  const std::string& asked = proxy_.asked()[0];
  EXPECT_TRUE(asked.starts_with("CONNECT 127.0.0.1:" + std::to_string(endpoint().port) + " HTTP/1.1\r\n")) << asked;
  EXPECT_NE(asked.find("Host: 127.0.0.1:"), std::string::npos);
  EXPECT_EQ(asked.find("Proxy-Authorization"), std::string::npos);
  EXPECT_EQ(asked.find("Mektep"), std::string::npos);
}

TEST_F(Dialling, NameAndPasswordAreGivenWhereThereAreSome) {
  EXPECT_EQ(code_with(through_proxy("YTpi")), "done");
  EXPECT_NE(proxy_.asked().at(0).find("Proxy-Authorization: Basic YTpi\r\n"), std::string::npos);
}

TEST_F(Dialling, ThePinIsCheckedBehindAProxyToo) {
  auto options = through_proxy();
  options.pins = {Pin{}};
  EXPECT_EQ(code_with(options), "net.pin_mismatch");
}

TEST_F(Dialling, WhatAProxyRefusesIsTold) {
  proxy_.answer_with("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
  const auto answer = connect_with(through_proxy());
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, "net.proxy_refused");
  EXPECT_EQ(answer.error().remedy, Remedy::no_link);
  EXPECT_EQ(answer.error().argument("status"), "403");
  EXPECT_EQ(answer.error().argument("proxy"), "127.0.0.1:" + std::to_string(proxy_.port()));
}

TEST_F(Dialling, AProxyThatWantsAPasswordNeedsAPerson) {
  proxy_.answer_with("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n");
  const auto answer = connect_with(through_proxy());
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().code, "net.proxy_password");
  EXPECT_EQ(answer.error().remedy, Remedy::refused);
}

TEST_F(Dialling, AProxyThatIsNoneIsToldSo) {
  proxy_.answer_with("SSH-2.0-OpenSSH_9.2\r\n\r\n");
  EXPECT_EQ(code_with(through_proxy()), "net.proxy_unreachable");
}

TEST_F(Dialling, BytesBehindTheAnswerAreNotTakenForTheServers) {
  proxy_.answer_with("HTTP/1.1 200 OK\r\n\r\nhello");
  EXPECT_EQ(code_with(through_proxy()), "net.proxy_refused");
}

TEST_F(Dialling, AnEndlessAnswerIsCutOff) {
  proxy_.answer_with("HTTP/1.1 200 OK\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n");
  EXPECT_EQ(code_with(through_proxy()), "net.proxy_unreachable");
}

TEST_F(Dialling, AProxyThatIsNotThereIsNotTheServersFault) {
  auto options = through_proxy();
  options.proxy->port = 1;
  EXPECT_EQ(code_with(options), "net.proxy_unreachable");
}

TEST_F(Dialling, WhoKnocksHearsWhetherSomebodyIsThere) {
  EXPECT_TRUE(reaches_now(loop_, endpoint(), std::chrono::seconds(5)));
  EXPECT_FALSE(reaches_now(loop_, {"127.0.0.1", 1}, std::chrono::seconds(5)));
  EXPECT_TRUE(service_.upgrades.empty());
  EXPECT_TRUE(service_.requests.empty());
}

TEST_F(Dialling, LittleWaitsInTheKernelUnsent) {
  using boost::asio::ip::tcp;
  tcp::socket socket(loop_.core().context);
  socket.connect({boost::asio::ip::address_v4::loopback(), endpoint().port});
  prepare(socket);
  int unsent = 0;
  socklen_t size = sizeof(unsent);
  ASSERT_EQ(getsockopt(socket.native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, &size), 0);
  EXPECT_EQ(unsent, static_cast<int>(limits::socket_unsent_bytes_max));
}

}  // namespace
}  // namespace mektep::net
