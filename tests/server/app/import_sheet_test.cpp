#include "server/app/import_sheet.h"

#include <gtest/gtest.h>

#include "shared/model/element.h"

namespace mektep::server {
namespace {

using Need = SheetColumn::Need;

CsvTable table_of(std::vector<std::string> columns, std::vector<std::string> cells) {
  return {"table.csv", std::move(columns), {{7, std::move(cells)}}};
}

// One cell under the heading "cell".
class Cell {
 public:
  explicit Cell(std::string text)
      : table_(table_of({"cell"}, {std::move(text)})), row_(table_, table_.rows[0]) {
    lookups_.code = [](const std::string& book, const std::string& code) {
      return book == "books" && code == "known";
    };
    lookups_.reference = [](const std::string& type, const std::string& code) {
      const bool there = type == "school" && code == "KZ61-0203";
      return there ? std::optional(Reference{{}, TypeNumber{33}, RecordId{5}}) : std::nullopt;
    };
  }
  Result<Value> as(const Field& field) const { return row_.value("cell", field, lookups_); }
  Result<std::vector<Bytes>> as_set(const Field& field) const {
    return row_.elements("cell", field, lookups_);
  }

 private:
  CsvTable table_;
  SheetRow row_;
  SheetLookups lookups_;
};

Field field_of(FieldKind kind) {
  Field field;
  field.number = FieldNumber{1};
  field.name = "field";
  field.kind = kind;
  return field;
}

std::string refusal(const Result<Value>& value) { return value.ok() ? "accepted" : value.error().code; }

TEST(SheetCells, TextsStandAsTheyAre) {
  EXPECT_EQ(*Cell("Ақбұлақ").as(field_of(FieldKind::text)), Value(std::string("Ақбұлақ")));
}

TEST(SheetCells, ATextIsAsLongAsItsFieldLets) {
  Field field = field_of(FieldKind::text);
  field.maximum = 4;
  EXPECT_TRUE(Cell("ұзын").as(field).ok()) << "letters count, not bytes";
  EXPECT_EQ(refusal(Cell("ұзынд").as(field)), "import.wrong_value");
  EXPECT_EQ(refusal(Cell(std::string(5000, 'x')).as(field_of(FieldKind::text))), "import.wrong_value");
}

TEST(SheetCells, NumbersStayInTheirRange) {
  Field field = field_of(FieldKind::integer);
  field.minimum = 0;
  field.maximum = 2000;
  EXPECT_EQ(*Cell("47").as(field), Value(std::int64_t{47}));
  for (const auto* wrong : {"-1", "2001", "4.5", "many", "1e3", "0x10"}) {
    EXPECT_EQ(refusal(Cell(wrong).as(field)), "import.wrong_value") << wrong;
  }
}

TEST(SheetCells, DecimalsTakeTheScaleOfTheirField) {
  Field field = field_of(FieldKind::decimal);
  field.scale = 2;
  field.minimum = 0;
  EXPECT_EQ(*Cell("2.5").as(field), Value(Decimal{250}));
  EXPECT_EQ(refusal(Cell("2.555").as(field)), "import.wrong_value");
  EXPECT_EQ(refusal(Cell("NaN").as(field)), "import.wrong_value");
}

TEST(SheetCells, DatesAreDaysOfTheCalendar) {
  EXPECT_TRUE(Cell("2024-02-29").as(field_of(FieldKind::date)).ok());
  EXPECT_EQ(refusal(Cell("2026-02-31").as(field_of(FieldKind::date))), "import.wrong_value");
  EXPECT_EQ(refusal(Cell("31.12.2025").as(field_of(FieldKind::date))), "import.wrong_value");
}

TEST(SheetCells, YesAndNoAreWritten) {
  EXPECT_EQ(*Cell("yes").as(field_of(FieldKind::boolean)), Value(true));
  EXPECT_EQ(*Cell("no").as(field_of(FieldKind::boolean)), Value(false));
  EXPECT_EQ(refusal(Cell("1").as(field_of(FieldKind::boolean))), "import.wrong_value");
}

TEST(SheetCells, CodesAreThoseOfTheirBook) {
  Field field = field_of(FieldKind::code);
  field.codebook = "books";
  EXPECT_EQ(*Cell("known").as(field), Value(std::string("known")));
  const auto unknown = Cell("other").as(field);
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().code, "import.unknown_code");
  EXPECT_EQ(unknown.error().argument("file"), "table.csv");
  EXPECT_EQ(unknown.error().argument("line"), "7");
  EXPECT_EQ(unknown.error().argument("column"), "cell");
  EXPECT_EQ(unknown.error().argument("given"), "other");
}

TEST(SheetCells, ReferencesAreFoundByCode) {
  Field field = field_of(FieldKind::reference);
  field.target = "school";
  EXPECT_EQ(*Cell("KZ61-0203").as(field), Value(Reference{{}, TypeNumber{33}, RecordId{5}}));
  EXPECT_EQ(refusal(Cell("KZ00-0000").as(field)), "import.unknown_code");
}

TEST(SheetCells, AnEmptyCellIsNothingUnlessItsFieldIsRequired) {
  Field field = field_of(FieldKind::integer);
  EXPECT_EQ(*Cell("").as(field), Value(Nothing{}));
  field.required = true;
  EXPECT_EQ(refusal(Cell("").as(field)), "import.wrong_value");
}

TEST(SheetCells, ListsAreJoinedByPlus) {
  Field field = field_of(FieldKind::set);
  field.element = ElementKind::code;
  field.codebook = "books";
  EXPECT_EQ(*Cell("known+known").as_set(field),
            std::vector<Bytes>(2, element_key(ElementKind::code, std::string("known"))));
  EXPECT_TRUE(Cell("").as_set(field)->empty());
  EXPECT_EQ(Cell("known+other").as_set(field).error().code, "import.unknown_code");
  EXPECT_EQ(Cell("known++known").as_set(field).error().code, "import.wrong_value");
}

TEST(SheetCells, ElementsHaveTheirOwnBound) {
  Field field = field_of(FieldKind::set);
  field.element = ElementKind::text;
  EXPECT_TRUE(Cell(std::string(256, 'x')).as_set(field).ok());
  EXPECT_EQ(Cell(std::string(257, 'x')).as_set(field).error().code, "import.wrong_value");
}

TEST(SheetRows, AColumnThatTheTableLacksIsEmpty) {
  const auto table = table_of({"a"}, {"1"});
  const SheetRow row(table, table.rows[0]);
  EXPECT_TRUE(row.has("a"));
  EXPECT_FALSE(row.has("b"));
  EXPECT_EQ(row.cell("b"), "");
}

TEST(SheetRows, ErrorsNameThePlace) {
  const auto table = table_of({"a"}, {"x"});
  const SheetRow row(table, table.rows[0]);
  EXPECT_EQ(
      describe(row.doubled("KZ1")),
      describe(
          refused("import.doubled_code").with("file", "table.csv").with("line", "7").with("code", "KZ1")));
  EXPECT_EQ(row.wrong_value("a").argument("given"), "x");
}

constexpr SheetColumn columns[] = {{"code", "code", Need::required}, {"note", "", Need::optional}};

TEST(SheetColumns, RequiredOnesMustBeThere) {
  EXPECT_TRUE(check_columns(table_of({"code", "note"}, {}), columns).ok());
  EXPECT_TRUE(check_columns(table_of({"code"}, {}), columns).ok());
  const auto missing = check_columns(table_of({"note"}, {}), columns);
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, "import.column_missing");
  EXPECT_EQ(missing.error().argument("column"), "code");
}

TEST(SheetColumns, UnknownOnesAreNotPassedOver) {
  const auto unknown = check_columns(table_of({"code", "nmae"}, {}), columns);
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().code, "import.column_unknown");
  EXPECT_EQ(unknown.error().argument("column"), "nmae");
}

}  // namespace
}  // namespace mektep::server
