#include "client/replica/naming.h"

#include <gtest/gtest.h>

namespace mektep::client::test {
namespace {

Schema library() {
  const auto schema = Schema::parse(R"toml(
version = 1
[[type]]
number = 60
name = "book_loan"
scope = "school"
labels = { kk = "Кітап", ru = "Книга", en = "Loan" }
writers = ["coordinator"]
title = ["title"]
  [[type.field]]
  number = 1
  name = "title"
  kind = "text"
  labels = { kk = "Атауы", ru = "Название", en = "Title" }
  [[type.field]]
  number = 2
  name = "returned"
  kind = "date"
  labels = { kk = "Қайтарылды", ru = "Возвращена", en = "Returned" }
)toml");
  return *schema;
}

}  // namespace

TEST(Naming, TypesAndFieldsAreFoundByName) {
  const Schema schema = library();
  const auto type = type_named(schema, "book_loan");
  ASSERT_TRUE(type.ok());
  EXPECT_EQ((*type)->number, TypeNumber{60});
  const auto field = field_named(**type, "returned");
  ASSERT_TRUE(field.ok());
  EXPECT_EQ((*field)->number, FieldNumber{2});
}

TEST(Naming, AnUnknownTypeSuggestsTheNearest) {
  const auto unknown = type_named(library(), "book_lon");
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().code, "type.unknown");
  EXPECT_EQ(unknown.error().remedy, Remedy::usage);
  EXPECT_EQ(unknown.error().argument("type"), "book_lon");
  EXPECT_EQ(unknown.error().argument("nearest"), "book_loan");
}

TEST(Naming, TheProgramsOwnTypesAreNobodysToName) {
  const Schema schema;
  for (const RecordType& type : schema.types()) EXPECT_FALSE(type_named(schema, type.name).ok()) << type.name;
}

TEST(Naming, AnUnknownFieldSuggestsTheNearestOfItsType) {
  const Schema schema = library();
  const auto unknown = field_named(*schema.type("book_loan"), "retuned");
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().code, "field.unknown");
  EXPECT_EQ(unknown.error().argument("type"), "book_loan");
  EXPECT_EQ(unknown.error().argument("field"), "retuned");
  EXPECT_EQ(unknown.error().argument("nearest"), "returned");
}

TEST(Naming, WhereNothingIsNearAllNamesAreTold) {
  const Schema schema = library();
  const Error field = unknown_field(*schema.type("book_loan"), "xyzzy");
  EXPECT_EQ(field.argument("nearest"), "");
  EXPECT_NE(field.argument("known").find("returned"), std::string_view::npos);
  const Error type = unknown_type(schema, "xyzzy");
  EXPECT_EQ(type.argument("nearest"), "");
  EXPECT_EQ(type.argument("known"), "book_loan") << "the program's own types are nobody's to name";
}

}  // namespace mektep::client::test
