#include <gtest/gtest.h>

#include "shared/model/schema_document.h"
#include "tests/shared/model/schema_builder.h"

namespace mektep::test {
namespace {

std::string complaint(const std::string& text, SchemaOrigin origin = SchemaOrigin::person) {
  const auto parsed = read_schema_document(text, origin);
  if (!parsed) return describe(parsed.error());
  const Status checked = check_schema(*parsed, origin);
  if (checked) return "";
  const Error& error = checked.error();
  return error.code + " " + std::string(error.argument("type")) + "/" + std::string(error.argument("field")) +
         " " + std::string(error.argument("key")) + " " + std::string(error.argument("word"));
}

TEST(SchemaRules, AWholeDocumentPasses) { EXPECT_EQ(complaint(book()), ""); }

TEST(SchemaRules, NamesAreLowerCaseLettersDigitsAndUnderscores) {
  for (const std::string name : {"Book", "1book", "bo-ok", "кітап", "", "_book"}) {
    EXPECT_EQ(complaint(document(type_text("40", name) + field_text("1", "title"))),
              "schema.bad_name " + name + "/ name " + name);
  }
  EXPECT_EQ(complaint(book(field_text("2", "a b"))), "schema.bad_name book/a b name a b");
  EXPECT_EQ(complaint(book(field_text("2", std::string(41, 'a')))).substr(0, 15), "schema.bad_name");
}

TEST(SchemaRules, NamesAreUnique) {
  const std::string second = type_text("41", "book") + field_text("1", "title");
  EXPECT_EQ(complaint(book(second)), "schema.name_taken book/ name book");
  EXPECT_EQ(complaint(book(field_text("2", "title"))), "schema.name_taken book/title name title");
  EXPECT_EQ(complaint(book(tally_text("1", "n") + tally_text("2", "n"))), "schema.name_taken book/n name n");
}

TEST(SchemaRules, TheProgramsOwnTypesKeepTheirNames) {
  EXPECT_EQ(complaint(document(type_text("40", "card") + field_text("1", "title"))),
            "schema.name_taken card/ name card");
}

TEST(SchemaRules, NumbersAreUnique) {
  const std::string second = type_text("40", "other") + field_text("1", "title");
  EXPECT_EQ(complaint(book(second)), "schema.number_taken other/ number 40");
  EXPECT_EQ(complaint(book(field_text("1", "other"))), "schema.number_taken book/other number 1");
  EXPECT_EQ(complaint(book(tally_text("1", "n") + tally_text("1", "m"))),
            "schema.number_taken book/m number 1");
}

TEST(SchemaRules, ColumnsOfEveryViewAreReserved) {
  EXPECT_EQ(complaint(book(field_text("2", "id"))), "schema.name_reserved book/id name id");
  EXPECT_EQ(complaint(book(field_text("2", "scope"))), "schema.name_reserved book/scope name scope");
}

TEST(SchemaRules, ATypeHasFields) {
  EXPECT_EQ(complaint(document(type_text("40", "book"))), "schema.key_missing book/ field ");
}

TEST(SchemaRules, AReferenceMeansATypeOfTheDocument) {
  const std::string text = book(field_text("2", "shelf", "reference", "type = \"shelf\""));
  EXPECT_EQ(complaint(text), "schema.unknown_type book/shelf type shelf");
  EXPECT_EQ(complaint(text, SchemaOrigin::server), "") << "the type may arrive later";
  EXPECT_EQ(complaint(book(field_text("2", "shelves", "set", "of = \"reference\"\ntype = \"shelf\""))),
            "schema.unknown_type book/shelves type shelf");
}

TEST(SchemaRules, KeysAndTitlesAreScalarFields) {
  EXPECT_EQ(complaint(book("", "key = [\"isbn\"]")), "schema.unknown_field book/ key isbn");
  EXPECT_EQ(complaint(book(field_text("2", "text", "long_text"), "key = [\"text\"]")),
            "schema.unfit_field book/ key text");
  EXPECT_EQ(complaint(book(field_text("2", "tags", "set", "of = \"text\""), "title = [\"tags\"]")),
            "schema.unfit_field book/ title tags");
  EXPECT_EQ(complaint(book("", "title = [\"title\", \"title\", \"title\", \"title\", \"title\"]")),
            "schema.too_many book/ title 4");
}

TEST(SchemaRules, TheDateIsADateField) {
  EXPECT_EQ(complaint(book("", "date = \"title\"")), "schema.unfit_field book/ date title");
  EXPECT_EQ(complaint(book(field_text("2", "on", "date"), "date = \"on\"")), "");
}

TEST(SchemaRules, ATallySumsNumbers) {
  EXPECT_EQ(complaint(book(tally_text("1", "n", "sum = \"title\""))), "schema.unfit_field book/n sum title");
  EXPECT_EQ(complaint(book(tally_text("1", "n", "sum = \"pages\""))),
            "schema.unknown_field book/n sum pages");
  EXPECT_EQ(complaint(book(field_text("2", "pages", "integer") + tally_text("1", "n", "sum = \"pages\""))),
            "");
}

TEST(SchemaRules, ATallySumsOrCountsDifferentValues) {
  EXPECT_EQ(complaint(book(field_text("2", "pages", "integer") +
                           tally_text("1", "n", "sum = \"pages\"\ndistinct = \"title\""))),
            "schema.sum_and_distinct book/n distinct title");
}

TEST(SchemaRules, DimensionsAreScalarFieldsAndAtMostFour) {
  EXPECT_EQ(complaint(book(tally_text("1", "n", "by = [\"shelf\"]"))),
            "schema.unknown_field book/n by shelf");
  EXPECT_EQ(complaint(book(tally_text("1", "n", "by = [\"title:month\"]"))),
            "schema.unfit_field book/n by title");
  EXPECT_EQ(
      complaint(book(tally_text("1", "n", "by = [\"title\", \"title\", \"title\", \"title\", \"title\"]"))),
      "schema.too_many book/n by 4");
}

TEST(SchemaRules, FiguresOfATypeForItsTeamTellNeitherWordsNorPeople) {
  const std::string fields = field_text("2", "shelf", "reference", "type = \"book\"") +
                             field_text("3", "on", "date") +
                             field_text("4", "level", "code", "codebook = \"levels\"");
  const auto for_the_team = [&](const std::string& by) {
    return complaint(book(fields + tally_text("1", "n", "by = [\"" + by + "\"]"), "readers = \"team\""));
  };
  EXPECT_EQ(for_the_team("title"), "schema.unfit_field book/n by title");
  EXPECT_EQ(for_the_team("shelf"), "schema.unfit_field book/n by shelf");
  EXPECT_EQ(for_the_team("on:month"), "");
  EXPECT_EQ(for_the_team("level"), "");
  EXPECT_EQ(complaint(book(fields + tally_text("1", "n", "by = [\"title\"]"))), "");
  const std::string open_child = type_text("41", "loan") + field_text("1", "title") +
                                 field_text("2", "book", "reference", "type = \"book\"") +
                                 tally_text("1", "n", "by = [\"book.title\"]");
  EXPECT_EQ(complaint(book(open_child, "readers = \"team\"")), "schema.unfit_field loan/n by title");
}

TEST(SchemaRules, AParentIsAReferenceInTheSameKindOfScope) {
  const std::string shelf = type_text("41", "shelf") + field_text("1", "title") + field_text("2", "room");
  const std::string reference = field_text("2", "shelf", "reference", "type = \"shelf\"");
  const std::string by_room = tally_text("1", "n", "by = [\"shelf.room\"]");
  EXPECT_EQ(complaint(book(reference + by_room + shelf)), "");
  EXPECT_EQ(complaint(book(reference + tally_text("1", "n", "by = [\"shelf.wall\"]") + shelf)),
            "schema.unknown_field book/n by wall");
  EXPECT_EQ(complaint(book(tally_text("1", "n", "by = [\"title.room\"]"))),
            "schema.unfit_field book/n by title");
  std::string elsewhere = shelf;
  elsewhere.replace(elsewhere.find("\"school\""), 8, "\"network\"");
  EXPECT_EQ(complaint(book(reference + by_room + elsewhere)), "schema.parent_elsewhere book/n by shelf.room");
}

TEST(SchemaRules, ANameHasFortyBytesAtMost) {
  EXPECT_EQ(complaint(book(field_text("2", std::string(40, 'a')))), "");
  EXPECT_NE(complaint(book(field_text("2", std::string(41, 'a')))), "");
}

TEST(SchemaRules, RolesAndCodebooksAreNamesToo) {
  EXPECT_EQ(complaint(book(field_text("2", "it", "code", "codebook = \"Subjects\""))),
            "schema.bad_name book/it codebook Subjects");
  EXPECT_EQ(complaint(book(field_text("2", "it", "text", "writers = [\"the office\"]"))),
            "schema.bad_name book/it writers the office");
  std::string text = book();
  text.replace(text.find("\"coordinator\""), 13, "\"1\"");
  EXPECT_EQ(complaint(text), "schema.bad_name book/ writers 1");
}

TEST(SchemaRules, TalliesOfTwoTypesMayShareANumberButNoName) {
  const std::string second = type_text("41", "shelf") + field_text("1", "title");
  EXPECT_EQ(complaint(book(tally_text("1", "books") + second + tally_text("1", "shelves"))), "");
  EXPECT_EQ(complaint(book(tally_text("1", "books") + second + tally_text("2", "books"))),
            "schema.name_taken shelf/books name books");
}

TEST(SchemaRules, DifferentValuesAreCountedOfScalarFieldsOnly) {
  EXPECT_EQ(complaint(book(tally_text("1", "n", "distinct = \"title\""))), "");
  EXPECT_EQ(complaint(book(tally_text("1", "n", "distinct = \"author\""))),
            "schema.unknown_field book/n distinct author");
  EXPECT_EQ(
      complaint(book(field_text("2", "notes", "long_text") + tally_text("1", "n", "distinct = \"notes\""))),
      "schema.unfit_field book/n distinct notes");
}

TEST(SchemaRules, ADecimalIsSummedAsAnIntegerIs) {
  EXPECT_EQ(complaint(book(field_text("2", "hours", "decimal", "scale = 1") +
                           tally_text("1", "n", "sum = \"hours\""))),
            "");
}

TEST(SchemaRules, APartOfADateIsTakenFromDatesOnly) {
  EXPECT_EQ(complaint(book(field_text("2", "on", "date") +
                           tally_text("1", "n", "by = [\"on:month\", \"on:year\"]"))),
            "");
  EXPECT_EQ(
      complaint(book(field_text("2", "pages", "integer") + tally_text("1", "n", "by = [\"pages:year\"]"))),
      "schema.unfit_field book/n by pages");
}

TEST(SchemaRules, AParentThatTheDocumentDoesNotHoldIsNotLookedInto) {
  const std::string text = book(field_text("2", "holder", "reference", "type = \"card\"") +
                                tally_text("1", "n", "by = [\"holder.name\"]"));
  EXPECT_EQ(complaint(text), "");
  const std::string later = book(field_text("2", "shelf", "reference", "type = \"shelf\"") +
                                 tally_text("1", "n", "by = [\"shelf.room\"]"));
  EXPECT_EQ(complaint(later, SchemaOrigin::server), "") << "the shelf's document may arrive later";
}

TEST(SchemaRules, TheFirstFailureIsToldAndNoOther) {
  EXPECT_EQ(complaint(book(field_text("2", "Bad") + field_text("3", "id") +
                           tally_text("1", "n", "sum = \"none\""))),
            "schema.bad_name book/Bad name Bad");
}

TEST(SchemaRules, ATypeReadIsPutTogetherInTheOrderWritten) {
  auto parsed = read_schema_document(
      book(field_text("9", "z") + field_text("3", "a") + tally_text("2", "n") + tally_text("1", "m")),
      SchemaOrigin::person);
  ASSERT_TRUE(parsed) << describe(parsed.error());
  const RecordType type = assembled(std::move(parsed->types.at(0)));
  ASSERT_EQ(type.fields.size(), 3U);
  EXPECT_EQ(type.fields[1].name, "z");
  EXPECT_EQ(type.fields[2].name, "a");
  ASSERT_EQ(type.tallies.size(), 2U);
  EXPECT_EQ(type.tallies[0].name, "n");
}

}  // namespace
}  // namespace mektep::test
