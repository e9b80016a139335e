#include "tests/client/cli/command_line.h"

namespace mektep::client::test {
namespace {

class WritingVerbsTest : public CommandLineTest {
 protected:
  // A field of a record as the PC shows it.
  std::string field(const std::string& id, const std::string& name) {
    return std::string(data({"show", id}).at("fields").at(name).as_string());
  }
  // A seminar whose topic Aigul and Bolat filled differently.
  std::string contested() {
    const std::string id = seminar("Бастапқы");
    school_.sync_all();
    EXPECT_EQ(run({"edit", id, "topic=Бірінші", "--as", "Айгүл"}), 0) << err;
    EXPECT_EQ(run_on(laptop_, {"edit", id, "topic=Екінші", "--as", "Болат"}), 0) << err;
    school_.sync_all();
    return id;
  }
  std::size_t conflicts() { return data({"conflicts"}).at("conflicts").as_array().size(); }
};

TEST_F(WritingVerbsTest, WhatIsLoggedIsHereWithItsFields) {
  const json::object saved =
      data({"log", "activity", "kind=seminar", "from=2026-02-10", "topic=Бағалау", "--as", "Айгүл"});
  EXPECT_TRUE(saved.at("saved").as_bool());
  EXPECT_EQ(saved.at("type").as_string(), "activity");
  EXPECT_EQ(saved.at("state").as_string(), "here");
  EXPECT_EQ(field(std::string(saved.at("id").as_string()), "topic"), "Бағалау");
}

TEST_F(WritingVerbsTest, ForPeopleTheSentenceNamesTheRecord) {
  ASSERT_EQ(run({"log", "activity", "kind=seminar", "from=2026-02-10", "topic=Бағалау", "--as", "Айгүл"}), 0);
  EXPECT_NE(out.find("Бағалау"), std::string::npos);
  EXPECT_EQ(err, "");
}

TEST_F(WritingVerbsTest, ARequiredFieldThatIsMissingSavesNothing) {
  EXPECT_NE(code({"log", "activity", "kind=seminar", "topic=x", "--as", "Айгүл"}), "done");
  EXPECT_TRUE(data({"list", "activity"}).at("records").as_array().empty());
}

TEST_F(WritingVerbsTest, WhoWritesHasToBeSaidWhereSeveralMay) {
  EXPECT_EQ(code({"log", "activity", "kind=seminar", "from=2026-02-10", "topic=x"}), "person.choose");
  EXPECT_EQ(code({"log", "activty", "topic=x"}), "type.unknown");
}

TEST_F(WritingVerbsTest, AnEditTellsWhatItReplaced) {
  const std::string id = seminar("Бұрынғы");
  const json::object saved = data({"edit", id, "topic=Жаңа", "kind=seminar", "--as", "Айгүл"});
  const json::array& replaced = saved.at("replaced").as_array();
  ASSERT_EQ(replaced.size(), 1U) << "the kind is as it was";
  EXPECT_EQ(replaced[0].at("field").as_string(), "topic");
  EXPECT_EQ(replaced[0].at("before").as_string(), "Бұрынғы");
  EXPECT_EQ(replaced[0].at("after").as_string(), "Жаңа");
  EXPECT_EQ(field(id, "topic"), "Жаңа");
}

TEST_F(WritingVerbsTest, AnEditThatChangesNothingSaysSo) {
  const std::string id = seminar("Сол");
  ASSERT_EQ(run({"edit", id, "topic=Сол", "--as", "Айгүл"}), 0);
  EXPECT_NE(err.find(Catalog::shipped(Language::en).say("status.nothing_changed")), std::string::npos);
}

TEST_F(WritingVerbsTest, ARecordThatIsNotHereIsNotEdited) {
  for (const std::string verb : {"edit", "withdraw", "restore"}) {
    Words words{verb, "0123456789ABC"};
    if (verb == "edit") words.emplace_back("topic=x");
    words.insert(words.end(), {"--as", "Айгүл"});
    EXPECT_EQ(code(words), "record.unknown") << verb;
  }
}

TEST_F(WritingVerbsTest, AWithdrawnRecordIsKeptAndComesBack) {
  const std::string id = seminar();
  EXPECT_TRUE(data({"withdraw", id, "--as", "Айгүл"}).at("withdrawn").as_bool());
  EXPECT_TRUE(data({"show", id}).at("withdrawn").as_bool());
  EXPECT_TRUE(data({"list", "activity"}).at("records").as_array().empty());
  EXPECT_FALSE(data({"restore", id, "--as", "Айгүл"}).at("withdrawn").as_bool());
  EXPECT_FALSE(data({"show", id}).at("withdrawn").as_bool());
  EXPECT_EQ(data({"list", "activity"}).at("records").as_array().size(), 1U);
}

TEST_F(WritingVerbsTest, APartnershipNeedsTwoSchools) {
  EXPECT_EQ(code({"log", "partnership", "leading=KZ61-0203", "--as", "Айгүл"}), "record.needs_two_schools");
  EXPECT_EQ(code({"log", "partnership", "leading=KZ61-0203", "partner=KZ61-0203", "--as", "Айгүл"}),
            "record.needs_two_schools");
}

TEST_F(WritingVerbsTest, OneOfTheValuesSettlesAConflict) {
  const std::string id = contested();
  ASSERT_EQ(conflicts(), 1U);
  const json::object card = data({"conflicts"}).at("conflicts").as_array()[0].as_object();
  const std::string second(card.at("values").as_array()[1].at("value").as_string());
  EXPECT_EQ(data({"resolve", id, "topic", "--take", "2", "--as", "Айгүл"}).at("field").as_string(), "topic");
  EXPECT_EQ(conflicts(), 0U);
  EXPECT_EQ(field(id, "topic"), second);
}

TEST_F(WritingVerbsTest, AValueOfOnesOwnSettlesItToo) {
  const std::string id = contested();
  ASSERT_EQ(run({"resolve", id, "topic", "--value", "Екеуі де", "--as", "Болат"}), 0) << err;
  EXPECT_NE(out.find("Екеуі де"), std::string::npos);
  EXPECT_EQ(conflicts(), 0U);
  school_.sync_all();
  EXPECT_EQ(data_on(laptop_, {"show", id}).at("fields").at("topic").as_string(), "Екеуі де");
}

TEST_F(WritingVerbsTest, AResolutionIsEitherTakenOrGiven) {
  const std::string id = contested();
  EXPECT_EQ(code({"resolve", id, "topic", "--as", "Айгүл"}), "conflict.take_or_value");
  EXPECT_EQ(code({"resolve", id, "topic", "--take", "1", "--value", "x", "--as", "Айгүл"}),
            "conflict.take_or_value");
  for (const std::string take : {"0", "3", "one", "1x", "-1"}) {
    EXPECT_EQ(code({"resolve", id, "topic", "--take=" + take, "--as", "Айгүл"}), "conflict.no_such_value")
        << take;
  }
  EXPECT_EQ(conflicts(), 1U);
}

TEST_F(WritingVerbsTest, WhatIsNotInConflictIsNotResolved) {
  const std::string id = seminar();
  EXPECT_EQ(code({"resolve", id, "topic", "--take", "1", "--as", "Айгүл"}), "record.not_in_conflict");
  EXPECT_EQ(code({"resolve", id, "tpic", "--take", "1", "--as", "Айгүл"}), "field.unknown");
}

}  // namespace
}  // namespace mektep::client::test
