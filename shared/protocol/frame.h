#pragma once
// Messages as bytes, both ways.
//   frame = kind(1) flags(1) body        flags: bit 0 MORE, bit 1 ignorable if unknown
// A frame longer than one WebSocket message is cut: every piece but the last has MORE set and repeats
// the kind; the bodies are joined. Of several pieces none is empty. Bodies are canonical archives (codec/archive.h).

#include "shared/base/limits.h"
#include "shared/base/result.h"
#include "shared/protocol/message.h"

namespace mektep {

// The body of a message's frame, and the pieces that travel: each at most limits::message_bytes_max.
std::vector<Bytes> encode_frames(const Message& message);

// Joins pieces into messages. One per direction of a session. Bounded by limits::frame_bytes_max
// and frame_pieces_max.
class FrameReader {
 public:
  // Empty while a frame is incomplete. Fails with protocol.malformed, protocol.too_large,
  // protocol.unknown_frame; the session ends then.
  Result<std::optional<Message>> read(BytesView piece);

 private:
  std::uint8_t kind_ = 0;
  Bytes joined_;
  std::size_t pieces_ = 0;  // of the frame that is being joined
};

// Hello, EnrolHello, Welcome and Refusal travel in HTTP headers; one leading byte tells which.
Bytes encode(const Hello& hello);
Bytes encode(const EnrolHello& hello);
Bytes encode(const Welcome& welcome);
Bytes encode(const Refusal& refusal);
Result<std::variant<Hello, EnrolHello>> decode_hello(BytesView bytes);
Result<Welcome> decode_welcome(BytesView bytes);
Result<Refusal> decode_refusal(BytesView bytes);

using ChannelBinding = FixedBytes<32>;
// What the device signs: the encoded hello with a zero signature, after the channel binding.
void sign(Hello& hello, const ChannelBinding& binding, const SigningKey& key);
void sign(EnrolHello& hello, const ChannelBinding& binding, const SigningKey& key);
bool verify(const Hello& hello, const ChannelBinding& binding, const PublicKey& key);
bool verify(const EnrolHello& hello, const ChannelBinding& binding);

}  // namespace mektep
