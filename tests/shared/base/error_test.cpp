#include "shared/base/error.h"

#include <gtest/gtest.h>

namespace mektep {
namespace {

TEST(Error, CarriesWhatTheCallerDoesNextAsAnExitCode) {
  EXPECT_EQ(static_cast<int>(refused("a").remedy), 1);
  EXPECT_EQ(static_cast<int>(wrong_usage("a").remedy), 2);
  EXPECT_EQ(static_cast<int>(no_link("a").remedy), 3);
  EXPECT_EQ(static_cast<int>(needs_person("a").remedy), 4);
}

TEST(Error, KeepsItsArgumentsInTheirOrder) {
  const auto error = refused("import.column_missing").with("column", "code").with("line", "7");
  const std::vector<std::pair<std::string, std::string>> expected = {{"column", "code"}, {"line", "7"}};
  EXPECT_EQ(error.arguments, expected);
}

TEST(Error, FindsAnArgumentByName) {
  const auto error = refused("x.y").with("limit", "4096");
  EXPECT_EQ(error.argument("limit"), "4096");
  EXPECT_EQ(error.argument("other"), "");
}

TEST(Error, IsDescribedInOneLineForLogs) {
  EXPECT_EQ(describe(refused("file.missing").with("path", "a b")), "file.missing path=a b");
  EXPECT_EQ(describe(no_link("link.none")), "link.none");
}

TEST(Error, IsEqualWhenAllOfItIs) {
  EXPECT_EQ(refused("a").with("x", "1"), refused("a").with("x", "1"));
  EXPECT_NE(refused("a").with("x", "1"), refused("a").with("x", "2"));
  EXPECT_NE(refused("a"), needs_person("a"));
}

}  // namespace
}  // namespace mektep
