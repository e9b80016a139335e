#include "shared/model/schema_table.h"

#include <gtest/gtest.h>

namespace mektep::test {
namespace {

class SchemaTables : public testing::Test {
 protected:
  SchemaTable table(std::string_view text, SchemaOrigin origin = SchemaOrigin::person) {
    reading_.origin = origin;
    toml_ = toml::parse(text);
    return SchemaTable(reading_, toml_, {"book", "pages", 0});
  }
  std::string failure() const { return reading_.error ? reading_.error->code : ""; }
  std::string line() const { return reading_.error ? std::string(reading_.error->argument("line")) : ""; }

  SchemaReading reading_;
  toml::table toml_;
};

TEST_F(SchemaTables, ReadWhatIsThere) {
  SchemaTable read = table("name = \"x\"\nnumber = 7\nrequired = true\nwriters = [\"a\", \"b\"]");
  EXPECT_EQ(read.required<std::string>("name"), "x");
  EXPECT_EQ(read.number(1), 7);
  EXPECT_EQ(read.optional<bool>("required"), true);
  EXPECT_EQ(read.words("writers"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(read.optional<std::int64_t>("min"), std::nullopt);
  read.finish();
  EXPECT_EQ(failure(), "");
}

TEST_F(SchemaTables, ReadingGoesOnAfterTheFirstFailureAndKeepsIt) {
  SchemaTable read = table("a = 1\nb = 2");
  EXPECT_EQ(read.required<std::string>("b"), "");
  EXPECT_EQ(read.required<std::string>("c"), "");
  EXPECT_EQ(failure(), "schema.wrong_value");
  EXPECT_EQ(line(), "2");
}

TEST_F(SchemaTables, AFailureNamesTypeFieldKeyAndWord) {
  table("a = 1").fail("schema.unknown_word", "a", "wrong");
  ASSERT_TRUE(reading_.error);
  EXPECT_EQ(reading_.error->argument("type"), "book");
  EXPECT_EQ(reading_.error->argument("field"), "pages");
  EXPECT_EQ(reading_.error->argument("key"), "a");
  EXPECT_EQ(reading_.error->argument("word"), "wrong");
}

TEST_F(SchemaTables, NumbersAreNotReadAsWordsNorWordsAsNumbers) {
  EXPECT_TRUE(table("writers = [1]").words("writers").empty());
  EXPECT_EQ(failure(), "schema.wrong_value");
}

TEST_F(SchemaTables, AnUnaskedKeyIsAPersonsSlipAndTheServersFuture) {
  table("later = 1", SchemaOrigin::server).finish();
  EXPECT_EQ(failure(), "");
  table("later = 1").finish();
  EXPECT_EQ(failure(), "schema.unknown_key");
}

TEST_F(SchemaTables, AnUnknownWordIsAPersonsSlipAndTheServersFuture) {
  EXPECT_FALSE(table("kind = \"later\"", SchemaOrigin::server).word("kind", schema_words::kinds));
  EXPECT_EQ(failure(), "");
  EXPECT_FALSE(table("kind = \"later\"").word("kind", schema_words::kinds));
  EXPECT_EQ(failure(), "schema.unknown_word");
}

TEST_F(SchemaTables, TablesInsideAreVisitedUpToTheBound) {
  const std::string text = "[[f]]\nn = 1\n[[f]]\nn = 2\n";
  std::vector<std::int64_t> seen;
  const auto visit = [&](SchemaTable inner) { seen.push_back(inner.required<std::int64_t>("n")); };
  table(text).each("f", 2, visit);
  EXPECT_EQ(seen, (std::vector<std::int64_t>{1, 2}));
  table(text).each("f", 1, visit);
  EXPECT_EQ(failure(), "schema.too_many");
}

TEST_F(SchemaTables, NumbersLieBetweenTheirLeastAndSixteenBits) {
  EXPECT_EQ(table("number = 65535").number(1), 65'535);
  EXPECT_EQ(table("number = 32").number(32), 32);
  EXPECT_EQ(failure(), "");
  for (const std::string text :
       {"number = 31", "number = 65536", "number = -1", "number = 9223372036854775807"}) {
    reading_.error.reset();
    table(text).number(32);
    EXPECT_EQ(failure(), "schema.number_out_of_range") << text;
  }
}

TEST_F(SchemaTables, AFloatIsNoInteger) {
  EXPECT_EQ(table("min = 1.0").optional<std::int64_t>("min"), std::nullopt);
  EXPECT_EQ(failure(), "schema.wrong_value");
}

TEST_F(SchemaTables, AFailureStandsAtTheLineOfItsKeyElseOfItsTable) {
  SchemaTable read = table("a = 1\n\nb = 2");
  read.fail("schema.wrong_value", "b");
  EXPECT_EQ(line(), "3");
  reading_.error.reset();
  read.fail("schema.key_missing", "none");
  EXPECT_EQ(line(), "1");
}

TEST_F(SchemaTables, InnerTablesKeepTheNameOfTheirType) {
  table("[[f]]\nn = \"x\"").each("f", 5, [](SchemaTable inner) {
    inner.name_field("n");
    inner.fail("schema.wrong_value", "n");
  });
  ASSERT_TRUE(reading_.error);
  EXPECT_EQ(reading_.error->argument("type"), "book");
  EXPECT_EQ(reading_.error->argument("field"), "n");
  EXPECT_EQ(line(), "2");
}

TEST_F(SchemaTables, AnAbsentListIsEmptyAndNoFailure) {
  EXPECT_TRUE(table("a = 1").words("writers").empty());
  int visits = 0;
  table("a = 1").each("f", 5, [&](const SchemaTable&) { ++visits; });
  EXPECT_EQ(visits, 0);
  EXPECT_EQ(failure(), "");
}

TEST_F(SchemaTables, AMixedListOfTablesIsNamed) {
  int visits = 0;
  table("f = [{ n = 1 }, 2]").each("f", 5, [&](const SchemaTable&) { ++visits; });
  EXPECT_EQ(failure(), "schema.wrong_value");
  EXPECT_EQ(visits, 1);
}

TEST_F(SchemaTables, WhatIsNoListOfTablesIsNamed) {
  table("f = 1").each("f", 5, [](const SchemaTable&) {});
  EXPECT_EQ(failure(), "schema.wrong_value");
}

}  // namespace
}  // namespace mektep::test
