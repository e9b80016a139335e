#include "server/http/lookup.h"

#include "server/store/devices.h"
#include "tests/server/store/network_fixture.h"

namespace mektep::server::test {
namespace {

constexpr WallTime noon{1'613'304'000'000};

class LookupTest : public ::testing::Test {
 protected:
  Device device_of(const Pen& pen) { return *network_.reader->device(pen.id()); }
  OwnStream asked(const Pen& pen) const { return {network_.scope(), pen.stream(), pen.sealed_up_to(), {}}; }

  Network network_{StoreKind::memory};
  Pen pen_ = network_.enrolled_pen();
};

TEST_F(LookupTest, ADeviceFollowsTheNetworkItsSchoolAndItsDesk) {
  const auto grants = granted(*network_.reader, device_of(pen_));
  ASSERT_EQ(grants.size(), 3U);
  EXPECT_EQ(grants[0], (Grant{network_scope, "network", false}));
  EXPECT_EQ(grants[1], (Grant{network_.scope(), "school/KZ61-0203", true}));
  EXPECT_EQ(grants[2], (Grant{desk_scope(network_.school.number), "desk/KZ61-0203", true}));
}

TEST_F(LookupTest, APairThatExistsIsGrantedToBoth) {
  const ScopeNumber pair = pair_scope(network_.school.number, network_.other_school.number);
  const Pen stranger = network_.enrolled_pen(network_.other_school, network_.stranger);
  EXPECT_EQ(granted(*network_.reader, device_of(stranger)).size(), 3U);
  network_.push(pen_, pen_.seal(pair, {network_.titled(1, "бірге")}));
  EXPECT_EQ(granted(*network_.reader, device_of(stranger)).back().scope, pair);
  EXPECT_EQ(granted(*network_.reader, device_of(pen_)).back().scope, pair);
}

TEST_F(LookupTest, WhatTheLogHasOfAStreamComesWithItsReceipt) {
  network_.push(pen_, pen_.seal(network_.scope(), {network_.titled(1, "бір"), network_.titled(2, "екі")}));
  const auto known = known_heads(*network_.reader, device_of(pen_), {asked(pen_)}, noon);
  ASSERT_EQ(known.size(), 1U);
  EXPECT_EQ(known[0].sequence, Sequence{2});
  EXPECT_EQ(known[0].head, pen_.last().head);
  EXPECT_EQ(known[0].receipt.sequence, Sequence{2});
  EXPECT_EQ(known[0].receipt.epoch, network_.reader->epoch());
  EXPECT_EQ(known[0].receipt.position, network_.reader->head(network_.scope())->position);
  EXPECT_EQ(known[0].receipt.wall_ms, noon.ms);
}

TEST_F(LookupTest, AStreamThatTheLogLacksIsLeftOut) {
  pen_.seal(network_.scope(), {network_.titled(1, "жіберілмеді")});
  EXPECT_TRUE(known_heads(*network_.reader, device_of(pen_), {asked(pen_)}, noon).empty());
}

TEST_F(LookupTest, AnothersStreamIsAnsweredLikeNone) {
  network_.push(pen_, pen_.seal(network_.scope(), {network_.titled(1, "бір")}));
  const Pen other = network_.enrolled_pen();
  EXPECT_TRUE(known_heads(*network_.reader, device_of(other), {asked(pen_)}, noon).empty());
}

TEST_F(LookupTest, AStreamIsKnownInItsOwnScopeOnly) {
  network_.push(pen_, pen_.seal(network_.scope(), {network_.titled(1, "бір")}));
  OwnStream elsewhere = asked(pen_);
  elsewhere.scope = desk_scope(network_.school.number);
  EXPECT_TRUE(known_heads(*network_.reader, device_of(pen_), {elsewhere}, noon).empty());
}

TEST_F(LookupTest, EveryStreamThatIsThereIsAnswered) {
  network_.push(pen_, pen_.seal(network_.scope(), {network_.titled(1, "бір")}));
  const OwnStream first = asked(pen_);
  const ChainHead first_head = pen_.last().head;
  pen_.new_stream();
  network_.push(pen_, pen_.seal(network_.scope(), {network_.titled(2, "екі")}));
  const OwnStream unknown{network_.scope(), StreamId{5}, Sequence{1}, {}};
  const auto known = known_heads(*network_.reader, device_of(pen_), {first, unknown, asked(pen_)}, noon);
  ASSERT_EQ(known.size(), 2U);
  EXPECT_EQ(known[0].head, first_head);
  EXPECT_EQ(known[1].head, pen_.last().head);
  EXPECT_EQ(known[0].receipt.position, known[1].receipt.position) << "both of the log as it is now";
}

TEST_F(LookupTest, AStreamThatWentFurtherThanItsDeviceKnowsIsAnsweredWithItsEnd) {
  network_.push(pen_, pen_.seal(network_.scope(), {network_.titled(1, "бір")}));
  OwnStream behind = asked(pen_);
  network_.push(pen_, pen_.seal(network_.scope(), {network_.titled(2, "екі")}));
  const auto known = known_heads(*network_.reader, device_of(pen_), {behind}, noon);
  ASSERT_EQ(known.size(), 1U);
  EXPECT_EQ(known[0].sequence, Sequence{2});
  EXPECT_EQ(known[0].head, pen_.last().head);
}

TEST_F(LookupTest, APairOfOthersIsNotGranted) {
  const School third = register_school(network_.parts, "KZ10-0009").value();
  const ScopeNumber pair = pair_scope(network_.other_school.number, third.number);
  const Pen stranger = network_.enrolled_pen(network_.other_school, network_.stranger);
  Pen writer = network_.enrolled_pen(network_.other_school, network_.stranger);
  network_.push(writer, writer.seal(pair, {network_.titled(1, "бірге")}));
  EXPECT_EQ(granted(*network_.reader, device_of(stranger)).back().scope, pair);
  for (const Grant& grant : granted(*network_.reader, device_of(pen_))) EXPECT_NE(grant.scope, pair);
}

TEST_F(LookupTest, ARevokedDeviceIsFoundAsSuch) {
  const std::uint32_t number = device_of(pen_).number;
  ReaderLookup lookup(*network_.reader, 9, noon);
  EXPECT_FALSE(lookup.device(pen_.id())->revoked);
  ASSERT_TRUE(revoke(network_.parts, number, "office").ok());
  EXPECT_TRUE(lookup.device(pen_.id())->revoked);
}

TEST_F(LookupTest, AReaderAnswersTheGreeting) {
  ReaderLookup lookup(*network_.reader, 9, noon);
  EXPECT_EQ(lookup.schema_version(), 9U);
  EXPECT_EQ(lookup.epoch(), Epoch{77});
  ASSERT_TRUE(lookup.device(pen_.id()).has_value());
  EXPECT_FALSE(lookup.device(DeviceId{404}).has_value());
  EXPECT_EQ(lookup.grants(*lookup.device(pen_.id())).size(), 3U);
  EXPECT_TRUE(lookup.known(*lookup.device(pen_.id()), {}).empty());
}

}  // namespace
}  // namespace mektep::server::test
