// The play of tools/demo and the killing of tools/torture, as a person runs them.

#include "tests/integration/town.h"

namespace mektep::test {
namespace {

Ran run_script(const std::string& script, Words arguments) {
  Words words{"/usr/bin/env", "python3", std::string(MEKTEP_SOURCE_DIR) + "/tools/play/" + script,
              "--binaries", MEKTEP_PROGRAMS};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return run_program(words, {"PYTHONDONTWRITEBYTECODE=1"}, {}, std::chrono::seconds(100));
}

TEST(Play, RunsToItsEndAndEveryFigureIsRight) {
  const Ran play = run_script("play.py", {"--check"});
  EXPECT_EQ(play.exit, 0) << play.out << play.err;
  EXPECT_NE(play.out.find("0 lost, 0 doubled"), std::string::npos) << play.out;
}

TEST(Promise01Killed, TwentyKillsLoseAndDoubleNothing) {
  const Ran torture = run_script("torture.py", {"--kills", "20", "--seed", "20"});
  EXPECT_EQ(torture.exit, 0) << torture.out << torture.err;
  EXPECT_NE(torture.out.find("kills 20 lost 0 doubled 0 digests equal"), std::string::npos) << torture.out;
}

}  // namespace
}  // namespace mektep::test
