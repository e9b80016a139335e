#include "server/app/people.h"

#include "tests/server/app/office_fixture.h"

namespace mektep::server::test {
namespace {

class PeopleTest : public ::testing::Test {
 protected:
  PeopleTest() { office_.import_network(); }
  std::vector<SchoolPerson> people() {
    return people_of(*office_.reader(), office_.store.schema(), office_.scope_of("KZ61-0107"));
  }
  Office office_;
};

TEST_F(PeopleTest, APersonHasNamesAndRoles) {
  const auto all = people();
  const auto found =
      std::find_if(all.begin(), all.end(), [](const auto& one) { return one.name_kk == "Ахметова Айгүл"; });
  ASSERT_NE(found, all.end());
  EXPECT_EQ(found->name_ru, "Ахметова Айгуль");
  EXPECT_EQ(found->roles, std::vector<std::string>{"coordinator"});
}

TEST_F(PeopleTest, OfASchoolWithoutPeopleThereAreNone) {
  EXPECT_TRUE(people_of(*office_.reader(), office_.store.schema(), school_scope(SchoolNumber{404})).empty());
  EXPECT_TRUE(people_of(*office_.reader(), Schema(), office_.scope_of("KZ61-0107")).empty());
}

const std::vector<SchoolPerson> three = {
    {RecordId{1}, "Айгүл", "Айгуль", {"coordinator"}},
    {RecordId{2}, "Бауыржан", "Бауыржан", {"school_trainer", "coordinator"}},
    {RecordId{3}, "Сәуле", "Сауле", {"director"}}};

using Ids = std::vector<RecordId>;

TEST(LinkPeople, WithoutNamesEverybodyOfTheRoleIsMeant) {
  EXPECT_EQ(*people_for(three, {"KZ1", "coordinator", {}}), (Ids{RecordId{1}, RecordId{2}}));
  EXPECT_EQ(*people_for(three, {"KZ1", "director", {}}), Ids{RecordId{3}});
}

TEST(LinkPeople, NamesAreTakenInEitherLanguageAndByIdInTheOrderGiven) {
  EXPECT_EQ(*people_for(three, {"KZ1", "coordinator", {"Сауле", "Айгүл"}}), (Ids{RecordId{3}, RecordId{1}}));
  EXPECT_EQ(*people_for(three, {"KZ1", "coordinator", {to_text(RecordId{2})}}), Ids{RecordId{2}});
  EXPECT_EQ(*people_for(three, {"KZ1", "coordinator", {"  Сәуле "}}), Ids{RecordId{3}});
}

TEST(LinkPeople, ARoleThatNobodyHasIsToldSo) {
  const auto nobody = people_for(three, {"KZ1", "regional", {}});
  ASSERT_FALSE(nobody.ok());
  EXPECT_EQ(nobody.error().code, "enrol.no_people");
  EXPECT_EQ(nobody.error().argument("code"), "KZ1");
}

TEST(LinkPeople, ANameThatNobodyHasIsToldTheNearest) {
  const auto unknown = people_for(three, {"KZ1", "coordinator", {"Бауыржон"}});
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().code, "person.unknown_here");
  EXPECT_EQ(unknown.error().argument("nearest"), "Бауыржан");
}

TEST(LinkPeople, ANameThatSeveralHaveIsNotGuessed) {
  auto twins = three;
  twins.push_back({RecordId{4}, "Айгүл", "Айгуль", {"teacher_leader"}});
  const auto ambiguous = people_for(twins, {"KZ1", "coordinator", {"Айгүл"}});
  ASSERT_FALSE(ambiguous.ok());
  EXPECT_EQ(ambiguous.error().code, "person.ambiguous");
}

}  // namespace
}  // namespace mektep::server::test
