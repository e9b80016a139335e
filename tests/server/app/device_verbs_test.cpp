#include "server/app/address.h"
#include "server/store/enrolment.h"
#include "shared/protocol/enrolment_link.h"
#include "tests/server/app/run_fixture.h"

namespace mektep::server::test {
namespace {

class DeviceVerbs : public VerbTest {
 protected:
  DeviceVerbs() {
    init_with_network();
    EXPECT_TRUE(remember_address(files, folder(), {"10.0.0.1", 9000}).ok());
  }
  EnrolmentLink link(const std::vector<std::string>& words) {
    const auto outcome = run(words);
    EXPECT_EQ(outcome.exit, 0) << outcome.err;
    const auto parsed = parse_enrolment_link(std::string(outcome.document().at("link").as_string()));
    EXPECT_TRUE(parsed.ok());
    return parsed ? *parsed : EnrolmentLink{};
  }
  // What a device's first contact does.
  Result<Welcomed> redeemed(const Secret& secret, const std::string& name = "ПК") {
    const auto opened = ServerFolder::open(place, folder(), ServerFolder::Use::command);
    Newcomer newcomer;
    newcomer.secret = secret;
    newcomer.signing = SigningKey::draw(random).public_key();
    newcomer.box = BoxKey::draw(random).public_key();
    newcomer.name = name;
    return redeem((*opened)->parts(), newcomer);
  }
};

TEST_F(DeviceVerbs, ALinkHoldsAddressPinSecretAndExpiry) {
  const auto made = link({"enrol", "KZ61-0107", "--role", "coordinator"});
  EXPECT_EQ(made.host, "10.0.0.1") << "of the server that served the folder last";
  EXPECT_EQ(made.port, 9000U);
  EXPECT_EQ(made.pins.size(), 1U);
  EXPECT_GT(made.until_s, clock.wall().ms / 1000);
}

TEST_F(DeviceVerbs, AnAddressCanBeGiven) {
  const auto made =
      link({"enrol", "KZ61-0107", "--role", "coordinator", "--host", "mektep.example", "--port", "443"});
  EXPECT_EQ(made.host, "mektep.example");
  EXPECT_EQ(made.port, 443U);
  EXPECT_EQ(run({"enrol", "KZ61-0107", "--role", "coordinator", "--port", "many"}).code(), "net.address_bad");
}

TEST_F(DeviceVerbs, WithoutAnyAddressNoLinkIsMade) {
  ASSERT_TRUE(files.remove(folder() / "address.txt").ok());
  EXPECT_EQ(run({"enrol", "KZ61-0107", "--role", "coordinator"}).code(), "enrol.no_address");
}

TEST_F(DeviceVerbs, TheLinkIsDataAndItsAdviceIsNot) {
  const auto outcome = say({"enrol", "KZ61-0107", "--role", "coordinator"});
  EXPECT_TRUE(outcome.out.starts_with("mektep://"));
  EXPECT_EQ(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 1);
  EXPECT_FALSE(outcome.err.empty());
}

TEST_F(DeviceVerbs, ALinkIsGoodForItsPeople) {
  const auto made = link({"enrol", "KZ61-0107", "--role", "school_trainer", "--person", "Есенов Бауыржан"});
  ASSERT_TRUE(redeemed(made.secret).ok());
  const auto document = run({"devices"}).document();
  ASSERT_EQ(document.at("devices").as_array().size(), 1U);
  const auto& device = document.at("devices").as_array()[0].as_object();
  EXPECT_EQ(device.at("number").as_int64(), 1);
  EXPECT_EQ(device.at("school").as_string(), "KZ61-0107");
  EXPECT_EQ(device.at("role").as_string(), "school_trainer");
  EXPECT_EQ(device.at("name").as_string(), "ПК");
  EXPECT_EQ(device.at("enrolled").as_string(), to_iso(clock.wall()));
  EXPECT_EQ(device.at("seen").as_string(), "") << "never since enrolment";
  EXPECT_FALSE(device.at("revoked").as_bool());
}

TEST_F(DeviceVerbs, WhoIsAskedForMustBeThere) {
  EXPECT_EQ(run({"enrol", "KZ00-0000", "--role", "coordinator"}).code(), "school.unknown");
  EXPECT_EQ(run({"enrol", "KZ61-0107", "--role", "cordinator"}).code(), "enrol.unknown_role");
  EXPECT_EQ(run({"enrol", "KZ61-0107", "--role", "regional"}).code(), "enrol.no_people");
  EXPECT_EQ(run({"enrol", "KZ61-0107", "--role", "coordinator", "--person", "Кім"}).code(),
            "person.unknown_here");
  EXPECT_EQ(run({"enrol", "KZ61-0107"}).exit, 2) << "a role is asked for";
}

TEST_F(DeviceVerbs, ARoleThatIsNoneIsAnsweredWithThoseThereAre) {
  const auto outcome = say({"enrol", "KZ61-0107", "--role", "xyz"});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_NE(outcome.err.find("coordinator, director"), std::string::npos) << outcome.err;
}

TEST_F(DeviceVerbs, WithoutDevicesTheListIsEmpty) {
  EXPECT_TRUE(run({"devices"}).document().at("devices").as_array().empty());
  EXPECT_FALSE(say({"devices"}).err.empty());
}

TEST_F(DeviceVerbs, ARevokedDeviceIsShownAsSuch) {
  ASSERT_TRUE(redeemed(link({"enrol", "KZ61-0107", "--role", "coordinator"}).secret).ok());
  const auto outcome = run({"revoke", "1"});
  ASSERT_EQ(outcome.exit, 0) << outcome.err;
  EXPECT_TRUE(outcome.document().at("devices").as_array()[0].at("revoked").as_bool());
  EXPECT_EQ(run({"revoke", "1"}).exit, 0) << "twice is once";
  EXPECT_NE(say({"devices"}).out.find("revoked"), std::string::npos);
}

TEST_F(DeviceVerbs, WhatIsNoDeviceCannotBeRevoked) {
  for (const auto* given : {"7", "0", "-1", "one", "1x", "99999999999"}) {
    const auto outcome = run({"revoke", given});
    EXPECT_NE(outcome.exit, 0) << given;
  }
  EXPECT_EQ(run({"revoke", "7"}).code(), "device.unknown");
}

}  // namespace
}  // namespace mektep::server::test
