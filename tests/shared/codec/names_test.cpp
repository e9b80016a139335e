#include "shared/codec/names.h"

#include <gtest/gtest.h>

#include "tests/shared/codec/samples.h"

namespace mektep {
namespace {

using test::early;
using test::late;
using test::own;

const PackFrame frame = test::sample_frame();

std::string frame_hex(const Version& version) {
  OutArchive archive;
  FrameNames(frame, test::sample_sequence).write(archive, version);
  return to_hex(archive.take());
}

std::string frame_refusal(std::string_view hex) {
  const auto version = read_whole(*from_hex(hex), [](InArchive& archive) {
    return FrameNames(frame, test::sample_sequence).read(archive);
  });
  return version.ok() ? "accepted" : std::string(version.error().argument("what"));
}

TEST(FrameNames, OfTheOwnStreamAreDistances) {
  EXPECT_EQ(frame_hex(own(12)), "03");
  EXPECT_EQ(frame_hex(own(1)), "24");
}

TEST(FrameNames, OfForeignStreamsAreTheirPlaceAndSequence) {
  EXPECT_EQ(frame_hex(early(5)), "10");
  EXPECT_EQ(frame_hex(late(5)), "11");
}

TEST(FrameNames, Survive) {
  for (const Version& version : {own(1), own(12), early(1), late(UINT32_MAX)}) {
    OutArchive out;
    FrameNames(frame, test::sample_sequence).write(out, version);
    const Bytes bytes = out.take();
    InArchive in(bytes);
    EXPECT_EQ(FrameNames(frame, test::sample_sequence).read(in), version);
  }
}

TEST(FrameNames, OfNothingOrOfWhatComesLaterAreRefused) {
  EXPECT_EQ(frame_refusal("00"), "name");  // the change itself
  EXPECT_EQ(frame_refusal("01"), "name");  // sequence 0 of a foreign stream
  EXPECT_EQ(frame_refusal("27"), "name");  // distance 13: before the first
}

TEST(FrameNames, BeyondASequencesRangeAreRefused) {
  EXPECT_EQ(frame_refusal("ffffffffffffffffff01"), "name");
}

TEST(LooseNames, SpellTheStreamOnce) {
  OutArchive out;
  LooseNames names;
  names.write(out, early(3));
  names.write(out, early(4));
  EXPECT_EQ(to_hex(out.take()), "07100000000000000108");
}

TEST(LooseNames, OfDraftsTakeNoStream) {
  OutArchive out;
  LooseNames().write(out, draft_version(DraftNumber{5}));
  EXPECT_EQ(to_hex(out.take()), "0a");
}

TEST(LooseNames, RepeatingTheStreamIsRefused) {
  const auto versions = read_whole(*from_hex("0207100000000000000109"
                                             "1000000000000001"),
                                   [](InArchive& archive) {
                                     LooseNames names;
                                     return read_versions(archive, names, 10);
                                   });
  ASSERT_FALSE(versions.ok());
  EXPECT_EQ(versions.error().argument("what"), "not minimal");
}

Result<std::vector<Version>> read_list(BytesView bytes, std::size_t count_max) {
  return read_whole(bytes, [&](InArchive& archive) {
    LooseNames names;
    return read_versions(archive, names, count_max);
  });
}

TEST(Versions, Survive) {
  const std::vector<Version> versions = {draft_version(DraftNumber{9}), early(1), early(700), own(3),
                                         late(2)};
  OutArchive out;
  LooseNames names;
  write_versions(out, names, versions);
  const auto again = read_list(out.take(), versions.size());
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(*again, versions);
}

TEST(Versions, OutOfOrderOrTwiceAreRefused) {
  EXPECT_TRUE(read_list(Bytes{2, 2, 4}, 10).ok());
  for (const Bytes& bytes : {Bytes{2, 4, 2}, Bytes{2, 4, 4}}) {
    const auto versions = read_list(bytes, 10);
    ASSERT_FALSE(versions.ok());
    EXPECT_EQ(versions.error().argument("what"), "order");
  }
}

TEST(Versions, MoreThanTheBoundAreRefused) {
  EXPECT_TRUE(read_list(Bytes{2, 2, 4}, 2).ok());
  const auto versions = read_list(Bytes{3, 2, 4, 6}, 2);
  ASSERT_FALSE(versions.ok());
  EXPECT_EQ(versions.error().argument("what"), "too many");
}

TEST(Stamps, Survive) {
  const std::vector<Stamp> stamps = {
      {early(3), Lamport{10}, test::coordinator, 1'613'304'000'000},
      {early(3), Lamport{10}, test::trainer, 1'613'304'000'000},
      {early(2), Lamport{UINT64_MAX}, test::trainer, INT64_MIN},
      {late(UINT32_MAX), Lamport{0}, RecordId{}, INT64_MAX},
      {late(0), Lamport{1}, RecordId{}, -1},
  };
  OutArchive out;
  Stamps writer;
  for (const Stamp& stamp : stamps) writer.write(out, stamp);
  const Bytes bytes = out.take();
  InArchive in(bytes);
  Stamps reader;
  for (const Stamp& stamp : stamps) EXPECT_EQ(reader.read(in), stamp);
  EXPECT_EQ(in.remaining(), 0U);
}

TEST(Stamps, OfOneStreamAndAuthorTakeFewBytes) {
  OutArchive out;
  Stamps writer;
  writer.write(out, {early(3), Lamport{10}, test::coordinator, 1'613'304'000'000});
  const std::size_t first = out.size();
  writer.write(out, {early(4), Lamport{12}, test::coordinator, 1'613'304'001'000});
  EXPECT_EQ(first, 25U);
  EXPECT_EQ(out.size() - first, 5U);
}

TEST(Stamps, WithUnknownFlagsOrRepeatedPartsAreRefused) {
  for (const char* hex : {"04", "010000000000000000", "02000000000000000000"}) {
    const auto stamp = read_whole(*from_hex(hex), [](InArchive& archive) { return Stamps().read(archive); });
    ASSERT_FALSE(stamp.ok()) << hex;
    EXPECT_NE(stamp.error().argument("what"), "trailing") << hex;
  }
}

TEST(FrameNames, OfAPackWithoutForeignStreamsAreBareDistances) {
  PackFrame alone = test::sample_frame();
  alone.foreign.clear();
  OutArchive archive;
  FrameNames names(alone, test::sample_sequence);
  names.write(archive, own(12));
  names.write(archive, own(1));
  EXPECT_EQ(to_hex(archive.take()), "010c");
}

TEST(FrameNames, NumbersAndVersionsAreEachOthersWayBack) {
  const FrameNames names(frame, test::sample_sequence);
  const InArchive nothing(BytesView{});
  for (std::uint64_t number = 3; number < 36; ++number) {
    EXPECT_EQ(names.number_of(names.version_of(number, nothing)), number);
  }
}

TEST(FrameNamesDeathTest, NamingItselfOrAStreamThatIsNotThereIsABrokenProgram) {
  EXPECT_DEATH(frame_hex(own(13)), "");
  EXPECT_DEATH(frame_hex({StreamId{0x77}, Sequence{1}}), "");
}

TEST(LooseNames, OfTwoStreamsInTurnSpellBothEachTime) {
  const std::vector<Version> turns = {early(1), late(1), early(2), late(2)};
  OutArchive out;
  LooseNames writer;
  for (const Version& version : turns) writer.write(out, version);
  const Bytes bytes = out.take();
  EXPECT_EQ(bytes.size(), 4U * 9U);
  InArchive in(bytes);
  LooseNames reader;
  for (const Version& version : turns) EXPECT_EQ(reader.read(in), version);
}

TEST(LooseNames, BeyondASequencesRangeAreRefused) {
  const auto read = read_whole(*from_hex("8080808020"), [](InArchive& in) { return LooseNames().read(in); });
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().argument("what"), "range");
}

TEST(Stamps, BeforeTheFirstSequenceOrBehindTheLastAreRefused) {
  for (const char* hex : {"00010000", "0080808080400000"}) {
    const auto read = read_whole(*from_hex(hex), [](InArchive& in) { return Stamps().read(in); });
    ASSERT_FALSE(read.ok()) << hex;
    EXPECT_EQ(read.error().argument("what"), "range") << hex;
  }
}

TEST(Versions, OfNothingAreOneByte) {
  OutArchive out;
  LooseNames names;
  write_versions(out, names, {});
  EXPECT_EQ(to_hex(out.take()), "00");
  EXPECT_TRUE(read_list(Bytes{0}, 0)->empty());
}

TEST(VersionsDeathTest, OutOfOrderAreABrokenProgram) {
  OutArchive out;
  LooseNames names;
  EXPECT_DEATH(write_versions(out, names, {late(1), early(1)}), "");
}

TEST(Stamps, StartFromZeroAndRememberTheLast) {
  Stamps stamps;
  EXPECT_EQ(stamps.last(), Stamp{});
  const Stamp stamp{early(3), Lamport{10}, test::coordinator, 5};
  OutArchive out;
  stamps.write(out, stamp);
  EXPECT_EQ(stamps.last(), stamp);
  EXPECT_EQ(to_hex(out.take()), "031000000000000001061402000000000000010a");
}

}  // namespace
}  // namespace mektep
