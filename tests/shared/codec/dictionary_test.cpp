#include "shared/codec/dictionary.h"

#include <gtest/gtest.h>

#include <thread>

#include "shared/base/limits.h"
#include "shared/codec/dictionary_content.h"
#include "shared/crypto/hash.h"
#include "tests/support/seeded_random.h"

namespace mektep {
namespace {

Bytes bytes_of(std::string_view text) { return copy_of(view_of(text)); }

std::string refusal(BytesView packed, std::uint8_t dictionary, std::size_t raw_size) {
  const auto raw = unpack(packed, dictionary, raw_size);
  return raw.ok() ? "accepted" : describe(raw.error());
}

void survives(const Bytes& raw) {
  const Packed packed = pack(raw);
  EXPECT_LE(packed.bytes.size(), raw.size());
  const auto again = unpack(packed.bytes, packed.dictionary, raw.size());
  ASSERT_TRUE(again.ok()) << describe(again.error());
  EXPECT_EQ(*again, raw);
}

const Bytes sample = bytes_of(
    "Сабақ барысында оқушылар топпен жұмыс істеді. На уроке учащиеся работали в группах. "
    "Сабақ барысында оқушылар жұппен жұмыс істеді.");

TEST(Dictionary, NeverChanges) {
  EXPECT_EQ(to_hex(hash32({dictionary_1()})),
            "706ec76abc89eb680b03b208764bf22e101b3cc945fe089bb644c04f4a0fd384");
}

TEST(Dictionary, WhatWasPackedOnceUnpacksForEver) {
  const Bytes packed = *from_hex("950000082e05700010185f4c6c3892b689820f1353");
  EXPECT_EQ(unpack(packed, 1, sample.size()).value(), sample);
}

TEST(Dictionary, BytesOfEverySizeSurvive) {
  test::SeededRandom random;
  for (const std::size_t size : {0U, 1U, 2U, 100U, 255U, 256U, 257U, 5'000U, 65'535U, 65'536U}) {
    Bytes noise(size);
    random.fill(noise);
    survives(noise);
    Bytes text;
    while (text.size() < size) text.insert(text.end(), sample.begin(), sample.end());
    text.resize(size);
    survives(text);
  }
}

TEST(Dictionary, TextOfSchoolsShrinks) {
  const Packed packed = pack(sample);
  EXPECT_EQ(packed.dictionary, newest_dictionary);
  EXPECT_LT(packed.bytes.size() * 2, sample.size());
}

TEST(Dictionary, NoiseIsStoredAsItIs) {
  test::SeededRandom random;
  Bytes noise(500);
  random.fill(noise);
  const Packed packed = pack(noise);
  EXPECT_EQ(packed.dictionary, stored);
  EXPECT_EQ(packed.bytes, noise);
}

TEST(Dictionary, WhatShrinksTooWellIsStoredSoThatItUnpacks) {
  survives(Bytes(limits::pack_body_bytes_max, 0));
  EXPECT_EQ(pack(Bytes(limits::pack_body_bytes_max, 0)).dictionary, stored);
}

TEST(Dictionary, UnknownNumberIsRefused) {
  EXPECT_EQ(refusal(Bytes(10), 2, 20), "codec.unknown_dictionary number=2");
  EXPECT_EQ(refusal(Bytes(10), 255, 20), "codec.unknown_dictionary number=255");
}

TEST(Dictionary, SizeOtherThanAnnouncedIsRefused) {
  const Packed packed = pack(sample);
  for (const std::size_t size : {sample.size() - 1, sample.size() + 1, std::size_t{0}, std::size_t{300}}) {
    EXPECT_EQ(unpack(packed.bytes, packed.dictionary, size).ok(), false) << size;
  }
  EXPECT_EQ(refusal(Bytes(3), stored, 4), "codec.malformed what=size offset=0");
}

TEST(Dictionary, AnnouncedSizeIsBoundedBeforeAnythingIsAllocated) {
  EXPECT_EQ(refusal(Bytes(10), 1, 10 * limits::pack_ratio_max + 1), "codec.malformed what=ratio offset=0");
  EXPECT_EQ(refusal(Bytes(60'000), 1, limits::pack_body_bytes_max + 1),
            "codec.malformed what=too large offset=0");
  EXPECT_EQ(refusal({}, 1, SIZE_MAX), "codec.malformed what=too large offset=0");
}

TEST(Dictionary, FramesBehindTheFrameAreRefused) {
  Packed packed = pack(sample);
  Bytes more = packed.bytes;
  more.push_back(0);
  EXPECT_FALSE(unpack(more, 1, sample.size()).ok());
  // A skippable frame of two bytes: zstd itself would pass over it.
  const Bytes skippable = {0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 0xaa, 0xbb};
  packed.bytes.insert(packed.bytes.end(), skippable.begin(), skippable.end());
  EXPECT_EQ(refusal(packed.bytes, 1, sample.size()), "codec.malformed what=trailing offset=0");
}

TEST(Dictionary, EveryTruncationIsRefused) {
  const Packed packed = pack(sample);
  for (std::size_t size = 0; size < packed.bytes.size(); ++size) {
    EXPECT_FALSE(unpack(BytesView(packed.bytes).first(size), 1, sample.size()).ok()) << size;
  }
}

TEST(Dictionary, AfterAFailureTheNextIsUnpacked) {
  const Packed packed = pack(sample);
  EXPECT_FALSE(unpack(Bytes(40, 0xff), 1, 100).ok());
  EXPECT_EQ(unpack(packed.bytes, packed.dictionary, sample.size()).value(), sample);
}

TEST(Dictionary, ThreadsPackAlike) {
  const Packed here = pack(sample);
  std::vector<std::thread> threads;
  std::vector<Bytes> packed(4);
  for (Bytes& one : packed) threads.emplace_back([&one] { one = pack(sample).bytes; });
  for (std::thread& thread : threads) thread.join();
  for (const Bytes& one : packed) EXPECT_EQ(one, here.bytes);
}

TEST(Dictionary, WhatIsStoredMayBeAnything) {
  const Bytes noise = {0x28, 0xb5, 0x2f, 0xfd, 0xff, 0, 1};
  EXPECT_EQ(unpack(noise, stored, noise.size()).value(), noise);
  EXPECT_EQ(unpack({}, stored, 0).value(), Bytes{});
}

TEST(Dictionary, PackingIsTheSameEveryTime) {
  const Packed first = pack(sample);
  pack(bytes_of("басқа мәтін"));
  EXPECT_EQ(pack(sample).bytes, first.bytes);
}

}  // namespace
}  // namespace mektep
