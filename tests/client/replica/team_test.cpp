#include "client/replica/team.h"

#include "tests/client/replica/school.h"

namespace mektep::client::test {
namespace {

constexpr RecordId dana{0x0123'4567'0000'0003};

Reference to(const Replica& replica, const std::string& type, RecordId id) {
  return {ScopeNumber{0}, replica.schema().type(type)->number, id};
}

// Aigul wrote what she saw in a lesson of Bolat's; Dana is in the team of the cycle that it belongs to.
class ForTheTeam : public ::testing::Test {
 protected:
  ForTheTeam() {
    const RecordName cycle = Form(*school_.pc, "ls_cycle")
                                 .set("focus", std::string("Сұрақ қою"))
                                 .set("from", Date{18'600})
                                 .add("team", to(*school_.pc, "person", dana))
                                 .saved();
    note_ = Form(*school_.pc, "observation")
                .set("observer", to(*school_.pc, "person", RecordId{77}))
                .set("teacher", to(*school_.pc, "person", bolat.person))
                .set("cycle", to(*school_.pc, "ls_cycle", cycle.key.id))
                .set("date", Date{18'605})
                .set("lesson_topic", std::string("Бөлшек сандар"))
                .saved();
  }
  // The code of the failure; "shown" when there was none.
  std::string reads(const ReadingPerson& person) {
    const auto record = school_.pc->read(note_, person);
    return record ? "shown" : record.error().code;
  }
  ListQuery query(const ReadingPerson& person, const std::string& find = {}) {
    ListQuery query;
    query.type = "observation";
    query.person = person;
    query.find = find;
    return query;
  }

  School school_;
  RecordName note_;
};

TEST_F(ForTheTeam, TheAuthorThePeopleNamedAndTheTeamOfTheCycleRead) {
  EXPECT_EQ(reads(aigul.person), "shown");
  EXPECT_EQ(reads(bolat.person), "shown");
  EXPECT_EQ(reads(RecordId{77}), "shown");
  EXPECT_EQ(reads(dana), "shown");
}

TEST_F(ForTheTeam, NobodyElseReadsAndNobodyUnnamed) {
  EXPECT_EQ(reads(RecordId{99}), "record.for_the_team");
  EXPECT_EQ(reads({}), "record.for_the_team");
  EXPECT_EQ(reads(RecordId{0}), "record.for_the_team");
}

TEST_F(ForTheTeam, IsTheSameOnADeviceThatOnlyReceivedIt) {
  school_.sync_all();
  EXPECT_TRUE(school_.laptop->read(note_, bolat.person).ok()) << "replication does not hide it";
  EXPECT_EQ(school_.laptop->read(note_, RecordId{99}).error().code, "record.for_the_team");
}

TEST_F(ForTheTeam, WhoIsTakenIntoTheTeamReadsFromThenOn) {
  Form(*school_.pc, *school_.pc->read(note_, aigul.person))
      .set("teacher", to(*school_.pc, "person", RecordId{99}))
      .saved();
  EXPECT_EQ(reads(RecordId{99}), "shown");
  EXPECT_EQ(reads(bolat.person), "record.for_the_team");
}

TEST_F(ForTheTeam, ListsLeaveItOutAndCountIt) {
  EXPECT_EQ(school_.pc->list(query(aigul.person))->size(), 1U);
  EXPECT_EQ(*school_.pc->count_hidden(query(aigul.person)), 0U);
  EXPECT_TRUE(school_.pc->list(query(RecordId{99}))->empty());
  EXPECT_EQ(*school_.pc->count_hidden(query(RecordId{99})), 1U);
  EXPECT_TRUE(school_.pc->list(query(RecordId{99}, "бөлшек"))->empty());
  EXPECT_EQ(school_.pc->list(query(dana, "бөлшек"))->size(), 1U);
}

TEST_F(ForTheTeam, WhatIsHiddenTakesNoPlaceInAShortList) {
  for (int count = 0; count < 3; ++count) {
    Form(*school_.pc, "observation")
        .set("date", Date{18'610 + count})
        .set("observer", to(*school_.pc, "person", dana))
        .saved(bolat);
  }
  ListQuery short_list = query(dana);
  short_list.count_max = 4;
  EXPECT_EQ(school_.pc->list(short_list)->size(), 4U);
  short_list.person = aigul.person;
  short_list.count_max = 1;
  ASSERT_EQ(school_.pc->list(short_list)->size(), 1U);
  EXPECT_EQ(school_.pc->list(short_list)->front().name, note_);
  EXPECT_EQ(*school_.pc->count_hidden(short_list), 3U);
}

TEST_F(ForTheTeam, OfUnsentWorkOnlyTheTitleIsHidden) {
  const auto title = [&](const ReadingPerson& person) {
    for (const UnsentItem& item : school_.pc->unsent(person)) {
      if (item.name == note_) return item.title;
    }
    return std::string("not listed");
  };
  EXPECT_EQ(title(bolat.person), "Бөлшек сандар");
  EXPECT_EQ(title({}), "");
}

TEST_F(ForTheTeam, CardsOfItAreShownToTheTeamAndCountedForOthers) {
  school_.sync_all();
  for (Device* device : {&school_.pc, &school_.laptop}) {
    Form(**device, *(*device)->read(note_, aigul.person))
        .set("lesson_topic", std::string(device == &school_.pc ? "Ондық бөлшек" : "Жай бөлшек"))
        .saved();
  }
  school_.sync_all();
  ASSERT_EQ(school_.pc->conflicts(bolat.person).size(), 1U);
  EXPECT_EQ(school_.pc->count_hidden_conflicts(bolat.person), 0U);
  EXPECT_TRUE(school_.pc->conflicts(RecordId{99}).empty());
  EXPECT_EQ(school_.pc->count_hidden_conflicts(RecordId{99}), 1U);
  EXPECT_TRUE(school_.pc->conflicts().empty());
}

TEST_F(ForTheTeam, OtherTypesAreForEverybody) {
  const RecordName seminar = log_activity(school_.pc, "Семинар");
  EXPECT_TRUE(school_.pc->read(seminar).ok());
  ListQuery all;
  all.type = "activity";
  EXPECT_EQ(school_.pc->list(all)->size(), 1U);
  EXPECT_EQ(*school_.pc->count_hidden(all), 0U);
}

}  // namespace
}  // namespace mektep::client::test
