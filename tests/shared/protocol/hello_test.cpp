#include <gtest/gtest.h>

#include "shared/protocol/frame.h"
#include "tests/shared/protocol/messages.h"
#include "tests/support/seeded_random.h"

namespace mektep {
namespace {

const ChannelBinding binding = test::filled<32>(0x5a);
const ChannelBinding other_binding = test::filled<32>(0x5b);

class Greeting : public ::testing::Test {
 protected:
  Greeting() { start_crypto(); }
  test::SeededRandom random_{7};
  SigningKey key_ = SigningKey::draw(random_);

  Hello signed_hello() {
    Hello hello = test::sample_hello();
    hello.device = device_id_of(key_.public_key());
    sign(hello, binding, key_);
    return hello;
  }
};

TEST_F(Greeting, AHelloComesBackAsItWent) {
  const Hello hello = signed_hello();
  const auto read = decode_hello(encode(hello));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(std::get<Hello>(*read), hello);
}

TEST_F(Greeting, AUsualHelloFitsItsHeader) { EXPECT_LE(encode(signed_hello()).size(), 200U); }

TEST_F(Greeting, ASignedHelloVerifiesOnItsConnectionOnly) {
  const Hello hello = signed_hello();
  EXPECT_TRUE(verify(hello, binding, key_.public_key()));
  EXPECT_FALSE(verify(hello, other_binding, key_.public_key()));
}

TEST_F(Greeting, AChangedHelloDoesNotVerify) {
  Hello hello = signed_hello();
  hello.unsent_changes += 1;
  EXPECT_FALSE(verify(hello, binding, key_.public_key()));
}

TEST_F(Greeting, AHelloInAnotherDevicesNameDoesNotVerify) {
  Hello hello = test::sample_hello();
  sign(hello, binding, key_);
  EXPECT_FALSE(verify(hello, binding, key_.public_key()));
}

TEST_F(Greeting, AnEnrolHelloComesBackAndVerifies) {
  EnrolHello hello;
  hello.secret = test::filled<16>(3);
  hello.signing = key_.public_key();
  hello.name = "PC";
  sign(hello, binding, key_);
  const auto read = decode_hello(encode(hello));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(std::get<EnrolHello>(*read), hello);
  EXPECT_TRUE(verify(hello, binding));
  EXPECT_FALSE(verify(hello, other_binding));
}

TEST_F(Greeting, AHelloSignatureDoesNotServeAnEnrolment) {
  EnrolHello hello;
  hello.signing = key_.public_key();
  hello.signature = signed_hello().signature;
  EXPECT_FALSE(verify(hello, binding));
}

TEST_F(Greeting, WelcomeAndRefusalComeBackAsTheyWent) {
  const Welcome welcome{1, Epoch{77}, 1'613'304'000'000, 65'536, {test::sample_stream()}};
  const auto read = decode_welcome(encode(welcome));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, welcome);
  const Refusal refusal{"session.revoked", 0};
  const auto refused = decode_refusal(encode(refusal));
  ASSERT_TRUE(refused.ok());
  EXPECT_EQ(*refused, refusal);
}

TEST_F(Greeting, OneGreetingIsNotTakenForAnother) {
  EXPECT_FALSE(decode_welcome(encode(signed_hello())).ok());
  EXPECT_FALSE(decode_hello(encode(Welcome{})).ok());
}

TEST_F(Greeting, AHelloBeyondItsBoundIsRefusedUnread) {
  EXPECT_EQ(decode_hello(Bytes(limits::hello_bytes_max + 1, 1)).error().code, "protocol.too_large");
}

TEST_F(Greeting, AnEndlessDeviceNameIsRefused) {
  EnrolHello hello;
  hello.name = std::string(65, 'x');
  EXPECT_EQ(decode_hello(encode(hello)).error().code, "protocol.malformed");
}

TEST_F(Greeting, ADeviceNameOfTheGreatestSizeIsTaken) {
  EnrolHello hello;
  hello.name = std::string(64, 'x');
  EXPECT_TRUE(decode_hello(encode(hello)).ok());
}

TEST_F(Greeting, ARefusalsCodeIsShort) {
  EXPECT_TRUE(decode_refusal(encode(Refusal{std::string(64, 'x'), 0})).ok());
  EXPECT_EQ(describe(decode_refusal(encode(Refusal{std::string(65, 'x'), 0})).error()),
            "protocol.malformed what=code");
}

TEST_F(Greeting, HoldsTheScopesOfAUsualDevice) {
  Hello hello = signed_hello();
  for (int scope = 0; scope < 10; ++scope) {
    hello.cursors.push_back(test::sample_cursor());
    hello.streams.push_back(test::sample_stream());
  }
  EXPECT_TRUE(decode_hello(encode(hello)).ok()) << encode(hello).size();
}

TEST_F(Greeting, BeyondItsBoundIsRefusedByTheOtherEndToo) {
  Welcome welcome;
  while (encode(welcome).size() <= limits::welcome_bytes_max)
    welcome.confirmed.push_back(test::sample_stream());
  EXPECT_EQ(decode_welcome(encode(welcome)).error().code, "protocol.too_large");
  welcome.confirmed.pop_back();
  EXPECT_TRUE(decode_welcome(encode(welcome)).ok());
  EXPECT_EQ(decode_refusal(Bytes(limits::welcome_bytes_max + 1, 4)).error().code, "protocol.too_large");
}

TEST_F(Greeting, OfAnUnknownKindIsRefused) {
  EXPECT_EQ(describe(decode_hello({}).error()), "protocol.malformed what=short");
  for (int kind = 0; kind < 256; ++kind) {
    Bytes bytes = encode(signed_hello());
    bytes[0] = static_cast<std::uint8_t>(kind);
    EXPECT_EQ(decode_hello(bytes).ok(), kind == 1) << kind;
  }
}

TEST_F(Greeting, WithBytesLeftOverIsRefused) {
  Bytes hello = encode(signed_hello());
  hello.push_back(0);
  EXPECT_EQ(describe(decode_hello(hello).error()), "protocol.malformed what=trailing");
  Bytes welcome = encode(Welcome{});
  welcome.push_back(0);
  EXPECT_FALSE(decode_welcome(welcome).ok());
}

TEST_F(Greeting, EveryFieldOfAHelloIsBoundByItsSignature) {
  const Hello hello = signed_hello();
  const auto changed = [&](auto&& change) {
    Hello other = hello;
    change(other);
    return verify(other, binding, key_.public_key());
  };
  EXPECT_TRUE(changed([](Hello&) {}));
  EXPECT_FALSE(changed([](Hello& h) { h.protocol.highest += 1; }));
  EXPECT_FALSE(changed([](Hello& h) { h.protocol.lowest = 0; }));
  EXPECT_FALSE(changed([](Hello& h) { h.epoch.value += 1; }));
  EXPECT_FALSE(changed([](Hello& h) { h.unsent_bytes = 0; }));
  EXPECT_FALSE(changed([](Hello& h) { h.wall_ms = -h.wall_ms; }));
  EXPECT_FALSE(changed([](Hello& h) { h.program += 1; }));
  EXPECT_FALSE(changed([](Hello& h) { h.know_follows = true; }));
  EXPECT_FALSE(changed([](Hello& h) { h.cursors.clear(); }));
  EXPECT_FALSE(changed([](Hello& h) { h.cursors[0].position.value += 1; }));
  EXPECT_FALSE(changed([](Hello& h) { h.streams[0].token.value += 1; }));
  EXPECT_FALSE(changed([](Hello& h) { h.streams.push_back(h.streams[0]); }));
}

TEST_F(Greeting, EveryFlippedByteOfAHelloIsRefusedOrDoesNotVerify) {
  const Bytes whole = encode(signed_hello());
  for (std::size_t at = 0; at < whole.size(); ++at) {
    Bytes flipped = whole;
    flipped[at] ^= 0x04;
    const auto read = decode_hello(flipped);
    const auto* hello = read.ok() ? std::get_if<Hello>(&*read) : nullptr;
    EXPECT_FALSE(hello != nullptr && verify(*hello, binding, key_.public_key())) << at;
  }
}

TEST_F(Greeting, EveryFlippedByteOfAnEnrolHelloIsRefusedOrDoesNotVerify) {
  EnrolHello hello;
  hello.secret = test::filled<16>(3);
  hello.signing = key_.public_key();
  hello.name = "PC";
  sign(hello, binding, key_);
  const Bytes whole = encode(hello);
  for (std::size_t at = 0; at < whole.size(); ++at) {
    Bytes flipped = whole;
    flipped[at] ^= 0x40;
    const auto read = decode_hello(flipped);
    const auto* enrol = read.ok() ? std::get_if<EnrolHello>(&*read) : nullptr;
    EXPECT_FALSE(enrol != nullptr && verify(*enrol, binding)) << at;
  }
}

// Under a key of order 1 anybody could sign for everybody.
TEST_F(Greeting, AnEnrolHelloUnderAKeyOfSmallOrderDoesNotVerify) {
  EnrolHello hello;
  hello.signing = {1};
  hello.signature[0] = 1;
  EXPECT_FALSE(verify(hello, binding));
}

TEST_F(Greeting, SigningTwiceGivesTheSameSignature) {
  Hello hello = signed_hello();
  const Signature first = hello.signature;
  sign(hello, binding, key_);
  EXPECT_EQ(hello.signature, first) << "what stood in the signature's place is not signed";
}

TEST_F(Greeting, EveryCutOfAWelcomeAndARefusalIsRefused) {
  const Bytes welcome = encode(Welcome{1, Epoch{77}, 1'613'304'000'000, 65'536, {test::sample_stream()}});
  for (std::size_t size = 0; size < welcome.size(); ++size) {
    EXPECT_FALSE(decode_welcome(BytesView(welcome).first(size)).ok()) << size;
  }
  const Bytes refusal = encode(Refusal{"session.revoked", 300});
  for (std::size_t size = 0; size < refusal.size(); ++size) {
    EXPECT_FALSE(decode_refusal(BytesView(refusal).first(size)).ok()) << size;
  }
}

TEST_F(Greeting, EveryCutOfAHelloIsRefused) {
  const Bytes whole = encode(signed_hello());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(decode_hello(BytesView(whole).first(size)).ok()) << size;
  }
}

}  // namespace
}  // namespace mektep
