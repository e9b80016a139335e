#include "shared/base/embedded.h"

#include <gtest/gtest.h>

#include <array>

namespace mektep {
namespace {

TEST(EmbeddedFile, IsItsLinesWithALineEndAfterEach) {
  constexpr std::array<std::string_view, 3> lines{"first", "", "қазақша"};
  const EmbeddedFile file{"kk.toml", lines};
  EXPECT_EQ(file.text(), "first\n\nқазақша\n");
}

TEST(EmbeddedFile, WithoutLinesIsEmpty) { EXPECT_EQ((EmbeddedFile{"empty", {}}).text(), ""); }

}  // namespace
}  // namespace mektep
