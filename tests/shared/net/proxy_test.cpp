#include "shared/net/proxy.h"

#include <gtest/gtest.h>

namespace mektep::net {
namespace {

constexpr std::uint16_t port = 8443;

// "straight", "host:port", or the code of the failure.
std::string way(const ProxyWish& wish, std::string_view host = "sync.example.kz") {
  const auto proxy = proxy_for(wish, host, port);
  if (!proxy) return proxy.error().code;
  return *proxy ? (*proxy)->host + ":" + std::to_string((*proxy)->port) : "straight";
}

ProxyWish by_environment(std::string url, std::string exceptions = "") {
  return {"", std::move(url), std::move(exceptions)};
}

TEST(Proxy, WithoutAWishTheWayIsStraight) { EXPECT_EQ(way({}), "straight"); }

TEST(Proxy, AnAddressIsReadInItsUsualForms) {
  for (const std::string given :
       {"http://10.0.0.1:3128", "10.0.0.1:3128", "http://10.0.0.1:3128/", " 10.0.0.1:3128 "}) {
    EXPECT_EQ(way({given, "", ""}), "10.0.0.1:3128") << given;
  }
  EXPECT_EQ(way({"http://proxy.example", "", ""}), "proxy.example:8080");
  EXPECT_EQ(way({"http://[2001:db8::1]:3128", "", ""}), "2001:db8::1:3128");
}

TEST(Proxy, NameAndPasswordAreCodedForTheHeader) {
  const auto proxy = parse_proxy("http://aigul:k%40lyn%3f@proxy:3128");
  ASSERT_TRUE(proxy.ok());
  EXPECT_EQ(proxy->host, "proxy");
  EXPECT_EQ(proxy->credentials, "YWlndWw6a0BseW4/");
  EXPECT_EQ(parse_proxy("http://a:b@proxy")->credentials, "YTpi");
  EXPECT_EQ(parse_proxy("http://a:bc@proxy")->credentials, "YTpiYw==");
}

TEST(Proxy, WhatIsNoAddressIsAWrongCommand) {
  for (const std::string given :
       {"https://proxy:3128", "socks5://proxy:1080", "http://", "http://proxy:0", "http://proxy:99999",
        "http://proxy/path", "http://proxy?x=1", "прокси сервер", "http://:3128"}) {
    const auto proxy = parse_proxy(given);
    ASSERT_FALSE(proxy.ok()) << given;
    EXPECT_EQ(proxy.error().code, "net.proxy_bad");
    EXPECT_EQ(proxy.error().remedy, Remedy::usage);
    EXPECT_EQ(proxy.error().argument("given"), given);
  }
}

TEST(Proxy, ThePersonsWordComesBeforeTheEnvironments) {
  EXPECT_EQ(way({"a:1", "http://b:2", "*"}), "a:1");
  EXPECT_EQ(way({"none", "http://b:2", ""}), "straight");
  EXPECT_EQ(way({"NONE", "http://b:2", ""}), "straight");
}

TEST(Proxy, TheEnvironmentCountsWhereItMakesNoException) {
  EXPECT_EQ(way(by_environment("http://proxy:3128")), "proxy:3128");
  EXPECT_EQ(way(by_environment("http://proxy:3128", "other.kz")), "proxy:3128");
  EXPECT_EQ(way(by_environment("socks5://proxy:1080")), "net.proxy_bad");
}

TEST(Proxy, ExceptionsAreNamesAndWhatLiesBelowThem) {
  for (const std::string list : {"example.kz", ".example.kz", "*.example.kz", "SYNC.example.KZ",
                                 "a.kz, example.kz ,b.kz", "*", "example.kz:8443"}) {
    EXPECT_EQ(way(by_environment("http://proxy:3128", list)), "straight") << list;
  }
  for (const std::string list :
       {"ample.kz", "kz.example", "example.kz:443", ",,", " ", "sync.example.kz.org"}) {
    EXPECT_EQ(way(by_environment("http://proxy:3128", list)), "proxy:3128") << list;
  }
}

TEST(Proxy, AServerOnThisMachineIsReachedStraightUnlessAPersonSaidOtherwise) {
  for (const std::string host : {"127.0.0.1", "127.5.5.5", "::1", "localhost", "LOCALHOST"}) {
    EXPECT_EQ(way(by_environment("http://proxy:3128"), host), "straight") << host;
    EXPECT_EQ(way({"http://proxy:3128", "", ""}, host), "proxy:3128") << host;
  }
}

}  // namespace
}  // namespace mektep::net
