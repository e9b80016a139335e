#include "server/app/import_planner.h"
#include "server/tally/record_view.h"
#include "tests/server/app/office_fixture.h"

namespace mektep::server::test {
namespace {

constexpr char school_columns[] =
    "code,kato,region,short_kk,short_ru,languages,pupils,teachers,programme,status_years,reports\n";
constexpr char one_school[] =
    "KZ61-0107,614633800,610000000,Ақбұлақ,Акбулак,kk+ru,379,47,leading,2023+2024,yes\n";

class SchoolImports : public ::testing::Test {
 protected:
  SchoolImports() { office_.import_directory(); }

  Result<ImportOutcome> schools(const std::string& rows) {
    return office_.import_text(ImportKind::schools, school_columns + rows, "schools.csv");
  }
  Result<ImportOutcome> people(const std::string& rows) {
    return office_.import_text(ImportKind::people, "school,name_kk,name_ru,roles,subject,since\n" + rows,
                               "people.csv");
  }

  Office office_;
};

std::string refusal(const Result<ImportOutcome>& outcome) {
  return outcome.ok() ? "accepted" : outcome.error().code;
}

TEST_F(SchoolImports, TheNetworkThatShipsIsImportedWhole) {
  EXPECT_EQ(office_.import_shipped(ImportKind::schools, "network12/schools.csv"), 12U);
  EXPECT_EQ(office_.import_shipped(ImportKind::people, "network12/people.csv"), 62U);
  EXPECT_EQ(office_.import_shipped(ImportKind::partnerships, "network12/partnerships.csv"), 4U);
  EXPECT_EQ(office_.reader()->schools().size(), 12U);
  const Directory directory = office_.directory();
  EXPECT_EQ(directory.units.size(), 25U);
  EXPECT_EQ(directory.schools.size(), 12U);
  EXPECT_EQ(directory.numbers.size(), 12U) << "each has its scopes";
  EXPECT_EQ(directory.periods.size(), 16U);
  EXPECT_EQ(directory.statuses.size(), 88U);
  EXPECT_EQ(directory.books.at("roles").size(), 8U);
  EXPECT_EQ(directory.expected_in(2024).size(), 8U);
}

TEST_F(SchoolImports, ASchoolGetsItsNumberItsProfileAndItsStatusYears) {
  ASSERT_TRUE(schools(one_school).ok());
  EXPECT_EQ(office_.school("KZ61-0107").number, SchoolNumber{1});
  const auto directory = office_.directory();
  const RecordId id = office_.id_by_code("school", "KZ61-0107");
  EXPECT_EQ(directory.schools.at(id).region, office_.id_by_code("org_unit", "610000000"));
  EXPECT_EQ(directory.expected_in(2023), std::set{id});
  EXPECT_EQ(directory.expected_in(2022), std::set<RecordId>{});
  const RecordType& type = office_.type("school_profile");
  const Reference reference{network_scope, office_.type("school").number, id};
  const auto profile = natural_record_id(type, {{office_.field("school_profile", "school"), reference}});
  const auto state = office_.record(office_.scope_of("KZ61-0107"), {type.number, profile});
  EXPECT_EQ(RecordView(type, state).integer("pupils"), 379);
}

TEST_F(SchoolImports, WhatASchoolWroteIntoItsProfileStays) {
  ASSERT_TRUE(schools(one_school).ok());
  const RecordType& type = office_.type("school_profile");
  const Reference reference{network_scope, office_.type("school").number,
                            office_.id_by_code("school", "KZ61-0107")};
  const RecordKey key{type.number,
                      natural_record_id(type, {{office_.field("school_profile", "school"), reference}})};
  const ScopeNumber scope = office_.scope_of("KZ61-0107");
  OwnRecord profile(key, office_.record(scope, key));
  office_.write(scope, profile.set(office_.field("school_profile", "pupils"), std::int64_t{402}).take());
  EXPECT_EQ(schools(one_school)->changes, 0U);
  const auto state = office_.record(scope, key);
  EXPECT_EQ(RecordView(type, state).integer("pupils"), 402);
}

TEST_F(SchoolImports, ASecondFileChangesWhatDiffers) {
  ASSERT_TRUE(schools(one_school).ok());
  std::string renamed = one_school;
  renamed.replace(renamed.find("Акбулак"), std::string("Акбулак").size(), "Акбулакская");
  EXPECT_EQ(schools(renamed)->changes, 1U);
  EXPECT_EQ(office_.directory().schools.begin()->second.names[1], "Акбулакская");
  EXPECT_EQ(office_.reader()->schools().size(), 1U);
}

TEST_F(SchoolImports, ASchoolInARegionThatNobodyKnowsIsRefused) {
  const auto outcome = schools("KZ1,1,999000000,А,А,kk,1,1,leading,2024,yes\n");
  EXPECT_EQ(refusal(outcome), "import.unknown_code");
  EXPECT_EQ(outcome.error().argument("column"), "region");
  EXPECT_TRUE(office_.reader()->schools().empty()) << "whole or not at all";
}

TEST_F(SchoolImports, ALastWrongLineLeavesEverythingAsItWas) {
  const auto outcome = schools(std::string(one_school) + "KZ2,1,610000000,А,А,kk,minus,1,leading,2024,yes\n");
  EXPECT_EQ(refusal(outcome), "import.wrong_value");
  EXPECT_EQ(outcome.error().argument("line"), "3");
  EXPECT_TRUE(office_.directory().schools.empty());
  EXPECT_TRUE(office_.reader()->schools().empty());
}

TEST_F(SchoolImports, YearsAndCodesOfStatusesAreChecked) {
  EXPECT_EQ(refusal(schools("KZ1,1,610000000,А,А,kk,1,1,leading,2024+24,yes\n")), "import.wrong_value");
  EXPECT_EQ(refusal(schools("KZ1,1,610000000,А,А,kk,1,1,lider,2024,yes\n")), "import.unknown_code");
  EXPECT_EQ(refusal(schools("KZ1,1,610000000,А,А,kk,1,1,leading,2024,maybe\n")), "import.wrong_value");
  EXPECT_EQ(refusal(schools("KZ1,1,610000000,А,А,kk,1,1,leading,2024+2024,yes\n")), "import.doubled_code");
}

TEST_F(SchoolImports, ASchoolStandsOnceInAFile) {
  EXPECT_EQ(refusal(schools(std::string(one_school) + one_school)), "import.doubled_code");
}

TEST_F(SchoolImports, StatusesAreImportedByThemselves) {
  ASSERT_TRUE(schools(one_school).ok());
  const std::string columns = "school,programme,year,state,reports,order_number,decided\n";
  ASSERT_TRUE(
      office_
          .import_text(ImportKind::statuses, columns + "KZ61-0107,leading,2025,granted,yes,№7,2025-08-20\n")
          .ok());
  EXPECT_EQ(office_.directory().expected_in(2025).size(), 1U);
  ASSERT_TRUE(
      office_.import_text(ImportKind::statuses, columns + "KZ61-0107,leading,2024,not_renewed,yes,,\n").ok());
  EXPECT_TRUE(office_.directory().expected_in(2024).empty()) << "the same year is the same record";
  EXPECT_EQ(
      refusal(office_.import_text(ImportKind::statuses, columns + "KZ00-0000,leading,2024,granted,yes,,\n")),
      "import.unknown_code");
}

TEST_F(SchoolImports, PeopleLiveInTheScopeOfTheirSchool) {
  ASSERT_TRUE(schools(one_school).ok());
  ASSERT_TRUE(
      people("KZ61-0107,Ахметова Айгүл,Ахметова Айгуль,coordinator+school_trainer,kaz_lang,2012-09-01\n")
          .ok());
  const auto keys =
      office_.reader()->keys(office_.scope_of("KZ61-0107"), RecordKey{office_.type("person").number, {}}, 9);
  ASSERT_EQ(keys.size(), 1U);
  EXPECT_FALSE(is_hashed(keys[0].id)) << "two people may share a name";
  const auto state = office_.record(office_.scope_of("KZ61-0107"), keys[0]);
  const RecordView person(office_.type("person"), state);
  EXPECT_EQ(person.text("name_ru"), "Ахметова Айгуль");
  EXPECT_EQ(person.texts("roles").size(), 2U);
  EXPECT_EQ(person.reference("school"), (Reference{network_scope, office_.type("school").number,
                                                   office_.id_by_code("school", "KZ61-0107")}));
}

TEST_F(SchoolImports, APersonIsKnownAgainByName) {
  ASSERT_TRUE(schools(one_school).ok());
  const std::string row = "KZ61-0107,Ахметова Айгүл,Ахметова Айгуль,coordinator,kaz_lang,2012-09-01\n";
  EXPECT_EQ(people(row)->changes, 1U);
  EXPECT_EQ(people(row)->changes, 0U);
  EXPECT_EQ(people("KZ61-0107,Ахметова Айгүл,Ахметова Айгуль,director,kaz_lang,2012-09-01\n")->changes, 1U);
  const auto keys =
      office_.reader()->keys(office_.scope_of("KZ61-0107"), RecordKey{office_.type("person").number, {}}, 9);
  EXPECT_EQ(keys.size(), 1U);
}

TEST_F(SchoolImports, TwoPeopleOfOneNameInOneSchoolCannotBeToldApart) {
  ASSERT_TRUE(schools(one_school).ok());
  const std::string row = "KZ61-0107,Ахметова Айгүл,,coordinator,,\n";
  EXPECT_EQ(refusal(people(row + row)), "import.doubled_code");
}

TEST_F(SchoolImports, PeopleOfASchoolThatIsNotThereAreRefused) {
  const auto outcome = people("KZ61-0107,Ахметова Айгүл,,coordinator,,\n");
  EXPECT_EQ(refusal(outcome), "import.unknown_code");
  EXPECT_EQ(outcome.error().argument("column"), "school");
}

TEST_F(SchoolImports, ARoleThatIsInNoBookIsRefused) {
  ASSERT_TRUE(schools(one_school).ok());
  EXPECT_EQ(refusal(people("KZ61-0107,Ахметова Айгүл,,cordinator,,\n")), "import.unknown_code");
}

TEST_F(SchoolImports, PartnershipsLiveInTheScopeOfTheTwo) {
  office_.import_shipped(ImportKind::schools, "network12/schools.csv");
  office_.import_shipped(ImportKind::partnerships, "network12/partnerships.csv");
  const ScopeNumber pair = pair_scope(office_.school("KZ61-0107").number, office_.school("KZ61-0203").number);
  const RecordType& type = office_.type("partnership");
  const auto keys = office_.reader()->keys(pair, RecordKey{type.number, {}}, 9);
  ASSERT_EQ(keys.size(), 1U);
  EXPECT_TRUE(is_hashed(keys[0].id)) << "either school may write it first";
  const auto state = office_.record(pair, keys[0]);
  EXPECT_EQ(RecordView(type, state).texts("focus").size(), 2U);
}

TEST_F(SchoolImports, ASchoolIsNotItsOwnPartner) {
  ASSERT_TRUE(schools(one_school).ok());
  const auto outcome =
      office_.import_text(ImportKind::partnerships, "leading,partner\nKZ61-0107,KZ61-0107\n");
  EXPECT_EQ(refusal(outcome), "import.wrong_value");
}

}  // namespace
}  // namespace mektep::server::test
