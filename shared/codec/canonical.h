#pragma once
// The one byte form of everything that is hashed, signed, stored or sent. Decode then encode is the
// identity on accepted input; what is malformed is refused with codec.malformed before anything large
// is allocated. docs/protocol.md holds the grammar.

#include <vector>

#include "shared/base/result.h"
#include "shared/model/record.h"

namespace mektep {

// What the changes of one pack share, so that ids, versions and times inside them are small deltas.
// Every change stands on this alone, never on its neighbour: a neighbour may have been erased.
struct PackFrame {
  StreamId stream;
  Sequence first;
  std::vector<StreamId> foreign;  // streams that names refer to by index; sorted, no doubles
  RecordId id_base;               // ids are differences from it, then from the op before in the change
  RecordId author;                // of most of its changes: another one is spelt out
  Lamport lamport_base;
  std::int64_t wall_base_ms = 0;
};

// `sequence` is the change's own: names of the own stream are distances from it.
Bytes encode_change(const Change& change, const PackFrame& frame, Sequence sequence);
Result<Change> decode_change(BytesView bytes, const PackFrame& frame, Sequence sequence);

Bytes encode_value(const Value& value);
Result<Value> decode_value(BytesView bytes);

// The state of a record with its values, for `_m`, snapshots and repair. Stamps stand once a record.
Bytes encode_record(const RecordState& state);
Result<RecordState> decode_record(BytesView bytes);

// What the state digest sums for a record: type, id, cells and their live versions; values are bound
// by their versions.
Bytes digest_bytes(const RecordKey& key, const RecordState& state);

// An op that waits over the base of its record (`_p`): a draft's or a pending pack's.
struct PendingOp {
  Stamp stamp;  // of a draft: draft_version(number)
  Op op;        // names may be drafts
  bool without_value = false;
  friend bool operator==(const PendingOp&, const PendingOp&) = default;
};
Bytes encode_pending(const std::vector<PendingOp>& ops);
Result<std::vector<PendingOp>> decode_pending(BytesView bytes);

// Payloads of log ops.
Bytes encode_voids(const std::vector<VoidRange>& voids);
Result<std::vector<VoidRange>> decode_voids(BytesView bytes);
Bytes encode_reissue(const Reissue& reissue);
Result<Reissue> decode_reissue(BytesView bytes);
Bytes encode_erased(const std::vector<Erased>& erased);
Result<std::vector<Erased>> decode_erased(BytesView bytes);
Bytes encode_notes(const std::vector<Note>& notes);
Result<std::vector<Note>> decode_notes(BytesView bytes);

}  // namespace mektep
