#include "server/http/names.h"

#include <gtest/gtest.h>

namespace mektep::server::test {
namespace {

TEST(Names, ANameIsInTheLanguageElseInTheFirstThereIs) {
  EXPECT_EQ(name_in({"Қазақша", "По-русски", "English"}, Language::ru), "По-русски");
  EXPECT_EQ(name_in({"Қазақша", "", ""}, Language::en), "Қазақша");
  EXPECT_EQ(name_in({"", "По-русски", ""}, Language::kk), "По-русски");
  EXPECT_EQ(name_in({"", "", ""}, Language::kk), "");
}

TEST(Names, ACodeWithoutANameIsItself) {
  Directory directory;
  directory.books["kinds"]["seminar"] = {"Семинар", "Семинар", ""};
  directory.books["kinds"]["bare"] = {};
  EXPECT_EQ(name_of_code(directory, "kinds", "seminar", Language::en), "Семинар");
  EXPECT_EQ(name_of_code(directory, "kinds", "bare", Language::en), "bare");
  EXPECT_EQ(name_of_code(directory, "kinds", "other", Language::en), "other");
  EXPECT_EQ(name_of_code(directory, "unknown", "other", Language::en), "other");
}

TEST(Names, ARegionThatIsNotThereHasNone) {
  Directory directory;
  directory.units[RecordId{1}].names = {"Түркістан облысы", "", ""};
  EXPECT_EQ(name_of_unit(directory, RecordId{1}, Language::kk), "Түркістан облысы");
  EXPECT_EQ(name_of_unit(directory, RecordId{2}, Language::kk), "");
}

}  // namespace
}  // namespace mektep::server::test
