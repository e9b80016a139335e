#include "server/app/csv.h"

#include <gtest/gtest.h>

namespace mektep::server {
namespace {

using Cells = std::vector<std::string>;

Result<CsvTable> read(std::string_view text) { return read_csv("table.csv", view_of(text)); }

CsvTable table(std::string_view text) {
  auto read_table = read(text);
  EXPECT_TRUE(read_table.ok()) << (read_table.ok() ? "" : describe(read_table.error()));
  return read_table.ok() ? *read_table : CsvTable{};
}

Error failure(std::string_view text) {
  const auto failed = read(text);
  EXPECT_FALSE(failed.ok());
  return failed.ok() ? Error{} : failed.error();
}

TEST(Csv, TheFirstLineNamesTheColumns) {
  const auto read_table = table("code,name\nA,Айгүл\n");
  EXPECT_EQ(read_table.file, "table.csv");
  EXPECT_EQ(read_table.columns, (Cells{"code", "name"}));
  ASSERT_EQ(read_table.rows.size(), 1U);
  EXPECT_EQ(read_table.rows[0].cells, (Cells{"A", "Айгүл"}));
  EXPECT_EQ(read_table.rows[0].line, 2U);
}

TEST(Csv, AByteOrderMarkIsNoPartOfTheFirstColumn) {
  EXPECT_EQ(table("\xef\xbb\xbf"
                  "code\nA\n")
                .columns,
            Cells{"code"});
}

TEST(Csv, LinesEndInEitherWayAndTheLastNeedNotEnd) {
  EXPECT_EQ(table("a,b\r\n1,2\r\n3,4").rows.size(), 2U);
  EXPECT_EQ(table("a,b\n1,2\n3,4\n").rows[1].cells, (Cells{"3", "4"}));
}

TEST(Csv, QuotesKeepCommasQuotesAndNothingElse) {
  EXPECT_EQ(table("a,b\n\"x, y\",\"он \"\"жаңа\"\" деді\"\n").rows[0].cells,
            (Cells{"x, y", "он \"жаңа\" деді"}));
  EXPECT_EQ(table("a,b\n\"\",\n").rows[0].cells, (Cells{"", ""}));
}

TEST(Csv, BlankLinesAreNoRowsButAreCounted) {
  const auto read_table = table("a,b\n\n1,2\n\n\n3,4\n\n");
  ASSERT_EQ(read_table.rows.size(), 2U);
  EXPECT_EQ(read_table.rows[0].line, 3U);
  EXPECT_EQ(read_table.rows[1].line, 6U);
}

TEST(Csv, CellsAreTrimmedAndBroughtToOneForm) {
  // и + combining breve is one letter after that.
  EXPECT_EQ(table("a\n  \xd0\xb8\xcc\x86 \n").rows[0].cells, Cells{"\xd0\xb9"});
  EXPECT_EQ(table("a\n\xc2\xa0х\xc2\xa0\n").rows[0].cells, Cells{"х"});
}

TEST(Csv, AnEmptyFileAndOneWithColumnsAloneHaveNoRows) {
  EXPECT_EQ(failure("").code, "import.empty");
  EXPECT_EQ(failure("\n\n").code, "import.empty");
  EXPECT_EQ(failure("code,name\n").code, "import.empty");
  EXPECT_EQ(failure("code,name\n").argument("file"), "table.csv");
}

TEST(Csv, AnotherEncodingIsToldWithItsLine) {
  const auto windows = failure("code,name\nA,ok\nB,\xc0\xe9\xe3\xfc\xeb\n");
  EXPECT_EQ(windows.code, "import.wrong_encoding");
  EXPECT_EQ(windows.argument("line"), "3");
  EXPECT_EQ(failure(std::string_view("\xff\xfe"
                                     "a\0,\0b\0\n\0",
                                     10))
                .code,
            "import.wrong_encoding");
}

TEST(Csv, LettersThatWereLostBeforeAreNoticed) {
  const auto lost = failure("a\nСә\nС\xef\xbf\xbd\n");
  EXPECT_EQ(lost.code, "import.wrong_encoding");
  EXPECT_EQ(lost.argument("line"), "3");
}

TEST(Csv, ARowWithAnotherNumberOfCellsIsRefused) {
  EXPECT_EQ(failure("a,b\n1\n").code, "import.wrong_row");
  const auto longer = failure("a,b\n1,2\n1,2,3\n");
  EXPECT_EQ(longer.code, "import.wrong_row");
  EXPECT_EQ(longer.argument("line"), "3");
}

TEST(Csv, QuotesInTheWrongPlaceAreRefused) {
  EXPECT_EQ(failure("a,b\nx\"y,2\n").code, "import.wrong_row");
  EXPECT_EQ(failure("a,b\n\"x\"y,2\n").code, "import.wrong_row");
  const auto open = failure("a,b\n1,2\n\"x,2\n3,4\n");
  EXPECT_EQ(open.code, "import.wrong_row");
  EXPECT_EQ(open.argument("line"), "3");
}

TEST(Csv, ALoneCarriageReturnIsNoLineEnd) { EXPECT_EQ(failure("a,b\r1,2\n").code, "import.wrong_row"); }

TEST(Csv, AColumnStandsOnce) {
  const auto doubled = failure("code,name,code\n1,2,3\n");
  EXPECT_EQ(doubled.code, "import.column_doubled");
  EXPECT_EQ(doubled.argument("column"), "code");
}

TEST(Csv, WhatNobodySeesDoesNotGetIn) {
  const auto control = failure(std::string_view("a,b\nx,y\x01z\n", 10));
  EXPECT_EQ(control.code, "import.wrong_value");
  EXPECT_EQ(control.argument("column"), "b");
  EXPECT_EQ(control.argument("line"), "2");
  EXPECT_EQ(failure(std::string_view("a\nx\0y\n", 6)).code, "import.wrong_value");
  EXPECT_EQ(failure("a\nx\xe2\x80\xaey\n").code, "import.wrong_value");
}

TEST(Csv, ALineBreakInsideQuotesIsNoSingleLine) {
  const auto broken = failure("a,b\n\"x\ny\",2\n");
  EXPECT_EQ(broken.code, "import.wrong_value");
  EXPECT_EQ(broken.argument("line"), "2");
}

TEST(Csv, LinesAreCountedOnThroughQuotedBreaks) {
  EXPECT_EQ(failure("a,b\n\"x\ny\",2\n3\n").argument("line"), "2");
}

TEST(Csv, SemicolonsAreNoCommas) { EXPECT_EQ(table("code;name\nA;B\n").columns, Cells{"code;name"}); }

}  // namespace
}  // namespace mektep::server
