#include "client/cli/fields.h"

#include "shared/model/record_id.h"
#include "tests/client/cli/command_line.h"

namespace mektep::client::test {
namespace {

class FieldsTest : public CommandLineTest {
 protected:
  Result<FieldWrite> parsed(const std::string& typed, const std::string& type = "activity") {
    return parse_field(*pc_, *pc_->schema().type(type), school, typed);
  }
  Value value(const std::string& typed, const std::string& type = "activity") {
    const auto write = parsed(typed, type);
    EXPECT_TRUE(write.ok()) << (write ? "" : describe(write.error()));
    return write && write->value ? *write->value : Value(Nothing{});
  }
  std::string failing(const std::string& typed, const std::string& type = "activity") {
    const auto write = parsed(typed, type);
    return write ? "done" : write.error().code;
  }
};

TEST_F(FieldsTest, EachKindIsReadAsItsField) {
  EXPECT_EQ(value("topic=Семинар"), Value(std::string("Семинар")));
  EXPECT_EQ(value("kind=seminar"), Value(std::string("seminar")));
  EXPECT_EQ(value("guests=12"), Value(std::int64_t{12}));
  EXPECT_EQ(value("hours=1.5"), Value(Decimal{150}));
  EXPECT_EQ(value("hours=1,5"), value("hours=1.5"));
  EXPECT_EQ(value("from=2026-02-10"), Value(Date{20'494}));
}

TEST_F(FieldsTest, AnEmptyValueEmptiesTheField) { EXPECT_EQ(value("guests="), Value(Nothing{})); }

TEST_F(FieldsTest, AValueMayHoldEqualsSigns) {
  EXPECT_EQ(value("topic=a=b+=c"), Value(std::string("a=b+=c")));
}

TEST_F(FieldsTest, YesAndNoAreReadInThreeLanguages) {
  const RecordType* type = pc_->schema().type("status_year");
  for (const std::string yes : {"yes", "иә", "да", "true", "1"}) {
    const auto write = parse_field(*pc_, *type, network_scope, "reports=" + yes);
    ASSERT_TRUE(write.ok()) << yes;
    EXPECT_EQ(*write->value, Value(true));
  }
  for (const std::string no : {"no", "жоқ", "нет", "false", "0"}) {
    EXPECT_EQ(*parse_field(*pc_, *type, network_scope, "reports=" + no)->value, Value(false));
  }
  EXPECT_EQ(parse_field(*pc_, *type, network_scope, "reports=perhaps").error().code, "field.not_yes_or_no");
}

TEST_F(FieldsTest, LongTextIsTakenWhole) {
  const auto write = parsed("description=бір\nекі");
  ASSERT_TRUE(write.ok());
  EXPECT_EQ(write->text, "бір\nекі");
  EXPECT_FALSE(write->value);
}

TEST_F(FieldsTest, ASetIsReplacedGrownOrShrunk) {
  const auto whole = parsed("audience=school_team, parents");
  ASSERT_TRUE(whole.ok());
  EXPECT_TRUE(whole->whole_set);
  EXPECT_EQ(whole->add.size(), 2U);
  const auto grown = parsed("audience+=parents");
  EXPECT_FALSE(grown->whole_set);
  EXPECT_EQ(grown->add.size(), 1U);
  const auto shrunk = parsed("audience-=parents");
  EXPECT_EQ(shrunk->remove.size(), 1U);
  EXPECT_TRUE(parsed("audience=")->whole_set);
  EXPECT_TRUE(parsed("audience=")->add.empty());
}

TEST_F(FieldsTest, OnlySetsGrowAndShrink) {
  EXPECT_EQ(failing("guests+=3"), "field.not_a_set");
  EXPECT_EQ(failing("description-=x"), "field.not_a_set");
}

TEST_F(FieldsTest, WhatIsNoFieldIsTold) {
  EXPECT_EQ(failing("topic"), "field.malformed");
  EXPECT_EQ(failing("=x"), "field.malformed");
  const auto unknown = parsed("tpic=x");
  EXPECT_EQ(unknown.error().code, "field.unknown");
  EXPECT_EQ(unknown.error().argument("nearest"), "topic");
  EXPECT_EQ(unknown.error().remedy, Remedy::usage);
}

TEST_F(FieldsTest, NumbersAndDatesThatAreNoneNameTheField) {
  for (const auto& [typed, wanted] :
       std::vector<std::pair<std::string, std::string>>{{"hours=NaN", "number.malformed"},
                                                        {"hours=1e3", "number.malformed"},
                                                        {"hours=0x10", "number.malformed"},
                                                        {"hours=99999999999999999999", "number.too_large"},
                                                        {"hours=1.234", "number.too_precise"},
                                                        {"guests=1.5", "number.malformed"},
                                                        {"from=2026-02-31", "date.impossible"},
                                                        {"from=10.02.2026", "date.malformed"},
                                                        {"from=завтра", "date.malformed"}}) {
    const auto write = parsed(typed);
    ASSERT_FALSE(write.ok()) << typed;
    EXPECT_EQ(write.error().code, wanted) << typed;
    EXPECT_EQ(write.error().argument("field"), typed.substr(0, typed.find('='))) << typed;
  }
}

TEST_F(FieldsTest, AReferenceIsAnIdAKeyOrWords) {
  const Reference aigul_herself{ScopeNumber{0}, pc_->schema().type("person")->number, aigul.person};
  const auto lead = [&](const std::string& typed) { return parsed("leads=" + typed); };
  EXPECT_EQ(lead(to_text(aigul.person))->add, std::vector<Value>{Value(aigul_herself)});
  EXPECT_EQ(lead("Ахметова Айгүл")->add, std::vector<Value>{Value(aigul_herself)});
  EXPECT_EQ(lead("айгуль")->add, std::vector<Value>{Value(aigul_herself)});
  EXPECT_EQ(lead("Ахметова Айгүл,Есенов Болат")->add.size(), 2U);
  EXPECT_EQ(failing("leads=Ешкім"), "field.unknown_reference");
}

TEST_F(FieldsTest, ASchoolIsNamedByItsCodeAcrossScopes) {
  const auto write = parsed("partners=KZ61-0107");
  ASSERT_TRUE(write.ok()) << describe(write.error());
  EXPECT_EQ(
      write->add,
      std::vector<Value>{Value(Reference{network_scope, partner_school_.key.type, partner_school_.key.id})});
}

TEST_F(FieldsTest, WordsThatNameSeveralRecordsAreAmbiguous) {
  EXPECT_EQ(failing("partners=мектебі"), "field.ambiguous_reference");
}

TEST_F(FieldsTest, AFieldWrittenTwiceIsOneWrite) {
  const RecordType& type = *pc_->schema().type("activity");
  const auto writes = parse_fields(*pc_, type, school,
                                   {"topic=бір", "audience+=parents", "topic=екі", "audience+=school_team"});
  ASSERT_TRUE(writes.ok());
  ASSERT_EQ(writes->size(), 2U);
  EXPECT_EQ(*(*writes)[0].value, Value(std::string("екі")));
  EXPECT_EQ((*writes)[1].add.size(), 2U);
}

TEST_F(FieldsTest, AnUnknownTypeNamesTheNearest) {
  const auto type = type_named(*pc_, "activty");
  ASSERT_FALSE(type.ok());
  EXPECT_EQ(type.error().argument("nearest"), "activity");
  EXPECT_TRUE(type_named(*pc_, "activity").ok());
}

}  // namespace
}  // namespace mektep::client::test
