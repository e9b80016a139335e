#include "server/session/greeting.h"

#include <gtest/gtest.h>

#include "shared/base/limits.h"
#include "tests/support/packs.h"

namespace mektep::server {
namespace {

using mektep::test::PackMaker;
using mektep::test::SeededRandom;

const ScopeNumber school = school_scope(SchoolNumber{7});
constexpr WallTime noon{1'613'304'000'000};

// One device at most, and what the log has of its streams.
class Lookup final : public GreetingLookup {
 public:
  std::optional<Device> device(DeviceId id) override {
    const bool there = enrolled && enrolled->id == id;
    return there ? enrolled : std::nullopt;
  }
  std::vector<Grant> grants(const Device&) override { return {{school, "school/KZ61-0203", true}}; }
  std::uint32_t schema_version() override { return 4; }
  Epoch epoch() override { return Epoch{77}; }
  std::vector<SessionStart::KnownHead> known(const Device&, const std::vector<OwnStream>& streams) override {
    return streams.empty() ? std::vector<SessionStart::KnownHead>() : logged;
  }

  std::optional<Device> enrolled;
  std::vector<SessionStart::KnownHead> logged;
};

class GreetingTest : public ::testing::Test {
 protected:
  GreetingTest() {
    binding_.fill(0x5a);
    Device device;
    device.number = 12;
    device.id = pen_.device();
    device.signing = pen_.key().public_key();
    lookup_.enrolled = device;
    hello_.device = device.id;
    hello_.unsent_changes = 3;
    hello_.program = 9;
  }

  Bytes signed_hello() {
    sign(hello_, binding_, pen_.key());
    return encode(hello_);
  }
  Greeting greeted(const Bytes& bytes) { return greet(bytes, binding_, lookup_, noon); }
  std::string refusal(const Bytes& bytes) {
    const auto greeting = greeted(bytes);
    const auto* refused_one = std::get_if<Refusal>(&greeting);
    return refused_one == nullptr ? "welcome" : refused_one->code;
  }

