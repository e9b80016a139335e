#include "tools/link/relay.h"

#include "tests/tools/link/bad_link_fixture.h"

namespace mektep::link {
namespace {

using namespace std::chrono_literals;

TEST_F(BadLink, CarriesBytesBothWaysAndCountsThem) {
  open();
  const auto client = connect();
  say(*client, "question");
  EXPECT_TRUE(loop_.run_until([&] { return servers_[0]->got == "question"; }));
  say(*servers_[0], "an answer");
  EXPECT_TRUE(loop_.run_until([&] { return client->got == "an answer"; }));
  const ProxyStats stats = proxy_->stats();
  EXPECT_EQ(stats.bytes_up, 8U);
  EXPECT_EQ(stats.bytes_down, 9U);
  EXPECT_EQ(stats.connections, 1U);
  EXPECT_EQ(stats.open, 1U);
}

TEST_F(BadLink, LargeTransferArrivesWhole) {
  Profile profile;
  profile.loss_pct = 0.01;
  open(profile);
  const auto client = connect();
  std::string text(1'000'000, 'x');
  for (std::size_t at = 0; at < text.size(); ++at) text[at] = static_cast<char>('a' + at * 7 % 26);
  say(*client, text);
  EXPECT_TRUE(loop_.run_until([&] { return servers_[0]->got.size() == text.size(); }));
  EXPECT_EQ(servers_[0]->got, text);
}

TEST_F(BadLink, EndOfOneSideReachesTheOtherAfterItsBytes) {
  open();
  const auto client = connect();
  const std::string last = "last words";
  say(*client, last);
  EXPECT_TRUE(loop_.run_until([&] { return proxy_->stats().bytes_up == last.size(); }));
  client->socket.shutdown(tcp::socket::shutdown_send);
  EXPECT_TRUE(loop_.run_until([&] { return static_cast<bool>(servers_[0]->ended); }));
  EXPECT_EQ(servers_[0]->ended, asio::error::eof);
  EXPECT_EQ(servers_[0]->got, last);
  servers_[0]->socket.close();
  EXPECT_TRUE(loop_.run_until([&] { return proxy_->stats().open == 0; }));
}

TEST_F(BadLink, DelayIsKept) {
  Profile profile;
  profile.rtt = 30ms;
  open(profile);
  const auto start = clock_.monotonic();
  const auto client = connect();
  say(*client, "question");
  EXPECT_TRUE(loop_.run_until([&] { return !servers_[0]->got.empty(); }));
  // A round trip for the connection; the question travels in its shadow only in part.
  EXPECT_GE(clock_.monotonic() - start, 29ms);
}

TEST_F(BadLink, ServerThatIsNotThereIsACut) {
  open();
  acceptor_.close();
  End client{tcp::socket(loop_.core().context)};
  client.socket.connect({asio::ip::address_v4::loopback(), proxy_->port()});
  client.read();
  EXPECT_TRUE(loop_.run_until([&] { return static_cast<bool>(client.ended); }));
}

}  // namespace
}  // namespace mektep::link
