#pragma once
// Compression with dictionaries that every program ships. A dictionary never changes once released; its
// number travels with what it packed. zstd's frame header is left out: size and settings are known.
// Any thread: each keeps its own zstd contexts, because making one costs more than packing a pack.

#include "shared/base/bytes.h"
#include "shared/base/result.h"

namespace mektep {

// Number 0: as it is, for what does not shrink.
inline constexpr std::uint8_t stored = 0;
inline constexpr std::uint8_t newest_dictionary = 1;

struct Packed {
  std::uint8_t dictionary = stored;
  Bytes bytes;
};

// Never more than `raw` itself, and never a ratio that `unpack` refuses.
Packed pack(BytesView raw);

// Fails with codec.unknown_dictionary (number) and codec.malformed (what, offset) when the bytes are not
// `raw_size` bytes packed. `raw_size` is bounded by limits::pack_body_bytes_max and by
// limits::pack_ratio_max times the packed size before anything is allocated.
Result<Bytes> unpack(BytesView packed, std::uint8_t dictionary, std::size_t raw_size);

}  // namespace mektep
