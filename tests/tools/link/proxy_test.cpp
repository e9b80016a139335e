#include "tools/link/proxy.h"

#include "tests/tools/link/bad_link_fixture.h"

namespace mektep::link {
namespace {

TEST_F(BadLink, CutAfterSoManyBytesIsExactAndHappensOnce) {
  open();
  const auto client = connect();
  proxy_->cut_after_up(5000);
  const std::string text(20'000, 'x');
  say(*client, text);
  EXPECT_TRUE(loop_.run_until([&] { return static_cast<bool>(client->ended); }));
  EXPECT_TRUE(loop_.run_until([&] { return static_cast<bool>(servers_[0]->ended); }));
  EXPECT_EQ(proxy_->stats().bytes_up, 5000U);
  EXPECT_LE(servers_[0]->got.size(), 5000U);
  EXPECT_EQ(proxy_->stats().cuts, 1U);
  const auto again = connect();
  say(*again, text);
  EXPECT_TRUE(loop_.run_until([&] { return servers_[1]->got.size() == text.size(); }));
}

TEST_F(BadLink, DownRefusesAndUpTakesAgainOnTheSamePort) {
  open();
  const auto client = connect();
  const std::uint16_t port = proxy_->port();
  EXPECT_EQ(obey(*proxy_, "down"), R"({"ok":true})");
  EXPECT_TRUE(loop_.run_until([&] { return static_cast<bool>(client->ended); }));
  EXPECT_TRUE(refuses());
  EXPECT_FALSE(proxy_->stats().up);
  EXPECT_EQ(obey(*proxy_, "down"), R"({"ok":true})");
  EXPECT_EQ(obey(*proxy_, "up"), R"({"ok":true})");
  EXPECT_EQ(obey(*proxy_, "up"), R"({"ok":true})");
  EXPECT_EQ(proxy_->port(), port);
  EXPECT_NE(connect(), nullptr);
}

TEST_F(BadLink, CutDropsEveryConnectionAndCountsOnce) {
  open();
  std::vector<std::unique_ptr<End>> clients;
  for (int number = 0; number < 5; ++number) clients.push_back(connect());
  EXPECT_EQ(proxy_->stats().open, 5U);
  proxy_->cut();
  for (const auto& client : clients) {
    EXPECT_TRUE(loop_.run_until([&] { return static_cast<bool>(client->ended); }));
  }
  EXPECT_EQ(proxy_->stats().open, 0U);
  EXPECT_EQ(proxy_->stats().cuts, 1U);
  EXPECT_EQ(proxy_->stats().connections, 5U);
}

TEST_F(BadLink, CutAfterNothingIsACutAtOnce) {
  open();
  const auto client = connect();
  proxy_->cut_after_up(0);
  EXPECT_TRUE(loop_.run_until([&] { return static_cast<bool>(client->ended); }));
  EXPECT_EQ(proxy_->stats().cuts, 1U);
  const auto next = connect();
  say(*next, "goes through");
  EXPECT_TRUE(loop_.run_until([&] { return servers_[1]->got == "goes through"; }));
}

TEST_F(BadLink, CutAfterSoManyBytesCountsThemOverSeveralConnections) {
  open();
  const auto first = connect();
  proxy_->cut_after_up(10);
  say(*first, "123456");
  EXPECT_TRUE(loop_.run_until([&] { return servers_[0]->got == "123456"; }));
  const auto second = connect();
  say(*second, "7890 and more");
  EXPECT_TRUE(loop_.run_until([&] { return first->ended && second->ended; }));
  EXPECT_EQ(proxy_->stats().bytes_up, 10U);
}

TEST_F(BadLink, WhatComesDownDoesNotBringTheCutNearer) {
  open();
  const auto client = connect();
  proxy_->cut_after_up(5);
  const std::string answer(10'000, 'd');
  say(*servers_[0], answer);
  EXPECT_TRUE(loop_.run_until([&] { return client->got.size() == answer.size(); }));
  EXPECT_EQ(proxy_->stats().cuts, 0U);
  say(*client, "12345");
  EXPECT_TRUE(loop_.run_until([&] { return static_cast<bool>(client->ended); }));
  EXPECT_EQ(proxy_->stats().cuts, 1U);
}

TEST_F(BadLink, ALaterOrderTakesThePlaceOfTheEarlierOne) {
  open();
  const auto client = connect();
  proxy_->cut_after_up(3);
  proxy_->cut_after_up(1'000);
  say(*client, "more than three");
  EXPECT_TRUE(loop_.run_until([&] { return servers_[0]->got == "more than three"; }));
  proxy_->cut();
  EXPECT_TRUE(loop_.run_until([&] { return static_cast<bool>(client->ended); }));
  const auto next = connect();
  const std::string text(2'000, 'x');
  say(*next, text);
  EXPECT_TRUE(loop_.run_until([&] { return servers_[1]->got.size() == text.size(); }))
      << "a cut ends the order too";
}

TEST_F(BadLink, CutLetsTheNextOneIn) {
  open();
  const auto client = connect();
  EXPECT_EQ(obey(*proxy_, "cut"), R"({"ok":true})");
  EXPECT_TRUE(loop_.run_until([&] { return client->ended && servers_[0]->ended; }));
  EXPECT_NE(connect(), nullptr);
}

TEST_F(BadLink, CutsAgainAndAgainWhenToldTo) {
  ProxyOptions options;
  options.server = acceptor_.local_endpoint();
  options.profile.mean_up = std::chrono::seconds(0);
  options.profile.mean_down = std::chrono::seconds(0);
  options.outages = true;
  proxy_.emplace(loop_, clock_, random_, options);
  ASSERT_TRUE(proxy_->open().ok());
  EXPECT_TRUE(loop_.run_until([&] { return proxy_->stats().cuts == 3; }));
}

TEST_F(BadLink, PortThatIsTakenIsNamed) {
  open();
  ProxyOptions options;
  options.port = proxy_->port();
  Proxy second(loop_, clock_, random_, options);
  const Status opened = second.open();
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error(), refused("link.port_taken").with("port", std::to_string(options.port)));
}

TEST_F(BadLink, EndOfTheProxyEndsItsConnections) {
  open();
  const auto client = connect();
  proxy_.reset();
  EXPECT_TRUE(loop_.run_until([&] { return static_cast<bool>(client->ended); }));
}

}  // namespace
}  // namespace mektep::link
