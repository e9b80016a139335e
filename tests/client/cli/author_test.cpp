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

}  // namespace
}  // namespace mektep::client::test
