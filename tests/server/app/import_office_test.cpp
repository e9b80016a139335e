#include "server/app/import_planner.h"
#include "server/http/names.h"
#include "server/tally/record_view.h"
#include "tests/server/app/office_fixture.h"

namespace mektep::server::test {
namespace {

class OfficeImports : public ::testing::Test {
 protected:
  Office office_;
};

std::string refusal(const Result<ImportOutcome>& outcome) {
  return outcome.ok() ? "accepted" : outcome.error().code;
}

TEST_F(OfficeImports, TheRegionsThatShipBecomeUnits) {
  EXPECT_EQ(office_.import_shipped(ImportKind::regions, "regions.csv"), 20U);
  const auto directory = office_.directory();
  EXPECT_EQ(directory.units.size(), 20U);
  const auto& turkistan = directory.units.at(office_.id_by_code("org_unit", "610000000"));
  EXPECT_EQ(turkistan.code, "610000000");
  EXPECT_EQ(name_in(turkistan.names, Language::en), "Turkistan Region");
}

TEST_F(OfficeImports, ARegionNamesTheOneItWasSplitFromWhereverThatStands) {
  office_.import_shipped(ImportKind::regions, "regions.csv");
  const RecordType& type = office_.type("org_unit");
  const auto state =
      office_.record(network_scope, {type.number, office_.id_by_code("org_unit", "100000000")});
  const RecordView abai(type, state);
  EXPECT_EQ(abai.reference("split_from"),
            (Reference{{}, type.number, office_.id_by_code("org_unit", "630000000")}));
  EXPECT_EQ(to_text(*abai.date("from")), "2022-06-08");
}

TEST_F(OfficeImports, ARegionSplitFromNobodyKnownIsRefused) {
  const auto outcome = office_.import_text(
      ImportKind::regions, "kato,kk,ru,en,kind,split_from_kato\n1,Абай,Абай,Abai,oblast,999\n");
  EXPECT_EQ(refusal(outcome), "import.unknown_code");
  EXPECT_EQ(outcome.error().argument("given"), "999");
}

TEST_F(OfficeImports, ARegionStandsOnceInAFile) {
  const auto outcome = office_.import_text(
      ImportKind::regions, "kato,kk,ru,en,kind\n1,А,А,A,oblast\n2,Б,Б,B,oblast\n1,В,В,C,oblast\n");
  EXPECT_EQ(refusal(outcome), "import.doubled_code");
  EXPECT_EQ(outcome.error().argument("code"), "1");
  EXPECT_EQ(outcome.error().argument("line"), "4");
}

TEST_F(OfficeImports, SitesBecomeUnitsToWhichRegionsBelong) {
  office_.import_shipped(ImportKind::regions, "regions.csv");
  EXPECT_EQ(office_.import_shipped(ImportKind::sites, "sites.csv"), 20U);
  const auto directory = office_.directory();
  const RecordId south = office_.id_by_code("org_unit", "S");
  EXPECT_EQ(directory.units.size(), 25U) << "five sites";
  EXPECT_EQ(directory.units.at(south).kind, "site");
  EXPECT_EQ(directory.units.at(office_.id_by_code("org_unit", "610000000")).site, south);
}

TEST_F(OfficeImports, ASiteNamesRegionsThatAreThere) {
  EXPECT_EQ(refusal(office_.import_text(ImportKind::sites, "site,kk,ru,en,region_kato\nS,О,Ю,S,190000000\n")),
            "import.unknown_code");
}

TEST_F(OfficeImports, ARegionBelongsToOneSiteAtATime) {
  office_.import_shipped(ImportKind::regions, "regions.csv");
  const std::string columns = "site,kk,ru,en,region_kato,valid_from,valid_to\n";
  EXPECT_EQ(
      refusal(office_.import_text(ImportKind::sites, columns + "S,О,Ю,S,190000000,,\nN,С,С,N,190000000,,\n")),
      "import.doubled_code");
  EXPECT_TRUE(
      office_
          .import_text(ImportKind::sites,
                       columns + "S,О,Ю,S,190000000,2018-01-01,2019-12-31\nN,С,С,N,190000000,2020-01-01,\n")
          .ok());
  const auto region = office_.directory().units.at(office_.id_by_code("org_unit", "190000000"));
  EXPECT_EQ(region.site, office_.id_by_code("org_unit", "N")) << "what ended does not count";
}

TEST_F(OfficeImports, TermsBecomePeriodsThatAreNotYetOpen) {
  EXPECT_EQ(office_.import_shipped(ImportKind::terms, "terms.csv"), 16U);
  const auto periods = office_.directory().periods;
  const auto& third = periods.at("2024-2025-Q3");
  EXPECT_EQ(third.year, 2024);
  EXPECT_EQ(to_text(third.from), "2025-01-09");
  EXPECT_EQ(to_text(third.to), "2025-03-20");
  EXPECT_EQ(third.state, "planned");
}

TEST_F(OfficeImports, APeriodThatWasOpenedStaysOpen) {
  office_.import_shipped(ImportKind::terms, "terms.csv");
  const RecordKey key{office_.type("period").number, office_.id_by_code("period", "2024-2025-Q3")};
  OwnRecord period(key, office_.record(network_scope, key));
  office_.write(network_scope, period.set(office_.field("period", "state"), std::string("open")).take());
  EXPECT_EQ(office_.import_shipped(ImportKind::terms, "terms.csv"), 0U);
  EXPECT_EQ(office_.directory().periods.at("2024-2025-Q3").state, "open");
}

TEST_F(OfficeImports, ATermIsCheckedLineByLine) {
  const std::string columns = "school_year,quarter,starts,ends\n";
  const auto refused_row = [&](const std::string& row) {
    const auto outcome = office_.import_text(ImportKind::terms, columns + row);
    return outcome.ok() ? "accepted" : std::string(outcome.error().argument("column"));
  };
  EXPECT_EQ(refused_row("2024-2026,1,2024-09-01,2024-10-27\n"), "school_year");
  EXPECT_EQ(refused_row("2024,1,2024-09-01,2024-10-27\n"), "school_year");
  EXPECT_EQ(refused_row("2024-2025,5,2024-09-01,2024-10-27\n"), "quarter");
  EXPECT_EQ(refused_row("2024-2025,1,2024-09-31,2024-10-27\n"), "starts");
  EXPECT_EQ(refused_row("2024-2025,1,2024-10-27,2024-09-01\n"), "ends");
  EXPECT_EQ(refused_row("2024-2025,1,,2024-10-27\n"), "starts");
}

TEST_F(OfficeImports, AFileIsTheCodebookOfItsName) {
  EXPECT_EQ(office_.import_shipped(ImportKind::codebooks, "codebooks/activity_kinds.csv"), 24U);
  const auto directory = office_.directory();
  EXPECT_EQ(name_of_code(directory, "activity_kinds", "lesson_study", Language::kk), "Сабақты зерттеу");
  EXPECT_EQ(name_of_code(directory, "activity_kinds", "coaching", Language::en), "Coaching session");
}

TEST_F(OfficeImports, ACodebookMayBeNamedInAColumn) {
  const std::string text = "book,code,kk,ru,en\nroles,director,Д,Д,D\nmodes,online,О,О,O\n";
  EXPECT_TRUE(office_.import_text(ImportKind::codebooks, text).ok());
  EXPECT_TRUE(office_.directory().books.at("modes").contains("online"));
}

TEST_F(OfficeImports, ACodeOfABookHasAllThreeNames) {
  EXPECT_EQ(refusal(office_.import_text(ImportKind::codebooks, "code,kk,ru,en\nx,Х,,X\n")),
            "import.wrong_value");
}

TEST_F(OfficeImports, TheOrderOfTheFileIsTheOrderOfTheBook) {
  ASSERT_TRUE(
      office_.import_text(ImportKind::codebooks, "code,kk,ru,en\nb,Б,Б,B\na,А,А,A\n", "letters.csv").ok());
  const RecordType& type = office_.type("codebook");
  const auto id = natural_record_id(type, {{office_.field("codebook", "book"), std::string("letters")},
                                           {office_.field("codebook", "code"), std::string("a")}});
  const auto state = office_.record(network_scope, {type.number, id});
  EXPECT_EQ(RecordView(type, state).integer("rank"), 2);
}

TEST_F(OfficeImports, ASchemaWithoutTheTypeIsToldSo) {
  Office bare("version = 1\n");
  const auto outcome =
      bare.import_text(ImportKind::terms, "school_year,quarter,starts,ends\n2024-2025,1,a,b\n");
  EXPECT_EQ(refusal(outcome), "schema.type_missing");
}

}  // namespace
}  // namespace mektep::server::test
