#include "shared/model/schema_document.h"

#include <gtest/gtest.h>

#include "tests/shared/model/schema_builder.h"

namespace mektep::test {
namespace {

Result<ParsedSchema> read(const std::string& text) {
  return read_schema_document(text, SchemaOrigin::person);
}

// "code type/field key word", which is what a person is told.
std::string complaint(const std::string& text) {
  const auto parsed = read(text);
  if (parsed) return "";
  const Error& error = parsed.error();
  return error.code + " " + std::string(error.argument("type")) + "/" + std::string(error.argument("field")) +
         " " + std::string(error.argument("key")) + " " + std::string(error.argument("word"));
}

Field only_field(const std::string& kind, const std::string& more = "") {
  const auto parsed = read(book(field_text("2", "it", kind, more)));
  if (!parsed) ADD_FAILURE() << describe(parsed.error());
  return parsed ? parsed->types.at(0).fields.at(1).field : Field{};
}

TEST(SchemaDocument, ReadsTheHeadOfAType) {
  const auto parsed =
      read("version = 7\n" + type_text("40", "book", "key = [\"title\"]\nreaders = \"team\"\ndate = \"on\"") +
           field_text("1", "title") + field_text("2", "on", "date"));
  ASSERT_TRUE(parsed) << describe(parsed.error());
  EXPECT_EQ(parsed->version, 7U);
  const RecordType& type = parsed->types.at(0).type;
  EXPECT_EQ(type.number, TypeNumber{40});
  EXPECT_EQ(type.name, "book");
  EXPECT_EQ(type.scope, ScopeKind::school);
  EXPECT_EQ(type.labels, (Labels{"Атауы", "Имя", "Name"}));
  EXPECT_EQ(type.writers, std::vector<std::string>{"coordinator"});
  EXPECT_EQ(type.natural_key, std::vector<std::string>{"title"});
  EXPECT_EQ(type.title, std::vector<std::string>{"title"});
  EXPECT_EQ(type.date, "on");
  EXPECT_TRUE(type.team_only);
}

TEST(SchemaDocument, ReadsEveryKindOfField) {
  EXPECT_EQ(only_field("long_text").kind, FieldKind::long_text);
  EXPECT_EQ(only_field("date").kind, FieldKind::date);
  EXPECT_EQ(only_field("boolean").kind, FieldKind::boolean);
  EXPECT_EQ(only_field("code", "codebook = \"subjects\"").codebook, "subjects");
  EXPECT_EQ(only_field("reference", "type = \"book\"").target, "book");
  EXPECT_EQ(only_field("decimal", "scale = 2").scale, 2);
  EXPECT_EQ(only_field("set", "of = \"text\"").element, ElementKind::text);
  EXPECT_EQ(only_field("set", "of = \"code\"\ncodebook = \"subjects\"").codebook, "subjects");
  EXPECT_EQ(only_field("set", "of = \"reference\"\ntype = \"book\"").target, "book");
}

TEST(SchemaDocument, ReadsWhatAFieldSaysOfItself) {
  const Field field =
      only_field("integer", "min = -5\nmax = 10\nrequired = true\nwriters = [\"office\", \"server\"]");
  EXPECT_EQ(field.minimum, -5);
  EXPECT_EQ(field.maximum, 10);
  EXPECT_TRUE(field.required);
  EXPECT_EQ(field.writers, (std::vector<std::string>{"office", "server"}));
}

TEST(SchemaDocument, BoundsOfDecimalsAreWholeUnits) {
  const Field field = only_field("decimal", "scale = 2\nmin = 1\nmax = 10");
  EXPECT_EQ(field.minimum, 100);
  EXPECT_EQ(field.maximum, 1000);
}

TEST(SchemaDocument, ReadsTallies) {
  const auto parsed =
      read(book(tally_text("3", "books", "sum = \"pages\"\nby = [\"kind\", \"shelf.room\", \"on:month\"]")));
  ASSERT_TRUE(parsed) << describe(parsed.error());
  const Tally& tally = parsed->types[0].tallies.at(0).tally;
  EXPECT_EQ(tally.number, 3);
  EXPECT_EQ(tally.name, "books");
  EXPECT_EQ(tally.sum, "pages");
  EXPECT_EQ(tally.parent, "shelf");
  EXPECT_EQ(tally.dimensions.size(), 3U);
}

TEST(SchemaDocument, RemembersTheLineOfEveryPart) {
  const auto parsed = read(book());
  EXPECT_EQ(parsed->types[0].place.line, 2U);
  EXPECT_EQ(parsed->types[0].fields[0].place.line, 10U);
  EXPECT_EQ(parsed->types[0].fields[0].place.field, "title");
}

TEST(SchemaDocument, NamesTheLineOfASlipOfToml) {
  const auto parsed = read("version = 1\n[[type\n");
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().code, "schema.not_toml");
  EXPECT_EQ(parsed.error().argument("line"), "2");
}

TEST(SchemaDocument, NamesTheLineOfAWrongKey) {
  const auto parsed = read(book(field_text("2", "it", "color")));
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().argument("line"), "19");
}

