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

TEST(Nearest, AnEndlessWordIsNotCompared) { EXPECT_EQ(nearest(std::string(100'000, 's'), verbs), ""); }

}  // namespace
}  // namespace mektep
