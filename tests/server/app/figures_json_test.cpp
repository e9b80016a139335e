#include "server/app/figures_json.h"

#include <boost/json/parse.hpp>

#include "tests/server/app/office_fixture.h"

namespace mektep::server::test {
namespace {

namespace json = boost::json;

class FiguresJson : public ::testing::Test {
 protected:
  FiguresJson() {
    office_.import_network();
    const auto seminar = office_.log_activity("KZ61-0107", "seminar", "2025-02-14", 250);
    office_.attend("KZ61-0107", seminar, "Қонақ");
    office_.submit("KZ61-0107", "2024-2025-Q3");
  }
  std::optional<std::string> ask(const std::string& kind, const std::string& language = {},
                                 const std::string& period = {}) {
    OfficeRequest request;
    request.what = OfficeRequest::What::figures;
    request.kind = kind;
    request.language = language;
    request.period = period;
    return figures_.answer(*office_.reader(), request);
  }
  json::object asked(const std::string& kind, const std::string& language = {},
                     const std::string& period = {}) {
    const auto answer = ask(kind, language, period);
    EXPECT_TRUE(answer.has_value());
    return answer ? json::parse(*answer).as_object() : json::object();
  }
  Office office_;
  PageFigures figures_{office_.store.schema(), office_.clock, Language::kk};
};

TEST_F(FiguresJson, CompletenessHasItsDocumentedKeys) {
  const auto answer = asked("completeness", "", "2024-2025-Q3");
  EXPECT_EQ(answer.at("period").as_string(), "2024-2025-Q3");
  EXPECT_EQ(answer.at("expected").as_int64(), 8);
  EXPECT_EQ(answer.at("received").as_int64(), 1);
  EXPECT_EQ(answer.at("as_of").as_string(), to_iso(office_.clock.wall()));
  for (const auto& school : answer.at("schools").as_array()) {
    for (const auto* key : {"school", "name", "region", "region_name", "state", "at"}) {
      EXPECT_TRUE(school.as_object().contains(key)) << key;
    }
    const bool received = school.at("state").as_string() == "received";
    EXPECT_EQ(school.at("at").as_string().empty(), !received);
  }
}

TEST_F(FiguresJson, IndicatorsHaveTheirDocumentedKeys) {
  const auto answer = asked("indicators");
  EXPECT_EQ(answer.at("schools").as_int64(), 12);
  ASSERT_EQ(answer.at("rows").as_array().size(), 1U);
  const auto& row = answer.at("rows").as_array()[0].as_object();
  EXPECT_EQ(row.at("region").as_string(), "610000000");
  EXPECT_EQ(row.at("kind").as_string(), "seminar");
  EXPECT_EQ(row.at("activities").as_int64(), 1);
  EXPECT_EQ(row.at("participants").as_int64(), 1);
  EXPECT_EQ(row.at("hours").as_string(), "2.5") << "decimals are texts with a point";
  EXPECT_EQ(answer.at("total").as_object().at("hours").as_string(), "2.5");
}

TEST_F(FiguresJson, NamesAreInTheLanguageThatWasAskedFor) {
  const auto name = [&](const std::string& language) {
    return std::string(asked("indicators", language).at("rows").as_array()[0].at("region_name").as_string());
  };
  EXPECT_EQ(name("en"), "Turkistan Region");
  EXPECT_EQ(name("ru"), "Туркестанская область");
  EXPECT_EQ(name(""), "Түркістан облысы");
  EXPECT_EQ(name("xx"), "Түркістан облысы") << "an unknown language is the server's own";
}

TEST_F(FiguresJson, WhatIsNotThereIsNoAnswer) {
  EXPECT_FALSE(ask("people").has_value());
  EXPECT_FALSE(ask("completeness", "", "nonsense").has_value());
  EXPECT_FALSE(ask("indicators", "", "nonsense").has_value());
}

TEST_F(FiguresJson, FiguresFollowTheLogWithoutBeingToldTo) {
  EXPECT_EQ(asked("indicators").at("total").at("activities").as_int64(), 1);
  office_.log_activity("KZ61-0107", "seminar", "2025-02-15", 100);
  EXPECT_EQ(asked("indicators").at("total").at("activities").as_int64(), 2);
}

TEST_F(FiguresJson, TheDirectoryIsReadAgainWhenItMoved) {
  asked("indicators");
  ASSERT_TRUE(
      office_.import_text(ImportKind::regions, "kato,kk,ru,en,kind\n610000000,Жаңа,Новая,Renamed,oblast\n")
          .ok());
  EXPECT_EQ(asked("indicators", "en").at("rows").as_array()[0].at("region_name").as_string(), "Renamed");
}

TEST_F(FiguresJson, ThePagesScriptFindsEveryWord) {
  for (const auto* language : {"kk", "ru", "en"}) {
    const auto words = asked("words", language);
    EXPECT_EQ(words.at("language").as_string(), language);
    for (const auto* word :
         {"as_of", "completeness", "indicators", "school", "name", "region", "state", "kind", "activities",
          "participants", "hours", "total", "received", "no_report", "not_expected", "forbidden"}) {
      ASSERT_TRUE(words.contains(word)) << word;
      EXPECT_FALSE(words.at(word).as_string().empty()) << word;
      EXPECT_EQ(words.at(word).as_string().find("page."), std::string::npos) << word;
    }
    EXPECT_NE(words.at("as_of").as_string().find("{time}"), std::string::npos);
  }
}

TEST(ReportWords, AreTheThreeOfTheContract) {
  EXPECT_EQ(word_of(ReportState::received), "received");
  EXPECT_EQ(word_of(ReportState::no_report), "no_report");
  EXPECT_EQ(word_of(ReportState::not_expected), "not_expected");
}

TEST(RegionNames, ARegionThatIsNotThereHasNone) { EXPECT_EQ(region_name({}, RecordId{1}, Language::kk), ""); }

}  // namespace
}  // namespace mektep::server::test
