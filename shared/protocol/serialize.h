#pragma once
// The fields of every message in their order on the wire (codec/archive.h). A field is only ever added
// at the end of a kind, under a new protocol version.

#include "shared/codec/archive.h"
#include "shared/protocol/message.h"

namespace mektep {

void serialize(auto& archive, ProtocolRange& value) { archive(value.lowest, value.highest); }
void serialize(auto& archive, Cursor& value) { archive(value.scope, value.position, value.log_digest); }
void serialize(auto& archive, OwnStream& value) {
  archive(value.scope, value.stream, value.sequence, value.token);
}
void serialize(auto& archive, Hello& value) {
  archive(value.protocol, value.device, value.epoch, value.unsent_changes, value.unsent_bytes, value.wall_ms,
          value.program, value.know_follows, value.cursors, value.streams, value.signature);
}
void serialize(auto& archive, EnrolHello& value) {
  archive(value.protocol, value.secret, value.signing, value.box, value.name, value.wall_ms, value.signature);
}
void serialize(auto& archive, Welcome& value) {
  archive(value.protocol, value.epoch, value.wall_ms, value.credit, value.confirmed);
}
void serialize(auto& archive, Refusal& value) { archive(value.code, value.retry_after_s); }
void serialize(auto& archive, Know& value) { archive(value.cursors, value.streams); }
void serialize(auto& archive, Confirmed& value) { archive(value.streams); }
void serialize(auto& archive, Grant& value) { archive(value.scope, value.label, value.writes); }
void serialize(auto& archive, Grants& value) { archive(value.grants, value.schema_version); }
void serialize(auto& archive, Feed& value) {
  archive(value.scope, value.position, value.received_ms, value.head, value.pack);
}
void serialize(auto& archive, Mark& value) {
  archive(value.scope, value.position, value.log_digest, value.state_digest, value.backed_up, value.wall_ms);
}
void serialize(auto& archive, Push& value) { archive(value.pack); }
void serialize(auto& archive, Version& value) { archive(value.stream, value.sequence); }
void serialize(auto& archive, Need& value) { archive(value.scope, value.parked, value.versions); }
void serialize(auto& archive, Drop& value) { archive(value.scope, value.position, value.code); }
void serialize(auto& archive, Follow& value) { archive(value.cursor); }
void serialize(auto& archive, Credit& value) { archive(value.bytes); }
void serialize(auto& archive, Bye& value) { archive(value.code, value.retry_after_s); }

void serialize(auto& archive, Trail::Place& value) { archive(value.position, value.log_digest); }
void serialize(auto& archive, Trail& value) { archive(value.scope, value.places); }
void serialize(auto& archive, Retrace& value) { archive(value.scope, value.shared, value.different); }
void serialize(auto& archive, Compare& value) { archive(value.scope, value.position, value.first, value.last); }
void serialize(auto& archive, Ranges::Range& value) {
  archive(value.first, value.last, value.records, value.sum);
}
void serialize(auto& archive, Ranges& value) { archive(value.scope, value.position, value.ranges); }
void serialize(auto& archive, Records::Entry& value) { archive(value.type, value.id, value.base); }
void serialize(auto& archive, Records& value) {
  archive(value.scope, value.position, value.first, value.last, value.records);
}
void serialize(auto& archive, Have& value) { archive(value.scope, value.file, value.size, value.chunks); }
void serialize(auto& archive, Want& value) { archive(value.scope, value.file, value.offset, value.bytes); }
void serialize(auto& archive, Chunk& value) { archive(value.file, value.offset, value.bytes); }
void serialize(auto& archive, Stored& value) { archive(value.scope, value.file); }
void serialize(auto& archive, NoFile& value) { archive(value.scope, value.file, value.code); }
void serialize(auto& archive, SnapshotOffer& value) {
  archive(value.scope, value.position, value.log_digest, value.state_digest, value.epoch, value.file, value.size,
          value.signature);
}
void serialize(auto& archive, Repaired& value) { archive(value.scope, value.position, value.records); }
void serialize(auto& archive, Recall& value) { archive(value.scope, value.type, value.id, value.before); }
void serialize(auto& archive, Recalled& value) { archive(value.scope, value.position, value.pack); }
void serialize(auto& archive, Dropped& value) { archive(value.scope); }
void serialize(auto& archive, SignedMark& value) { archive(value.mark, value.epoch, value.signature); }

void save(OutArchive& archive, const Receipt& value);
void load(InArchive& archive, Receipt& value);
void save(OutArchive& archive, const Enrolled& value);
void load(InArchive& archive, Enrolled& value);

}  // namespace mektep
