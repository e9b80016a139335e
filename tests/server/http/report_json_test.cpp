#include "server/http/report_json.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace mektep::server::test {
namespace {

using report::ReportState;

class ReportJson : public ::testing::Test {
 protected:
  ReportJson() {
    directory_.units[RecordId{1}].code = "610000000";
    directory_.units[RecordId{1}].names = {"Түркістан облысы", "Туркестанская область", "Turkistan Region"};
    directory_.schools[RecordId{11}] = {"KZ61-0107", {"№7 мектеп", "Школа №7", ""}, RecordId{1}};
    directory_.schools[RecordId{12}] = {"KZ61-0203", {"", "", ""}, RecordId{0}};
    directory_.books["activity_kinds"]["seminar"] = {"Семинар", "Семинар", "Seminar"};
  }
  ReportFrame frame(Language language = Language::ru) const {
    return {directory_, language, WallTime{1'740'000'000'000}};
  }
  Directory directory_;
};

TEST_F(ReportJson, CompletenessHasItsDocumentedKeys) {
  report::Completeness table{"2024-2025-Q3", 1, 1, {}};
  table.rows.push_back({RecordId{11}, RecordId{1}, ReportState::received, true, "returned", 1'739'999'999'000});
  table.rows.push_back({RecordId{12}, RecordId{0}, ReportState::not_expected, false, "", 0});
  EXPECT_EQ(boost::json::serialize(to_json(table, frame())),
            R"({"period":"2024-2025-Q3","as_of":"2025-02-19T21:20:00Z","expected":1,"received":1,"schools":[)"
            R"({"school":"KZ61-0107","name":"Школа №7","region":"610000000","region_name":"Туркестанская область",)"
            R"("state":"received","expected":true,"review":"returned","at":"2025-02-19T21:19:59Z"},)"
            R"({"school":"KZ61-0203","name":"","region":"","region_name":"",)"
            R"("state":"not_expected","expected":false,"review":"","at":""}]})");
}

TEST_F(ReportJson, IndicatorsHaveTheirDocumentedKeys) {
  report::Indicators table;
  table.period = "2024-2025-Q3";
  table.schools = 12;
  table.active_schools = 1;
  table.total = {1, 2, Decimal{250}, Decimal{500}, 1};
  table.rows.push_back({RecordId{1}, "seminar", table.total});
  EXPECT_EQ(boost::json::serialize(to_json(table, frame(Language::en))),
            R"({"period":"2024-2025-Q3","as_of":"2025-02-19T21:20:00Z","schools":12,"active_schools":1,"rows":[)"
            R"({"region":"610000000","region_name":"Turkistan Region","kind":"seminar","kind_name":"Seminar",)"
            R"("activities":1,"participants":2,"hours":"2.5","person_hours":"5","contested":1}],)"
            R"("total":{"activities":1,"participants":2,"hours":"2.5","person_hours":"5","contested":1},"tallies":[]})")
      << "decimals are texts with a point";
}

TEST_F(ReportJson, OtherTalliesHaveTheirDocumentedKeys) {
  report::Counts counts;
  counts.tally = "book_prices";
  counts.labels = {"Бағасы", "Стоимость", "Price"};
  counts.dimensions = {"language", "lent:month"};
  counts.scale = 2;
  counts.dated = true;
  counts.rows.push_back({RecordId{1}, {"kk", "2026-02"}, 250'050, 1});
  counts.total = 250'050;
  report::Indicators table;
  table.others.push_back(counts);
  EXPECT_EQ(boost::json::serialize(to_json(table, frame()).at("tallies")),
            R"([{"tally":"book_prices","name":"Стоимость","dimensions":["language","lent:month"],"dated":true,)"
            R"("rows":[{"region":"610000000","region_name":"Туркестанская область","groups":["kk","2026-02"],)"
            R"("amount":"2500.5","contested":1}],"total":"2500.5"}])");
}

TEST_F(ReportJson, ARowWithoutRegionAndKindIsNamedByNothing) {
  report::Indicators table;
  table.rows.push_back({});
  const auto row = to_json(table, frame()).at("rows").as_array()[0].as_object();
  EXPECT_EQ(row.at("region").as_string(), "");
  EXPECT_EQ(row.at("region_name").as_string(), "");
  EXPECT_EQ(row.at("kind_name").as_string(), "");
}

TEST(ReportWords, AreTheThreeOfTheContract) {
  EXPECT_EQ(word_of(ReportState::received), "received");
  EXPECT_EQ(word_of(ReportState::no_report), "no_report");
  EXPECT_EQ(word_of(ReportState::not_expected), "not_expected");
}

}  // namespace
}  // namespace mektep::server::test
