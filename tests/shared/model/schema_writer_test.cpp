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
