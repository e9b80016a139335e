#pragma once
// Frames, ops and changes as tests write them.

#include "shared/codec/canonical.h"

namespace mektep::test {

inline constexpr StreamId own_stream{0x5000'0000'0000'0005ULL};
inline constexpr StreamId early_stream{0x1000'0000'0000'0001ULL};
inline constexpr StreamId late_stream{0x9000'0000'0000'0009ULL};
inline constexpr RecordId coordinator{0x0200'0000'0000'0001ULL};
inline constexpr RecordId trainer{0x0200'0000'0000'0002ULL};
inline constexpr RecordKey seminar{TypeNumber{40}, RecordId{0x0300'0001'1234'5678ULL}};
inline constexpr RecordKey lesson{TypeNumber{40}, RecordId{0x0300'0002'8765'4321ULL}};

inline PackFrame sample_frame() {
  PackFrame frame;
  frame.stream = own_stream;
  frame.first = Sequence{11};
  frame.foreign = {early_stream, late_stream};
  frame.id_base = seminar.id;
  frame.author = coordinator;
  frame.lamport_base = Lamport{100};
  frame.wall_base_ms = 1'613'304'000'000;
  return frame;
}

inline Version own(std::uint32_t sequence) { return {own_stream, Sequence{sequence}}; }
inline Version early(std::uint32_t sequence) { return {early_stream, Sequence{sequence}}; }
inline Version late(std::uint32_t sequence) { return {late_stream, Sequence{sequence}}; }

inline CellKey cell(std::uint16_t field, Bytes element = {}) {
  return {FieldNumber{field}, std::move(element)};
}

inline Op write(std::uint16_t field, Value value, std::vector<Version> supersedes = {}) {
  Op op;
  op.record = seminar;
  op.cell = cell(field);
  op.value = std::move(value);
  op.supersedes = std::move(supersedes);
  return op;
}

inline Op op_of(OpKind kind, CellKey key, std::vector<Version> supersedes = {}) {
  Op op;
  op.kind = kind;
  op.record = seminar;
  op.cell = std::move(key);
  op.supersedes = std::move(supersedes);
  return op;
}

// The change behind sequence 13 of `sample_frame`, with the author, lamport and time that cost nothing.
inline Change sample_change(std::vector<Op> ops) {
  Change change;
  change.author = coordinator;
  change.lamport = Lamport{102};
  change.wall_ms = 1'613'304'000'000;
  change.ops = std::move(ops);
  return change;
}
inline constexpr Sequence sample_sequence{13};

}  // namespace mektep::test
