#include "server/store/enrolment.h"

#include "server/store/devices.h"
#include "shared/base/limits.h"
#include "shared/model/element.h"
#include "shared/model/record_id.h"
#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

class EnrolmentTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  Secret invited(std::vector<RecordId> people = {}) {
    return invite(network.parts, {network.school.code, "coordinator", std::move(people), "office"}).value();
  }
  std::set<std::string> people_on(DeviceId device, ScopeNumber scope) {
    return card_content(network.reader->record(scope, card_key(device))).people;
  }

  Network network{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Stores, EnrolmentTest, ::testing::Values(StoreKind::sqlite, StoreKind::memory),
                         name_of);

TEST_P(EnrolmentTest, ASchoolGetsOneNumberForEver) {
  EXPECT_EQ(network.school.number, SchoolNumber{1});
  EXPECT_EQ(network.other_school.number, SchoolNumber{2});
  EXPECT_EQ(register_school(network.parts, "KZ61-0203").value(), network.school);
  EXPECT_EQ(register_school(network.parts, "KZ10-0001").value().number, SchoolNumber{3});
}

TEST_P(EnrolmentTest, ALinkMakesADeviceWithANumberACertificateAndCards) {
  Pen pen(network.random, network.coordinator);
  const Newcomer newcomer = network.newcomer(pen, invited(), "Директор ПК");
  const auto welcomed = redeem(network.parts, newcomer);
  ASSERT_TRUE(welcomed.ok());
  EXPECT_EQ(welcomed->device.number, 1U);
  EXPECT_EQ(welcomed->device.id, pen.id());
  EXPECT_EQ(welcomed->device.name, "Директор ПК");
  EXPECT_EQ(welcomed->school, network.school);
  EXPECT_TRUE(verify(welcomed->certificate, network.keys.certificate.server));
  EXPECT_EQ(welcomed->certificate.signing, newcomer.signing);
  EXPECT_EQ(network.reader->device(pen.id()), welcomed->device);
  for (const ScopeNumber scope : {network.scope(), desk_scope(network.school.number)}) {
    const CardContent card = card_content(network.reader->record(scope, card_key(pen.id())));
    EXPECT_TRUE(card.active);
    EXPECT_EQ(card.certificate, encode(welcomed->certificate));
    EXPECT_EQ(card.people, std::set{card_person(network.coordinator, "coordinator")});
  }
}

TEST_P(EnrolmentTest, TheNextDeviceGetsTheNextNumber) {
  network.enrolled_pen();
  Pen pen(network.random, network.coordinator);
  EXPECT_EQ(redeem(network.parts, network.newcomer(pen, invited())).value().device.number, 2U);
}

TEST_P(EnrolmentTest, ALinkIsForTheNamedPeopleOrForEverybodyOfTheSchool) {
  const RecordId second = network.add_person(network.school, "Марат");
  Pen named(network.random, second);
  ASSERT_TRUE(redeem(network.parts, network.newcomer(named, invited({second}))).ok());
  EXPECT_EQ(people_on(named.id(), network.scope()), std::set{card_person(second, "coordinator")});
  Pen shared(network.random, second);
  ASSERT_TRUE(redeem(network.parts, network.newcomer(shared, invited())).ok());
  EXPECT_EQ(people_on(shared.id(), network.scope()),
            (std::set{card_person(second, "coordinator"), card_person(network.coordinator, "coordinator")}));
}

TEST_P(EnrolmentTest, ThePersonsOwnRolesComeBeforeTheLinks) {
  const RecordKey key{person_type, network.coordinator};
  OwnRecord person(key, network.reader->record(network.scope(), key));
  person.set_elements(FieldNumber{4}, {element_key(ElementKind::code, std::string("director")),
                                       element_key(ElementKind::code, std::string("school_trainer"))});
  ASSERT_TRUE(write_own(network.parts, {{network.scope(), "office", person.take()}}).ok());
  Pen pen = network.enrolled_pen();
  EXPECT_EQ(people_on(pen.id(), network.scope()),
            (std::set{card_person(network.coordinator, "director"),
                      card_person(network.coordinator, "school_trainer")}));
}

TEST_P(EnrolmentTest, TheSameDeviceMayAskAgainSinceAnAnswerCanGetLost) {
  Pen pen(network.random, network.coordinator);
  const Newcomer newcomer = network.newcomer(pen, invited());
  const auto first = redeem(network.parts, newcomer);
  const std::size_t length = network.log().size();
  const auto second = redeem(network.parts, newcomer);
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->certificate, first->certificate);
  EXPECT_EQ(network.log().size(), length);
  EXPECT_EQ(network.reader->devices().size(), 1U);
}

