#include "shared/bundle/bundle.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "tests/support/seeded_random.h"

namespace mektep {
namespace {

SigningKey signing_of(std::uint8_t number) { return SigningKey::from_seed(Bytes(32, number)).value(); }
BoxKey box_of(std::uint8_t number) { return BoxKey::from_seed(Bytes(32, number)).value(); }
const PublicKey network = signing_of(9).public_key();

Bytes sealed(const std::vector<Bytes>& messages, std::uint64_t seed = 1) {
  test::SeededRandom random(seed);
  return seal_bundle({network, box_of(4).public_key()}, signing_of(1), messages, random).value();
}

std::string code_of(BytesView file) {
  const auto opened = open_bundle(file, network, box_of(4));
  return opened.ok() ? "" : opened.error().code;
}

const std::vector<Bytes> two_messages = {{1, 2, 3}, Bytes(700, 7)};

// Several chunks.
std::vector<Bytes> many_messages() { return std::vector<Bytes>(20, Bytes(16'384, 5)); }

TEST(Bundle, ItsReceiverGetsWhatWasPutInAndWhoSentIt) {
  const auto opened = open_bundle(sealed(two_messages), network, box_of(4));
  ASSERT_TRUE(opened.ok()) << describe(opened.error());
  EXPECT_EQ(opened->messages, two_messages);
  EXPECT_EQ(opened->sender, signing_of(1).public_key());
}

TEST(Bundle, ManyChunksAndNoMessageAtAllTravelAlike) {
  EXPECT_EQ(open_bundle(sealed(many_messages()), network, box_of(4))->messages, many_messages());
  EXPECT_TRUE(open_bundle(sealed({}), network, box_of(4))->messages.empty());
}

TEST(Bundle, ACourierReadsNothingOfIt) {
  const std::string secret = "Ахметова Айгүл Серікқызы";
  const Bytes file = sealed({copy_of(view_of(secret))});
  EXPECT_EQ(text_of(file).find(secret), std::string_view::npos);
  // Nor who sent it.
  const auto sender = signing_of(1).public_key();
  EXPECT_EQ(text_of(file).find(text_of(sender)), std::string_view::npos);
}

TEST(Bundle, AnyFlippedByteIsRefusedWhole) {
  const Bytes file = sealed(two_messages);
  for (std::size_t at = 0; at < file.size(); ++at) {
    for (const int mask : {0x01, 0x80}) {
      Bytes flipped = file;
      flipped[at] = static_cast<std::uint8_t>(flipped[at] ^ mask);
      EXPECT_NE(code_of(flipped), "") << "byte " << at;
    }
  }
}

TEST(Bundle, AnyCutIsRefusedWhole) {
  const Bytes file = sealed(two_messages);
  for (std::size_t size = 0; size < file.size(); ++size) {
    EXPECT_NE(code_of(BytesView(file).first(size)), "") << "cut to " << size;
  }
}

TEST(Bundle, ACutBetweenTwoChunksIsRefused) {
  const Bytes file = sealed(many_messages());
  constexpr std::size_t head = 31 + 80 + 24;
  for (std::size_t chunks = 0; chunks < 5; ++chunks) {
    for (std::size_t more = 0; more < 2; ++more) {
      EXPECT_EQ(code_of(BytesView(file).first(head + chunks * (64 * 1024 + 17) + more)), "bundle.damaged");
    }
  }
}

TEST(Bundle, BytesBehindItsEndAreRefused) {
  Bytes file = sealed(two_messages);
  file.push_back(0);
  EXPECT_EQ(code_of(file), "bundle.damaged");
  Bytes twice = sealed(two_messages);
  const Bytes again = twice;
  twice.insert(twice.end(), again.begin(), again.end());
  EXPECT_EQ(code_of(twice), "bundle.damaged");
}

TEST(Bundle, TwoBundlesSplicedAreRefusedAtEveryPlace) {
  const Bytes one = sealed(two_messages, 1);
  const Bytes other = sealed(two_messages, 2);
  ASSERT_EQ(one.size(), other.size());
  for (std::size_t at = 32; at < one.size() - 1; ++at) {
    Bytes spliced(one.begin(), one.begin() + static_cast<std::ptrdiff_t>(at));
    spliced.insert(spliced.end(), other.begin() + static_cast<std::ptrdiff_t>(at), other.end());
    EXPECT_EQ(code_of(spliced), "bundle.damaged") << at;
  }
}

TEST(Bundle, ChunksInAnotherOrderAreRefused) {
  const Bytes file = sealed(many_messages());
  constexpr std::ptrdiff_t chunk = 64 * 1024 + 17;
  const std::ptrdiff_t first = 31 + 80 + 24;
  Bytes swapped = file;
  std::swap_ranges(swapped.begin() + first, swapped.begin() + first + chunk, swapped.begin() + first + chunk);
  EXPECT_EQ(code_of(swapped), "bundle.damaged");
}

TEST(Bundle, AnotherReceiverOrNetworkIsNamed) {
  const Bytes file = sealed(two_messages);
  EXPECT_EQ(open_bundle(file, network, box_of(5)).error().code, "bundle.other_receiver");
  EXPECT_EQ(open_bundle(file, signing_of(8).public_key(), box_of(4)).error().code, "bundle.other_network");
}

TEST(Bundle, WhatIsNoneAndWhatALaterProgramMadeIsNamed) {
  EXPECT_EQ(code_of({}), "bundle.not_one");
  EXPECT_EQ(code_of(view_of("PK a photograph, not a bundle at all")), "bundle.not_one");
  Bytes later = sealed(two_messages);
  later[14] = 2;
  EXPECT_EQ(code_of(later), "bundle.newer");
}

TEST(Bundle, TooMuchForOneFileIsRefusedBeforeItIsMade) {
  test::SeededRandom random(1);
  const BundleReceiver receiver{network, box_of(4).public_key()};
  EXPECT_EQ(seal_bundle(receiver, signing_of(1), {Bytes(70'000)}, random).error().code, "bundle.too_large");
  const std::vector<Bytes> many(1'100, Bytes(65'000));
  EXPECT_EQ(seal_bundle(receiver, signing_of(1), many, random).error().code, "bundle.too_large");
}

TEST(Bundle, GoldenBytesAreOpenedAndMadeAlike) {
  std::ifstream golden(std::string(MEKTEP_GOLDEN_FOLDER) + "/bundle.hex");
  std::string hex;
  for (std::string line; std::getline(golden, line);) {
    for (const char sign : line.substr(0, line.find('#'))) {
      if (sign != ' ') hex += sign;
    }
  }
  EXPECT_EQ(to_hex(sealed({{1, 2, 3}, {4}})), hex);
}

}  // namespace
}  // namespace mektep
