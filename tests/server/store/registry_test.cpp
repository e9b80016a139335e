// The conformance suite of stores, first half: what a Work writes of the registry, a Reader gives back.

#include "server/store/registry.h"

#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

class RegistryTest : public ::testing::TestWithParam<StoreKind> {
 protected:
  std::unique_ptr<Work> begin() { return std::move(*network.store->begin()); }
  const Reader& reader() { return *network.reader; }

  Network network{GetParam()};
};

INSTANTIATE_TEST_SUITE_P(Stores, RegistryTest, ::testing::Values(StoreKind::sqlite, StoreKind::memory),
                         name_of);

Device some_device(std::uint32_t number) {
  Device device;
  device.number = number;
  device.id = DeviceId{0x8000'0000'0000'0000U + number};
  device.signing = {1, 2};
  device.box = {3};
  device.tls_key_hash = {4};
  device.name = "Зертхана ноутбугы";
  device.school = SchoolNumber{1};
  device.role = "coordinator";
  device.revoked = true;
  device.enrolled_ms = 5;
  device.seen_ms = 6;
  device.unsent_changes = 7;
  device.program = 8;
  return device;
}

HeldPack some_held(std::uint8_t name, Kept kept) {
  HeldPack held;
  held.scope = ScopeNumber{0x3000'0001U};
  held.head = {name};
  held.stream = StreamId{0xffff'0000'0000'0001U};
  held.first = Sequence{2};
  held.last = Sequence{3};
  held.device = DeviceId{9};
  held.kept = kept;
  held.code = "admission.no_card";
  held.received_ms = 11;
  held.size = 2;
  if (kept != Kept::logged) held.bytes = {1, 2};
  return held;
}

TEST_P(RegistryTest, ADeviceIsFoundByItsIdAndListedByItsNumber) {
  auto work = begin();
  work->put_device(some_device(2));
  work->put_device(some_device(1));
  work->commit();
  EXPECT_EQ(reader().device(some_device(2).id), some_device(2));
  EXPECT_EQ(reader().devices(), (std::vector<Device>{some_device(1), some_device(2)}));
  EXPECT_FALSE(reader().device(DeviceId{1}));
}

TEST_P(RegistryTest, ADevicePutAgainIsReplaced) {
  Device device = some_device(1);
  auto work = begin();
  work->put_device(device);
  device.name = "Басқа";
  device.revoked = false;
  work->put_device(device);
  work->commit();
  EXPECT_EQ(reader().devices(), std::vector<Device>{device});
}

TEST_P(RegistryTest, SchoolsAreFoundByCodeAndByNumber) {
  EXPECT_EQ(reader().school("KZ61-0203"), network.school);
  EXPECT_EQ(reader().school(network.other_school.number), network.other_school);
  EXPECT_FALSE(reader().school("KZ00-0000"));
  EXPECT_FALSE(reader().school(SchoolNumber{99}));
  EXPECT_EQ(reader().schools(), (std::vector<School>{network.school, network.other_school}));
}

TEST_P(RegistryTest, AnInvitationIsKeptByItsHashUntilItIsRemoved) {
  const Invitation invitation{
      {7}, SchoolNumber{1}, "coordinator", {RecordId{5}, RecordId{0xffff'ffff'ffff'ffffU}}, 1000,
      2,   DeviceId{3}};
  auto work = begin();
  work->put_invitation(invitation);
  EXPECT_EQ(work->reader().invitation({7}), invitation);
  work->commit();
  EXPECT_EQ(reader().invitation({7}), invitation);
  EXPECT_FALSE(reader().invitation({8}));
  work = begin();
  work->remove_invitation({7});
  work->commit();
  EXPECT_FALSE(reader().invitation({7}));
}

TEST_P(RegistryTest, APageTokenIsTakenOnceAndBeforeItExpires) {
  auto work = begin();
  work->put_page_token({{1}, 100});
  work->put_page_token({{2}, 100});
  EXPECT_FALSE(work->take_page_token({3}, 50));
  EXPECT_TRUE(work->take_page_token({1}, 99));
  EXPECT_FALSE(work->take_page_token({1}, 99));
  EXPECT_FALSE(work->take_page_token({2}, 100));
  EXPECT_FALSE(work->take_page_token({2}, 50)) << "an expired token does not come back";
  work->commit();
}

TEST_P(RegistryTest, ParkedPacksKeepTheirOrderOfArrivalAndCountForWhoPays) {
  const ScopeNumber scope{0x3000'0001U};
  const ParkedPack first{scope, {9}, DeviceId{1}, 10, Bytes(3, 1)};
  const ParkedPack second{scope, {2}, DeviceId{1}, 11, Bytes(4, 2)};
  const ParkedPack elsewhere{ScopeNumber{0x3000'0002U}, {3}, DeviceId{2}, 12, Bytes(5, 3)};
  auto work = begin();
  for (const ParkedPack& pack : {first, second, elsewhere}) work->park(pack);
  work->commit();
  EXPECT_EQ(reader().parked(scope), (std::vector<ParkedPack>{first, second}));
  EXPECT_EQ(reader().parked_bytes(DeviceId{1}), 7U);
  EXPECT_EQ(reader().parked_bytes(DeviceId{3}), 0U);
  work = begin();
  work->unpark(scope, {9});
  EXPECT_EQ(work->reader().parked_bytes(DeviceId{1}), 4U) << "a Work sees what it did";
  work->commit();
  EXPECT_EQ(reader().parked(scope), std::vector<ParkedPack>{second});
}

TEST_P(RegistryTest, HeldPacksAreListedWithoutTheirBytesAndGivenWithThem) {
  auto work = begin();
  work->hold(some_held(1, Kept::aside));
  work->hold(some_held(2, Kept::logged));
  work->commit();
  std::vector<HeldPack> listed{some_held(1, Kept::aside), some_held(2, Kept::logged)};
  listed[0].bytes.clear();
  EXPECT_EQ(reader().held(std::nullopt), listed);
  EXPECT_EQ(reader().held(some_held(1, Kept::aside).scope), listed);
  EXPECT_TRUE(reader().held(ScopeNumber{5}).empty());
  EXPECT_EQ(reader().kept(listed[0].scope, {1}), some_held(1, Kept::aside));
  EXPECT_FALSE(reader().kept(listed[0].scope, {2})) << "its payload lies in the log";
  EXPECT_FALSE(reader().kept(ScopeNumber{5}, {1}));
}

TEST_P(RegistryTest, AHeldRowIsReplacedByItsPackAndFirstSequence) {
  HeldPack held = some_held(1, Kept::late);
  auto work = begin();
  work->hold(held);
  held.released = true;
  work->hold(held);
  held.first = Sequence{3};
  work->hold(held);
  work->commit();
  const auto rows = reader().held(std::nullopt);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_TRUE(rows[0].released);
}

TEST_P(RegistryTest, TheAuditIsReadNewestFirstAndBounded) {
  const std::size_t before = reader().audit(1000).size();
  auto work = begin();
  for (std::int64_t at = 1; at <= 3; ++at) work->put_audit({at, "office", "device.revoked", "device 1"});
  work->commit();
  EXPECT_EQ(reader().audit(1000).size(), before + 3);
  EXPECT_EQ(reader().audit(1), (std::vector<AuditLine>{{3, "office", "device.revoked", "device 1"}}));
}

TEST_P(RegistryTest, ADroppedWorkLeavesNothing) {
  {
    auto work = begin();
    work->put_device(some_device(1));
    work->put_audit({1, "a", "b", "c"});
    work->hold(some_held(1, Kept::aside));
  }
  EXPECT_TRUE(reader().devices().empty());
  EXPECT_TRUE(reader().held(std::nullopt).empty());
}

TEST_P(RegistryTest, ANewEpochForgetsTheServersOwnStreams) {
  auto work = begin();
  ASSERT_TRUE(work->scope(network.scope()).own_stream());
  work->set_epoch(Epoch{0xffff'ffff'ffff'fff0U});
  work->commit();
  EXPECT_EQ(reader().epoch(), Epoch{0xffff'ffff'ffff'fff0U});
  work = begin();
  EXPECT_FALSE(work->scope(network.scope()).own_stream());
}

// --- Tallies ---

TEST_P(RegistryTest, TallyRowsAddUpAndVanishAtNothing) {
  const ScopeNumber scope = network.scope();
  const TallyCell seminars{"activities", {"seminar", "2021-02"}};
  const TallyCell visits{"activities", {"visit", ""}};
  auto work = begin();
  work->add_to_tally(scope, seminars, 2, 0);
  work->add_to_tally(scope, visits, 1, 1);
  work->add_to_tally(scope, seminars, 3, 1);
  work->commit();
  EXPECT_EQ(reader().tallies(scope), (std::vector<TallyRow>{{scope, seminars, 5, 1}, {scope, visits, 1, 1}}));
  EXPECT_EQ(reader().tally("activities").size(), 2U);
  EXPECT_TRUE(reader().tally("hours").empty());
  work = begin();
  work->add_to_tally(scope, seminars, -5, -1);
  work->add_to_tally(scope, visits, -1, 0);
  work->commit();
  EXPECT_EQ(reader().tallies(scope), (std::vector<TallyRow>{{scope, visits, 0, 1}}));
}

TEST_P(RegistryTest, ReferencesOfAValueAreCounted) {
  const TallyCell cell{"people", {}};
  auto work = begin();
  EXPECT_EQ(work->add_reference(network.scope(), cell, "Айгүл", 1), 1);
  EXPECT_EQ(work->add_reference(network.scope(), cell, "Айгүл", 1), 2);
  EXPECT_EQ(work->add_reference(network.scope(), cell, "Ерлан", 1), 1);
  EXPECT_EQ(work->add_reference(network.scope(), cell, "Айгүл", -2), 0);
  EXPECT_EQ(work->add_reference(network.scope(), cell, "Айгүл", 1), 1);
  work->commit();
}

TEST_P(RegistryTest, AContributionIsKeptWithItsParentsAndFoundByThem) {
  const RecordKey child{TypeNumber{40}, RecordId{1}};
  const RecordKey parent{TypeNumber{39}, RecordId{0x8000'0000'0000'0002U}};
  const RecordKey other{TypeNumber{41}, RecordId{3}};
  const Contribution contribution{
      {parent, other}, {{{"participants", {"seminar", ""}}, 1, "", true}, {{"people", {}}, 0, "x", false}}};
  auto work = begin();
  work->put_contribution(network.scope(), child, contribution);
  EXPECT_EQ(work->contribution(network.scope(), child), contribution);
  EXPECT_EQ(work->children(network.scope(), parent), std::vector<RecordKey>{child});
  EXPECT_EQ(work->children(network.scope(), other), std::vector<RecordKey>{child});
  EXPECT_TRUE(work->children(network.scope(), child).empty());
  EXPECT_TRUE(work->children(ScopeNumber{4}, parent).empty());
  work->commit();
  work = begin();
  EXPECT_EQ(work->contribution(network.scope(), child), contribution);
  work->put_contribution(network.scope(), child, {});
  EXPECT_TRUE(work->contribution(network.scope(), child).empty());
  EXPECT_TRUE(work->children(network.scope(), parent).empty());
}

TEST_P(RegistryTest, DroppingTheTalliesOfAScopeLeavesOtherScopes) {
  const ScopeNumber other = school_scope(network.other_school.number);
  const RecordKey child{TypeNumber{40}, RecordId{1}};
  auto work = begin();
  for (const ScopeNumber scope : {network.scope(), other}) {
    work->add_to_tally(scope, {"hours", {}}, 1, 0);
    work->add_reference(scope, {"people", {}}, "x", 1);
    work->put_contribution(scope, child, {{{TypeNumber{39}, RecordId{2}}}, {}});
  }
  work->drop_tallies(network.scope());
  EXPECT_TRUE(work->contribution(network.scope(), child).empty());
  EXPECT_TRUE(work->children(network.scope(), {TypeNumber{39}, RecordId{2}}).empty());
  EXPECT_EQ(work->add_reference(network.scope(), {"people", {}}, "x", 1), 1);
  EXPECT_EQ(work->add_reference(other, {"people", {}}, "x", 1), 2);
  work->commit();
  EXPECT_TRUE(reader().tallies(network.scope()).empty());
  EXPECT_EQ(reader().tallies(other).size(), 1U);
}

}  // namespace
}  // namespace mektep::server::test
