#include "shared/model/schema.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "shared/model/builtin.h"
#include "tests/shared/model/schema_builder.h"

namespace mektep::test {
namespace {

Schema parsed(const std::string& text) {
  auto schema = Schema::parse(text);
  if (!schema) ADD_FAILURE() << describe(schema.error());
  return schema ? *schema : Schema{};
}

std::string code_of(const Status& status) { return status ? "" : status.error().code; }
std::string code_of(const Result<Schema>& result) { return result ? "" : result.error().code; }

std::string shipped() {
  std::ifstream file(std::string(MEKTEP_DATA) + "/schema.toml");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(Schema, HoldsTheBuiltinTypesAtFirst) {
  const Schema schema;
  EXPECT_EQ(schema.version(), 0U);
  EXPECT_EQ(schema.types().size(), builtin::types().size());
  EXPECT_NE(schema.type("card"), nullptr);
}

TEST(Schema, FindsTypesAndFieldsByNameAndNumber) {
  const Schema schema = parsed(book(field_text("7", "pages", "integer")));
  const RecordType* type = schema.type("book");
  ASSERT_NE(type, nullptr);
  EXPECT_EQ(schema.type(TypeNumber{40}), type);
  EXPECT_EQ(schema.type(TypeNumber{39}), nullptr);
  EXPECT_EQ(schema.type(TypeNumber{41}), nullptr);
  EXPECT_EQ(schema.type("shelf"), nullptr);
  EXPECT_EQ(type->field("pages"), type->field(FieldNumber{7}));
  EXPECT_EQ(type->field(FieldNumber{2}), nullptr);
  EXPECT_EQ(type->field("author"), nullptr);
}

TEST(Schema, TypesAreSortedByNumber) {
  const Schema schema = parsed(book(type_text("33", "shelf") + field_text("1", "title")));
  for (std::size_t at = 1; at < schema.types().size(); ++at) {
    EXPECT_LT(schema.types()[at - 1].number, schema.types()[at].number);
  }
}

TEST(Schema, TheDocumentThatShipsIsGood) {
  const Schema schema = parsed(shipped());
  for (const char* name :
       {"org_unit", "school", "status_year", "period", "codebook", "school_profile", "person", "activity",
        "attendance", "ls_cycle", "observation", "practice", "report", "partnership"}) {
    EXPECT_NE(schema.type(name), nullptr) << name;
  }
}

TEST(Schema, EveryShippedTypeTravelsAsADocument) {
  const Schema schema = parsed(shipped());
  Schema received;
  for (const RecordType& type : schema.types()) {
    if (type.number.value < 32) continue;
    auto next = received.with_type(schema.document_of(type), schema.version());
    ASSERT_TRUE(next) << type.name << ": " << describe(next.error());
    received = *next;
  }
  EXPECT_EQ(received.types(), schema.types());
  EXPECT_EQ(received.version(), schema.version());
}

TEST(Schema, AReceivedDocumentIsHandedOutUnchanged) {
  const std::string document = book("", "colour = 1");
  const auto schema = Schema().with_type(document, 3);
  ASSERT_TRUE(schema);
  EXPECT_EQ(schema->document_of(*schema->type("book")), document);
  EXPECT_EQ(schema->version(), 3U);
}

TEST(Schema, ATypeMayGainFieldsAndNewNames) {
  const auto schema =
      parsed(book()).with_type(document(type_text("40", "volume", "title = [\"heading\"]") +
                                        field_text("1", "heading") + field_text("2", "pages", "integer")),
                               2);
  ASSERT_TRUE(schema) << describe(schema.error());
  EXPECT_EQ(schema->type("book"), nullptr);
  EXPECT_EQ(schema->type("volume")->fields.size(), 2U);
}

TEST(Schema, ANumberNeverChangesItsMeaning) {
  const Schema schema = parsed(book(field_text("2", "pages", "integer")));
  EXPECT_EQ(code_of(schema.with_type(book(), 2)), "schema.field_removed");
  EXPECT_EQ(code_of(schema.with_type(book(field_text("2", "pages", "text")), 2)), "schema.field_changed");
  EXPECT_EQ(code_of(schema.with_type(book(field_text("2", "pages", "decimal", "scale = 1")), 2)),
            "schema.field_changed");
  EXPECT_EQ(code_of(schema.with_type(book(field_text("2", "pages", "integer"), "key = [\"title\"]"), 2)),
            "schema.key_changed");
}

TEST(Schema, ATypeNeverMovesToAnotherKindOfScope) {
  std::string elsewhere = book();
  elsewhere.replace(elsewhere.find("\"school\""), 8, "\"network\"");
  EXPECT_EQ(code_of(parsed(book()).with_type(elsewhere, 2)), "schema.scope_changed");
}

TEST(Schema, ANameBelongsToOneType) {
  EXPECT_EQ(
      code_of(parsed(book()).with_type(document(type_text("41", "book") + field_text("1", "title")), 2)),
      "schema.name_taken");
}

TEST(Schema, ADocumentOfATypeHoldsOne) {
  EXPECT_EQ(code_of(Schema().with_type("version = 1", 1)), "schema.not_one_type");
}

TEST(Schema, AnOldProgramTakesWhatItUnderstandsOfALaterDocument) {
  const auto schema = Schema().with_type(book(field_text("2", "shape", "geometry")), 1);
  ASSERT_TRUE(schema);
  EXPECT_EQ(schema->type("book")->fields.size(), 1U);
}

TEST(Schema, ALaterVersionMayFollow) {
  std::string later =
      book(field_text("2", "pages", "integer") + type_text("41", "shelf") + field_text("1", "title"));
  later.replace(0, 11, "version = 2");
  EXPECT_EQ(code_of(parsed(later).may_follow(parsed(book()))), "");
  EXPECT_EQ(code_of(parsed(book()).may_follow(parsed(book()))), "schema.version_not_raised");
}

TEST(Schema, NothingIsEverTakenAway) {
  std::string later = document(type_text("41", "shelf") + field_text("1", "title"));
  later.replace(0, 11, "version = 2");
  EXPECT_EQ(code_of(parsed(later).may_follow(parsed(book()))), "schema.type_removed");
  later = book();
  later.replace(0, 11, "version = 2");
  EXPECT_EQ(code_of(parsed(later).may_follow(parsed(book(field_text("2", "pages", "integer"))))),
            "schema.field_removed");
}

TEST(Schema, AReceivedTypeMayBeReplacedAgainAndAgain) {
  Schema schema = parsed(book());
  std::string fields;
  for (int number = 2; number <= 12; ++number) {
    fields += field_text(std::to_string(number), "f" + std::to_string(number));
    auto next = schema.with_type(book(fields), static_cast<std::uint32_t>(number));
    ASSERT_TRUE(next) << describe(next.error());
    schema = std::move(*next);
  }
  EXPECT_EQ(schema.type("book")->fields.size(), 12U);
  EXPECT_EQ(schema.version(), 12U);
  EXPECT_EQ(schema.types().size(), parsed(book()).types().size());
}

// Records arrive in any order; what was learnt stays learnt.
TEST(Schema, AnOlderVersionOfATypeDoesNotLowerTheVersionOfTheWhole) {
  const auto schema =
      parsed(book()).with_type(document(type_text("41", "shelf") + field_text("1", "title")), 0);
  ASSERT_TRUE(schema);
  EXPECT_EQ(schema->version(), 1U);
}

TEST(Schema, LearningATypeLeavesTheOldSchemaAlone) {
  const Schema schema = parsed(book());
  ASSERT_TRUE(schema.with_type(document(type_text("41", "shelf") + field_text("1", "title")), 2));
  EXPECT_EQ(schema.type("shelf"), nullptr);
  EXPECT_EQ(schema.version(), 1U);
}

TEST(Schema, TheProgramsOwnTypesCannotBeReplaced) {
  EXPECT_EQ(code_of(Schema().with_type(document(type_text("1", "card") + field_text("1", "title")), 2)),
            "schema.number_out_of_range");
  EXPECT_EQ(code_of(Schema().with_type(document(type_text("40", "card") + field_text("1", "title")), 2)),
            "schema.name_taken");
}

TEST(Schema, ARetiredFieldKeepsItsNumberAndItsKind) {
  const Schema schema = parsed(book(field_text("2", "pages", "integer")));
  const auto retired =
      schema.with_type(book(field_text("2", "old_pages", "integer", "writers = [\"server\"]")), 2);
  ASSERT_TRUE(retired) << describe(retired.error());
  EXPECT_EQ(retired->type("book")->field(FieldNumber{2})->writers, std::vector<std::string>{"server"});
  EXPECT_EQ(retired->type("book")->field("pages"), nullptr);
}

TEST(Schema, ASetNeverChangesWhatItHoldsNorAReferenceItsTarget) {
  const Schema schema = parsed(book(field_text("2", "tags", "set", "of = \"text\"") +
                                    field_text("3", "next", "reference", "type = \"book\"")));
  EXPECT_EQ(
      code_of(schema.with_type(book(field_text("2", "tags", "set", "of = \"code\"\ncodebook = \"tags\"") +
                                    field_text("3", "next", "reference", "type = \"book\"")),
                               2)),
      "schema.field_changed");
  EXPECT_EQ(code_of(schema.with_type(book(field_text("2", "tags", "set", "of = \"text\"") +
                                          field_text("3", "next", "reference", "type = \"shelf\"")),
                                     2)),
            "schema.field_changed");
}

TEST(Schema, ADecimalKeepsItsScale) {
  const Schema schema = parsed(book(field_text("2", "price", "decimal", "scale = 2")));
  EXPECT_EQ(code_of(schema.with_type(book(field_text("2", "price", "decimal", "scale = 3")), 2)),
            "schema.field_changed");
  EXPECT_EQ(code_of(schema.with_type(book(field_text("2", "price", "decimal", "scale = 2\nmax = 5")), 2)),
            "");
}

// The ids of all records of the type hang on it.
TEST(Schema, ANaturalKeyKeepsItsFieldsAndTheirOrder) {
  const std::string fields = field_text("2", "isbn") + field_text("3", "year", "integer");
  const Schema schema = parsed(book(fields, "key = [\"isbn\", \"year\"]"));
  EXPECT_EQ(code_of(schema.with_type(book(fields, "key = [\"year\", \"isbn\"]"), 2)), "schema.key_changed");
  EXPECT_EQ(code_of(schema.with_type(book(fields, "key = [\"isbn\"]"), 2)), "schema.key_changed");
  EXPECT_EQ(code_of(schema.with_type(book(fields), 2)), "schema.key_changed");
  const std::string renamed = field_text("2", "code") + field_text("3", "year", "integer");
  EXPECT_EQ(code_of(schema.with_type(book(renamed, "key = [\"code\", \"year\"]"), 2)), "");
}

TEST(Schema, AFailureNamesTheTypeAndTheField) {
  const Schema schema = parsed(book(field_text("2", "pages", "integer")));
  const auto changed = schema.with_type(book(field_text("2", "leaves", "text")), 2);
  ASSERT_FALSE(changed);
  EXPECT_EQ(describe(changed.error()),
            "schema.field_changed type=book field=leaves key=number word=2 line=0");
}

TEST(Schema, ADocumentThatIsBrokenTeachesNothing) {
  EXPECT_EQ(code_of(Schema().with_type("[[type", 1)), "schema.not_toml");
  EXPECT_EQ(code_of(Schema().with_type("", 1)), "schema.key_missing");
  EXPECT_EQ(code_of(Schema().with_type(std::string(5 << 20, '\n'), 1)), "schema.too_large");
  EXPECT_EQ(code_of(Schema().with_type(book(type_text("41", "shelf") + field_text("1", "title")), 1)),
            "schema.not_one_type");
}

TEST(Schema, TheShippedDocumentMayFollowItselfUnderAHigherVersion) {
  std::string later = shipped();
  const std::size_t at = later.find("\nversion = ");
  ASSERT_NE(at, std::string::npos);
  later.replace(at, later.find('\n', at + 1) - at, "\nversion = 900");
  EXPECT_EQ(code_of(parsed(later).may_follow(parsed(shipped()))), "");
}

// Labels, roles and titles are for people; columns and keys are not touched by them.
TEST(Schema, WhatIsForPeopleMayChange) {
  std::string later =
      book(field_text("2", "pages", "integer", "required = true\nmin = 1"), "title = [\"pages\"]");
  later.replace(0, 11, "version = 2");
  later.replace(later.find("Атауы"), 10, "Кітап");
  EXPECT_EQ(code_of(parsed(later).may_follow(parsed(book(field_text("2", "pages", "integer"))))), "");
}

TEST(Dimensions, AreTakenApart) {
  EXPECT_EQ(dimension_of("kind"), (Dimension{"", "kind", Dimension::Part::whole}));
  EXPECT_EQ(dimension_of("from:month"), (Dimension{"", "from", Dimension::Part::month}));
  EXPECT_EQ(dimension_of("activity.from:year"), (Dimension{"activity", "from", Dimension::Part::year}));
}

TEST(Dimensions, OtherFormsAreNone) {
  for (const std::string text : {"", ".kind", "activity.", "a.b.c", "from:week", "from:", ":month"}) {
    EXPECT_FALSE(dimension_of(text)) << text;
  }
}

}  // namespace
}  // namespace mektep::test
