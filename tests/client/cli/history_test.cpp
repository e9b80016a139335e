#include "client/cli/history.h"

#include "tests/client/cli/command_line.h"

namespace mektep::client::test {
namespace {

class HistoryTest : public CommandLineTest {
 protected:
  json::array changes(const std::string& id, std::size_t entry) {
    const json::array history = data({"show", id, "--history"}).at("history").as_array();
    return history.at(entry).at("changes").as_array();
  }
};

TEST_F(HistoryTest, FieldsAndCodesAreWordsOfTheLanguage) {
  const std::string id = seminar("Бағалау", {"state=held"});
  ASSERT_EQ(run({"show", id, "--history"}, Language::ru), 0);
  const auto begin = out.find("Автор");
  ASSERT_NE(begin, std::string::npos) << out;
  EXPECT_NE(out.find("Состоялось", begin), std::string::npos) << out;
  EXPECT_EQ(out.find("held"), std::string::npos) << "a code is nobody's word";
  EXPECT_EQ(changes(id, 0).at(0).as_object().at("removed").as_bool(), false);
}

TEST_F(HistoryTest, AnElementThatWentIsToldWithItsName) {
  const std::string id = seminar("Бағалау", {"audience=school_team,parents"});
  school_.sync_all();
  ASSERT_EQ(run({"edit", id, "audience-=parents", "--as", "Айгүл"}), 0);
  const json::array edited = changes(id, 1);
  ASSERT_EQ(edited.size(), 1U);
  EXPECT_EQ(edited[0].at("field").as_string(), "audience");
  EXPECT_EQ(edited[0].at("value").as_string(), "parents");
  EXPECT_TRUE(edited[0].at("removed").as_bool());
  ASSERT_EQ(run({"show", id, "--history"}, Language::ru), 0);
  EXPECT_NE(out.find("− Родители"), std::string::npos) << out;
}

TEST_F(HistoryTest, AWithdrawalIsToldAsOne) {
  const std::string id = seminar();
  ASSERT_EQ(run({"withdraw", id, "--as", "Айгүл"}), 0);
  ASSERT_EQ(run({"show", id, "--history"}), 0);
  EXPECT_NE(out.find(Catalog::shipped(Language::en).say("history.withdrawn")), std::string::npos) << out;
  const json::array last = changes(id, 1);
  EXPECT_EQ(last.at(0).at("field").as_string(), "life");
  EXPECT_TRUE(last.at(0).at("removed").as_bool());
}

TEST_F(HistoryTest, ALongTextIsReadWholeWhereARecordIsShown) {
  const std::string id = seminar("Бағалау", {"description=бір\nекі\nүш"});
  ASSERT_EQ(run({"show", id}), 0);
  for (const std::string line : {"бір\n", "екі\n", "үш\n"}) EXPECT_NE(out.find(line), std::string::npos) << out;
  EXPECT_EQ(out.find("…"), std::string::npos) << out;
}

}  // namespace
}  // namespace mektep::client::test
