#include "shared/net/http.h"

#include <gtest/gtest.h>

namespace mektep::net {
namespace {

TEST(Http, HeaderIsFoundInAnyCase) {
  const Headers headers = {{"Mektep-Hello", "AAE"}, {"Host", "school"}};
  EXPECT_EQ(header_of(headers, "mektep-hello"), "AAE");
  EXPECT_EQ(header_of(headers, "HOST"), "school");
}

TEST(Http, FirstOfSeveralHeadersCounts) { EXPECT_EQ(header_of({{"a", "1"}, {"A", "2"}}, "a"), "1"); }

TEST(Http, OnlyAsciiLettersHaveTwoCases) {
  EXPECT_EQ(header_of({{"K\xd3\x98", "1"}}, "k\xd3\x99"), "") << "Ә and ә are two names";
  EXPECT_EQ(header_of({{"a[b", "1"}}, "A{B"), "") << "[ and { differ as a and A do";
  EXPECT_EQ(header_of({{"X-1", "v"}}, "x-1"), "v");
}

TEST(Http, AnEmptyValueIsNotDistinguishedFromNone) { EXPECT_EQ(header_of({{"a", ""}, {"A", "2"}}, "a"), ""); }

// Clients and servers of every age look for exactly these.
TEST(Http, NamesOfTheUpgradeNeverChange) {
  EXPECT_EQ(sync_target, "/sync");
  EXPECT_EQ(sync_protocol, "mektep.1");
  EXPECT_EQ(hello_header, "Mektep-Hello");
  EXPECT_EQ(welcome_header, "Mektep-Welcome");
  EXPECT_EQ(refusal_header, "Mektep-Refusal");
  EXPECT_EQ(retry_after_header, "Retry-After");
}

TEST(Http, MissingHeaderIsEmpty) {
  EXPECT_EQ(header_of({{"Hos", "no"}, {"Hosts", "no"}}, "Host"), "");
  EXPECT_EQ(header_of({}, "Host"), "");
}

}  // namespace
}  // namespace mektep::net
