#include "shared/pack/envelope.h"

#include <gtest/gtest.h>

#include "shared/codec/archive.h"
#include "tests/shared/pack/pack_builder.h"

namespace mektep {
namespace {

using test::early;
using test::late;
using test::own;

HeaderFields sample_header() {
  HeaderFields header;
  header.scope = ScopeNumber{0x3000'0001};
  header.frame = test::sample_frame();
  header.count = 3;
  header.device = DeviceId{0xd1d2d3d4d5d6d7d8ULL};
  header.base_position = Position{40};
  header.schema = 1;
  return header;
}

// An envelope with this header and nothing in its body.
std::string refusal(const HeaderFields& header) {
  Envelope envelope;
  const Bytes bytes = encode_header(header);
  envelope.header_bytes = bytes;
  envelope.salt.emplace();
  const auto read = read_envelope(encode_envelope(envelope));
  return read.ok() ? "accepted" : std::string(read.error().argument("what"));
}

TEST(Envelope, HeaderIsItsFieldsInOrder) {
  HeaderFields header = sample_header();
  header.named = {{early(4), Token{7}}, {own(2), Token{7}}};
  EXPECT_EQ(to_hex(encode_header(header)),
            "13"                // scope, rotated
            "5000000000000005"  // stream
            "0b03"              // first, count
            "d1d2d3d4d5d6d7d8"  // device
            "2801"              // base position, schema
            "64"                // lamport base
            "80b8cb86f45d"      // wall base
            "0300000112345678"  // id base
            "0200000000000001"  // author
            "02"
            "1000000000000001"
            "9000000000000009"
            "02"
            "1a"
            "0000000000000007"
            "37");
}

TEST(Envelope, UsualHeaderTakesFewBytes) {
  HeaderFields header = sample_header();
  header.frame.foreign.clear();
  EXPECT_LE(encode_header(header).size(), 47U);
}

TEST(Envelope, StreamsOutOfOrderTwiceOrOwnAreRefused) {
  HeaderFields header = sample_header();
  EXPECT_EQ(refusal(header), "accepted");
  header.frame.foreign = {test::late_stream, test::early_stream};
  EXPECT_EQ(refusal(header), "order");
  header.frame.foreign = {test::early_stream, test::early_stream};
  EXPECT_EQ(refusal(header), "order");
  header.frame.foreign = {test::own_stream};
  EXPECT_EQ(refusal(header), "order");
  header.frame.foreign = {StreamId{0}};
  EXPECT_EQ(refusal(header), "order");
}

TEST(Envelope, OfNoStreamNoSequenceOrNoChangesIsRefused) {
  HeaderFields header = sample_header();
  header.frame.stream = StreamId{0};
  EXPECT_EQ(refusal(header), "stream");
  header = sample_header();
  header.frame.first = Sequence{0};
  EXPECT_EQ(refusal(header), "sequence");
  header.frame.first = Sequence{UINT32_MAX};
  EXPECT_EQ(refusal(header), "sequence");
  header.count = 1;
  EXPECT_EQ(refusal(header), "accepted");
  header.count = 0;
  EXPECT_EQ(refusal(header), "too many");
  header.count = limits::pack_changes_max + 1;
  EXPECT_EQ(refusal(header), "too many");
}

TEST(Envelope, PreviousOfAStreamsBeginningIsRefused) {
  HeaderFields header = sample_header();
  header.frame.first = Sequence{1};
  Envelope envelope;
  const Bytes bytes = encode_header(header);
  envelope.header_bytes = bytes;
  envelope.salt.emplace();
  envelope.previous.emplace();
  const auto read = read_envelope(encode_envelope(envelope));
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().argument("what"), "previous");
}

TEST(Envelope, KeysForEveryChangeAreRefusedBecauseNoneWasErased) {
  Envelope envelope;
  const Bytes bytes = encode_header(sample_header());
  envelope.header_bytes = bytes;
  envelope.keys.resize(3);
  const auto read = read_envelope(encode_envelope(envelope));
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().argument("what"), "keys");
}

TEST(Envelope, FailuresOfTheCodecAreReportedAsThePacks) {
  EXPECT_EQ(as_pack_error(refused("codec.malformed")).code, "pack.malformed");
  EXPECT_EQ(as_pack_error(refused("codec.unknown_dictionary")).code, "pack.unknown_dictionary");
  EXPECT_EQ(as_pack_error(refused("file.missing")).code, "file.missing");
}

}  // namespace
}  // namespace mektep
