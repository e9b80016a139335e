#include "shared/model/record_id.h"
#include "tests/client/cli/command_line.h"

namespace mektep::client::test {
namespace {

class StateVerbsTest : public CommandLineTest {
 protected:
  std::string sentence(const std::string& id) { return Catalog::shipped(Language::en).say(id); }
  json::array held() { return data({"held"}).at("held").as_array(); }
  // A seminar that the server kept and did not apply; its id.
  std::string held_seminar() {
    school_.server.refuse = [](const Change&) { return std::string("access.not_allowed"); };
    const std::string id = seminar("Ұсталған");
    school_.sync_all();
    school_.server.refuse = {};
    return id;
  }
};

TEST_F(StateVerbsTest, StatusCountsWhatWaits) {
  EXPECT_EQ(data({"status"}).at("unsent").to_number<int>(), 0);
  seminar();
  seminar();
  const json::object state = data({"status"});
  EXPECT_TRUE(state.at("enrolled").as_bool());
  EXPECT_EQ(state.at("school").as_string(), "KZ61-0203");
  EXPECT_EQ(state.at("unsent").to_number<int>(), 2);
  EXPECT_EQ(state.at("conflicts").to_number<int>(), 0);
  EXPECT_EQ(state.at("held").to_number<int>(), 0);
  std::map<std::string, bool> writes;
  for (const auto& scope : state.at("scopes").as_array()) {
    writes[std::string(scope.at("scope").as_string())] = scope.at("writes").as_bool();
  }
  EXPECT_EQ(writes, (std::map<std::string, bool>{
                        {"network", false}, {"school/KZ61-0203", true}, {"desk/KZ61-0203", true}}));
}

TEST_F(StateVerbsTest, StatusForPeopleNamesTheSchoolAndTheServer) {
  ASSERT_EQ(run({"status"}), 0);
  EXPECT_NE(out.find("KZ61-0203"), std::string::npos);
  EXPECT_NE(out.find("server.example:8443"), std::string::npos);
  EXPECT_NE(out.find(sentence("status.all_sent")), std::string::npos);
}

// Saved here is not sent, and sent is what the server's receipt says.
TEST_F(StateVerbsTest, StatusKeepsSavedAndSentApart) {
  const Catalog catalog = Catalog::shipped(Language::en);
  const std::string last_sent = catalog.say("status.last_sent", {{"time", ""}});
  seminar();
  Contact cut;
  cut.receipts = false;
  cut.feed = false;
  pc_.sync(cut);
  ASSERT_EQ(run({"status"}), 0);
  EXPECT_NE(out.find(catalog.say_count("status.not_sent", 1)), std::string::npos) << out;
  EXPECT_EQ(out.find(last_sent), std::string::npos) << "it left, but nobody answered for it";
  school_.sync_all();
  ASSERT_EQ(run({"status"}), 0);
  EXPECT_NE(out.find(sentence("status.all_sent")), std::string::npos) << out;
  EXPECT_NE(out.find(last_sent), std::string::npos) << out;
}

TEST_F(StateVerbsTest, PeopleAreShownWithTheirRolesInWords) {
  publish_code("roles", "coordinator", {"Үйлестіруші", "Координатор", "Coordinator"});
  school_.sync_all();
  ASSERT_EQ(run({"people"}, Language::ru), 0);
  EXPECT_NE(out.find("Координатор"), std::string::npos) << out;
  EXPECT_EQ(data({"people"}).at("people").at(0).at("roles").at(0).as_string(), "coordinator");
}

TEST_F(StateVerbsTest, StatusOfADeviceWithoutASchoolIsThatItHasNone) {
  NewDevice device;
  Bench bench = device.bench();
  ASSERT_EQ(bench.run({"status", "--json"}), 0);
  const json::object state = json::parse(bench.out()).as_object();
  EXPECT_FALSE(state.at("enrolled").as_bool());
  EXPECT_EQ(state.at("school").as_string(), "");
  EXPECT_TRUE(state.at("last_contact").is_null());
}

TEST_F(StateVerbsTest, TheOutboxListsWhatWasWrittenUntilItIsSent) {
  const std::string id = seminar("Бағалау");
  const json::array unsent = data({"outbox"}).at("unsent").as_array();
  ASSERT_EQ(unsent.size(), 1U);
  EXPECT_EQ(unsent[0].at("id").as_string(), id);
  EXPECT_EQ(unsent[0].at("type").as_string(), "activity");
  EXPECT_EQ(unsent[0].at("author").as_string(), to_text(aigul.person));
  EXPECT_EQ(unsent[0].at("author_name").as_string(), "Ахметова Айгүл");
  ASSERT_EQ(run({"outbox"}, Language::ru), 0);
  EXPECT_NE(out.find("Ахметова Айгуль"), std::string::npos) << out;
  EXPECT_EQ(out.find(to_text(aigul.person)), std::string::npos) << out;
  EXPECT_FALSE(unsent[0].at("sealed").as_bool());
  school_.sync_all();
  EXPECT_TRUE(data({"outbox"}).at("unsent").as_array().empty());
  ASSERT_EQ(run({"outbox"}), 0);
  EXPECT_NE(err.find(sentence("outbox.empty")), std::string::npos);
}

TEST_F(StateVerbsTest, WhatIsSealedAndNotReceiptedIsStillInTheOutbox) {
  seminar();
  Contact cut;
  cut.receipts = false;
  cut.feed = false;
  pc_.sync(cut);
  const json::array unsent = data({"outbox"}).at("unsent").as_array();
  ASSERT_EQ(unsent.size(), 1U);
  EXPECT_TRUE(unsent[0].at("sealed").as_bool());
}

TEST_F(StateVerbsTest, AHeldChangeIsListedWithItsReason) {
  const std::string id = held_seminar();
  ASSERT_EQ(held().size(), 1U);
  const json::object item = held()[0].as_object();
  EXPECT_EQ(item.at("scope").as_string(), "school/KZ61-0203");
  EXPECT_EQ(item.at("reason").as_string(), "refused");
  EXPECT_EQ(item.at("why").as_string(), "access.not_allowed");
  EXPECT_EQ(item.at("records").as_array(), json::array{json::value(id)});
  EXPECT_EQ(data({"status"}).at("held").to_number<int>(), 1);
}

TEST_F(StateVerbsTest, HeldChangesAreExportedEachWithItsLength) {
  held_seminar();
  const std::string path = (pc_.path() / "held.bin").string();
  EXPECT_EQ(data({"held", "export", path}).at("held").to_number<int>(), 1);
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  Bytes length;
  append_u64(length, content.str().size() - 8);
  EXPECT_EQ(to_hex(view_of(content.str()).first(8)), to_hex(length));
}

TEST_F(StateVerbsTest, AHeldChangeIsTriedAgain) {
  const std::string id = held_seminar();
  EXPECT_EQ(data({"held", "retry"}).at("retried").to_number<int>(), 1);
  EXPECT_TRUE(held().empty());
  school_.sync_all();
  EXPECT_EQ(data_on(laptop_, {"show", id}).at("title").as_string(), "Ұсталған");
}

TEST_F(StateVerbsTest, WithNothingHeldItSaysSo) {
  ASSERT_EQ(run({"held"}), 0);
  EXPECT_NE(err.find(sentence("status.no_held")), std::string::npos);
  EXPECT_EQ(data({"held", "retry"}).at("retried").to_number<int>(), 0);
}

TEST_F(StateVerbsTest, PeopleAreThoseOfTheCardsWithTheirRoles) {
  std::map<std::string, std::string> roles;
  const json::array people = data({"people"}).at("people").as_array();
  for (const auto& person : people) {
    ASSERT_FALSE(person.at("roles").as_array().empty());
    roles[std::string(person.at("name").as_string())] = person.at("roles").as_array()[0].as_string();
  }
  EXPECT_EQ(roles, (std::map<std::string, std::string>{{"Ахметова Айгүл", "coordinator"},
                                                       {"Есенов Болат", "school_trainer"}}));
  ASSERT_EQ(run({"people"}), 0);
  EXPECT_NE(out.find(to_text(bolat.person)), std::string::npos);
}

TEST_F(StateVerbsTest, DevicesInStepHaveEqualDigests) {
  seminar();
  school_.sync_all();
  const json::array digests = data({"digest"}).at("digests").as_array();
  EXPECT_EQ(digests.size(), 3U);
  EXPECT_EQ(data_on(laptop_, {"digest"}).at("digests").as_array(), digests);
  EXPECT_NE(digests[0].at("state").as_string(), "");
  ASSERT_EQ(run({"digest"}), 0);
  EXPECT_NE(out.find(digests[0].at("state").as_string().c_str()), std::string::npos);
}

}  // namespace
}  // namespace mektep::client::test
