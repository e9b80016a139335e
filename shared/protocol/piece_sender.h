#pragma once
// The pieces of one file on their way out, in order: what the other end asked for, sized by the link, never
// more under way than the link carries in a moment, so that whatever has the right of way passes at once.
// The other end's Want says both how far its bytes have arrived and how many more it takes. Pure.

#include "shared/protocol/file_message.h"
#include "shared/protocol/link_pace.h"

namespace mektep {

class PieceSender {
 public:
  explicit PieceSender(std::uint64_t size) : size_(size) {}

  // A first Want begins anywhere; a later one that goes no further than the one before says nothing new.
  void want(std::uint64_t offset, std::uint64_t bytes, LinkPace& pace, Monotonic now);

  struct Piece {
    std::uint64_t offset = 0;
    std::size_t bytes = 0;  // never beyond the end of a chunk
    friend bool operator==(const Piece&, const Piece&) = default;
  };
  // The next one; empty while nothing was asked for or the link is full.
  std::optional<Piece> next(const LinkPace& pace) const;
  void sent(const Piece& piece, LinkPace& pace, Monotonic now);
  // What is under way will not be answered any more.
  void stop(LinkPace& pace);

 private:
  std::uint64_t size_;
  bool asked_ = false;
  std::uint64_t arrived_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t until_ = 0;
};

}  // namespace mektep
