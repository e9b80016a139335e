#pragma once
// Short ways to write ops, changes and packs down, and a reader of log ops that needs no codec: a payload
// is the number of an entry in its book.

#include <map>
#include <string>
#include <vector>

#include "shared/merge/memory_ledger.h"

namespace mektep::test {

inline constexpr TypeNumber activity{32};
inline constexpr RecordKey seminar{activity, RecordId{7}};
inline constexpr FieldNumber topic{1};
inline constexpr FieldNumber hours{2};
inline constexpr DeviceId laptop{0xa1};
inline constexpr DeviceId desktop{0xb2};
inline constexpr DeviceId office{0x5e};

inline Version ver(std::uint64_t stream, std::uint32_t sequence) {
  return {StreamId{stream}, Sequence{sequence}};
}
inline CellKey cell(FieldNumber field) { return {field, {}}; }
inline CellKey element_cell(FieldNumber field, std::string_view element) {
  return {field, copy_of(view_of(element))};
}
inline const CellKey life{life_field, {}};

inline Stamp stamp(Version version, std::uint64_t lamport = 1) {
  return {version, Lamport{lamport}, RecordId{5}, 0};
}

inline Op write_op(CellKey key, Value value, std::vector<Version> supersedes = {}) {
  return {OpKind::write, seminar, std::move(key), std::move(value), std::move(supersedes), {}, {}};
}
inline Op remove_op(CellKey key, std::vector<Version> supersedes) {
  return {OpKind::remove, seminar, std::move(key), Nothing{}, std::move(supersedes), {}, {}};
}
inline Op withdraw_op(std::vector<Version> covers, std::vector<Version> supersedes = {}) {
  return {OpKind::withdraw, seminar, life, Nothing{}, std::move(supersedes), std::move(covers), {}};
}
inline Op restore_op(std::vector<Version> supersedes) {
  return {OpKind::restore, seminar, life, Nothing{}, std::move(supersedes), {}, {}};
}

// What a cell holds, as text, in order of versions: what most tests ask.
inline std::vector<Value> values_in(const RecordState& state, const CellKey& key) {
  std::vector<Value> values;
  const auto found = state.cells.find(key);
  if (found == state.cells.end()) return values;
  for (const LiveValue& live : found->second) values.push_back(live.value);
  return values;
}
using Values = std::vector<Value>;
inline Value text(std::string value) { return Value{std::move(value)}; }

inline ChainHead head_number(std::uint64_t number) {
  ChainHead head{};
  for (std::size_t at = 0; at < 8; ++at) head[at] = static_cast<std::uint8_t>(number >> (8 * (7 - at)));
  return head;
}

// A pack of `changes`, one op list each. Its chain head is the number given; so is the one before.
struct PackSpec {
  std::uint64_t stream = 1;
  std::uint32_t first = 1;
  DeviceId device = laptop;
  std::uint64_t previous = 0;
  std::uint64_t head = 1;
  std::vector<std::vector<Op>> changes = {};
  std::map<Version, Token> named = {};
};
inline PackContent pack_of(PackSpec spec) {
  PackContent pack;
  pack.scope = ScopeNumber{1};
  pack.stream = StreamId{spec.stream};
  pack.first = Sequence{spec.first};
  pack.device = spec.device;
  pack.previous = head_number(spec.previous);
  pack.head = head_number(spec.head);
  for (auto& ops : spec.changes) {
    pack.changes.push_back({RecordId{5}, Lamport{spec.head}, 0, std::move(ops)});
  }
  pack.named = std::move(spec.named);
  return pack;
}

// Keeps the contents of log ops by number.
class LogOpBook {
 public:
  Op voids(std::vector<VoidRange> ranges) {
    voids_.push_back(std::move(ranges));
    return log_op(OpKind::declare_void, voids_.size() - 1);
  }
  Op reissue(PackContent original, std::uint32_t sequence) {
    originals_.push_back({std::move(original), Sequence{sequence}});
    return log_op(OpKind::reissue, originals_.size() - 1);
  }
  Op erase(std::vector<Erased> list) {
    erased_.push_back(std::move(list));
    return log_op(OpKind::erase, erased_.size() - 1);
  }

  // The book must outlive the reader.
  LogOpReader reader() const {
    LogOpReader reader;
    reader.voids = [this](BytesView payload) { return entry(voids_, payload); };
    reader.erased = [this](BytesView payload) { return entry(erased_, payload); };
    reader.reissue = [this](BytesView payload) -> std::optional<Reissue> {
      const auto found = entry(originals_, payload);
      if (!found) return std::nullopt;
      return Reissue{copy_of(payload), found->second};
    };
    reader.open = [this](const Reissue& reissue) -> std::optional<PackContent> {
      const auto found = entry(originals_, reissue.pack);
      return found ? std::optional(found->first) : std::nullopt;
    };
    return reader;
  }

 private:
  static Op log_op(OpKind kind, std::size_t number) {
    Op op;
    op.kind = kind;
    op.payload = {static_cast<std::uint8_t>(number >> 8U), static_cast<std::uint8_t>(number)};
    return op;
  }
  template <class Entry>
  static std::optional<Entry> entry(const std::vector<Entry>& entries, BytesView payload) {
    if (payload.size() != 2) return std::nullopt;
    const std::size_t number = static_cast<std::size_t>(payload[0] << 8U) | payload[1];
    return number < entries.size() ? std::optional(entries[number]) : std::nullopt;
  }

  std::vector<std::vector<VoidRange>> voids_;
  std::vector<std::pair<PackContent, Sequence>> originals_;
  std::vector<std::vector<Erased>> erased_;
};

}  // namespace mektep::test
