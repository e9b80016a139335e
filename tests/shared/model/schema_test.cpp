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