TEST_P(EnrolmentTest, UsedExpiredAndGuessedLinksFailAlike) {
  Pen first(network.random, network.coordinator);
  Pen second(network.random, network.coordinator);
  const Secret used = invited();
  ASSERT_TRUE(redeem(network.parts, network.newcomer(first, used)).ok());
  const auto of_used = redeem(network.parts, network.newcomer(second, used));
  const auto guessed = redeem(network.parts, network.newcomer(second, Secret{1}));
  const Secret late = invited();
  network.clock.advance(limits::enrolment_valid_for);
  const auto expired = redeem(network.parts, network.newcomer(second, late));
  ASSERT_FALSE(of_used.ok());
  ASSERT_FALSE(guessed.ok());
  ASSERT_FALSE(expired.ok());
  EXPECT_EQ(of_used.error(), refused("enrol.refused"));
  EXPECT_EQ(guessed.error(), of_used.error());
  EXPECT_EQ(expired.error(), of_used.error());
  EXPECT_EQ(network.reader->devices().size(), 1U);
}

TEST_P(EnrolmentTest, TriesAreCountedAndEnoughOfThemEndTheLink) {
  const Secret secret = invited();
  Pen good(network.random, network.coordinator);
  Newcomer bad = network.newcomer(good, secret);
  bad.signing = PublicKey{};
  for (int at = 0; at < limits::enrolment_tries_max; ++at) EXPECT_FALSE(redeem(network.parts, bad).ok());
  EXPECT_FALSE(redeem(network.parts, network.newcomer(good, secret)).ok());
  EXPECT_EQ(network.reader->audit(1).front().what, "enrol.failed");
}

TEST_P(EnrolmentTest, AnUnpresentableNewcomerIsRefused) {
  Pen pen(network.random, network.coordinator);
  Newcomer unnamed = network.newcomer(pen, invited(), std::string(65, 'a'));
  EXPECT_FALSE(redeem(network.parts, unnamed).ok());
  Newcomer boxless = network.newcomer(pen, invited());
  boxless.box = PublicKey{};
  EXPECT_FALSE(redeem(network.parts, boxless).ok());
}

TEST_P(EnrolmentTest, ALinkForNobodyIsNotMade) {
  const School empty = register_school(network.parts, "KZ10-0001").value();
  EXPECT_EQ(invite(network.parts, {empty.code, "coordinator", {}, "office"}).error(),
            refused("enrol.no_people").with("code", empty.code));
  EXPECT_EQ(invite(network.parts, {"KZ99-9999", "coordinator", {}, "office"}).error(),
            refused("school.unknown").with("code", "KZ99-9999"));
  EXPECT_EQ(invite(network.parts, {network.school.code, "coordinator", {network.stranger}, "office"}).error(),
            refused("enrol.unknown_person").with("id", to_text(network.stranger)));
}

TEST_P(EnrolmentTest, ARevokedDeviceDoesNotComeBackByALink) {
  Pen pen = network.enrolled_pen();
  ASSERT_TRUE(revoke(network.parts, 1, "office").ok());
  EXPECT_FALSE(redeem(network.parts, network.newcomer(pen, invited())).ok());
}

TEST_P(EnrolmentTest, ADeviceDoesNotChangeItsSchoolByALink) {
  Pen pen = network.enrolled_pen(network.other_school, network.stranger);
  EXPECT_FALSE(redeem(network.parts, network.newcomer(pen, invited())).ok());
  EXPECT_EQ(network.reader->device(pen.id())->school, network.other_school.number);
}

TEST_P(EnrolmentTest, ADeviceThatIsHereKeepsItsNumberWithANewLink) {
  Pen pen = network.enrolled_pen();
  network.enrolled_pen();
  const auto again = redeem(network.parts, network.newcomer(pen, invited(), "Жаңа аты"));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->device.number, 1U);
  EXPECT_EQ(again->device.name, "Жаңа аты");
  EXPECT_EQ(network.reader->devices().size(), 2U);
}

TEST_P(EnrolmentTest, Promise06TheOthersOfTheSchoolSeeANewDeviceAsACardInTheirLog) {
  const std::size_t before = network.log().size();
  Pen pen = network.enrolled_pen();
  ASSERT_EQ(network.log().size(), before + 1);
  const Result<OpenedPack> opened = open_pack(network.log().back().bytes);
  EXPECT_EQ(opened->content.device, network.keys.device());
  EXPECT_TRUE(verify_seal(*opened, network.keys.certificate.server));
  EXPECT_EQ(opened->content.changes.front().ops.front().record, card_key(pen.id()));
}

TEST_P(EnrolmentTest, WhatWasDoneStandsInTheAudit) {
  network.enrolled_pen();
  const auto audit = network.reader->audit(2);
  EXPECT_EQ(audit[0].what, "device.enrolled");
  EXPECT_EQ(audit[0].who, "device 1");
  EXPECT_EQ(audit[1].what, "enrol.invited");
  EXPECT_EQ(audit[1].who, "office");
}

}  // namespace
}  // namespace mektep::server::test
