#include "tools/link/relay.h"

#include <functional>

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

TEST_F(BadLink, OneSideMayEndAndStillHearTheOther) {
  open();
  const auto client = connect();
  client->socket.shutdown(tcp::socket::shutdown_send);
  EXPECT_TRUE(loop_.run_until([&] { return static_cast<bool>(servers_[0]->ended); }));
  const std::string answer(50'000, 'a');
  say(*servers_[0], answer);
  EXPECT_TRUE(loop_.run_until([&] { return client->got.size() == answer.size(); }));
  EXPECT_FALSE(client->ended);
  EXPECT_EQ(proxy_->stats().open, 1U);
  servers_[0]->socket.close();
  EXPECT_TRUE(loop_.run_until([&] { return static_cast<bool>(client->ended); }));
  EXPECT_EQ(client->ended, asio::error::eof) << "the end comes as an end, not as a cut";
  EXPECT_TRUE(loop_.run_until([&] { return proxy_->stats().open == 0; }));
  EXPECT_EQ(proxy_->stats().cuts, 0U);
}

TEST_F(BadLink, AResetOfOneSideReachesTheOtherAsOne) {
  open();
  const auto client = connect();
  client->socket.set_option(asio::socket_base::linger(true, 0));
  client->socket.close();
  EXPECT_TRUE(loop_.run_until([&] { return static_cast<bool>(servers_[0]->ended); }));
  EXPECT_NE(servers_[0]->ended, asio::error::eof);
  EXPECT_TRUE(loop_.run_until([&] { return proxy_->stats().open == 0; }));
}

TEST_F(BadLink, ConnectionsDoNotMixTheirBytes) {
  open();
  std::vector<std::unique_ptr<End>> clients;
  std::vector<std::string> texts;
  for (int number = 0; number < 8; ++number) {
    clients.push_back(connect());
    texts.emplace_back(20'000, static_cast<char>('a' + number));
  }
  for (std::size_t at = 0; at < clients.size(); ++at) say(*clients[at], texts[at]);
  for (std::size_t at = 0; at < clients.size(); ++at) {
    EXPECT_TRUE(loop_.run_until([&] { return servers_[at]->got.size() == texts[at].size(); }));
    EXPECT_EQ(servers_[at]->got, texts[at]);
  }
  EXPECT_EQ(proxy_->stats().bytes_up, 160'000U);
  EXPECT_EQ(proxy_->stats().connections, 8U);
}

// Without it a fast sender would have handed over everything before a byte arrived.
TEST_F(BadLink, ASenderWaitsForALinkThatIsFull) {
  Profile slow;
  slow.up_kbit = 8;
  slow.down_kbit = 8;
  open(slow);
  const auto client = connect();
  std::size_t handed_over = 0;
  const std::string piece(8 * 1024, 'x');
  std::function<void()> more = [&] {
    client->socket.async_write_some(asio::buffer(piece), [&](error_code error, std::size_t size) {
      handed_over += size;
      if (!error && handed_over < 40'000'000) more();
    });
  };
  more();
  EXPECT_TRUE(loop_.run_for(50ms));
  EXPECT_GT(handed_over, 0U);
  EXPECT_LT(handed_over, 40'000'000U);
  EXPECT_LT(proxy_->stats().bytes_up, 2'000U) << "a kilobyte a second";
  client->socket.close();
}

TEST_F(BadLink, RateIsKeptAndSharedByItsConnections) {
  Profile slow;
  slow.up_kbit = 800;
  slow.down_kbit = 100'000;
  open(slow);
  const auto one = connect();
  const auto other = connect();
  const auto start = clock_.monotonic();
  const std::string text(2'000, 'x');
  say(*one, text);
  say(*other, text);
  EXPECT_TRUE(loop_.run_until([&] { return servers_[0]->got.size() + servers_[1]->got.size() == 4'000; }));
  EXPECT_GE(clock_.monotonic() - start, 39ms) << "four kilobytes at a hundred a second";
}

TEST_F(BadLink, WhatIsOnItsWayAtACutIsGone) {
  Profile far;
  far.rtt = 10min;
  open(far);
  End client{tcp::socket(loop_.core().context)};
  client.socket.connect({asio::ip::address_v4::loopback(), proxy_->port()});
  client.read();
  EXPECT_TRUE(loop_.run_until([&] { return servers_.size() == 1; }));
  say(client, "never arrives");
  EXPECT_TRUE(loop_.run_for(2ms));
  proxy_->cut();
  EXPECT_TRUE(loop_.run_until([&] { return client.ended && servers_[0]->ended; }));
  EXPECT_EQ(servers_[0]->got, "");
  EXPECT_EQ(proxy_->stats().bytes_up, 0U);
  EXPECT_EQ(proxy_->stats().open, 0U);
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
