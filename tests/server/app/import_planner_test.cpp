#include "server/app/import_planner.h"

#include "tests/server/app/office_fixture.h"

namespace mektep::server::test {
namespace {

TEST(ImportKinds, AreNamedAsPeopleTypeThem) {
  EXPECT_EQ(*import_kind("regions"), ImportKind::regions);
  EXPECT_EQ(*import_kind("statuses"), ImportKind::statuses);
}

TEST(ImportKinds, AMistypedOneIsToldTheNearest) {
  const auto unknown = import_kind("shcools");
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().code, "import.unknown_kind");
  EXPECT_EQ(unknown.error().argument("nearest"), "schools");
  EXPECT_EQ(unknown.error().remedy, Remedy::usage);
}

class ImportPlanning : public ::testing::Test {
 protected:
  Result<ImportPlan> plan(ImportKind kind, const std::string& text) {
    const auto table = read_csv("table.csv", view_of(text));
    EXPECT_TRUE(table.ok());
    const auto reader = office_.reader();
    const Directory directory = office_.directory();
    const ImportGround ground{office_.store.schema(), *reader, directory, [] { return RecordId{42}; }};
    return plan_import(kind, *table, ground);
  }
  Office office_;
};

TEST_F(ImportPlanning, NothingIsWrittenByPlanning) {
  EXPECT_TRUE(plan(ImportKind::codebooks, "code,kk,ru,en\na,А,А,A\n").ok());
  EXPECT_FALSE(office_.reader()->head(network_scope).has_value());
}

TEST_F(ImportPlanning, ARecordRemembersItsLine) {
  const auto planned = plan(ImportKind::codebooks, "code,kk,ru,en\na,А,А,A\n\nb,Б,Б,B\n");
  ASSERT_TRUE(planned.ok());
  EXPECT_EQ(planned->rows, 2U);
  ASSERT_EQ(planned->records.size(), 2U);
  EXPECT_EQ(planned->records[0].line, 2U);
  EXPECT_EQ(planned->records[1].line, 4U);
}

TEST_F(ImportPlanning, AColumnThatIsNotThereLeavesItsFieldAlone) {
  const auto without = plan(ImportKind::regions, "kato,kk,ru,en,kind\n1,А,А,A,oblast\n");
  const auto with = plan(ImportKind::regions, "kato,iso3166_2,kk,ru,en,kind\n1,,А,А,A,oblast\n");
  ASSERT_TRUE(without.ok() && with.ok());
  EXPECT_EQ(with->records[0].fields.size(), without->records[0].fields.size() + 1);
}

TEST_F(ImportPlanning, ABookThatIsNotThereYetTellsNothingWrong) {
  EXPECT_TRUE(plan(ImportKind::regions, "kato,kk,ru,en,kind\n1,А,А,A,anything\n").ok());
  office_.import_shipped(ImportKind::codebooks, "codebooks/org_kinds.csv");
  EXPECT_EQ(plan(ImportKind::regions, "kato,kk,ru,en,kind\n1,А,А,A,anything\n").error().code,
            "import.unknown_code");
}

TEST_F(ImportPlanning, ColumnsAreCheckedBeforeRows) {
  const auto missing = plan(ImportKind::terms, "school_year,quarter,starts\nx,y,z\n");
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().code, "import.column_missing");
  EXPECT_EQ(missing.error().argument("column"), "ends");
  EXPECT_EQ(plan(ImportKind::people, "school,name_kk,roles,salary\na,b,c,d\n").error().code,
            "import.column_unknown");
}

TEST_F(ImportPlanning, SchoolsAreNumberedOnFromWhatIsThere) {
  office_.import_directory();
  ASSERT_TRUE(register_school(office_.parts, "KZ99-0001").ok());
  const std::string columns = "code,kato,region,short_kk,short_ru,programme,status_years,reports\n";
  const auto planned =
      plan(ImportKind::schools,
           columns + "KZ1,1,610000000,А,А,leading,2024,yes\nKZ99-0001,2,610000000,Б,Б,leading,2024,yes\n");
  ASSERT_TRUE(planned.ok());
  ASSERT_EQ(planned->new_schools.size(), 1U);
  EXPECT_EQ(planned->new_schools[0], (School{SchoolNumber{2}, "KZ1"}));
}

TEST_F(ImportPlanning, NaturalIdsAreThoseThatADeviceComputes) {
  const auto planned = plan(ImportKind::regions, "kato,kk,ru,en,kind\n610000000,Т,Т,T,oblast\n");
  ASSERT_TRUE(planned.ok());
  EXPECT_EQ(planned->records[0].key.id, office_.id_by_code("org_unit", "610000000"));
}

TEST(PlannedRecords, FieldsThatTheSchemaLacksAreNotPut) {
  Office office;
  PlannedRecord record;
  put(record, office.type("period"), "code", std::string("x"));
  put(record, office.type("period"), "colour", std::string("red"));
  put_first(record, office.type("period"), "state", std::string("planned"));
  put(record, office.type("period"), "code", std::string("y"));
  ASSERT_EQ(record.fields.size(), 2U);
  EXPECT_EQ(record.fields[0].value, Value(std::string("y")));
  EXPECT_FALSE(record.fields[0].only_if_absent);
  EXPECT_TRUE(record.fields[1].only_if_absent);
}

}  // namespace
}  // namespace mektep::server::test
