#include <gtest/gtest.h>

#include "shared/base/limits.h"
#include "tests/shared/codec/samples.h"

namespace mektep {
namespace {

using test::early;

VoidRange sample_void() {
  VoidRange range;
  range.stream = test::early_stream;
  range.first = Sequence{3};
  range.last = Sequence{5};
  range.token = Token{0xaabb};
  range.reason = VoidReason::lost;
  range.why = "флешка утеряна";
  return range;
}

template <class Decode>
std::string refusal(Decode decode, const Bytes& bytes) {
  const auto read = decode(bytes);
  return read.ok() ? "accepted" : std::string(read.error().argument("what"));
}

TEST(CanonicalLog, VoidsSurvive) {
  VoidRange bare = sample_void();
  bare.token.reset();
  bare.why.clear();
  bare.reason = VoidReason::aside;
  const std::vector<VoidRange> voids = {sample_void(), bare};
  EXPECT_EQ(*decode_voids(encode_voids(voids)), voids);
  EXPECT_EQ(decode_voids(encode_voids({}))->size(), 0U);
}

TEST(CanonicalLog, VoidIsItsFieldsInOrder) {
  VoidRange range = sample_void();
  range.why = "x";
  EXPECT_EQ(to_hex(encode_voids({range})),
            "01"
            "1000000000000001"
            "03"
            "05"
            "01000000000000aabb"
            "04"
            "0178");
}

TEST(CanonicalLog, VoidWithAReasonOfALaterProgramSurvives) {
  VoidRange range = sample_void();
  range.reason = VoidReason{200};
  EXPECT_EQ(*decode_voids(encode_voids({range})), std::vector<VoidRange>{range});
}

TEST(CanonicalLog, VoidOfNothingIsRefused) {
  VoidRange range = sample_void();
  range.first = Sequence{0};
  EXPECT_EQ(refusal(decode_voids, encode_voids({range})), "range");
  range.first = Sequence{6};
  EXPECT_EQ(refusal(decode_voids, encode_voids({range})), "range");
  range = sample_void();
  range.reason = VoidReason{0};
  EXPECT_EQ(refusal(decode_voids, encode_voids({range})), "reason");
  range = sample_void();
  range.why.assign(limits::scalar_bytes_max + 1, 'x');
  EXPECT_EQ(refusal(decode_voids, encode_voids({range})), "too large");
}

TEST(CanonicalLog, ReissueSurvives) {
  const Reissue reissue{{1, 2, 3}, Sequence{9}};
  EXPECT_EQ(*decode_reissue(encode_reissue(reissue)), reissue);
  EXPECT_EQ(to_hex(encode_reissue(reissue)), "0903010203");
  EXPECT_EQ(refusal(decode_reissue, Bytes{9, 4, 1, 2, 3}), "size");
}

TEST(CanonicalLog, ErasuresSurvive) {
  const std::vector<Erased> erased = {{test::seminar, test::cell(4), early(1)},
                                      {test::lesson, test::cell(5, {'t', 'x'}), early(2)}};
  EXPECT_EQ(*decode_erased(encode_erased(erased)), erased);
}

TEST(CanonicalLog, NotesSurvive) {
  const std::vector<Note> notes = {{test::early_stream, Sequence{4}, Token{77}}};
  EXPECT_EQ(*decode_notes(encode_notes(notes)), notes);
  EXPECT_EQ(to_hex(encode_notes(notes)),
            "01"
            "1000000000000001"
            "04"
            "000000000000004d");
}

TEST(CanonicalLog, AnErasureIsItsFieldsInOrder) {
  EXPECT_EQ(to_hex(encode_erased({{test::seminar, test::cell(4), early(1)}})),
            "01"
            "28"
            "0300000112345678"
            "04"
            "00"
            "1000000000000001"
            "01");
}

TEST(CanonicalLog, EveryTruncationAndEveryByteBehindIsRefused) {
  const auto expect_exact = [](const Bytes& whole, const auto& decode) {
    for (std::size_t size = 0; size < whole.size(); ++size) {
      EXPECT_NE(refusal(decode, copy_of(BytesView(whole).first(size))), "accepted") << size;
    }
    Bytes longer = whole;
    longer.push_back(0);
    EXPECT_EQ(refusal(decode, longer), "trailing");
  };
  expect_exact(encode_voids({sample_void()}), decode_voids);
  expect_exact(encode_erased({{test::lesson, test::cell(5, {'t', 'x'}), early(2)}}), decode_erased);
  expect_exact(encode_notes({{test::early_stream, Sequence{4}, Token{77}}}), decode_notes);
  expect_exact(encode_reissue({{1, 2, 3}, Sequence{9}}), decode_reissue);
}

TEST(CanonicalLog, MoreThanTheBytesHoldIsRefused) {
  const Bytes hostile = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f};
  EXPECT_EQ(refusal(decode_voids, hostile), "size");
  EXPECT_EQ(refusal(decode_erased, hostile), "size");
  EXPECT_EQ(refusal(decode_notes, hostile), "size");
}

}  // namespace
}  // namespace mektep
