#include "shared/protocol/frame.h"

#include <algorithm>
#include <utility>

#include "shared/protocol/serialize.h"

namespace mektep {
namespace {

constexpr std::uint8_t flag_more = 1;
constexpr std::uint8_t flag_ignorable = 2;
constexpr std::size_t piece_header_bytes = 2;
constexpr std::size_t piece_body_bytes_max = limits::message_bytes_max - piece_header_bytes;

// Numbers of frame kinds. From 14 on: since protocol 2.
template <class Kind>
inline constexpr std::uint8_t number_of = 0;
template <>
inline constexpr std::uint8_t number_of<Know> = 1;
template <>
inline constexpr std::uint8_t number_of<Confirmed> = 2;
template <>
inline constexpr std::uint8_t number_of<Grants> = 3;
template <>
inline constexpr std::uint8_t number_of<Enrolled> = 4;
template <>
inline constexpr std::uint8_t number_of<Feed> = 5;
template <>
inline constexpr std::uint8_t number_of<Mark> = 6;
template <>
inline constexpr std::uint8_t number_of<Push> = 7;
template <>
inline constexpr std::uint8_t number_of<Receipt> = 8;
template <>
inline constexpr std::uint8_t number_of<Need> = 9;
template <>
inline constexpr std::uint8_t number_of<Drop> = 10;
template <>
inline constexpr std::uint8_t number_of<Follow> = 11;
template <>
inline constexpr std::uint8_t number_of<Credit> = 12;
template <>
inline constexpr std::uint8_t number_of<Bye> = 13;
template <>
inline constexpr std::uint8_t number_of<Trail> = 14;
template <>
inline constexpr std::uint8_t number_of<Retrace> = 15;
template <>
inline constexpr std::uint8_t number_of<Compare> = 16;
template <>
inline constexpr std::uint8_t number_of<Ranges> = 17;
template <>
inline constexpr std::uint8_t number_of<Records> = 18;
template <>
inline constexpr std::uint8_t number_of<Have> = 19;
template <>
inline constexpr std::uint8_t number_of<Want> = 20;
template <>
inline constexpr std::uint8_t number_of<Chunk> = 21;
template <>
inline constexpr std::uint8_t number_of<Stored> = 22;
template <>
inline constexpr std::uint8_t number_of<NoFile> = 23;
template <>
inline constexpr std::uint8_t number_of<SnapshotOffer> = 24;
template <>
inline constexpr std::uint8_t number_of<Recall> = 25;
template <>
inline constexpr std::uint8_t number_of<Recalled> = 26;
template <>
inline constexpr std::uint8_t number_of<Dropped> = 27;
template <>
inline constexpr std::uint8_t number_of<SignedMark> = 28;
template <>
inline constexpr std::uint8_t number_of<Repaired> = 29;

template <class Kind>
Message read_kind(InArchive& archive) {
  Kind value;
  archive(value);
  return value;
}

using Reader = Message (*)(InArchive&);

// In the order of Message's alternatives; the number of each is asked from its type.
template <std::size_t At = 0>
Reader reader_of(std::uint8_t kind) {
  if constexpr (At + 1 >= std::variant_size_v<Message>) {
    return nullptr;  // the last alternative is UnknownFrame
  } else {
    using Kind = std::variant_alternative_t<At, Message>;
    return kind == number_of<Kind> ? &read_kind<Kind> : reader_of<At + 1>(kind);
  }
}

std::pair<std::uint8_t, Bytes> body_of(const Message& message) {
  return std::visit(
      [](const auto& value) -> std::pair<std::uint8_t, Bytes> {
        using Kind = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<Kind, UnknownFrame>) {
          return {value.kind, {}};
        } else {
          OutArchive archive;
          archive(value);
          return {number_of<Kind>, archive.take()};
        }
      },
      message);
}

}  // namespace

std::vector<Bytes> encode_frames(const Message& message) {
  const auto [kind, body] = body_of(message);
  std::vector<Bytes> pieces;
  BytesView rest = body;
  do {
    const std::size_t taken = std::min(rest.size(), piece_body_bytes_max);
    const bool more = taken < rest.size();
    Bytes piece{kind, more ? flag_more : std::uint8_t{0}};
    piece.reserve(piece_header_bytes + taken);
    piece.insert(piece.end(), rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(taken));
    pieces.push_back(std::move(piece));
    rest = rest.subspan(taken);
  } while (!rest.empty());
  return pieces;
}

Result<std::optional<Message>> FrameReader::read(BytesView piece) {
  if (piece.size() < piece_header_bytes || piece.size() > limits::message_bytes_max) {
    return refused("protocol.malformed").with("what", "size");
  }
  const std::uint8_t kind = piece[0];
  const std::uint8_t flags = piece[1];
  const bool joining = pieces_ > 0;
  if ((flags & ~(flag_more | flag_ignorable)) != 0 || (joining && kind != kind_)) {
    return refused("protocol.malformed").with("what", "flags");
  }
  const BytesView body = piece.subspan(piece_header_bytes);
  const bool more = (flags & flag_more) != 0;
  // Pieces that bring nothing could go on for ever without reaching the bound of the bytes.
  if (body.empty() && (joining || more)) return refused("protocol.malformed").with("what", "size");
  if (joined_.size() + body.size() > limits::frame_bytes_max) return refused("protocol.too_large");
  if (++pieces_ > limits::frame_pieces_max) return refused("protocol.too_large");
  joined_.insert(joined_.end(), body.begin(), body.end());
  kind_ = kind;
  if (more) return std::optional<Message>{};

  pieces_ = 0;
  const Bytes whole = std::exchange(joined_, {});
  const Reader reader = reader_of(kind);
  if (reader == nullptr) {
    if ((flags & flag_ignorable) != 0) return std::optional<Message>{UnknownFrame{kind}};
    return refused("protocol.unknown_frame").with("kind", std::to_string(kind));
  }
  auto message = read_whole(whole, reader);
  if (!message)
    return refused("protocol.malformed").with("what", std::string(message.error().argument("what")));
  return std::optional<Message>{std::move(*message)};
}

}  // namespace mektep
