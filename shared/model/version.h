#pragma once
// Versions (the literature's dots) and what a version tells about its change.

#include <compare>
#include <cstdint>

#include "shared/base/ids.h"

namespace mektep {

// A saved change, named for ever once sealed: its stream and its sequence there.
// Stream 0 is never drawn: a version of stream 0 is a draft of this device, by its local number.
struct Version {
  StreamId stream;
  Sequence sequence;
  friend constexpr auto operator<=>(const Version&, const Version&) = default;
};

constexpr bool is_draft(const Version& version) { return version.stream.value == 0; }
constexpr Version draft_version(DraftNumber number) {
  return {StreamId{0}, Sequence{static_cast<std::uint32_t>(number.value)}};
}

// A version with what its change said of itself. The merge reads the version only; Lamport time orders
// what is shown, author and wall time are for people.
struct Stamp {
  Version version;
  Lamport lamport;
  RecordId author;           // the person's record id; 0 = the office's server itself
  std::int64_t wall_ms = 0;  // the device's clock, corrected by nothing
  friend constexpr auto operator<=>(const Stamp&, const Stamp&) = default;
};

}  // namespace mektep
