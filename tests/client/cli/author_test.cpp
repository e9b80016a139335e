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

TEST_F(AuthorTest, APartOfTwoNamesChoosesNobody) {
  // Both family names end alike.
  EXPECT_EQ(author_of(*pc_, "ов").error().code, "person.unknown");
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