  PackMaker pen_{school};
  SeededRandom random_{3};
  ChannelBinding binding_{};
  Lookup lookup_;
  Hello hello_;
};

TEST_F(GreetingTest, AKnownDeviceIsWelcome) {
  const auto greeting = greeted(signed_hello());
  const auto* welcome = std::get_if<Greeted>(&greeting);
  ASSERT_NE(welcome, nullptr);
  EXPECT_EQ(welcome->welcome.epoch, Epoch{77});
  EXPECT_EQ(welcome->welcome.wall_ms, noon.ms);
  EXPECT_GT(welcome->welcome.credit, 0U);
  EXPECT_EQ(welcome->start.grants.size(), 1U);
  EXPECT_EQ(welcome->start.schema_version, 4U);
}

TEST_F(GreetingTest, TheOfficeHearsWhatTheDeviceSaysOfItself) {
  const auto greeting = greeted(signed_hello());
  const auto& start = std::get<Greeted>(greeting).start;
  EXPECT_EQ(start.device.number, 12U);
  EXPECT_EQ(start.device.unsent_changes, 3U);
  EXPECT_EQ(start.device.program, 9U);
}

TEST_F(GreetingTest, AStrangerAndAWrongSignatureGetTheSameAnswer) {
  auto wrong = signed_hello();
  wrong.back() ^= 1U;
  EXPECT_EQ(refusal(wrong), "session.unknown_device");
  lookup_.enrolled.reset();
  EXPECT_EQ(refusal(signed_hello()), "session.unknown_device");
}

TEST_F(GreetingTest, AHelloOfAnotherConnectionIsNoHello) {
  const auto bytes = signed_hello();
  binding_.fill(0x33);
  EXPECT_EQ(refusal(bytes), "session.unknown_device");
}

TEST_F(GreetingTest, AnotherDevicesKeyDoesNotSpeakForThisOne) {
  const PackMaker other(school, 99);
  sign(hello_, binding_, other.key());
  EXPECT_EQ(refusal(encode(hello_)), "session.unknown_device");
}

TEST_F(GreetingTest, ARevokedDeviceIsToldSo) {
  lookup_.enrolled->revoked = true;
  EXPECT_EQ(refusal(signed_hello()), "session.revoked");
}

TEST_F(GreetingTest, ThatItWasRevokedIsForItsOwnEarsAlone) {
  lookup_.enrolled->revoked = true;
  auto wrong = signed_hello();
  wrong.back() ^= 1U;
  EXPECT_EQ(refusal(wrong), "session.unknown_device");
}

TEST_F(GreetingTest, AProtocolThatNobodySpeaksIsRefused) {
  hello_.protocol = {200, 201};
  EXPECT_EQ(refusal(signed_hello()), "session.protocol_unknown");
}

TEST_F(GreetingTest, HeadsThatTheLogHasAreConfirmed) {
  const auto pack = pen_.next();
  hello_.streams = {pen_.own_stream()};
  lookup_.logged = {{school, pen_.stream(), pack.first.last(), pack.first.head, {}}};
  const auto greeting = greeted(signed_hello());
  const auto& welcome = std::get<Greeted>(greeting).welcome;
  ASSERT_EQ(welcome.confirmed.size(), 1U);
  EXPECT_EQ(welcome.confirmed[0], pen_.own_stream());
}

TEST_F(GreetingTest, CursorsReachTheSession) {
  hello_.cursors = {{school, Position{6}, {}}};
  hello_.know_follows = true;
  const auto greeting = greeted(signed_hello());
  const auto& start = std::get<Greeted>(greeting).start;
  EXPECT_EQ(start.cursors, hello_.cursors);
  EXPECT_TRUE(start.know_follows);
}

TEST_F(GreetingTest, WhatIsTooLargeIsNotRead) {
  EXPECT_EQ(refusal(Bytes(limits::hello_bytes_max + 1)), "protocol.too_large");
}

TEST_F(GreetingTest, WhatIsNoHelloIsRefused) {
  EXPECT_TRUE(refusal({}).starts_with("protocol."));
  EXPECT_TRUE(refusal({0xff, 1, 2, 3}).starts_with("protocol."));
  auto cut = signed_hello();
  cut.pop_back();
  EXPECT_TRUE(refusal(cut).starts_with("protocol."));
  auto longer = signed_hello();
  longer.push_back(0);
  EXPECT_TRUE(refusal(longer).starts_with("protocol."));
}

TEST_F(GreetingTest, ANewcomerMayPresentItsLink) {
  EnrolHello stranger;
  stranger.signing = pen_.key().public_key();
  stranger.name = "ПК";
  sign(stranger, binding_, pen_.key());
  const auto greeting = greeted(encode(stranger));
  const auto* asked = std::get_if<EnrolmentAsked>(&greeting);
  ASSERT_NE(asked, nullptr);
  EXPECT_EQ(asked->hello.name, "ПК");
  EXPECT_EQ(asked->welcome.epoch, Epoch{77});
}

TEST_F(GreetingTest, ANewcomerProvesItsKey) {
  EnrolHello stranger;
  stranger.signing = pen_.key().public_key();
  sign(stranger, binding_, PackMaker(school, 99).key());
  EXPECT_EQ(refusal(encode(stranger)), "enrol.refused");
}

TEST_F(GreetingTest, AKeyOfLowOrderIsNoKey) {
  EnrolHello stranger;
  stranger.signing = PublicKey{};
  sign(stranger, binding_, pen_.key());
  EXPECT_EQ(refusal(encode(stranger)), "enrol.refused");
}

TEST_F(GreetingTest, ANewcomerOfAnotherProtocolIsRefused) {
  EnrolHello stranger;
  stranger.protocol = {200, 200};
  stranger.signing = pen_.key().public_key();
  sign(stranger, binding_, pen_.key());
  EXPECT_EQ(refusal(encode(stranger)), "session.protocol_unknown");
}

}  // namespace
}  // namespace mektep::server
