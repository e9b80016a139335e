#pragma once
// A small snapshot with something in every list: for tests of its form, and the golden one.

#include "shared/store/snapshot.h"

namespace mektep::test {

inline Snapshot sample_snapshot() {
  const StreamId stream{0x5000'0000'0000'0005};
  const RecordKey record{TypeNumber{40}, RecordId{0x0123'4567'89ab'cdef}};
  const CellKey cell{FieldNumber{7}, {}};
  Snapshot snapshot;
  snapshot.scope = ScopeNumber{0x3000'0001};
  snapshot.epoch = Epoch{0x0e00'0000'0000'000e};
  snapshot.position = Position{9};
  snapshot.log_digest.fill(0x11);
  snapshot.state_digest.fill(0x22);
  snapshot.lamport = Lamport{120};
  ChainHead head{};
  head.fill(0x33);
  snapshot.streams = {{stream, Sequence{12}, head, DeviceId{0xd1}},
                      {StreamId{stream.value + 1}, Sequence{1}, {}, DeviceId{0xd2}}};
  snapshot.ranges = {{stream, Sequence{1}, Sequence{12}, Token{0x44}, Position{3}}};
  snapshot.tokens = {{{stream, Sequence{11}}, Token{0x55}}};
  snapshot.voids = {{{stream, Sequence{12}}, 1, "rights", Position{4}}};
  snapshot.reissued = {{{stream, Sequence{10}}, Position{8}}};
  snapshot.named = {{record, cell, {stream, Sequence{12}}}};
  snapshot.erased = {{record, cell, {stream, Sequence{2}}}};
  snapshot.records = {{record, {0x01, 0x02, 0x03}}};
  return snapshot;
}

}  // namespace mektep::test
