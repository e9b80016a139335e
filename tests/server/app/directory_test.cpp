#include "server/app/directory.h"

#include "tests/server/app/office_fixture.h"

namespace mektep::server::test {
namespace {

TEST(Directories, AnEmptyNetworkHasAnEmptyOne) {
  Office office;
  const Directory directory = office.directory();
  EXPECT_TRUE(directory.units.empty());
  EXPECT_TRUE(directory.schools.empty());
  EXPECT_TRUE(directory.periods.empty());
  EXPECT_EQ(directory.current_period(), "");
}

TEST(Directories, TheNetworkThatShipsIsReadWhole) {
  Office office;
  office.import_network();
  const Directory directory = office.directory();
  EXPECT_EQ(directory.units.size(), 25U);
  EXPECT_EQ(directory.schools.size(), 12U);
  EXPECT_EQ(directory.periods.size(), 16U);
  EXPECT_EQ(directory.statuses.size(), 88U);
  EXPECT_EQ(directory.books.at("roles").size(), 8U);
}

TEST(Directories, ManyRecordsAreReadPageByPage) {
  Office office;
  std::string text = "code,kk,ru,en\n";
  for (int at = 0; at < 1500; ++at) text += "c" + std::to_string(at) + ",Қ,К,K\n";
  ASSERT_TRUE(office.import_text(ImportKind::codebooks, text, "many.csv").ok());
  EXPECT_EQ(office.directory().books.at("many").size(), 1500U);
}

TEST(Names, ANameIsInTheLanguageElseInTheFirstThereIs) {
  EXPECT_EQ(name_in({"Қазақша", "По-русски", "English"}, Language::ru), "По-русски");
  EXPECT_EQ(name_in({"Қазақша", "", ""}, Language::en), "Қазақша");
  EXPECT_EQ(name_in({"", "По-русски", ""}, Language::kk), "По-русски");
  EXPECT_EQ(name_in({"", "", ""}, Language::kk), "");
}

TEST(Names, ACodeWithoutANameIsItself) {
  Directory directory;
  directory.books["kinds"]["seminar"] = {"Семинар", "Семинар", ""};
  EXPECT_EQ(directory.name_of("kinds", "seminar", Language::en), "Семинар");
  EXPECT_EQ(directory.name_of("kinds", "other", Language::en), "other");
  EXPECT_EQ(directory.name_of("unknown", "other", Language::en), "other");
}

TEST(ExpectedReports, AreOfGrantedSchoolsThatReportInThatYear) {
  Directory directory;
  directory.statuses = {{RecordId{1}, 2024, "leading", "granted", true},
                        {RecordId{2}, 2024, "partner", "granted", false},
                        {RecordId{3}, 2024, "leading", "not_renewed", true},
                        {RecordId{4}, 2023, "leading", "granted", true},
                        {RecordId{1}, 2024, "anchor", "granted", true}};
  EXPECT_EQ(directory.expected_in(2024), std::set{RecordId{1}}) << "once, whatever the programmes";
  EXPECT_EQ(directory.expected_in(2022), std::set<RecordId>{});
}

Directory::Period period(std::int32_t from, std::string state) {
  return {RecordId{1}, 2024, Date{from}, Date{from + 60}, std::move(state)};
}

TEST(CurrentPeriods, AreTheOpenOneThatBeganLast) {
  Directory directory;
  directory.periods = {{"a", period(1, "open")}, {"b", period(9, "open")}, {"c", period(20, "planned")}};
  EXPECT_EQ(directory.current_period(), "b");
}

TEST(CurrentPeriods, WithoutAnOpenOneAreTheLast) {
  Directory directory;
  directory.periods = {{"a", period(30, "closed")}, {"b", period(9, "closed")}};
  EXPECT_EQ(directory.current_period(), "a");
}

}  // namespace
}  // namespace mektep::server::test
