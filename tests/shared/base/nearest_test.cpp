#include "shared/base/nearest.h"

#include <gtest/gtest.h>

namespace mektep {
namespace {

const std::vector<std::string> verbs{"enrol", "sync", "status", "submit", "show", "list"};

TEST(Nearest, ASlipOfTheFingerFindsTheWordMeant) {
  EXPECT_EQ(nearest("synk", verbs), "sync");
  EXPECT_EQ(nearest("enroll", verbs), "enrol");
  EXPECT_EQ(nearest("stauts", verbs), "status");
}

TEST(Nearest, TheWordItselfIsNearest) { EXPECT_EQ(nearest("show", verbs), "show"); }

TEST(Nearest, NothingIsGuessedForAnotherWord) {
  EXPECT_EQ(nearest("frobnicate", verbs), "");
  EXPECT_EQ(nearest("", verbs), "");
  EXPECT_EQ(nearest("sync", {}), "");
}

TEST(Nearest, EveryKindOfSlipIsOneSlip) {
  const std::vector<std::string> words{"export"};
  for (const std::string typed : {"exprot", "expor", "xport", "exxport", "ecport", "exports", "Export"}) {
    EXPECT_EQ(nearest(typed, words), "export") << typed;
  }
}

TEST(Nearest, LongerWordsMayHoldMoreSlips) {
  const std::vector<std::string> words{"completeness"};
  EXPECT_EQ(nearest("completness", words), "completeness");
  EXPECT_EQ(nearest("complteenes", words), "completeness");
  EXPECT_EQ(nearest("kompletnezz", words), "") << "more than a third";
}

TEST(Nearest, AShortWordIsForgivenOneLetter) {
  EXPECT_EQ(nearest("lst", {"list"}), "list");
  EXPECT_EQ(nearest("od", {"do"}), "do");
  EXPECT_EQ(nearest("abc", {"axy"}), "");
}

TEST(Nearest, ASingleLetterIsNobodysSlip) { EXPECT_EQ(nearest("x", {"y", "xy"}), ""); }

TEST(Nearest, OfTwoEquallyNearTheFirstIsGuessed) {
  EXPECT_EQ(nearest("tesd", {"test", "tesk"}), "test");
  EXPECT_EQ(nearest("tesd", {"tesk", "test"}), "tesk");
}

TEST(Nearest, TheNearerIsGuessedWhateverTheOrder) {
  EXPECT_EQ(nearest("submits", {"subunits", "submit"}), "submit");
  EXPECT_EQ(nearest("submits", {"submit", "subunits"}), "submit");
}

TEST(Nearest, AnEndlessCandidateIsPassedOver) {
  EXPECT_EQ(nearest("synk", {std::string(100'000, 's'), "sync"}), "sync");
}

TEST(Nearest, AnEndlessWordIsNotCompared) { EXPECT_EQ(nearest(std::string(100'000, 's'), verbs), ""); }

TEST(Listed, CandidatesStandInTheirOrder) {
  EXPECT_EQ(listed({"kind", "region"}), "kind, region");
  EXPECT_EQ(listed({"one"}), "one");
  EXPECT_EQ(listed({}), "");
}

}  // namespace
}  // namespace mektep
