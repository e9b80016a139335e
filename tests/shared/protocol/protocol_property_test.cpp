// What holds for every message and for whatever bytes a stranger sends.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "shared/protocol/frame.h"
#include "tests/shared/protocol/messages.h"

namespace mektep {
namespace {

template <class Type>
Type any() {
  return *rc::gen::arbitrary<Type>();
}
// Numbers of all sizes, for minimal ones are short and great ones long.
std::uint64_t any_number() { return any<std::uint64_t>() >> (8U * *rc::gen::inRange(0U, 8U)); }
std::uint32_t any_small() { return static_cast<std::uint32_t>(any_number()); }
std::string any_text() { return any<std::string>(); }

template <std::size_t Size>
FixedBytes<Size> any_fixed() {
  return *fixed_from<Size>(*rc::gen::container<Bytes>(Size, rc::gen::arbitrary<std::uint8_t>()));
}

template <class Make>
auto some(const Make& make) {
  std::vector<decltype(make())> made;
  for (int left = *rc::gen::inRange(0, 5); left > 0; --left) made.push_back(make());
  return made;
}

Cursor any_cursor() { return {ScopeNumber{any_small()}, Position{any_number()}, any_fixed<16>()}; }
OwnStream any_stream() {
  return {ScopeNumber{any_small()}, StreamId{any<std::uint64_t>()}, Sequence{any_small()},
          Token{any_number()}};
}
Version any_version() { return {StreamId{any<std::uint64_t>()}, Sequence{any_small()}}; }
Grant any_grant() { return {ScopeNumber{any_small()}, any_text(), any<bool>()}; }

Receipt any_receipt() {
  Receipt receipt;
  receipt.scope = ScopeNumber{any_small()};
  receipt.stream = StreamId{any<std::uint64_t>()};
  receipt.sequence = Sequence{any_small()};
  receipt.head = any_fixed<32>();
  receipt.level = any<bool>() ? ReceiptLevel::hub : ReceiptLevel::server;
  receipt.position = Position{any_number()};
  receipt.log_digest = any_fixed<16>();
  receipt.wall_ms = any<std::int64_t>();
  receipt.epoch = Epoch{any<std::uint64_t>()};
  receipt.signature = any_fixed<64>();
  return receipt;
}

Feed any_feed() {
  return {ScopeNumber{any_small()}, Position{any_number()}, any<std::int64_t>(), any_fixed<32>(),
          any<Bytes>()};
}

Message any_message() {
  switch (*rc::gen::inRange(0, 12)) {
    case 0:
      return Know{some(any_cursor), some(any_stream)};
    case 1:
      return Confirmed{some(any_stream)};
    case 2:
      return Grants{some(any_grant), any_small()};
    case 3:
      return any_feed();
    case 4:
      return Mark{ScopeNumber{any_small()}, Position{any_number()}, any_fixed<16>(),
                  any_fixed<16>(),          Position{any_number()}, any<std::int64_t>()};
    case 5:
      return Push{any<Bytes>()};
    case 6:
      return any_receipt();
    case 7:
      return Need{ScopeNumber{any_small()}, StreamId{any<std::uint64_t>()}, some(any_version)};
    case 8:
      return Drop{ScopeNumber{any_small()}, Position{any_number()}, any_text()};
    case 9:
      return Follow{any_cursor()};
    case 10:
      return Credit{any_small()};
    default:
      return Bye{any_text(), any_small()};
  }
}

std::optional<Message> read_whole_frame(FrameReader& reader, const std::vector<Bytes>& pieces) {
  std::optional<Message> message;
  for (const Bytes& piece : pieces) {
    RC_ASSERT(!message.has_value());
    auto read = reader.read(piece);
    RC_ASSERT(read.ok());
    message = std::move(*read);
  }
  return message;
}

RC_GTEST_PROP(FrameProperty, EveryMessageComesBackAsItWent, ()) {
  const Message message = any_message();
  FrameReader reader;
  RC_ASSERT(read_whole_frame(reader, encode_frames(message)) == message);
}

RC_GTEST_PROP(FrameProperty, ALongPackComesBackAsItWent, ()) {
  const auto size = *rc::gen::inRange<std::size_t>(0, limits::frame_bytes_max - 3);
  const Message message = Push{Bytes(size, any<std::uint8_t>())};
  const auto pieces = encode_frames(message);
  for (const Bytes& piece : pieces) RC_ASSERT(piece.size() <= limits::message_bytes_max);
  FrameReader reader;
  RC_ASSERT(read_whole_frame(reader, pieces) == message);
}

RC_GTEST_PROP(FrameProperty, TheSameMessagesComeOutWhereverTheFramesWereCut, ()) {
  FrameReader reader;
  for (int round = 0; round < 3; ++round) {
    const Message message = any_message();
    const Bytes whole = encode_frames(message)[0];
    std::vector<Bytes> pieces;
    std::size_t at = 2;
    // None of several pieces is empty, the last one included.
    while (at + 1 < whole.size() && pieces.size() < 20) {
      const std::size_t taken = *rc::gen::inRange<std::size_t>(1, whole.size() - at);
      Bytes piece{whole[0], 1};
      piece.insert(piece.end(), whole.begin() + static_cast<std::ptrdiff_t>(at),
                   whole.begin() + static_cast<std::ptrdiff_t>(at + taken));
      at += taken;
      pieces.push_back(std::move(piece));
    }
    Bytes last{whole[0], 0};
    last.insert(last.end(), whole.begin() + static_cast<std::ptrdiff_t>(at), whole.end());
    pieces.push_back(std::move(last));
    RC_ASSERT(read_whole_frame(reader, pieces) == message);
  }
}

// Decode then encode is the identity on what is accepted, so nobody can send one message in two spellings.
RC_GTEST_PROP(FrameProperty, WhateverIsAcceptedIsWrittenBackAsItCame, ()) {
  Bytes bytes = encode_frames(any_message())[0];
  for (int flips = *rc::gen::inRange(1, 4); flips > 0; --flips) {
    const auto at = *rc::gen::inRange<std::size_t>(2, std::max<std::size_t>(3, bytes.size()));
    if (at < bytes.size()) bytes[at] = any<std::uint8_t>();
  }
  FrameReader reader;
  const auto read = reader.read(bytes);
  if (!read.ok()) return;
  RC_ASSERT(read->has_value());
  RC_ASSERT(encode_frames(**read)[0] == bytes);
}

RC_GTEST_PROP(FrameProperty, NoBytesBreakTheReader, (const std::vector<Bytes>& pieces)) {
  FrameReader reader;
  for (const Bytes& piece : pieces) {
    const auto read = reader.read(piece);
    if (!read.ok()) {
      RC_ASSERT(read.error().code.starts_with("protocol."));
    }
  }
}

RC_GTEST_PROP(GreetingProperty, AHelloComesBackAsItWent, ()) {
  Hello hello;
  hello.protocol = {any<std::uint8_t>(), any<std::uint8_t>()};
  hello.device = DeviceId{any<std::uint64_t>()};
  hello.epoch = Epoch{any<std::uint64_t>()};
  hello.unsent_changes = any_small();
  hello.unsent_bytes = any_small();
  hello.wall_ms = any<std::int64_t>();
  hello.program = any_small();
  hello.know_follows = any<bool>();
  hello.cursors = some(any_cursor);
  hello.streams = some(any_stream);
  hello.signature = any_fixed<64>();
  const auto read = decode_hello(encode(hello));
  RC_ASSERT(read.ok());
  RC_ASSERT(std::get<Hello>(*read) == hello);
}

RC_GTEST_PROP(GreetingProperty, NoBytesBreakAGreeting, ()) {
  Bytes bytes = any<Bytes>();
  bytes.insert(bytes.begin(), *rc::gen::inRange<std::uint8_t>(0, 6));
  const auto hello = decode_hello(bytes);
  if (hello.ok()) {
    RC_ASSERT(std::visit([](const auto& read) { return encode(read); }, *hello) == bytes);
  }
  const auto welcome = decode_welcome(bytes);
  if (welcome.ok()) RC_ASSERT(encode(*welcome) == bytes);
  const auto refusal = decode_refusal(bytes);
  if (refusal.ok()) RC_ASSERT(encode(*refusal) == bytes);
}

}  // namespace
}  // namespace mektep