TEST(SchemaDocument, AMissingKeyIsNamed) {
  EXPECT_EQ(complaint("[[type]]\n"), "schema.key_missing / version ");
  EXPECT_EQ(complaint(document("[[type]]\nname = \"x\"\n")), "schema.key_missing x/ number ");
  EXPECT_EQ(complaint(book(field_text("2", "it", "decimal"))), "schema.key_missing book/it scale ");
  EXPECT_EQ(complaint(book(field_text("2", "it", "code"))), "schema.key_missing book/it codebook ");
  EXPECT_EQ(complaint(book(field_text("2", "it", "set"))), "schema.key_missing book/it of ");
  EXPECT_EQ(complaint(book(field_text("2", "it", "reference"))), "schema.key_missing book/it type ");
}

TEST(SchemaDocument, AValueOfAnotherKindIsNamed) {
  EXPECT_EQ(complaint("version = \"1\"\n"), "schema.wrong_value / version ");
  EXPECT_EQ(complaint(book(field_text("2", "it", "text", "required = 1"))),
            "schema.wrong_value book/it required ");
  EXPECT_EQ(complaint(book("", "key = \"title\"")), "schema.wrong_value book/ key ");
  EXPECT_EQ(complaint(book("", "key = [1]")), "schema.wrong_value book/ key ");
}

TEST(SchemaDocument, AnUnknownKeyOrWordIsNamed) {
  EXPECT_EQ(complaint(book("", "colour = 1")), "schema.unknown_key book/ colour colour");
  EXPECT_EQ(complaint(book(field_text("2", "it", "color"))), "schema.unknown_word book/it kind color");
  EXPECT_EQ(complaint(book(field_text("2", "it", "set", "of = \"date\""))),
            "schema.unknown_word book/it of date");
  EXPECT_EQ(complaint(book("", "readers = \"none\"")), "schema.unknown_word book/ readers none");
  EXPECT_EQ(complaint(book(field_text("2", "it", "text", "scale = 2"))),
            "schema.unknown_key book/it scale scale");
}

TEST(SchemaDocument, AMissingLanguageIsNamed) {
  EXPECT_EQ(
      complaint(document(
          "[[type]]\nnumber = 40\nname = \"x\"\nscope = \"desk\"\nlabels = { kk = \"a\", ru = \"b\" }\n")),
      "schema.key_missing x/ en ");
  EXPECT_EQ(complaint(document("[[type]]\nnumber = 40\nname = \"x\"\nscope = \"desk\"\n"
                               "labels = { kk = \"\", ru = \"b\", en = \"c\" }\n")),
            "schema.label_missing x/ labels kk");
}

TEST(SchemaDocument, NumbersHaveBounds) {
  EXPECT_EQ(complaint(document(type_text("31", "x"))), "schema.number_out_of_range x/ number 31");
  EXPECT_EQ(complaint(document(type_text("65536", "x"))), "schema.number_out_of_range x/ number 65536");
  EXPECT_EQ(complaint(book(field_text("0", "it"))), "schema.number_out_of_range book/it number 0");
  EXPECT_EQ(complaint("version = 0\n"), "schema.number_out_of_range / version 0");
  EXPECT_EQ(complaint(book(field_text("2", "it", "decimal", "scale = 10"))),
            "schema.number_out_of_range book/it scale 10");
  EXPECT_EQ(complaint(book(field_text("2", "it", "decimal", "scale = 9\nmax = 9223372036854775807"))),
            "schema.number_out_of_range book/it max 9223372036854775807");
}

TEST(SchemaDocument, BoundsDoNotCross) {
  EXPECT_EQ(complaint(book(field_text("2", "it", "integer", "min = 3\nmax = 2"))),
            "schema.bounds_crossed book/it min ");
}

TEST(SchemaDocument, ATallyReadsOneParent) {
  EXPECT_EQ(complaint(book(tally_text("1", "books", "by = [\"a.x\", \"b.y\"]"))),
            "schema.two_parents book/books by b.y");
  EXPECT_EQ(complaint(book(tally_text("1", "books", "by = [\"a:week\"]"))),
            "schema.bad_dimension book/books by a:week");
}

