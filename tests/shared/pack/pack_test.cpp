#include "shared/pack/pack.h"

#include <gtest/gtest.h>

#include "shared/base/limits.h"
#include "tests/shared/pack/pack_builder.h"

namespace mektep {
namespace {

using test::early;
using test::late;
using test::own;
using test::PackBuilder;

std::string refusal(BytesView bytes) {
  const auto opened = open_pack(bytes);
  return opened.ok() ? "accepted" : describe(opened.error());
}

TEST(Pack, SurvivesSealingAndOpening) {
  PackBuilder builder;
  PackContent content = builder.content(11, 3);
  const auto opened = open_pack(builder.seal(content));
  ASSERT_TRUE(opened.ok()) << describe(opened.error());
  EXPECT_EQ(opened->content, content);
  EXPECT_NE(content.head, ChainHead{});
}

TEST(Pack, OfAStreamsBeginningHasNoPrevious) {
  PackBuilder builder;
  PackContent content = builder.content(1, 2);
  const Bytes bytes = builder.seal(content);
  EXPECT_FALSE(read_header(bytes)->has_previous);
  EXPECT_EQ(open_pack(bytes)->content, content);
}

TEST(Pack, SurvivesWithForeignNamesAndTokens) {
  PackBuilder builder;
  PackContent content = builder.content(11, 2);
  content.changes[1].ops[0].supersedes = {early(4), own(3), late(9)};
  content.changes[1].author = test::trainer;
  content.named = {{early(4), Token{7}}, {own(2), Token{7}}, {own(3), Token{8}}, {late(9), Token{9}}};
  EXPECT_EQ(open_pack(builder.seal(content))->content, content);
}

TEST(Pack, SealIsOfTheDevicesKeyOverTheHead) {
  PackBuilder builder;
  const PackBuilder other(2);
  PackContent content = builder.content(11, 3);
  auto opened = open_pack(builder.seal(content)).value();
  EXPECT_TRUE(verify_seal(opened, builder.key().public_key()));
  EXPECT_FALSE(verify_seal(opened, other.key().public_key()));
  opened.content.device = device_id_of(other.key().public_key());
  EXPECT_FALSE(verify_seal(opened, builder.key().public_key()));
}

TEST(Pack, TwoSealingsOfOneContentHaveTwoSaltsAndHeads) {
  PackBuilder builder;
  PackContent one = builder.content(11, 3);
  PackContent two = one;
  builder.seal(one);
  builder.seal(two);
  EXPECT_NE(one.head, two.head);
}

TEST(Pack, HeaderIsReadWithoutTheBody) {
  PackBuilder builder;
  PackContent content = builder.content(11, 3);
  const auto header = read_header(builder.seal(content));
  ASSERT_TRUE(header.ok());
  EXPECT_EQ(header->scope, content.scope);
  EXPECT_EQ(header->stream, content.stream);
  EXPECT_EQ(header->first, content.first);
  EXPECT_EQ(header->count, 3U);
  EXPECT_EQ(header->last(), Sequence{13});
  EXPECT_EQ(header->device, content.device);
  EXPECT_TRUE(header->has_previous);
}

TEST(Pack, TravelsWithoutWhatBothEndsKnow) {
  PackBuilder builder;
  PackContent content = builder.content(11, 3);
  const Bytes whole = builder.seal(content);
  const Bytes short_form = without_previous(whole);
  EXPECT_EQ(short_form.size() + 32, whole.size());
  EXPECT_FALSE(read_header(short_form)->has_previous);
  EXPECT_EQ(refusal(short_form), "pack.malformed what=previous offset=0");
  EXPECT_EQ(with_previous(short_form, content.previous).value(), whole);
}

TEST(Pack, UnderAnotherPreviousHasAnotherHeadAndNoSeal) {
  PackBuilder builder;
  PackContent content = builder.content(11, 3);
  const Bytes short_form = without_previous(builder.seal(content));
  const auto opened = open_pack(with_previous(short_form, hash32({view_of("another")})).value());
  ASSERT_TRUE(opened.ok());
  EXPECT_NE(opened->content.head, content.head);
  EXPECT_FALSE(verify_seal(*opened, builder.key().public_key()));
}

TEST(Pack, OfAStreamsBeginningTravelsAsItIs) {
  PackBuilder builder;
  PackContent content = builder.content(1, 1);
  const Bytes whole = builder.seal(content);
  EXPECT_EQ(without_previous(whole), whole);
  EXPECT_EQ(with_previous(whole, hash32({view_of("nothing before")})).value(), whole);
}

TEST(Pack, AnErasedChangeLeavesItsPlaceAndTheSeal) {
  PackBuilder builder;
  PackContent content = builder.content(11, 3);
  const Bytes whole = builder.seal(content);
  const Bytes erased = erase_change(whole, Sequence{12}).value();
  const auto opened = open_pack(erased);
  ASSERT_TRUE(opened.ok()) << describe(opened.error());
  EXPECT_TRUE(verify_seal(*opened, builder.key().public_key()));
  PackContent expected = content;
  expected.changes[1] = Change{};
  EXPECT_EQ(opened->content, expected);
}

TEST(Pack, ErasingTwiceIsErasingOnceAndEveryOrderEndsAlike) {
  PackBuilder builder;
  PackContent content = builder.content(11, 3);
  const Bytes whole = builder.seal(content);
  const Bytes once = erase_change(whole, Sequence{12}).value();
  EXPECT_EQ(erase_change(once, Sequence{12}).value(), once);
  const Bytes forward = erase_change(once, Sequence{11}).value();
  const Bytes backward = erase_change(erase_change(whole, Sequence{11}).value(), Sequence{12}).value();
  EXPECT_EQ(forward, backward);
  const auto all = open_pack(erase_change(forward, Sequence{13}).value());
  ASSERT_TRUE(all.ok());
  EXPECT_EQ(all->content.head, content.head);
}

TEST(Pack, AnErasedTextIsNowhereInTheBytesNorItsSalt) {
  PackBuilder builder;
  PackContent content = builder.content(11, 2);
  content.changes[0].ops[0].value = std::string("qzjxkvwyqzjxkvwy");
  const Bytes whole = builder.seal(content);
  const Bytes erased = erase_change(whole, Sequence{11}).value();
  EXPECT_EQ(std::string(text_of(erased)).find("qzjxkvwy"), std::string::npos);
}

TEST(Pack, ErasingWhatIsNotInItIsRefused) {
  PackBuilder builder;
  PackContent content = builder.content(11, 3);
  const Bytes whole = builder.seal(content);
  for (const std::uint32_t sequence : {10U, 14U, 0U}) {
    const auto erased = erase_change(whole, Sequence{sequence});
    ASSERT_FALSE(erased.ok());
    EXPECT_EQ(erased.error().code, "pack.no_such_change");
    EXPECT_EQ(erased.error().argument("sequence"), std::to_string(sequence));
  }
}

TEST(Pack, WithTooMuchInItIsNotSealed) {
  PackBuilder builder;
  PackContent large = builder.content(1, 2);
  for (Change& change : large.changes) change.ops[0].value = std::string(40'000, 'x');
  PackContent many = builder.content(1, limits::pack_changes_max + 1);
  PackContent rivals = builder.content(2'000, 1);
  for (std::uint32_t at = 1; at <= limits::supersedes_max + 1; ++at) {
    rivals.changes[0].ops[0].supersedes.push_back(early(at));
  }
  std::sort(rivals.changes[0].ops[0].supersedes.begin(), rivals.changes[0].ops[0].supersedes.end());
  for (PackContent* content : {&large, &many, &rivals}) {
    const auto sealed = seal_pack(*content, builder.key(), builder.random());
    ASSERT_FALSE(sealed.ok());
    EXPECT_EQ(sealed.error().code, "pack.too_large");
  }
}

TEST(Pack, AtItsBoundsSurvives) {
  PackBuilder builder;
  PackContent content = builder.content(1, limits::pack_changes_max);
  EXPECT_EQ(open_pack(builder.seal(content))->content, content);
  PackContent large = builder.content(1, 1);
  large.changes[0].ops[0].value = std::string(limits::change_bytes_max, 'x');
  EXPECT_EQ(open_pack(builder.seal(large))->content, large);
}

TEST(Pack, OfAnotherFormatIsRefused) {
  PackBuilder builder;
  PackContent content = builder.content(11, 3);
  Bytes bytes = builder.seal(content);
  for (const unsigned format : {0x12U, 0x51U, 0x91U, 0x00U, 0xffU}) {
    bytes[0] = static_cast<std::uint8_t>(format);
    EXPECT_EQ(refusal(bytes), "pack.unknown_format format=" + std::to_string(format));
  }
}

TEST(Pack, EveryTruncationIsRefused) {
  PackBuilder builder;
  PackContent content = builder.content(11, 2);
  const Bytes bytes = builder.seal(content);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(open_pack(BytesView(bytes).first(size)).ok()) << size;
  }
}

TEST(Pack, BytesBehindItAreRefused) {
  PackBuilder builder;
  PackContent content = builder.content(11, 2);
  Bytes bytes = builder.seal(content);
  bytes.push_back(0);
  EXPECT_FALSE(open_pack(bytes).ok());
}

TEST(Pack, BeyondAFrameIsRefused) {
  EXPECT_EQ(refusal(Bytes(limits::frame_bytes_max + 1, 0x01)), "pack.malformed what=too large offset=0");
}

TEST(Pack, SizeOfAChangeIsNotUnderestimated) {
  PackBuilder builder;
  Change change = PackBuilder::change(500);
  change.author = test::trainer;
  Op withdraw = test::op_of(OpKind::withdraw, test::cell(0, Bytes(200, 'p')));
  for (std::uint32_t at = 1; at <= 300; ++at) withdraw.covers.push_back(early(1'000'000'000 + at));
  change.ops.push_back(withdraw);
  Op later = test::op_of(OpKind{12}, test::cell(60'000));
  later.record = RecordKey{TypeNumber{60'000}, RecordId{UINT64_MAX}};
  later.payload = Bytes(500, 1);
  change.ops.push_back(later);
  PackFrame frame = test::sample_frame();
  const std::size_t bytes = encode_change(change, frame, Sequence{UINT32_MAX}).size() + 3;
  EXPECT_GE(body_bytes_of(change), bytes);
  EXPECT_LE(body_bytes_of(change), bytes * 2);
}

}  // namespace
}  // namespace mektep
