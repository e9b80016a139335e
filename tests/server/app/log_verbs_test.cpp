#include "shared/model/record_id.h"
#include "shared/store/natural_key.h"
#include "tests/server/app/run_fixture.h"

namespace mektep::server::test {
namespace {

class LogVerbs : public VerbTest {
 protected:
  LogVerbs() { init_with_network(); }
  std::string school_id() {
    const auto opened = ServerFolder::open(place, folder(), ServerFolder::Use::command);
    const RecordType& type = *(*opened)->store().schema().type("school");
    return to_text(natural_record_id(type, {{type.field("code")->number, std::string("KZ61-0107")}}));
  }
};

TEST_F(LogVerbs, EveryScopeHasItsDigests) {
  const auto document = run({"digest"}).document();
  const auto& digests = document.at("digests").as_array();
  EXPECT_EQ(digests.size(), 13U) << "the network and twelve schools";
  for (const auto& digest : digests) {
    EXPECT_EQ(digest.at("log").as_string().size(), 32U);
    EXPECT_EQ(digest.at("state").as_string().size(), 32U);
    EXPECT_GT(digest.at("position").as_int64(), 0);
  }
}

TEST_F(LogVerbs, OneScopeCanBeAskedFor) {
  const auto document = run({"digest", "school/KZ61-0107"}).document();
  ASSERT_EQ(document.at("digests").as_array().size(), 1U);
  EXPECT_EQ(document.at("digests").as_array()[0].at("scope").as_string(), "school/KZ61-0107");
  EXPECT_EQ(run({"digest", "school/none"}).code(), "scope.unknown");
}

TEST_F(LogVerbs, AFreshServerVerifies) {
  const auto outcome = run({"verify"});
  EXPECT_EQ(outcome.exit, 0) << outcome.out;
  const auto document = outcome.document();
  EXPECT_TRUE(document.at("ok").as_bool());
  EXPECT_EQ(document.at("scopes").as_int64(), 13);
  EXPECT_GT(document.at("packs").as_int64(), 20);
  EXPECT_TRUE(document.at("findings").as_array().empty());
  EXPECT_NE(say({"verify"}).err.find("seals and chains are right"), std::string::npos);
}

TEST_F(LogVerbs, RebuiltTalliesAgree) {
  const auto document = run({"tally", "rebuild"}).document();
  EXPECT_GT(document.at("tallies").as_int64(), 0);
  EXPECT_EQ(document.at("differences").as_int64(), 0);
  EXPECT_NE(say({"tally", "rebuild"}).err.find("agree"), std::string::npos);
}

TEST_F(LogVerbs, WhoWroteARecordIsTold) {
  const auto id = school_id();
  const auto document = run({"who", id}).document();
  EXPECT_EQ(document.at("id").as_string(), id);
  ASSERT_EQ(document.at("changes").as_array().size(), 1U);
  const auto& change = document.at("changes").as_array()[0];
  EXPECT_EQ(change.at("scope").as_string(), "network");
  EXPECT_EQ(change.at("author").as_string(), "server");
  EXPECT_EQ(change.at("at").as_string(), to_iso(clock.wall()));
}

TEST_F(LogVerbs, AnIdIsReadInAnyCaseAndChecked) {
  auto id = school_id();
  for (auto& letter : id) letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  EXPECT_EQ(run({"who", id}).exit, 0);
  id.back() = id.back() == '0' ? '1' : '0';
  EXPECT_EQ(run({"who", id}).code(), "record.unknown");
  EXPECT_EQ(run({"who", "nonsense"}).code(), "record.unknown");
}

}  // namespace
}  // namespace mektep::server::test
