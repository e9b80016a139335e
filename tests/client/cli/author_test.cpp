#include "client/cli/author.h"

#include "shared/model/record_id.h"
#include "tests/client/cli/command_line.h"

namespace mektep::client::test {
namespace {

class AuthorTest : public CommandLineTest {};

TEST_F(AuthorTest, WithSeveralPeopleOneHasToBeNamedAndTheListIsGiven) {
  const auto author = author_of(*pc_, "");
  ASSERT_FALSE(author.ok());
  EXPECT_EQ(author.error().code, "person.choose");
  EXPECT_EQ(author.error().remedy, Remedy::usage);
  EXPECT_NE(author.error().argument("people").find("Ахметова Айгүл"), std::string::npos);
  EXPECT_NE(author.error().argument("people").find(to_text(bolat.person)), std::string::npos);
}

TEST_F(AuthorTest, AnIdANameOrAPartOfOneNameChooses) {
  const std::vector<std::string> ways = {to_text(aigul.person), "Ахметова Айгүл", "ахметова", "АЙГҮЛ"};
  for (const auto& as : ways) {
    const auto author = author_of(*pc_, as);
    ASSERT_TRUE(author.ok()) << as;
    EXPECT_EQ(author->person, aigul.person) << as;
  }
}

TEST_F(AuthorTest, APartOfTwoNamesChoosesNobodyAndBothAreListed) {
  // Both family names end alike.
  const auto author = author_of(*pc_, "ов");
  ASSERT_FALSE(author.ok());
  EXPECT_EQ(author.error().code, "person.several");
  EXPECT_EQ(author.error().remedy, Remedy::usage);
  for (const std::string& name : {std::string("Ахметова Айгүл"), to_text(aigul.person), to_text(bolat.person)}) {
    EXPECT_NE(author.error().argument("people").find(name), std::string_view::npos) << name;
  }
}

// The record of Aigul has both spellings, and neither keyboard has all the letters of the other.
TEST_F(AuthorTest, EitherSpellingOfANameChooses) {
  for (const std::string as : {"Айгуль", "Айгул", "Ахметова Айгуль", "АЙГУЛЬ", "ахметова  айгүл", "Aхметова"}) {
    const auto author = author_of(*pc_, as);
    ASSERT_TRUE(author.ok()) << as;
    EXPECT_EQ(author->person, aigul.person) << as;
  }
}

TEST_F(AuthorTest, OneSpellingIsEnoughForBoth) {
  const RecordType* type = pc_->schema().type("person");
  const auto rename = [&](const std::string& name) {
    Form form(*pc_, read(pc_, {school, {type->number, bolat.person}}));
    form.set("name_kk", name).set("name_ru", Nothing{}).saved(aigul);
  };
  rename("Өтеғұлов Әнуар");
  for (const std::string as : {"Отегулов Ануар", "отегулов", "ануарь"}) {
    const auto author = author_of(*pc_, as);
    ASSERT_TRUE(author.ok()) << as;
    EXPECT_EQ(author->person, bolat.person) << as;
  }
  rename("Отегулов Ануарь");
  const auto author = author_of(*pc_, "Өтеғұлов Әнуар");
  ASSERT_TRUE(author.ok()) << "the record has the Russian letters only";
  EXPECT_EQ(author->person, bolat.person);
}

TEST_F(AuthorTest, AWholeNameIsChosenBeforeALongerOne) {
  Form(*pc_, read(pc_, {school, {pc_->schema().type("person")->number, bolat.person}}))
      .set("name_kk", std::string("Ахметова Айгүлсім"))
      .set("name_ru", std::string("Ахметова Айгульсим"))
      .saved(aigul);
  EXPECT_EQ(author_of(*pc_, "Ахметова Айгуль")->person, aigul.person);
  EXPECT_EQ(author_of(*pc_, "Айгүл").error().code, "person.several");
}

TEST_F(AuthorTest, SignsAloneAreNobodysName) {
  for (const std::string as : {"ь", "«»", " "}) EXPECT_EQ(author_of(*pc_, as).error().code, "person.unknown");
}

TEST_F(AuthorTest, PeopleAreCalledAsTheRunSpeaks) {
  const auto called = [&](RecordId person, Language language) {
    return name_of_person(*pc_, person, Catalog::shipped(language));
  };
  EXPECT_EQ(called(aigul.person, Language::kk), "Ахметова Айгүл");
  EXPECT_EQ(called(aigul.person, Language::ru), "Ахметова Айгуль");
  EXPECT_EQ(called(RecordId{0}, Language::en), Catalog::shipped(Language::en).say("word.office"));
  EXPECT_EQ(called(RecordId{99}, Language::en), to_text(RecordId{99}));
}

TEST_F(AuthorTest, ANameOfNobodyHereIsToldWithTheList) {
  const auto author = author_of(*pc_, "Қасымова");
  ASSERT_FALSE(author.ok());
  EXPECT_EQ(author.error().code, "person.unknown");
  EXPECT_EQ(author.error().argument("given"), "Қасымова");
  EXPECT_FALSE(author.error().argument("people").empty());
}

TEST_F(AuthorTest, WhoReadsHasToBeNamedOnlyForWhatIsForATeam) {
  const RecordType* open_type = pc_->schema().type("activity");
  const RecordType* team_type = pc_->schema().type("observation");
  EXPECT_EQ(*reading_person(*pc_, "", open_type), ReadingPerson{});
  EXPECT_EQ(*reading_person(*pc_, "", nullptr), ReadingPerson{});
  EXPECT_EQ(reading_person(*pc_, "", team_type).error().code, "person.choose");
  EXPECT_EQ(*reading_person(*pc_, "айгүл", team_type), ReadingPerson{aigul.person});
  EXPECT_EQ(reading_person(*pc_, "Қасымова", open_type).error().code, "person.unknown");
}

TEST_F(AuthorTest, OnADeviceOfNobodyNobodyReads) {
  NewDevice fresh;
  EXPECT_EQ(*reading_person(*fresh.operator->(), "", nullptr), ReadingPerson{});
}

}  // namespace
}  // namespace mektep::client::test
