#include "shared/base/result.h"

#include <gtest/gtest.h>

#include <memory>

namespace mektep {
namespace {

Result<int> half_of(int number) {
  if (number % 2 != 0) return refused("half.odd").with("number", std::to_string(number));
  return number / 2;
}

TEST(Result, HoldsAValueOrTheReasonWhyThereIsNone) {
  const auto good = half_of(8);
  ASSERT_TRUE(good.ok());
  EXPECT_EQ(*good, 4);
  const auto bad = half_of(7);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error(), refused("half.odd").with("number", "7"));
}

TEST(Result, GivesAwayWhatCannotBeCopied) {
  Result<std::unique_ptr<int>> owner(std::make_unique<int>(5));
  const std::unique_ptr<int> taken = *std::move(owner);
  EXPECT_EQ(*taken, 5);
}

TEST(Result, LetsItsValueBeUsedInPlace) {
  Result<std::string> text(std::string("ab"));
  text->push_back('c');
  EXPECT_EQ(text.value(), "abc");
}

TEST(Status, IsAResultWithoutAValue) {
  const Status fine = done;
  EXPECT_TRUE(fine.ok());
  const Status failed = refused("x.y");
  EXPECT_EQ(failed.error().code, "x.y");
}

}  // namespace
}  // namespace mektep
