#include "shared/protocol/piece_sender.h"

#include <algorithm>

namespace mektep {
namespace {

// Kind, file, offset and size stand before a piece in its message.
constexpr std::size_t piece_header_bytes = 64;
constexpr MessageBounds piece_bounds{limits::link_piece_bytes_min, limits::message_bytes_max - piece_header_bytes};

}  // namespace

void PieceSender::want(std::uint64_t offset, std::uint64_t bytes, LinkPace& pace, Monotonic now) {
  if (offset > size_) return;
  if (!asked_) {
    asked_ = true;
    arrived_ = offset;
    sent_ = offset;
  } else if (offset <= arrived_ || offset > sent_) {
    return;
  }
  pace.acknowledged(static_cast<std::size_t>(offset - arrived_), now);
  arrived_ = offset;
  until_ = offset + std::min(bytes, size_ - offset);
}

std::optional<PieceSender::Piece> PieceSender::next(const LinkPace& pace) const {
  if (!asked_ || sent_ >= until_) return std::nullopt;
  const std::uint64_t chunk_left = limits::file_chunk_bytes - sent_ % limits::file_chunk_bytes;
  const std::uint64_t left = std::min(until_ - sent_, chunk_left);
  const auto bytes = static_cast<std::size_t>(std::min<std::uint64_t>(pace.message_bytes(piece_bounds), left));
  if (!pace.has_room(bytes, piece_bounds)) return std::nullopt;
  return Piece{sent_, bytes};
}

void PieceSender::sent(const Piece& piece, LinkPace& pace, Monotonic now) {
  sent_ = piece.offset + piece.bytes;
  pace.sent(piece.bytes, now);
}

void PieceSender::stop(LinkPace& pace) {
  pace.forgotten(static_cast<std::size_t>(sent_ - arrived_));
  arrived_ = sent_;
  until_ = sent_;
}

}  // namespace mektep
