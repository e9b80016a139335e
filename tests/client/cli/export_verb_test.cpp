#include <algorithm>

#include "tests/client/cli/command_line.h"

namespace mektep::client::test {
namespace {

class ExportVerbTest : public CommandLineTest {
 protected:
  std::string path(const std::string& name) { return directory_.file(name).string(); }
  std::string content(const std::string& name) {
    std::ifstream file(path(name), std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  // The table of activities as it is written.
  std::string table() {
    EXPECT_EQ(run({"export", path("table.csv"), "--type", "activity"}), 0) << err;
    return content("table.csv");
  }
  bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

  TempDirectory directory_;
};

TEST_F(ExportVerbTest, ATableHasAMarkAHeadingAndALineForEachRecord) {
  const std::string first = seminar("Бірінші");
  const std::string second = seminar("Екінші");
  const json::object told = data({"export", path("table.csv"), "--type", "activity"});
  EXPECT_EQ(told.at("records").to_number<int>(), 2);
  EXPECT_EQ(told.at("file").as_string(), path("table.csv"));
  const std::string text = content("table.csv");
  EXPECT_TRUE(text.starts_with("\xef\xbb\xbf\"id\",\"kind\",\"from\",")) << text;
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3);
  EXPECT_TRUE(has(text, "\r\n\"" + first + "\","));
  EXPECT_TRUE(has(text, "\r\n\"" + second + "\","));
}

TEST_F(ExportVerbTest, WhatATableProgramWouldTakeForAFormulaIsText) {
  seminar("=1+2");
  EXPECT_TRUE(has(table(), "\"'=1+2\""));
  for (const std::string topic : {"+7 701", "-бет", "@аты"}) {
    seminar(topic);
    EXPECT_TRUE(has(table(), "\"'" + topic + "\"")) << topic;
  }
}

TEST_F(ExportVerbTest, QuotesAreDoubledAndCommasStayInTheirCell) {
  seminar("Сабақ \"Ана тілі\", 5-сынып");
  EXPECT_TRUE(has(table(), "\"Сабақ \"\"Ана тілі\"\", 5-сынып\""));
}

TEST_F(ExportVerbTest, NumbersStayNumbersAndCodesAreWords) {
  seminar("Бағалау", {"guests=12", "hours=1.5"});
  const std::string text = table();
  EXPECT_TRUE(has(text, ",12,")) << text;
  EXPECT_TRUE(has(text, ",1.5,")) << text;
  EXPECT_TRUE(has(text, "\"Seminar\"")) << text;
}

TEST_F(ExportVerbTest, AnEmptyTableStillHasItsHeading) {
  const std::string text = table();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
}

TEST_F(ExportVerbTest, ATableNeedsAType) {
  EXPECT_EQ(code({"export", path("table.csv")}), "cli.missing_argument");
  EXPECT_EQ(code({"export", path("table.csv"), "--type", "activty"}), "type.unknown");
  EXPECT_FALSE(std::filesystem::exists(path("table.csv")));
}

TEST_F(ExportVerbTest, AnotherEndingIsRefused) {
  for (const std::string name : {"table.xlsx", "table", "csv"}) {
    EXPECT_EQ(code({"export", path(name), "--type", "activity"}), "export.unknown_ending") << name;
    EXPECT_FALSE(std::filesystem::exists(path(name)));
  }
}

TEST_F(ExportVerbTest, AFolderThatIsNotThereIsAFailure) {
  EXPECT_NE(code({"export", path("nowhere/table.csv"), "--type", "activity"}), "done");
}

TEST_F(ExportVerbTest, ACopyOfTheWholeFileOpensInAnySqliteTool) {
  seminar();
  const json::object told = data({"export", path("all.sqlite")});
  EXPECT_GT(told.at("records").to_number<int>(), 1) << "the directory's records are in it too";
  EXPECT_TRUE(content("all.sqlite").starts_with("SQLite format 3"));
}

TEST_F(ExportVerbTest, ANewDeviceHasNothingToExport) {
  NewDevice device;
  EXPECT_EQ(device.code({"export", path("all.sqlite")}), "replica.not_enrolled");
  EXPECT_FALSE(std::filesystem::exists(path("all.sqlite")));
}

}  // namespace
}  // namespace mektep::client::test
