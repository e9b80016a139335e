#include "server/app/address.h"

#include <gtest/gtest.h>

#include "tests/support/temp_directory.h"

namespace mektep::server {
namespace {

Address parsed(std::string_view text) {
  const auto address = parse_address(text, 8443);
  EXPECT_TRUE(address.ok()) << text;
  return address.ok() ? *address : Address{};
}

TEST(Addresses, HostAndPortAreTakenApart) {
  EXPECT_EQ(parsed("127.0.0.1:9000"), (Address{"127.0.0.1", 9000}));
  EXPECT_EQ(parsed("mektep.example:443"), (Address{"mektep.example", 443}));
  EXPECT_EQ(parsed("[::1]:9000"), (Address{"::1", 9000}));
}

TEST(Addresses, WhatIsNotSaidIsUsual) {
  EXPECT_EQ(parsed(""), (Address{"", 8443}));
  EXPECT_EQ(parsed(":9000"), (Address{"", 9000}));
  EXPECT_EQ(parsed("10.0.0.1"), (Address{"10.0.0.1", 8443}));
  EXPECT_EQ(parsed("[fe80::1]"), (Address{"fe80::1", 8443}));
}

TEST(Addresses, AnyFreePortIsAskedForByZero) { EXPECT_EQ(parsed("127.0.0.1:0").port, 0U); }

TEST(Addresses, WhatIsNoAddressIsToldSo) {
  for (const auto* wrong :
       {"host:port", "host:", "host:65536", "host:-1", "::1", "::1:80:", "[::1", "[::1]x:80", "a:b:80"}) {
    const auto address = parse_address(wrong, 8443);
    ASSERT_FALSE(address.ok()) << wrong;
    EXPECT_EQ(address.error().code, "net.address_bad");
    EXPECT_EQ(address.error().argument("address"), wrong);
  }
}

TEST(Addresses, ReadBackAsTheyWereWritten) {
  for (const Address& address :
       {Address{"127.0.0.1", 1}, Address{"::1", 65535}, Address{"mektep.example", 443}}) {
    EXPECT_EQ(parsed(to_text(address)), address);
  }
}

TEST(Addresses, OneThatMeansAllOfThemReachesThisMachine) {
  EXPECT_EQ(reachable_host(""), "127.0.0.1");
  EXPECT_EQ(reachable_host("0.0.0.0"), "127.0.0.1");
  EXPECT_EQ(reachable_host("::"), "127.0.0.1");
  EXPECT_EQ(reachable_host("10.1.2.3"), "10.1.2.3");
}

TEST(Addresses, TheLastOneIsRemembered) {
  const test::TempDirectory directory;
  SystemFiles files;
  EXPECT_EQ(remembered_address(files, directory.path()).error().code, "enrol.no_address");
  ASSERT_TRUE(remember_address(files, directory.path(), {"10.0.0.1", 8443}).ok());
  ASSERT_TRUE(remember_address(files, directory.path(), {"10.0.0.2", 9443}).ok());
  EXPECT_EQ(*remembered_address(files, directory.path()), (Address{"10.0.0.2", 9443}));
}

}  // namespace
}  // namespace mektep::server
