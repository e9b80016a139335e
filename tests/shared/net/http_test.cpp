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

TEST(Http, MissingHeaderIsEmpty) {
  EXPECT_EQ(header_of({{"Hos", "no"}, {"Hosts", "no"}}, "Host"), "");
  EXPECT_EQ(header_of({}, "Host"), "");
}

}  // namespace
}  // namespace mektep::net
