#include "tests/server/app/run_fixture.h"

namespace mektep::server::test {
namespace {

class LostVerbs : public VerbTest {
 protected:
  LostVerbs() { init(); }
  std::string code(const std::vector<std::string>& words) { return run(words).code(); }
};

TEST_F(LostVerbs, NothingWaitsInANewNetwork) {
  EXPECT_TRUE(run({"parked"}).document().at("parked").as_array().empty());
  EXPECT_NE(say({"parked"}).err.find("Nothing"), std::string::npos);
}

TEST_F(LostVerbs, WhatWasTypedWronglyIsNamed) {
  EXPECT_EQ(code({"void", "school/XX", "00000000000000aa", "1", "--reason", "r"}), "scope.unknown");
  EXPECT_EQ(code({"void", "network", "xyz", "1", "--reason", "r"}), "void.unknown_stream");
  EXPECT_EQ(code({"void", "network", "00000000000000aa", "0", "--reason", "r"}), "void.not_a_number");
  EXPECT_EQ(code({"void", "network", "00000000000000aa", "one", "--reason", "r"}), "void.not_a_number");
}

TEST_F(LostVerbs, ADecisionNeedsAReason) {
  EXPECT_EQ(run({"void", "network", "00000000000000aa", "1"}).exit, 2);
}

TEST_F(LostVerbs, ATrialWritesNothing) {
  const auto tried = run({"void", "network", "00000000000000aa", "2", "--reason", "burnt", "--dry-run"});
  ASSERT_EQ(tried.exit, 0) << tried.err;
  EXPECT_EQ(tried.document().at("first").to_number<int>(), 1);
  EXPECT_EQ(tried.document().at("goes_on").to_number<int>(), 0);
  const auto again = run({"void", "network", "00000000000000aa", "2", "--reason", "burnt", "--dry-run"});
  EXPECT_EQ(again.exit, 0);
}

}  // namespace
}  // namespace mektep::server::test
