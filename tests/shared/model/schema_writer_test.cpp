#include <gtest/gtest.h>

#include "shared/model/schema_document.h"
#include "tests/shared/model/schema_builder.h"

namespace mektep::test {
namespace {

RecordType read_one(const std::string& text) {
  auto parsed = read_schema_document(text, SchemaOrigin::person);
  if (!parsed) ADD_FAILURE() << describe(parsed.error()) << "\n" << text;
  return parsed ? assembled(std::move(parsed->types.at(0))) : RecordType{};
}

TEST(SchemaWriter, WhatItWritesReadsBackAsTheSameType) {
  const RecordType type = read_one(
      book(field_text("2", "pages", "integer", "min = 1\nmax = 5000\nrequired = true") +
               field_text("3", "price", "decimal", "scale = 2\nmin = 0\nmax = 100") +
               field_text("4", "on", "date") +
               field_text("5", "lent", "boolean", "writers = [\"office\", \"server\"]") +
               field_text("6", "subject", "code", "codebook = \"subjects\"") +
               field_text("7", "next", "reference", "type = \"book\"") +
               field_text("8", "notes", "long_text") + field_text("9", "tags", "set", "of = \"text\"") +
               field_text("10", "themes", "set", "of = \"code\"\ncodebook = \"subjects\"") +
               field_text("11", "see", "set", "of = \"reference\"\ntype = \"book\"") +
               tally_text("1", "books", "by = [\"subject\", \"on:month\"]") +
               tally_text("2", "pages_read", "sum = \"pages\"\nby = [\"next.subject\"]") +
               tally_text("3", "titles", "distinct = \"title\""),
           "key = [\"title\"]\ndate = \"on\"\nreaders = \"team\""));
  EXPECT_EQ(read_one(write_type_document(type)), type);
}

TEST(SchemaWriter, LabelsMayHoldAnyText) {
  RecordType type = read_one(book());
  type.labels = {"\"дәйексөз\"", "back\\slash", "tab\tand\nline"};
  EXPECT_EQ(read_one(write_type_document(type)), type);
}

TEST(SchemaWriter, LabelsMayHoldEveryCharacter) {
  RecordType type = read_one(book());
  for (int character = 0; character < 256; ++character) {
    if (character >= 0x80) continue;
    type.labels[2] = std::string("a") + static_cast<char>(character) + "b";
    EXPECT_EQ(read_one(write_type_document(type)).labels[2], type.labels[2]) << character;
  }
  type.labels[2] = "Ұлы 😀 \xef\xbf\xbd";
  EXPECT_EQ(read_one(write_type_document(type)), type);
}

TEST(SchemaWriter, WhatIsNotSaidIsNotWritten) {
  const std::string text = write_type_document(read_one(book()));
  for (const char* key :
       {"required", "min", "max", "scale", "codebook", "readers", "key", "date", "tally", "of ="}) {
    EXPECT_EQ(text.find(std::string("\n") + key), std::string::npos) << key;
  }
}

TEST(SchemaWriter, BoundsOfDecimalsAreWrittenInWholeUnitsAgain) {
  const RecordType type =
      read_one(book(field_text("2", "price", "decimal", "scale = 3\nmin = -7\nmax = 100")));
  EXPECT_EQ(type.field("price")->minimum, -7000);
  const std::string text = write_type_document(type);
  EXPECT_NE(text.find("min = -7\n"), std::string::npos);
  EXPECT_NE(text.find("max = 100\n"), std::string::npos);
}

TEST(SchemaWriter, EveryScopeIsWrittenAndReadBack) {
  RecordType type = read_one(book());
  for (const ScopeKind scope : {ScopeKind::network, ScopeKind::site, ScopeKind::school, ScopeKind::desk,
                                ScopeKind::pair, ScopeKind::topic}) {
    type.scope = scope;
    EXPECT_EQ(read_one(write_type_document(type)).scope, scope);
  }
}

TEST(SchemaWriter, KeepsTheOrderOfFieldsAndTallies) {
  const RecordType type = read_one(book(field_text("9", "z") + field_text("2", "a") +
                                        tally_text("2", "second") + tally_text("1", "first")));
  const RecordType again = read_one(write_type_document(type));
  EXPECT_EQ(again.fields.at(1).name, "z");
  EXPECT_EQ(again.tallies.at(0).name, "second");
  EXPECT_EQ(again, type);
}

TEST(SchemaWriter, TheSameTypeGivesTheSameBytes) {
  const RecordType type = read_one(book());
  EXPECT_EQ(write_type_document(type),
            "version = 1\n[[type]]\nnumber = 40\nname = \"book\"\nscope = \"school\"\n"
            "labels = { kk = \"Атауы\", ru = \"Имя\", en = \"Name\" }\nwriters = [\"coordinator\"]\n"
            "title = [\"title\"]\n[[type.field]]\nnumber = 1\nname = \"title\"\nkind = \"text\"\n"
            "labels = { kk = \"Атауы\", ru = \"Имя\", en = \"Name\" }\n");
}

}  // namespace
}  // namespace mektep::test
