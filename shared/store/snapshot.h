#pragma once
// A scope's base at one position, whole: what the log up to there comes to, without the log. As a file it is
// named by what it holds, and a SnapshotOffer (shared/protocol) signs that name; docs/snapshots.md.
//
//   file    = format u8 (1), pieces                piece = dictionary u8, raw length uint, packed bytes
//   content = the pieces unpacked, one after another, each but the last of 65 536 bytes
// Decode then encode is the identity on what one program wrote; another zstd may pack otherwise. Pure.

#include "shared/base/result.h"
#include "shared/crypto/hash.h"
#include "shared/model/change.h"
#include "shared/model/record.h"

namespace mektep {

// Unpacked; a school has some megabytes. It is held in memory while it is made and taken.
inline constexpr std::size_t snapshot_content_bytes_max = 256 * 1024 * 1024;

struct Snapshot {
  struct Stream {
    StreamId stream;
    Sequence sequence;
    std::optional<ChainHead> head;
    DeviceId device;
    friend bool operator==(const Stream&, const Stream&) = default;
  };
  // What a verified backup covers is joined to one range a stream; its token is 0: not known any more.
  struct Range {
    StreamId stream;
    Sequence first;
    Sequence last;
    Token token;
    Position position;
    friend bool operator==(const Range&, const Range&) = default;
  };
  struct LearnedToken {
    Version version;
    Token token;
    friend bool operator==(const LearnedToken&, const LearnedToken&) = default;
  };
  struct Void {
    Version version;
    std::uint8_t reason = 0;
    std::string why;
    Position position;
    friend bool operator==(const Void&, const Void&) = default;
  };
  struct Reissued {
    Version version;
    Position position;
    friend bool operator==(const Reissued&, const Reissued&) = default;
  };
  // A version of a cell: that was named while void (R5), or erased.
  struct CellVersion {
    RecordKey record;
    CellKey cell;
    Version version;
    friend bool operator==(const CellVersion&, const CellVersion&) = default;
  };
  struct Record {
    RecordKey key;
    Bytes base;  // encode_record
    friend bool operator==(const Record&, const Record&) = default;
  };

  ScopeNumber scope;
  Epoch epoch;
  Position position;
  Hash16 log_digest{};
  Hash16 state_digest{};
  Lamport lamport;
  std::vector<Stream> streams;
  std::vector<Range> ranges;
  std::vector<LearnedToken> tokens;
  std::vector<Void> voids;
  std::vector<Reissued> reissued;
  std::vector<CellVersion> named;
  std::vector<CellVersion> erased;
  std::vector<Record> records;  // (type, id) ascending
  friend bool operator==(const Snapshot&, const Snapshot&) = default;
};

Bytes encode(const Snapshot& snapshot);
// Fails with codec.malformed (what, offset), codec.unknown_dictionary (number).
Result<Snapshot> decode_snapshot(BytesView file);

}  // namespace mektep
