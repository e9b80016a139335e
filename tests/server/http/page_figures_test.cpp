#include "server/http/page_figures.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <regex>
#include <set>

#include "server/http/report_json.h"
#include "tests/server/tally/tally_fixture.h"

namespace mektep::server::test {
namespace {

namespace json = boost::json;

using report::ReportState;

class PageFiguresTest : public ::testing::Test {
 protected:
  PageFiguresTest() {
    name_region("Turkistan Region");
    network_.save(network_scope, school_type, 11, {{1, std::string("KZ61-0203")}, {7, refers(org_unit_type, 1)}});
    network_.save(network_scope, period_type, 5,
                  {{1, std::string("2020-2021-Q3")}, {4, date("2021-01-11")}, {5, date("2021-03-20")}});
    network_.save_activity(1, "seminar", "held", "2021-02-14", 250);
  }
  void name_region(const std::string& in_english) {
    network_.save(network_scope, org_unit_type, 1,
                  {{1, std::string("610000000")},
                   {3, std::string("Түркістан облысы")},
                   {4, std::string("Туркестанская область")},
                   {5, in_english}});
  }
  std::optional<std::string> ask(const std::string& kind, const std::string& language = {},
                                 const std::string& period = {}) {
    OfficeRequest request;
    request.what = OfficeRequest::What::figures;
    request.kind = kind;
    request.language = language;
    request.period = period;
    return figures_.answer(*network_.reader, request);
  }
  json::object asked(const std::string& kind, const std::string& language = {}, const std::string& period = {}) {
    const auto answer = ask(kind, language, period);
    EXPECT_TRUE(answer.has_value());
    return answer ? json::parse(*answer).as_object() : json::object();
  }
  std::string region_name(const std::string& language) {
    return std::string(asked("indicators", language).at("rows").as_array()[0].at("region_name").as_string());
  }
  std::int64_t activities(const std::string& period = {}) {
    return asked("indicators", "", period).at("total").at("activities").as_int64();
  }

  TallyNetwork network_{StoreKind::memory};
  PageFigures figures_{network_.store->schema(), network_.clock, Language::kk};
};

TEST_F(PageFiguresTest, CompletenessIsOfThePeriodElseOfTheCurrentOne) {
  EXPECT_EQ(asked("completeness", "", "2020-2021-Q3").at("schools").as_array().size(), 1U);
  const auto current = asked("completeness");
  EXPECT_EQ(current.at("period").as_string(), "2020-2021-Q3");
  EXPECT_EQ(current.at("as_of").as_string(), to_iso(network_.clock.wall()));
}

TEST_F(PageFiguresTest, IndicatorsAreOfThePeriodElseOfAllTime) {
  network_.save_activity(2, "seminar", "held", "2021-05-01", 100);
  EXPECT_EQ(activities(), 2);
  EXPECT_EQ(activities("2020-2021-Q3"), 1);
}

TEST_F(PageFiguresTest, NamesAreInTheLanguageThatWasAskedFor) {
  EXPECT_EQ(region_name("en"), "Turkistan Region");
  EXPECT_EQ(region_name("ru"), "Туркестанская область");
  EXPECT_EQ(region_name(""), "Түркістан облысы");
  EXPECT_EQ(region_name("xx"), "Түркістан облысы") << "an unknown language is the server's own";
}

TEST_F(PageFiguresTest, WhatIsNotThereIsNoAnswer) {
  EXPECT_FALSE(ask("people").has_value());
  EXPECT_FALSE(ask("completeness", "", "nonsense").has_value());
  EXPECT_FALSE(ask("indicators", "", "nonsense").has_value());
}

TEST_F(PageFiguresTest, FiguresFollowTheLogWithoutBeingToldTo) {
  EXPECT_EQ(activities(), 1);
  network_.save_activity(2, "seminar", "held", "2021-02-15", 100);
  EXPECT_EQ(activities(), 2);
}

TEST_F(PageFiguresTest, TheDirectoryIsReadAgainWhenItMoved) {
  EXPECT_EQ(region_name("en"), "Turkistan Region");
  name_region("Renamed");
  EXPECT_EQ(region_name("en"), "Renamed");
}

TEST_F(PageFiguresTest, RegionsAreThoseOfToday) {
  network_.save(network_scope, org_unit_type, 2,
                {{1, std::string("620000000")}, {8, date("2021-02-16")}, {10, refers(org_unit_type, 1)}});
  network_.save(network_scope, school_type, 11, {{7, refers(org_unit_type, 2)}});
  const auto code = [&] {
    return std::string(asked("indicators").at("rows").as_array()[0].at("region").as_string());
  };
  network_.clock.set_wall(1'613'347'200'000);  // 2021-02-15
  EXPECT_EQ(code(), "610000000");
  network_.clock.set_wall(1'613'433'600'000);  // 2021-02-16
  EXPECT_EQ(code(), "620000000");
}

std::set<std::string> found_in(const std::string& text, const std::string& pattern) {
  std::set<std::string> found;
  const std::regex expression(pattern);
  for (std::sregex_iterator at(text.begin(), text.end(), expression), end; at != end; ++at) found.insert((*at)[1]);
  return found;
}

TEST_F(PageFiguresTest, ThePagesScriptFindsEveryWord) {
  auto wanted = found_in(page_answer(OfficeRequest::What::script).body, R"(words\.([a-z_]+)\b)");
  ASSERT_GT(wanted.size(), 10U);
  for (const auto state : {ReportState::received, ReportState::no_report, ReportState::not_expected}) {
    wanted.emplace(word_of(state));
  }
  for (const auto* language : {"kk", "ru", "en"}) {
    const auto words = asked("words", language);
    EXPECT_EQ(words.at("language").as_string(), language);
    for (const auto& word : wanted) {
      ASSERT_TRUE(words.contains(word)) << word;
      EXPECT_FALSE(words.at(word).as_string().empty()) << word;
      EXPECT_EQ(words.at(word).as_string().find("page."), std::string::npos) << word;
    }
    EXPECT_NE(words.at("as_of").as_string().find("{time}"), std::string::npos);
  }
}

TEST_F(PageFiguresTest, ThePagesScriptFindsEveryPlaceOfThePage) {
  const auto places = found_in(page_answer(OfficeRequest::What::script).body, R"x(getElementById\("([a-z-]+)"\))x");
  const auto ids = found_in(page_answer(OfficeRequest::What::page).body, R"x( id="([a-z-]+)")x");
  EXPECT_EQ(places, ids) << "each of them, and no other";
}

}  // namespace
}  // namespace mektep::server::test
