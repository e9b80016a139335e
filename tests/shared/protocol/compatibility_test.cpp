#include "shared/protocol/compatibility.h"

#include <gtest/gtest.h>

namespace mektep {
namespace {

constexpr std::uint8_t lowest = spoken_protocols.lowest;
constexpr std::uint8_t highest = spoken_protocols.highest;

TEST(Compatibility, ThisProgramSpeaksWithItself) { EXPECT_EQ(common_protocol(spoken_protocols), highest); }

TEST(Compatibility, TheHighestThatBothSpeakIsTaken) {
  EXPECT_EQ(common_protocol({lowest, 255}), highest) << "a newer peer comes down to us";
  EXPECT_EQ(common_protocol({0, lowest}), lowest) << "we come down to an older one";
  EXPECT_EQ(common_protocol({highest, highest}), highest);
}

TEST(Compatibility, WithoutACommonOneThereIsNone) {
  EXPECT_EQ(common_protocol({static_cast<std::uint8_t>(highest + 1), 255}), std::nullopt);
  EXPECT_EQ(common_protocol({0, static_cast<std::uint8_t>(lowest - 1)}), std::nullopt);
}

TEST(Compatibility, ARangeThatIsUpsideDownHoldsNothing) {
  EXPECT_EQ(common_protocol({255, 0}), std::nullopt);
  EXPECT_EQ(common_protocol({static_cast<std::uint8_t>(highest + 1), highest}), std::nullopt);
}

// Both ends reckon alone, from the other's word: they must come to the same.
TEST(Compatibility, WhatIsChosenLiesInBothRanges) {
  for (int low = 0; low < 256; ++low) {
    for (int high = 0; high < 256; ++high) {
      const ProtocolRange theirs{static_cast<std::uint8_t>(low), static_cast<std::uint8_t>(high)};
      const auto chosen = common_protocol(theirs);
      const bool meets = low <= highest && high >= lowest && low <= high;
      ASSERT_EQ(chosen.has_value(), meets) << low << " " << high;
      if (!chosen) continue;
      EXPECT_GE(*chosen, std::max<int>(low, lowest));
      EXPECT_EQ(*chosen, std::min<int>(high, highest));
    }
  }
}

TEST(Compatibility, TheFirstVersionIsStillSpoken) { EXPECT_EQ(common_protocol({1, 1}), 1); }

}  // namespace
}  // namespace mektep