TEST(SchemaDocument, FieldsAndBytesHaveABound) {
  std::string fields;
  for (int number = 2; number < 300; ++number) fields += field_text(std::to_string(number), "f");
  EXPECT_EQ(complaint(book(fields)), "schema.too_many book/ field 250");
  EXPECT_EQ(read(std::string(5 << 20, '\n')).error().code, "schema.too_large");
}

TEST(SchemaDocument, FromTheServerUnknownPartsArePassedOver) {
  const std::string text = book(
      field_text("2", "shape", "geometry", "srid = 4326") + field_text("3", "pages", "integer", "hint = 1"),
      "colour = 1\nreaders = \"region\"");
  const auto parsed = read_schema_document(text, SchemaOrigin::server);
  ASSERT_TRUE(parsed) << describe(parsed.error());
  ASSERT_EQ(parsed->types[0].fields.size(), 2U);
  EXPECT_EQ(parsed->types[0].fields[1].field.name, "pages");
  EXPECT_TRUE(parsed->types[0].type.team_only) << "an unknown circle of readers is read as the narrower one";
}

ParsedSchema from_server(const std::string& text) {
  auto parsed = read_schema_document(text, SchemaOrigin::server);
  if (!parsed) ADD_FAILURE() << describe(parsed.error()) << "\n" << text;
  return parsed ? std::move(*parsed) : ParsedSchema{};
}

TEST(SchemaDocument, FromTheServerWhatRestsOnAnUnknownFieldGoesWithIt) {
  const ParsedSchema parsed = from_server(book(
      field_text("2", "shape", "geometry") + field_text("3", "moment", "instant") +
          field_text("4", "pages", "integer") + tally_text("1", "books") +
          tally_text("2", "areas", "sum = \"shape\"") + tally_text("3", "shapes", "distinct = \"shape\"") +
          tally_text("4", "by_moment", "by = [\"moment:month\"]") +
          tally_text("5", "by_pages", "by = [\"title\", \"pages\"]"),
      "title = [\"shape\", \"title\"]\ndate = \"moment\""));
  const ParsedType& type = parsed.types.at(0);
  EXPECT_EQ(type.type.title, std::vector<std::string>{"title"});
  EXPECT_EQ(type.type.date, "");
  std::vector<std::string> tallies;
  for (const ParsedTally& tally : type.tallies) tallies.push_back(tally.tally.name);
  EXPECT_EQ(tallies, (std::vector<std::string>{"books", "by_pages"}));
}

TEST(SchemaDocument, FromTheServerATallyOfALaterFormIsLeftOut) {
  const ParsedSchema parsed =
      from_server(book(tally_text("1", "weekly", "by = [\"on:week\"]") + tally_text("2", "books") +
                       tally_text("3", "two", "by = [\"a.x\", \"b.y\"]")));
  ASSERT_EQ(parsed.types.at(0).tallies.size(), 1U);
  EXPECT_EQ(parsed.types.at(0).tallies[0].tally.name, "books");
}

// Its records would get other ids than on devices that know the field.
TEST(SchemaDocument, FromTheServerANaturalKeyKeepsTheFieldItNeeds) {
  const ParsedSchema parsed =
      from_server(book(field_text("2", "shape", "geometry"), "key = [\"title\", \"shape\"]"));
  EXPECT_EQ(parsed.types.at(0).type.natural_key, (std::vector<std::string>{"title", "shape"}));
  const Status checked = check_schema(parsed, SchemaOrigin::server);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, "schema.unknown_field");
}

TEST(SchemaDocument, FromTheServerASetOfALaterKindOfElementIsLeftOut) {
  const ParsedSchema parsed = from_server(book(field_text("2", "places", "set", "of = \"point\"")));
  EXPECT_EQ(parsed.types.at(0).fields.size(), 1U);
}

TEST(SchemaDocument, FromTheServerAScopeOfALaterKindCannotBeRead) {
  std::string text = book();
  text.replace(text.find("\"school\""), 8, "\"region\"");
  const auto parsed = read_schema_document(text, SchemaOrigin::server);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().code, "schema.unknown_word");
}

TEST(SchemaDocument, EveryKindOfScopeHasItsWord) {
  const std::pair<std::string, ScopeKind> words[] = {
      {"network", ScopeKind::network}, {"site", ScopeKind::site}, {"school", ScopeKind::school},
      {"desk", ScopeKind::desk},       {"pair", ScopeKind::pair}, {"topic", ScopeKind::topic}};
  for (const auto& [word, kind] : words) {
    std::string text = book();
    text.replace(text.find("\"school\""), 8, "\"" + word + "\"");
    const auto parsed = read(text);
    ASSERT_TRUE(parsed) << describe(parsed.error());
    EXPECT_EQ(parsed->types.at(0).type.scope, kind) << word;
  }
}

