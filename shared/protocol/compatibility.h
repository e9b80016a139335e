#pragma once
// The history of the protocol: one version, one reason.
//   1  the first one
//   2  recovery and files: kinds 14 to 29; an end that speaks only 1 is never sent them

#include <optional>

#include "shared/protocol/message.h"

namespace mektep {

inline constexpr ProtocolRange spoken_protocols{1, 2};

// The highest version that both ends speak.
constexpr std::optional<std::uint8_t> common_protocol(const ProtocolRange& theirs) {
  const std::uint8_t highest = theirs.highest < spoken_protocols.highest ? theirs.highest : spoken_protocols.highest;
  const std::uint8_t lowest = theirs.lowest > spoken_protocols.lowest ? theirs.lowest : spoken_protocols.lowest;
  if (lowest > highest) return std::nullopt;
  return highest;
}

}  // namespace mektep
