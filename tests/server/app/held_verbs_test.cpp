#include "server/store/cards.h"
#include "server/store/devices.h"
#include "server/store/enrolment.h"
#include "tests/server/app/run_fixture.h"
#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

// A device of the school whose change was held: it wrote what only the office may write.
class HeldVerbs : public VerbTest {
 protected:
  HeldVerbs() {
    init_with_network();
    const auto opened = ServerFolder::open(place, folder(), ServerFolder::Use::command);
    const ServerParts& parts = (*opened)->parts();
    const School school = *(*(*opened)->store().reader())->school("KZ61-0107");
    scope_ = school_scope(school.number);
    Pen pen(random, RecordId{1});
    const auto secret = invite(parts, {"KZ61-0107", "coordinator", {}, "office"});
    Newcomer newcomer;
    newcomer.secret = *secret;
    newcomer.signing = pen.key().public_key();
    newcomer.box = BoxKey::draw(random).public_key();
    newcomer.name = "ПК";
    EXPECT_TRUE(redeem(parts, newcomer).ok());
    const Bytes pack =
        pen.seal(scope_, {{write_op({TypeNumber{39}, RecordId{7}}, FieldNumber{7}, std::string("бөтен"))}});
    const auto batch = integrate(parts, {{pen.id(), pack}});
    EXPECT_EQ(batch->admitted.front().outcome, Outcome::logged);
    pack_ = pack;
  }
  json::object only_row() {
    const auto document = run({"held"}).document();
    EXPECT_EQ(document.at("held").as_array().size(), 1U);
    return document.at("held").as_array().at(0).as_object();
  }
  ScopeNumber scope_;
  Bytes pack_;
};

TEST_F(HeldVerbs, WhatIsHeldIsListedWithItsReason) {
  const auto row = only_row();
  EXPECT_EQ(row.at("scope").as_string(), "school/KZ61-0107");
  EXPECT_EQ(row.at("reason").as_string(), "refused");
  EXPECT_TRUE(row.at("why").as_string().starts_with("access."));
  EXPECT_EQ(row.at("device").as_string(), "ПК");
  EXPECT_EQ(row.at("first").as_int64(), 1);
  EXPECT_EQ(row.at("last").as_int64(), 1);
  EXPECT_EQ(row.at("bytes").as_int64(), static_cast<std::int64_t>(pack_.size()));
}

TEST_F(HeldVerbs, PeopleReadTheReasonAsASentence) {
  const auto outcome = say({"held"});
  EXPECT_EQ(outcome.out.find("error."), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find("ПК"), std::string::npos);
}

TEST_F(HeldVerbs, AHeldPackIsExportedByteForByte) {
  const auto id = std::string(only_row().at("id").as_string());
  const Path out = directory.file("held.pack");
  const auto outcome = run({"held", "export", id.substr(0, 6), out.string()});
  ASSERT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_EQ(outcome.document().at("bytes").as_int64(), static_cast<std::int64_t>(pack_.size()));
  EXPECT_EQ(*files.read(out, 1U << 20U), pack_);
}

TEST_F(HeldVerbs, AReleasedChangeCounts) {
  const auto id = std::string(only_row().at("id").as_string());
  const auto outcome = run({"held", "release", id});
  ASSERT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_TRUE(run({"held"}).document().at("held").as_array().empty());
  const auto opened = ServerFolder::open(place, folder(), ServerFolder::Use::command);
  const auto reader = (*opened)->store().reader();
  EXPECT_FALSE((*reader)->record(scope_, {TypeNumber{39}, RecordId{7}}).empty());
  EXPECT_EQ(run({"verify"}).exit, 0);
}

TEST_F(HeldVerbs, WhatIsNotHeldCannotBeReleased) {
  const auto outcome = run({"held", "release", "ffffffff"});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_EQ(outcome.code(), "held.unknown");
  EXPECT_EQ(run({"held", "export", "", directory.file("x").string()}).code(), "held.unknown");
}

}  // namespace
}  // namespace mektep::server::test
