#include "shared/store/damage.h"

#include <gtest/gtest.h>

#include "shared/sqlite/failure.h"

namespace mektep {
namespace {

TEST(Damage, SaysWhichPartOfTheRowAndThatTheMachineIsBroken) {
  try {
    throw_damaged("base");
    FAIL();
  } catch (const DatabaseBroken& broken) {
    EXPECT_NE(std::string(broken.what()).find("base"), std::string::npos);
    EXPECT_TRUE(breaks_machine(broken.code()));
  }
}

}  // namespace
}  // namespace mektep
