#include "server/store/cards.h"

#include "server/store/devices.h"
#include "shared/model/record_id.h"
#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

class CardsTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  Device device() const {
    Device made;
    made.number = 4;
    made.id = DeviceId{44};
    made.signing = {1};
    made.box = {2};
    made.name = "ПК";
    made.school = network.school.number;
    return made;
  }
  std::vector<Op> ops_for(const CardContent& content, const Device& of) {
    auto integration = std::move(*Integration::begin(network.parts));
    return card_ops(*integration, network.scope(), of, content);
  }
  void put(const CardContent& content) {
    ASSERT_TRUE(write_own(network.parts, {{network.scope(), "", ops_for(content, device())}}).ok());
  }
  CardContent card() const {
    return card_content(network.reader->record(network.scope(), card_key(DeviceId{44})));
  }

  Network network{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Stores, CardsTest, ::testing::Values(StoreKind::sqlite, StoreKind::memory), name_of);

TEST_P(CardsTest, ACardSaysWhatItWasGiven) {
  const CardContent content{{1, 2, 3}, {card_person(RecordId{5}, "director")}, true};
  put(content);
  EXPECT_EQ(card().certificate, content.certificate);
  EXPECT_EQ(card().people, content.people);
  EXPECT_TRUE(card().active);
}

TEST_P(CardsTest, TheSameCardAgainIsNoChange) {
  const CardContent content{{1}, {"a:b"}, true};
  put(content);
  EXPECT_TRUE(ops_for(content, device()).empty());
}

TEST_P(CardsTest, OnlyTheEndOfACardIsWrittenWhenItEnds) {
  put({{1}, {"a:b"}, true});
  const auto ops = ops_for({{1}, {"a:b"}, false}, device());
  ASSERT_EQ(ops.size(), 1U);
  EXPECT_EQ(ops.front().value, Value{false});
}

TEST_P(CardsTest, APersonWhoLeftGoesFromTheCard) {
  put({{1}, {"a:b", "c:d"}, true});
  put({{1}, {"c:d"}, true});
  EXPECT_EQ(card().people, std::set<std::string>{"c:d"});
}

TEST_P(CardsTest, NoCardIsNotActive) {
  EXPECT_FALSE(card().active);
  EXPECT_TRUE(card().people.empty());
}

TEST_P(CardsTest, TheCardMakesTheDevicesPacksCount) {
  put({{1}, {"a:b"}, true});
  auto integration = std::move(*Integration::begin(network.parts));
  EXPECT_TRUE(integration->scope(network.scope()).ledger().carded(DeviceId{44}));
}

TEST_P(CardsTest, ATlsKeyStandsOnTheCardWhereThereIsOne) {
  Device with_key = device();
  const std::size_t without = ops_for({{1}, {}, true}, with_key).size();
  with_key.tls_key_hash = {9};
  EXPECT_EQ(ops_for({{1}, {}, true}, with_key).size(), without + 1);
}

TEST_P(CardsTest, TheScopesOfASchoolAreItsOwnItsDeskAndItsPairs) {
  const SchoolNumber school = network.school.number;
  EXPECT_EQ(scopes_of_school(*network.reader, school),
            (std::vector<ScopeNumber>{school_scope(school), desk_scope(school)}));
  Pen pen = network.enrolled_pen();
  const ScopeNumber pair = pair_scope(school, network.other_school.number);
  network.push(pen, pen.seal(pair, {network.titled(1, "a")}));
  EXPECT_EQ(scopes_of_school(*network.reader, school).back(), pair);
  EXPECT_EQ(scopes_of_school(*network.reader, network.other_school.number).back(), pair);
}

TEST_P(CardsTest, APersonOnACardIsTheIdInTextAndTheRole) {
  EXPECT_EQ(card_person(RecordId{5}, "director"), to_text(RecordId{5}) + ":director");
}

TEST_P(CardsTest, ADeviceThatIsCalledOtherwiseChangesItsNameOnly) {
  put({{1}, {"a:b"}, true});
  Device renamed = device();
  renamed.name = "кабинет 12";
  const auto ops = ops_for({{1}, {"a:b"}, true}, renamed);
  ASSERT_EQ(ops.size(), 1U);
  EXPECT_EQ(ops.front().value, Value{std::string("кабинет 12")});
}

TEST_P(CardsTest, EachDeviceHasACardOfItsOwn) {
  EXPECT_NE(card_key(DeviceId{44}), card_key(DeviceId{45}));
  EXPECT_TRUE(is_hashed(card_key(DeviceId{44}).id));
}

TEST_P(CardsTest, APairOpensWithTheCardsOfBothSchools) {
  const Pen here = network.enrolled_pen();
  const Pen there = network.enrolled_pen(network.other_school, network.stranger);
  const Pen gone = network.enrolled_pen();
  ASSERT_TRUE(revoke(network.parts, network.reader->device(gone.id())->number, "office").ok());
  const ScopeNumber pair = pair_scope(network.school.number, network.other_school.number);
  auto integration = std::move(*Integration::begin(network.parts));
  ASSERT_TRUE(open_pair(*integration, pair));
  integration->commit();
  const auto active = [&](const Pen& pen) {
    return card_content(network.reader->record(pair, card_key(pen.id()))).active;
  };
  EXPECT_TRUE(active(here));
  EXPECT_TRUE(active(there));
  EXPECT_FALSE(active(gone));
}

TEST_P(CardsTest, APairWithASchoolThatIsNotKnownDoesNotOpen) {
  const Pen here = network.enrolled_pen();
  auto integration = std::move(*Integration::begin(network.parts));
  EXPECT_FALSE(open_pair(*integration, pair_scope(network.school.number, SchoolNumber{4040})));
}

}  // namespace
}  // namespace mektep::server::test
