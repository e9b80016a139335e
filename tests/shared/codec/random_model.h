#pragma once
// Random changes and records for rapidcheck: every kind, sizes that grow with the test's.

#include <rapidcheck.h>

#include <set>

#include "shared/codec/canonical.h"
#include "tests/shared/codec/samples.h"

namespace mektep::test {

// Numbers of every magnitude: a uniform one is nearly always huge.
inline std::uint64_t random_number() {
  const auto bits = *rc::gen::resize(100, rc::gen::inRange(0, 65));
  if (bits == 0) return 0;
  return *rc::gen::resize(100, rc::gen::arbitrary<std::uint64_t>()) >> (64 - bits);
}
inline std::int64_t random_signed() {
  const auto number = static_cast<std::int64_t>(random_number());
  return *rc::gen::arbitrary<bool>() ? number : -number;
}
inline int random_below(int bound) { return *rc::gen::resize(100, rc::gen::inRange(0, bound)); }
inline Bytes random_bytes(int size_max) {
  Bytes bytes(static_cast<std::size_t>(random_below(size_max)));
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random_number());
  return bytes;
}
inline RecordId random_id() {
  switch (random_below(4)) {
    case 0:
      return RecordId{seminar.id.value + random_number() % 100'000};
    case 1:
      return RecordId{random_number() | (std::uint64_t{1} << 63U)};
    case 2:
      return coordinator;
    default:
      return RecordId{random_number()};
  }
}
inline RecordKey random_record() {
  return {TypeNumber{static_cast<std::uint16_t>(random_number())},
          random_below(2) == 0 ? seminar.id : random_id()};
}

inline Value random_value() {
  switch (random_below(9)) {
    case 0:
      return Nothing{};
    case 1:
      return *rc::gen::arbitrary<bool>();
    case 2:
      return random_signed();
    case 3:
      return Decimal{random_signed()};
    case 4:
      return Date{static_cast<std::int32_t>(random_number())};
    case 5: {
      const Bytes text = random_bytes(60);
      return std::string(text_of(text));
    }
    case 6:
      return Reference{ScopeNumber{static_cast<std::uint32_t>(random_number())},
                       TypeNumber{static_cast<std::uint16_t>(random_number())}, random_id()};
    case 7:
      return random_bytes(60);
    default:
      return UnknownValue{static_cast<std::uint8_t>(9 + random_below(247)), random_bytes(20)};
  }
}

// Names as a change behind `sample_sequence` of `sample_frame` may have them.
inline Version frame_version() {
  const auto sequence = static_cast<std::uint32_t>(std::max<std::uint64_t>(1, random_number()));
  switch (random_below(3)) {
    case 0:
      return early(std::max(1U, sequence));
    case 1:
      return late(std::max(1U, sequence));
    default:
      return own(1 + static_cast<std::uint32_t>(random_below(static_cast<int>(sample_sequence.value) - 1)));
  }
}
inline Version loose_version() {
  return {StreamId{random_below(3) == 0 ? 0 : random_number()},
          Sequence{static_cast<std::uint32_t>(random_number())}};
}
template <class Draw>
std::vector<Version> random_versions(int count_max, Draw draw) {
  std::set<Version> versions;
  const int count = random_below(count_max);
  for (int at = 0; at < count; ++at) versions.insert(draw());
  return {versions.begin(), versions.end()};
}

template <class Draw>
Op random_op(Draw draw) {
  Op op;
  op.record = random_record();
  op.cell =
      cell(static_cast<std::uint16_t>(random_number()), random_below(3) == 0 ? random_bytes(20) : Bytes{});
  op.supersedes = random_versions(4, draw);
  switch (random_below(6)) {
    case 0:
      op.kind = OpKind::remove;
      break;
    case 1:
      op.kind = OpKind::withdraw;
      op.covers = random_versions(6, draw);
      break;
    case 2:
      op.kind = OpKind::restore;
      break;
    case 3:
      op.kind = OpKind{static_cast<std::uint8_t>(4 + random_below(252))};
      op.payload = random_bytes(30);
      break;
    default:
      op.value = random_value();
      break;
  }
  return op;
}

inline std::vector<Op> random_ops() {
  std::vector<Op> ops;
  const int count = random_below(random_below(10) == 0 ? 80 : 8);
  for (int at = 0; at < count; ++at) {
    Op op = random_op(frame_version);
    if (!ops.empty() && random_below(2) == 0) op.record = ops.back().record;
    if (!ops.empty() && random_below(3) == 0) op.supersedes = ops.back().supersedes;
    ops.push_back(std::move(op));
  }
  return ops;
}

inline Change random_change() {
  Change change = sample_change(random_ops());
  if (random_below(3) == 0) change.author = random_id();
  if (random_below(3) == 0) change.lamport = Lamport{random_number()};
  if (random_below(2) == 0) change.wall_ms = random_signed();
  if (random_below(2) == 0) change.wall_ms += 60'000;
  return change;
}

inline Stamp random_stamp() {
  return {loose_version(), Lamport{random_number()}, random_id(), random_signed()};
}

inline LiveValue random_live(const Stamp& stamp) {
  LiveValue live;
  live.stamp = stamp;
  live.erased = random_below(8) == 0;
  switch (random_below(6)) {
    case 0:
      live.kind = OpKind::withdraw;
      live.covers = random_versions(5, loose_version);
      break;
    case 1:
      live.kind = OpKind::restore;
      break;
    case 2:
      live.kind = OpKind{static_cast<std::uint8_t>(4 + random_below(12))};
      live.payload = random_bytes(20);
      break;
    default:
      live.value = random_value();
      break;
  }
  return live;
}

inline RecordState random_state() {
  std::map<Version, Stamp> stamps;
  const int changes = 1 + random_below(4);
  for (int at = 0; at < changes; ++at) {
    const Stamp stamp = random_stamp();
    stamps.emplace(stamp.version, stamp);
  }
  RecordState state;
  const int cells = random_below(12);
  for (int at = 0; at < cells; ++at) {
    Cell& live = state.cells[cell(static_cast<std::uint16_t>(random_number()), random_bytes(6))];
    live.clear();
    for (const auto& [version, stamp] : stamps) {
      if (random_below(2) == 0) live.push_back(random_live(stamp));
    }
    if (live.empty()) live.push_back(random_live(stamps.begin()->second));
  }
  return state;
}

}  // namespace mektep::test
