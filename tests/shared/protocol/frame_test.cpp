#include "shared/protocol/frame.h"

#include <gtest/gtest.h>

#include "tests/shared/protocol/messages.h"

namespace mektep {
namespace {

std::optional<Message> read_all(FrameReader& reader, const std::vector<Bytes>& pieces) {
  std::optional<Message> message;
  for (const auto& piece : pieces) {
    auto read = reader.read(piece);
    EXPECT_TRUE(read.ok());
    if (!read.ok()) return std::nullopt;
    message = std::move(*read);
  }
  return message;
}

TEST(Frame, EveryKindComesBackAsItWent) {
  for (const auto& message : test::sample_messages()) {
    FrameReader reader;
    EXPECT_EQ(read_all(reader, encode_frames(message)), message) << "kind " << message.index();
  }
}

TEST(Frame, AShortFrameIsOnePiece) { EXPECT_EQ(encode_frames(Credit{5}).size(), 1U); }

TEST(Frame, ALongFrameSpansMessagesOfTheAllowedSize) {
  const Push push{Bytes(40'000, 7)};
  const auto pieces = encode_frames(push);
  EXPECT_EQ(pieces.size(), 3U);
  for (const auto& piece : pieces) EXPECT_LE(piece.size(), limits::message_bytes_max);
  FrameReader reader;
  EXPECT_EQ(read_all(reader, pieces), Message(push));
}

TEST(Frame, IsCutWhereAMessageIsFullAndNotBefore) {
  // A push has two bytes of kind and flags, two of the pack's size.
  const std::size_t full = limits::message_bytes_max - 2 - 2;
  EXPECT_EQ(encode_frames(Push{Bytes(full)}).size(), 1U);
  EXPECT_EQ(encode_frames(Push{Bytes(full)})[0].size(), limits::message_bytes_max);
  const auto pieces = encode_frames(Push{Bytes(full + 1)});
  ASSERT_EQ(pieces.size(), 2U);
  EXPECT_EQ(pieces[0].size(), limits::message_bytes_max);
  EXPECT_EQ(pieces[1].size(), 3U);
}

TEST(Frame, EveryPieceRepeatsTheKindAndAllButTheLastSayMore) {
  const auto pieces = encode_frames(Push{Bytes(60'000, 7)});
  ASSERT_EQ(pieces.size(), 4U);
  for (std::size_t at = 0; at < pieces.size(); ++at) {
    EXPECT_EQ(pieces[at][0], 7) << at;
    EXPECT_EQ(pieces[at][1], at + 1 < pieces.size() ? 1 : 0) << at;
  }
}

TEST(Frame, AFrameOfTheGreatestSizeIsReadAndOneByteMoreIsNot) {
  const Push largest{Bytes(limits::frame_bytes_max - 3, 7)};
  FrameReader reader;
  EXPECT_EQ(read_all(reader, encode_frames(largest)), Message(largest));
  const auto pieces = encode_frames(Push{Bytes(limits::frame_bytes_max - 2, 7)});
  FrameReader second;
  for (std::size_t at = 0; at + 1 < pieces.size(); ++at) ASSERT_TRUE(second.read(pieces[at]).ok());
  const auto last = second.read(pieces.back());
  ASSERT_FALSE(last.ok());
  EXPECT_EQ(last.error().code, "protocol.too_large");
}

// The bodies are joined, so it does not matter where somebody else's program cut them.
TEST(Frame, MayBeCutAnywhere) {
  for (const auto& message : test::sample_messages()) {
    const Bytes whole = encode_frames(message)[0];
    for (std::size_t cut = 3; cut < whole.size(); ++cut) {
      FrameReader reader;
      Bytes first(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(cut));
      first[1] = 1;
      Bytes rest(whole.begin(), whole.begin() + 2);
      rest.insert(rest.end(), whole.begin() + static_cast<std::ptrdiff_t>(cut), whole.end());
      EXPECT_EQ(read_all(reader, {first, rest}), message) << message.index() << " cut at " << cut;
    }
  }
}

TEST(Frame, APieceLargerThanAMessageIsRefused) {
  Bytes piece(limits::message_bytes_max + 1, 0);
  piece[0] = 7;
  FrameReader reader;
  EXPECT_EQ(describe(reader.read(piece).error()), "protocol.malformed what=size");
}

TEST(Frame, WithoutKindOrFlagsIsRefused) {
  FrameReader reader;
  EXPECT_EQ(describe(reader.read({}).error()), "protocol.malformed what=size");
  EXPECT_EQ(describe(reader.read(Bytes{12}).error()), "protocol.malformed what=size");
}

TEST(Frame, AKnownKindMayCarryTheMarkOfAnIgnorableOne) {
  Bytes piece = encode_frames(Credit{5})[0];
  piece[1] = 2;
  FrameReader reader;
  const auto read = reader.read(piece);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, std::optional<Message>(Credit{5}));
}

TEST(Frame, AnIgnorableFrameOfSeveralPiecesIsPassedOverWhole) {
  FrameReader reader;
  Bytes piece(limits::message_bytes_max, 0xee);
  piece[0] = 99;
  piece[1] = 3;
  for (int round = 0; round < 3; ++round) {
    const auto read = reader.read(piece);
    ASSERT_TRUE(read.ok());
    EXPECT_FALSE(read->has_value());
  }
  EXPECT_EQ(*reader.read(Bytes{99, 2, 1}), std::optional<Message>(UnknownFrame{99}));
  EXPECT_EQ(read_all(reader, encode_frames(Credit{5})), Message(Credit{5}));
}

TEST(Frame, KindsOfLaterProgramsAreUnknown) {
  for (int kind = 0; kind < 256; ++kind) {
    if (kind >= 1 && kind <= 29) continue;
    FrameReader reader;
    const auto read = reader.read(Bytes{static_cast<std::uint8_t>(kind), 0});
    ASSERT_FALSE(read.ok()) << kind;
    EXPECT_EQ(describe(read.error()), "protocol.unknown_frame kind=" + std::to_string(kind));
  }
}

TEST(Frame, TheReaderGivesNothingUntilTheLastPiece) {
  const auto pieces = encode_frames(Push{Bytes(40'000, 7)});
  FrameReader reader;
  const auto first = reader.read(pieces[0]);
  ASSERT_TRUE(first.ok());
  EXPECT_FALSE(first->has_value());
}

TEST(Frame, AnotherKindInTheMiddleOfAFrameIsRefused) {
  const auto pieces = encode_frames(Push{Bytes(40'000, 7)});
  FrameReader reader;
  ASSERT_TRUE(reader.read(pieces[0]).ok());
  EXPECT_EQ(reader.read(encode_frames(Credit{5})[0]).error().code, "protocol.malformed");
}

TEST(Frame, PiecesWithoutEndAreRefusedAtTheBound) {
  Bytes piece(limits::message_bytes_max, 0);
  piece[0] = 7;
  piece[1] = 1;
  FrameReader reader;
  std::size_t taken = 0;
  for (;;) {
    const auto read = reader.read(piece);
    if (!read.ok()) {
      EXPECT_EQ(read.error().code, "protocol.too_large");
      break;
    }
    ASSERT_LT(++taken, 20U);
  }
  EXPECT_LE(taken * piece.size(), limits::frame_bytes_max);
}

TEST(Frame, EmptyPiecesOfAFrameAreRefused) {
  FrameReader first;
  EXPECT_EQ(describe(first.read(Bytes{7, 1}).error()), "protocol.malformed what=size");
  FrameReader last;
  ASSERT_TRUE(last.read(Bytes{12, 1, 5}).ok());
  EXPECT_EQ(describe(last.read(Bytes{12, 0}).error()), "protocol.malformed what=size");
  FrameReader ignorable;
  EXPECT_EQ(describe(ignorable.read(Bytes{99, 3}).error()), "protocol.malformed what=size");
}

TEST(Frame, AFrameHasAtMostTheBoundOfPieces) {
  const Bytes whole = encode_frames(Push{Bytes(limits::frame_pieces_max - 1, 7)})[0];
  const std::size_t body = whole.size() - 2;
  ASSERT_EQ(body, limits::frame_pieces_max);
  FrameReader reader;
  for (std::size_t at = 0; at < body; ++at) {
    const auto read = reader.read(Bytes{7, static_cast<std::uint8_t>(at + 1 < body ? 1 : 0), whole[2 + at]});
    ASSERT_TRUE(read.ok()) << at;
    EXPECT_EQ(read->has_value(), at + 1 == body);
  }
  FrameReader second;
  for (std::size_t at = 0; at < limits::frame_pieces_max; ++at) {
    ASSERT_TRUE(second.read(Bytes{7, 1, 1}).ok()) << at;
  }
  EXPECT_EQ(second.read(Bytes{7, 1, 1}).error().code, "protocol.too_large");
}

TEST(Frame, AnUnknownKindThatMayBeIgnoredIsPassedOver) {
  FrameReader reader;
  const auto read = reader.read(Bytes{200, 2, 9, 9});
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, std::optional<Message>(UnknownFrame{200}));
}

TEST(Frame, AnUnknownKindThatMattersEndsTheSession) {
  FrameReader reader;
  EXPECT_EQ(reader.read(Bytes{200, 0, 9, 9}).error().code, "protocol.unknown_frame");
}

TEST(Frame, UnknownFlagsAreRefused) {
  FrameReader reader;
  EXPECT_EQ(reader.read(Bytes{12, 128, 5}).error().code, "protocol.malformed");
}

TEST(Frame, TrailingBytesAreRefused) {
  Bytes piece = encode_frames(Credit{5})[0];
  piece.push_back(0);
  FrameReader reader;
  EXPECT_EQ(reader.read(piece).error().code, "protocol.malformed");
}

TEST(Frame, NineHostileBytesAreRefusedWhateverTheirKind) {
  for (int kind = 1; kind <= 28; ++kind) {
    FrameReader reader;
    const Bytes hostile{static_cast<std::uint8_t>(kind), 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f};
    EXPECT_FALSE(reader.read(hostile).ok()) << kind;
  }
}

TEST(Frame, EveryCutOfEveryFrameIsRefusedOrIncomplete) {
  for (const auto& message : test::sample_messages()) {
    const Bytes whole = encode_frames(message)[0];
    for (std::size_t size = 0; size < whole.size(); ++size) {
      FrameReader reader;
      const auto read = reader.read(BytesView(whole).first(size));
      EXPECT_FALSE(read.ok() && *read == message) << message.index() << " cut at " << size;
    }
  }
}

// One spelling for one message: what a flipped byte still leaves readable is another message, and is
// written back as exactly those bytes.
TEST(Frame, EveryFlippedBitIsRefusedOrAnotherMessageOfTheSameBytes) {
  for (const auto& message : test::sample_messages()) {
    const Bytes whole = encode_frames(message)[0];
    for (std::size_t bit = 16; bit < whole.size() * 8; ++bit) {
      Bytes flipped = whole;
      flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
      FrameReader reader;
      const auto read = reader.read(flipped);
      if (!read.ok()) continue;
      ASSERT_TRUE(read->has_value());
      EXPECT_NE(**read, message) << message.index() << " bit " << bit;
      EXPECT_EQ(to_hex(encode_frames(**read)[0]), to_hex(flipped)) << message.index() << " bit " << bit;
    }
  }
}

TEST(Frame, ABodyReadAsAnotherKindIsNeverTheSameMessage) {
  for (const auto& message : test::sample_messages()) {
    const Bytes whole = encode_frames(message)[0];
    for (std::uint8_t kind = 1; kind <= 13; ++kind) {
      if (kind == whole[0]) continue;
      Bytes other = whole;
      other[0] = kind;
      FrameReader reader;
      const auto read = reader.read(other);
      if (read.ok()) {
        EXPECT_NE((*read)->index(), message.index());
      }
    }
  }
}

TEST(Frame, AReaderIsReadyForTheNextFrameAfterEachMessage) {
  FrameReader reader;
  for (const auto& message : test::sample_messages()) {
    EXPECT_EQ(read_all(reader, encode_frames(message)), message);
  }
}

TEST(Frame, AReaderIsReadyAgainAfterAMessageItRefused) {
  FrameReader reader;
  ASSERT_FALSE(reader.read(Bytes{12, 0, 0x80, 0}).ok());
  EXPECT_EQ(read_all(reader, encode_frames(Credit{5})), Message(Credit{5}));
}

TEST(Frame, AReceiptOfAnUnknownLevelIsRefused) {
  Bytes piece = encode_frames(test::sample_receipt())[0];
  // kind, flags, scope, stream, sequence, head: the level follows.
  const std::size_t level_at = 2 + 1 + 8 + 1 + 32;
  ASSERT_EQ(piece[level_at], 2);
  piece[level_at] = 3;
  FrameReader reader;
  EXPECT_EQ(reader.read(piece).error().code, "protocol.malformed");
}

}  // namespace
}  // namespace mektep
