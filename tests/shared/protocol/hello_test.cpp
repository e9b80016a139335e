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

TEST_F(Greeting, EveryCutOfAHelloIsRefused) {
  const Bytes whole = encode(signed_hello());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(decode_hello(BytesView(whole).first(size)).ok()) << size;
  }
}

}  // namespace
}  // namespace mektep
