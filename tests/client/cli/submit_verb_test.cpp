#include "tests/client/cli/command_line.h"

namespace mektep::client::test {
namespace {

class SubmitVerbTest : public CommandLineTest {
 protected:
  json::object submit(const Words& more = {}) {
    Words words{"submit", "2025-2026-Q3", "--as", "Айгүл"};
    words.insert(words.end(), more.begin(), more.end());
    return data(words);
  }
  std::size_t count(const std::string& type) {
    return data({"list", type}).at("records").as_array().size();
  }
  json::object fields(const json::object& submitted, const std::string& key) {
    return data({"show", std::string(submitted.at(key).as_string())}).at("fields").as_object();
  }
};

TEST_F(SubmitVerbTest, AReportAndItsFrozenCopyAreMade) {
  const json::object submitted = submit({"--narrative", "Не істелді", "--needs", "Әдістеме"});
  EXPECT_TRUE(submitted.at("saved").as_bool());
  EXPECT_EQ(submitted.at("period").as_string(), "2025-2026-Q3");
  EXPECT_EQ(count("report"), 1U);
  EXPECT_EQ(count("submission"), 1U);
  for (const std::string key : {"report", "copy"}) {
    EXPECT_EQ(fields(submitted, key).at("narrative").as_string(), "Не істелді") << key;
    EXPECT_EQ(fields(submitted, key).at("needs").as_string(), "Әдістеме") << key;
  }
  EXPECT_EQ(fields(submitted, "copy").at("content_hash").as_string(),
            submitted.at("content_hash").as_string());
}

TEST_F(SubmitVerbTest, TheFiguresAreThoseOfThePeriodsActivities) {
  seminar("Бірінші", {"state=held", "hours=2"});
  seminar("Екінші", {"state=held", "hours=1.5"});
  std::map<std::string, std::string> amounts;
  const json::array figures = submit().at("figures").as_array();
  for (const auto& figure : figures) {
    amounts[std::string(figure.at("tally").as_string())] = figure.at("amount").as_string();
  }
  EXPECT_EQ(amounts["activities"], "2");
  EXPECT_EQ(amounts["hours"], "3.5");
}

TEST_F(SubmitVerbTest, WithoutActivitiesThereAreNoFigures) {
  EXPECT_TRUE(submit().at("figures").as_array().empty());
}

TEST_F(SubmitVerbTest, ASecondTimeTheSameReportIsCopiedAnew) {
  const json::object first = submit({"--narrative", "Бірінші"});
  const json::object second = submit({"--narrative", "Түзетілген"});
  EXPECT_EQ(second.at("report"), first.at("report"));
  EXPECT_NE(second.at("copy"), first.at("copy"));
  EXPECT_NE(second.at("content_hash"), first.at("content_hash"));
  EXPECT_EQ(count("report"), 1U);
  EXPECT_EQ(fields(first, "copy").at("narrative").as_string(), "Бірінші") << "it no longer changes";
  EXPECT_EQ(fields(second, "copy").at("attempt").to_number<int>(), 2);
}

TEST_F(SubmitVerbTest, TheTextsMayStayAsTheyWereWritten) {
  submit({"--narrative", "Бірінші"});
  EXPECT_EQ(fields(submit(), "copy").at("narrative").as_string(), "Бірінші");
}

TEST_F(SubmitVerbTest, ForPeopleTheSentenceHasThePeriodAndTheHash) {
  ASSERT_EQ(run({"submit", "2025-2026-Q3", "--as", "Айгүл"}), 0) << err;
  EXPECT_NE(out.find("2025-2026-Q3"), std::string::npos);
  const json::object copy = data({"list", "submission"}).at("records").as_array().at(0).as_object();
  const std::string hash(copy.at("fields").at("content_hash").as_string());
  EXPECT_NE(out.find(hash), std::string::npos);
}

TEST_F(SubmitVerbTest, WhatCannotBeSubmittedLeavesNothingBehind) {
  EXPECT_EQ(code({"submit", "2031-2032-Q1", "--as", "Айгүл"}), "period.unknown");
  EXPECT_EQ(code({"submit", "2025-2026-Q3"}), "person.choose");
  EXPECT_EQ(code({"submit", "2025-2026-Q3", "--as", "Болат"}), "record.not_allowed");
  EXPECT_EQ(count("report"), 0U);
  EXPECT_EQ(count("submission"), 0U);
}

}  // namespace
}  // namespace mektep::client::test
