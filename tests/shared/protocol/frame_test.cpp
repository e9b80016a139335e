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
  for (int kind = 1; kind <= 13; ++kind) {
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

TEST(Frame, AReaderIsReadyForTheNextFrameAfterEachMessage) {
  FrameReader reader;
  for (const auto& message : test::sample_messages()) {
    EXPECT_EQ(read_all(reader, encode_frames(message)), message);
  }
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
