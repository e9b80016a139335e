#pragma once
// Ops, changes, and a pack's content as the rules see it: immutable once sealed.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "shared/model/value.h"
#include "shared/model/version.h"

namespace mektep {

// What an op does. Numbers are on the wire and never reused.
//   0-15   cell ops: they supersede what they name and, but for `remove`, live on in their cell.
//          An unknown one lives in its cell as an opaque value, so every replica's state agrees.
//   16-31  log ops, in the server's own streams only: they change what the log means.
//          An unknown one changes no cell.
enum class OpKind : std::uint8_t {
  write = 0,     // the cell has this value
  remove = 1,    // an element or paragraph is gone: supersedes, lives not
  withdraw = 2,  // life: gone, as far as `covers` reaches
  restore = 3,   // life: back
  declare_void = 16,
  reissue = 17,
  erase = 18,
  note = 19,
};
constexpr bool is_cell_op(OpKind kind) { return static_cast<std::uint8_t>(kind) < 16; }

// One cell write.
struct Op {
  OpKind kind = OpKind::write;
  RecordKey record;
  CellKey cell;
  Value value;                      // `write` only; Nothing otherwise
  std::vector<Version> supersedes;  // sorted, no doubles: exactly those the author was shown
  std::vector<Version> covers;      // `withdraw` only; sorted, no doubles
  Bytes payload;                    // log ops and unknown kinds: canonical bytes of their own grammar
  friend auto operator<=>(const Op&, const Op&) = default;
};

// One save by one person: applied whole or not at all.
struct Change {
  RecordId author;           // a person's record id; 0 in the server's own changes
  Lamport lamport;           // given at save
  std::int64_t wall_ms = 0;  // annotation
  std::vector<Op> ops;
  friend auto operator<=>(const Change&, const Change&) = default;
};

using ChainHead = FixedBytes<32>;
constexpr Token token_of(const ChainHead& head) {
  std::uint64_t value = 0;
  for (std::size_t at = 0; at < 8; ++at) value = (value << 8U) | head[at];
  return Token{value};
}

// Consecutive changes of one stream, opened: what merge, admission and readers work on.
// pack/pack.h makes and reads its sealed form.
struct PackContent {
  ScopeNumber scope;
  StreamId stream;
  Sequence first;
  DeviceId device;
  Position base_position;       // the author's position in the scope's log when it was sealed
  std::uint32_t schema = 0;     // version of the schema it was written with
  ChainHead previous{};         // chain head before `first`; zero when first is 1
  ChainHead head{};             // this pack's chain head: its identity
  std::vector<Change> changes;  // an erased change keeps its place, with no ops
  // Chain heads (8 bytes) behind named versions that a verified backup does not cover, this stream's
  // older packs included; not of this pack's own versions, nor of `first` - 1, whose head is `previous`.
  std::map<Version, Token> named;

  Sequence last() const { return Sequence{first.value + static_cast<std::uint32_t>(changes.size()) - 1}; }
  Token token() const { return token_of(head); }
  Version version_at(std::size_t index) const {
    return {stream, Sequence{first.value + static_cast<std::uint32_t>(index)}};
  }
  Stamp stamp_at(std::size_t index) const {
    const Change& change = changes[index];
    return {version_at(index), change.lamport, change.author, change.wall_ms};
  }
  friend bool operator==(const PackContent&, const PackContent&) = default;
};

// --- Payloads of the log ops (canonical bytes: codec/canonical.h) ---

enum class VoidReason : std::uint8_t {
  refused = 1,   // rights, schema or a bound: the text of the reason is in `why`
  aside = 2,     // no valid card in this scope
  mismatch = 3,  // named a version by another chain head than the log's
  lost = 4,      // R4: a person declared it lost
};

// Sequences first..last of a stream count as known, and do nothing. Without a token the chain head
// behind them was not known to whoever decided.
struct VoidRange {
  StreamId stream;
  Sequence first;
  Sequence last;
  std::optional<Token> token;
  VoidReason reason = VoidReason::refused;
  std::string why;  // an error code of the catalogue, or a person's words for `lost`
  friend auto operator<=>(const VoidRange&, const VoidRange&) = default;
};

// R5: one change of a pack that was void, made to count after all, under its own version.
struct Reissue {
  Bytes pack;         // the original, sealed, as received
  Sequence sequence;  // which of its changes
  friend auto operator<=>(const Reissue&, const Reissue&) = default;
};

struct Erased {
  RecordKey record;
  CellKey cell;
  Version version;
  friend auto operator<=>(const Erased&, const Erased&) = default;
};

// What the server stores outside the log (aside, a fork's loser, the late payload of a void).
struct Note {
  StreamId stream;
  Sequence first;
  Token token;
  friend auto operator<=>(const Note&, const Note&) = default;
};

}  // namespace mektep
