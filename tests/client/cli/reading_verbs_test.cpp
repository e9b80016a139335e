#include "shared/model/record_id.h"
#include "tests/client/cli/command_line.h"

namespace mektep::client::test {
namespace {

class ReadingVerbsTest : public CommandLineTest {
 protected:
  json::array listed(Words more = {}) {
    Words words{"list", "activity"};
    words.insert(words.end(), more.begin(), more.end());
    return data(words).at("records").as_array();
  }
  std::string sentence(const std::string& id) { return Catalog::shipped(Language::en).say(id); }
};

TEST_F(ReadingVerbsTest, AListSaysWhatEachRecordIsAndHowFarItCame) {
  const std::string sent = seminar("Жіберілген");
  school_.sync_all();
  const std::string fresh = seminar("Жаңа");
  const json::array records = listed();
  ASSERT_EQ(records.size(), 2U);
  for (const auto& record : records) {
    const bool is_fresh = record.at("id").as_string() == fresh;
    EXPECT_EQ(record.at("title").as_string(), is_fresh ? "Жаңа" : "Жіберілген");
    EXPECT_EQ(record.at("state").as_string() == "here", is_fresh);
    EXPECT_FALSE(record.at("conflict").as_bool());
    EXPECT_EQ(record.at("fields").at("kind").as_string(), "seminar");
  }
}

TEST_F(ReadingVerbsTest, AListIsNarrowedByWordsByWhatIsUnsentAndByCount) {
  seminar("Бағалау әдістері");
  school_.sync_all();
  seminar("Сабақты зерттеу");
  ASSERT_EQ(listed({"--find", "бағалау"}).size(), 1U);
  EXPECT_EQ(listed({"--find", "бағалау"})[0].at("title").as_string(), "Бағалау әдістері");
  ASSERT_EQ(listed({"--unsent"}).size(), 1U);
  EXPECT_EQ(listed({"--unsent"})[0].at("title").as_string(), "Сабақты зерттеу");
  EXPECT_EQ(listed({"--count", "1"}).size(), 1U);
}

TEST_F(ReadingVerbsTest, ACountThatIsNoneIsWrongUsage) {
  for (const std::string count : {"0", "ten", "5x", "-1"}) {
    EXPECT_EQ(code({"list", "activity", "--count=" + count}), "list.bad_count") << count;
  }
}

TEST_F(ReadingVerbsTest, AnEmptyListSaysThatItIsEmpty) {
  ASSERT_EQ(run({"list", "activity"}), 0);
  EXPECT_NE(err.find(sentence("list.empty")), std::string::npos);
}

TEST_F(ReadingVerbsTest, ATableForPeopleHasTheTitleAndTheDay) {
  const std::string id = seminar("Бағалау");
  ASSERT_EQ(run({"list", "activity"}), 0);
  for (const auto& shown : Words{id, "Бағалау", "2026-02-10"}) {
    EXPECT_NE(out.find(shown), std::string::npos) << shown;
  }
}

TEST_F(ReadingVerbsTest, ARecordIsShownByABeginningOfItsId) {
  const std::string id = seminar("Бағалау");
  EXPECT_EQ(data({"show", id.substr(0, id.size() - 2)}).at("id").as_string(), id);
  EXPECT_EQ(code({"show", "0123456789ABC"}), "record.unknown");
}

TEST_F(ReadingVerbsTest, ForPeopleCodesAreWordsOfTheirLanguage) {
  const std::string id = seminar("Бағалау", {"state=held"});
  ASSERT_EQ(run({"show", id}, Language::ru), 0);
  EXPECT_NE(out.find("Состоялось"), std::string::npos);
  ASSERT_EQ(run({"show", id}, Language::kk), 0);
  EXPECT_NE(out.find("Өтті"), std::string::npos);
}

TEST_F(ReadingVerbsTest, HistoryIsToldOnlyWhenItIsAskedFor) {
  const std::string id = seminar("Бұрынғы");
  school_.sync_all();
  ASSERT_EQ(run({"edit", id, "topic=Жаңа", "--as", "Болат"}), 0);
  school_.sync_all();
  EXPECT_FALSE(data({"show", id}).contains("history"));
  const json::array history = data({"show", id, "--history"}).at("history").as_array();
  ASSERT_EQ(history.size(), 2U);
  std::set<std::string> authors;
  for (const auto& entry : history) authors.insert(std::string(entry.at("author").as_string()));
  EXPECT_EQ(authors, (std::set<std::string>{"Ахметова Айгүл", "Есенов Болат"}));
  ASSERT_EQ(run({"show", id, "--history"}), 0);
  EXPECT_NE(out.find("Бұрынғы"), std::string::npos) << "the value that was replaced";
}

TEST_F(ReadingVerbsTest, AConflictIsShownWithBothValuesAndTheirAuthors) {
  const std::string id = seminar("Бастапқы");
  school_.sync_all();
  ASSERT_EQ(run({"edit", id, "topic=Бірінші", "--as", "Айгүл"}), 0);
  ASSERT_EQ(run_on(laptop_, {"edit", id, "topic=Екінші", "--as", "Болат"}), 0);
  school_.sync_all();
  const json::array cards = data({"conflicts"}).at("conflicts").as_array();
  ASSERT_EQ(cards.size(), 1U);
  EXPECT_EQ(cards[0].at("id").as_string(), id);
  EXPECT_EQ(cards[0].at("field").as_string(), "topic");
  std::map<std::string, std::string> values;
  for (const auto& value : cards[0].at("values").as_array()) {
    values[std::string(value.at("author").as_string())] = std::string(value.at("value").as_string());
  }
  EXPECT_EQ(values,
            (std::map<std::string, std::string>{{"Ахметова Айгүл", "Бірінші"}, {"Есенов Болат", "Екінші"}}));
  EXPECT_EQ(data({"show", id}).at("conflicts").as_array().size(), 1U);
  EXPECT_TRUE(listed()[0].at("conflict").as_bool());
  for (const Words& words : std::vector<Words>{{"conflicts"}, {"show", id}}) {
    ASSERT_EQ(run(words), 0);
    EXPECT_NE(out.find("Бірінші"), std::string::npos) << words.front();
    EXPECT_NE(out.find("Екінші"), std::string::npos) << words.front();
  }
}

TEST_F(ReadingVerbsTest, WithoutConflictsItSaysThatThereAreNone) {
  ASSERT_EQ(run({"conflicts"}), 0);
  EXPECT_NE(err.find(sentence("status.no_conflicts")), std::string::npos);
  EXPECT_TRUE(data({"conflicts"}).at("conflicts").as_array().empty());
}

TEST_F(ReadingVerbsTest, AnUnknownTypeNamesTheNearest) {
  const json::object told = failure({"list", "activty"});
  EXPECT_EQ(told.at("code").as_string(), "type.unknown");
}

// Aigul wrote down what she saw; Bolat writes on the same device and is not named.
class ForTheTeamOnlyTest : public CommandLineTest {
 protected:
  void SetUp() override {
    const auto saved = data({"log", "observation", "observer=" + to_text(aigul.person), "date=2026-02-10",
                             "lesson_topic=Бөлшек сандар", "--as", "Ахметова"});
    id_ = std::string(saved.at("id").as_string());
  }
  std::string id_;
};

TEST_F(ForTheTeamOnlyTest, TheTeamReadsItWhoeverElseWritesOnTheDevice) {
  EXPECT_EQ(data({"show", id_, "--as", "Ахметова"}).at("title").as_string(), "Бөлшек сандар");
  const auto listed = data({"list", "observation", "--as", "Ахметова"});
  EXPECT_EQ(listed.at("records").as_array().size(), 1U);
  EXPECT_EQ(listed.at("hidden").to_number<int>(), 0);
}

TEST_F(ForTheTeamOnlyTest, OthersAreRefusedInOneSentenceWithoutATextOfIt) {
  for (const Words& words :
       {Words{"show", id_, "--history"}, Words{"edit", id_, "grade=5"}, Words{"withdraw", id_},
        Words{"restore", id_}, Words{"resolve", id_, "grade", "--take", "1"}}) {
    Words given = words;
    given.insert(given.end(), {"--as", "Есенов"});
    EXPECT_EQ(run(given), 1) << words[0];
    EXPECT_NE(err.find("for its team only"), std::string::npos) << err;
    EXPECT_EQ((out + err).find("Бөлшек"), std::string::npos) << words[0];
  }
  EXPECT_EQ(code({"show", id_, "--as", "Есенов"}), "record.for_the_team");
}

TEST_F(ForTheTeamOnlyTest, WhoReadsHasToBeSaidWhereSeveralMay) {
  EXPECT_EQ(run({"list", "observation"}), 2);
  EXPECT_EQ(code({"show", id_}), "person.choose");
  EXPECT_EQ(run({"list", "activity"}), 0);
}

TEST_F(ForTheTeamOnlyTest, AListSaysHowManyItLeavesOutUnlessWordsAreLookedFor) {
  const auto listed = data({"list", "observation", "--as", "Есенов"});
  EXPECT_TRUE(listed.at("records").as_array().empty());
  EXPECT_EQ(listed.at("hidden").to_number<int>(), 1);
  ASSERT_EQ(run({"list", "observation", "--as", "Есенов"}), 0);
  EXPECT_NE(err.find("1 more record"), std::string::npos) << err;
  const auto found = data({"list", "observation", "--find", "бөлшек", "--as", "Есенов"});
  EXPECT_TRUE(found.at("records").as_array().empty());
  EXPECT_FALSE(found.contains("hidden"));
}

TEST_F(ForTheTeamOnlyTest, TheOutboxTellsOthersThatSomethingWaitsAndNotWhat) {
  const auto title = [&](const std::string& as) {
    return std::string(data({"outbox", "--as", as}).at("unsent").as_array().at(0).at("title").as_string());
  };
  EXPECT_EQ(title("Ахметова"), "Бөлшек сандар");
  EXPECT_EQ(title("Есенов"), "");
}

TEST_F(ForTheTeamOnlyTest, ItsCardsAreCountedForOthers) {
  school_.sync_all();
  for (Device* device : {&pc_, &laptop_}) {
    const std::string topic = device == &pc_ ? "Ондық бөлшек" : "Жай бөлшек";
    ASSERT_EQ(run_on(*device, {"edit", id_, "lesson_topic=" + topic, "--as", "Ахметова"}), 0) << err;
  }
  school_.sync_all();
  EXPECT_EQ(data({"conflicts", "--as", "Ахметова"}).at("conflicts").as_array().size(), 1U);
  const auto others = data({"conflicts", "--as", "Есенов"});
  EXPECT_TRUE(others.at("conflicts").as_array().empty());
  EXPECT_EQ(others.at("hidden").to_number<int>(), 1);
  ASSERT_EQ(run({"conflicts"}), 0);
  EXPECT_EQ((out + err).find("бөлшек"), std::string::npos);
}

TEST_F(ForTheTeamOnlyTest, ATableForOthersLeavesItOut) {
  const Path folder = pc_.path() / "observations.csv";
  EXPECT_EQ(data({"export", folder.string(), "--type", "observation", "--as", "Есенов"})
                .at("records")
                .to_number<int>(),
            0);
  EXPECT_EQ(data({"export", folder.string(), "--type", "observation", "--as", "Ахметова"})
                .at("records")
                .to_number<int>(),
            1);
}

}  // namespace
}  // namespace mektep::client::test
