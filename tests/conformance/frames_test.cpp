// The golden bytes of what two ends say to each other: every frame kind and every greeting.

#include <gtest/gtest.h>

#include <set>

#include "shared/protocol/frame.h"
#include "tests/conformance/golden_messages.h"

namespace mektep {
namespace {

using test::golden;

TEST(Conformance, FramesOfEveryKindAreReadAndWrittenAlike) {
  std::set<std::size_t> kinds;
  for (const auto& [name, message] : test::golden_messages()) {
    const Bytes bytes = golden(name);
    const auto pieces = encode_frames(message);
    ASSERT_EQ(pieces.size(), 1U) << name;
    EXPECT_EQ(to_hex(pieces[0]), to_hex(bytes)) << name;
    FrameReader reader;
    const auto read = reader.read(bytes);
    ASSERT_TRUE(read.ok()) << name << ": " << describe(read.error());
    EXPECT_EQ(*read, message) << name;
    kinds.insert(message.index());
  }
  EXPECT_EQ(kinds.size(), std::variant_size_v<Message> - 1) << "a kind has no golden bytes";
}

TEST(Conformance, FramesKeepTheNumbersOfTheirKinds) {
  const std::pair<std::string, int> numbers[] = {
      {"frame_know", 1},     {"frame_confirmed", 2}, {"frame_grants", 3},
      {"frame_enrolled", 4}, {"frame_feed_pack", 5}, {"frame_feed_reference", 5},
      {"frame_mark", 6},     {"frame_push", 7},      {"frame_receipt", 8},
      {"frame_need", 9},     {"frame_drop", 10},     {"frame_follow", 11},
      {"frame_credit", 12},  {"frame_bye", 13},      {"frame_trail", 14},
      {"frame_retrace", 15}, {"frame_compare", 16},  {"frame_ranges", 17},
      {"frame_records", 18}, {"frame_have", 19},     {"frame_want", 20},
      {"frame_chunk", 21},   {"frame_stored", 22},   {"frame_no_file", 23},
      {"frame_recall", 25},  {"frame_recalled", 26}, {"frame_snapshot_offer", 24},
      {"frame_dropped", 27}, {"frame_repaired", 29}, {"frame_signed_mark", 28}};
  for (const auto& [name, number] : numbers) EXPECT_EQ(golden(name)[0], number) << name;
}

TEST(Conformance, AReceiptVerifiesFromItsFrame) {
  FrameReader reader;
  const auto read = reader.read(golden("frame_receipt"));
  ASSERT_TRUE(read.ok());
  EXPECT_TRUE(verify(std::get<Receipt>(read->value()), test::key_of(3).public_key()));
}

TEST(Conformance, CertificatesVerifyFromTheirFrame) {
  FrameReader reader;
  const auto read = reader.read(golden("frame_enrolled"));
  ASSERT_TRUE(read.ok());
  const auto& enrolled = std::get<Enrolled>(read->value());
  EXPECT_TRUE(verify(enrolled.server));
  EXPECT_TRUE(verify(enrolled.device, enrolled.server.server));
}

TEST(Conformance, HelloIsSignedReadAndVerifiedAlike) {
  for (const auto& [name, unsigned_hello] : {std::pair("greeting_hello", test::golden_hello()),
                                             std::pair("greeting_hello_first", test::golden_first_hello())}) {
    Hello hello = unsigned_hello;
    sign(hello, test::golden_binding(), test::key_of(1));
    EXPECT_EQ(to_hex(encode(hello)), to_hex(golden(name))) << name;
    const auto read = decode_hello(golden(name));
    ASSERT_TRUE(read.ok()) << name;
    EXPECT_EQ(std::get<Hello>(*read), hello) << name;
    EXPECT_TRUE(verify(std::get<Hello>(*read), test::golden_binding(), test::key_of(1).public_key())) << name;
  }
}

TEST(Conformance, EnrolHelloIsSignedReadAndVerifiedAlike) {
  EnrolHello hello = test::golden_enrol_hello();
  sign(hello, test::golden_binding(), test::key_of(1));
  EXPECT_EQ(to_hex(encode(hello)), to_hex(golden("greeting_enrol")));
  const auto read = decode_hello(golden("greeting_enrol"));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(std::get<EnrolHello>(*read), hello);
  EXPECT_TRUE(verify(std::get<EnrolHello>(*read), test::golden_binding()));
}

TEST(Conformance, WelcomeIsReadAndWrittenAlike) {
  const auto read = decode_welcome(golden("greeting_welcome"));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, test::golden_welcome());
  EXPECT_EQ(encode(*read), golden("greeting_welcome"));
}

TEST(Conformance, RefusalIsReadAndWrittenAlike) {
  const auto read = decode_refusal(golden("greeting_refusal"));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, test::golden_refusal());
  EXPECT_EQ(encode(*read), golden("greeting_refusal"));
}

}  // namespace
}  // namespace mektep
