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

}  // namespace
}  // namespace mektep::client::test