TEST(SchemaDocument, OnlyTheRightKindsOfFieldHaveTheirKeys) {
  EXPECT_EQ(complaint(book(field_text("2", "it", "text", "codebook = \"subjects\""))),
            "schema.unknown_key book/it codebook codebook");
  EXPECT_EQ(complaint(book(field_text("2", "it", "date", "max = 5"))), "schema.unknown_key book/it max max");
  EXPECT_EQ(complaint(book(field_text("2", "it", "text", "min = 5"))), "schema.unknown_key book/it min min");
  EXPECT_EQ(complaint(book(field_text("2", "it", "set", "of = \"text\"\ntype = \"book\""))),
            "schema.unknown_key book/it type type");
}

TEST(SchemaDocument, EveryTypeNamesItsWritersItsScopeAndItsTitle) {
  EXPECT_EQ(complaint(book("", "title = []")), "schema.key_missing book/ title ");
  std::string text = book();
  text.replace(text.find("[\"coordinator\"]"), 15, "[]");
  EXPECT_EQ(complaint(text), "schema.key_missing book/ writers ");
  text = book();
  text.replace(text.find("scope = "), 8, "scale = ");
  EXPECT_EQ(complaint(text), "schema.key_missing book/ scope ");
}

TEST(SchemaDocument, FieldsAndTalliesAreListsOfTables) {
  EXPECT_EQ(complaint(document("[[type]]\nnumber = 40\nname = \"book\"\nscope = \"desk\"\n" +
                               std::string(all_labels) +
                               "writers = [\"office\"]\ntitle = [\"title\"]\nfield = 3\n")),
            "schema.wrong_value book/ field ");
  EXPECT_EQ(complaint("version = 1\ntype = [1, 2]\n"), "schema.wrong_value / type ");
}

TEST(SchemaDocument, LabelsAreATableOfThreeTexts) {
  const std::string head = "[[type]]\nnumber = 40\nname = \"x\"\nscope = \"desk\"\n";
  EXPECT_EQ(complaint(document(head)), "schema.key_missing x/ labels ");
  EXPECT_EQ(complaint(document(head + "labels = \"x\"\n")), "schema.wrong_value x/ labels ");
  EXPECT_EQ(complaint(document(head + "labels = { kk = \"a\", ru = \"b\", en = 3 }\n")),
            "schema.wrong_value x/ en ");
  EXPECT_EQ(complaint(document(head + "labels = { kk = \"a\", ru = \"b\", en = \"c\", de = \"d\" }\n")),
            "schema.unknown_key x/ de de");
}

TEST(SchemaDocument, TypesAndTalliesHaveABoundToo) {
  std::string tallies;
  for (int number = 1; number <= 51; ++number) tallies += tally_text(std::to_string(number), "n");
  EXPECT_EQ(complaint(book(tallies)), "schema.too_many book/ tally 50");
  std::string types;
  for (int number = 0; number <= 500; ++number) types += "[[type]]\n";
  EXPECT_EQ(complaint(document(types)), "schema.too_many / type 500");
}

TEST(SchemaDocument, BoundsOfAFieldMayLieAnywhereInItsNumbers) {
  const Field whole = only_field("integer", "min = -9223372036854775808\nmax = 9223372036854775807");
  EXPECT_EQ(whole.minimum, INT64_MIN);
  EXPECT_EQ(whole.maximum, INT64_MAX);
  EXPECT_EQ(only_field("decimal", "scale = 9\nmax = 9223372036").maximum, 9'223'372'036'000'000'000);
  EXPECT_EQ(complaint(book(field_text("2", "it", "decimal", "scale = 9\nmin = -9223372037"))),
            "schema.number_out_of_range book/it min -9223372037");
  EXPECT_EQ(only_field("integer").minimum, std::nullopt);
  EXPECT_EQ(only_field("text", "max = 200").maximum, 200);
}

// Whatever a text editor leaves of a document, it is read or refused, never half-read.
TEST(SchemaDocument, EveryCutOfADocumentIsReadOrRefused) {
  const std::string whole =
      book(field_text("2", "pages", "integer", "min = 1\nmax = 10"), "key = [\"title\"]");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto parsed = read(whole.substr(0, size));
    if (!parsed) {
      EXPECT_TRUE(parsed.error().code.starts_with("schema.")) << size << ": " << describe(parsed.error());
    }
  }
}

}  // namespace
}  // namespace mektep::test
