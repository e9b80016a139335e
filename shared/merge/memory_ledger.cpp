#include "shared/merge/memory_ledger.h"

#include "shared/merge/merge.h"
#include "shared/model/builtin.h"
#include "shared/model/record_id.h"

namespace mektep {
namespace {

template <class Map>
std::optional<typename Map::mapped_type> value_in(const Map& map, const typename Map::key_type& key) {
  const auto found = map.find(key);
  return found == map.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

bool operator==(const MemoryLedger& left, const MemoryLedger& right) {
  const auto contents = [](const MemoryLedger& of) {
    return std::tie(of.below_, of.servers_, of.streams_, of.ranges_, of.tokens_, of.voids_, of.reissued_,
                    of.named_, of.erased_, of.records_);
  };
  return contents(left) == contents(right);
}

MemoryLedger MemoryLedger::over(const Ledger& below) {
  MemoryLedger overlay;
  overlay.below_ = &below;
  return overlay;
}

std::optional<StreamHead> MemoryLedger::stream(StreamId stream) const {
  if (auto head = value_in(streams_, stream)) return head;
  return below_ != nullptr ? below_->stream(stream) : std::nullopt;
}

void MemoryLedger::put_stream(StreamId stream, const StreamHead& head) { streams_[stream] = head; }

const MemoryLedger::Range* MemoryLedger::range_of(const Version& version) const {
  auto after = ranges_.upper_bound(version);
  if (after == ranges_.begin()) return nullptr;
  const auto& [first, range] = *--after;
  return first.stream == version.stream && version.sequence <= range.last ? &range : nullptr;
}

std::optional<Token> MemoryLedger::token(const Version& version) const {
  if (const Range* range = range_of(version)) return range->token;
  if (auto learned = value_in(tokens_, version)) return learned;
  return below_ != nullptr ? below_->token(version) : std::nullopt;
}

std::optional<Position> MemoryLedger::position(const Version& version) const {
  if (const auto entry = void_entry(version)) return entry->position;
  if (const Range* range = range_of(version)) return range->position;
  return below_ != nullptr ? below_->position(version) : std::nullopt;
}

void MemoryLedger::put_range(StreamId stream, Sequence first, Sequence last, Token token, Position position) {
  ranges_[{stream, first}] = {last, token, position};
}

void MemoryLedger::put_token(const Version& version, Token token) { tokens_[version] = token; }

std::optional<VoidEntry> MemoryLedger::void_entry(const Version& version) const {
  if (auto entry = value_in(voids_, version)) return entry;
  return below_ != nullptr ? below_->void_entry(version) : std::nullopt;
}

void MemoryLedger::put_void(const Version& version, const VoidEntry& entry) { voids_[version] = entry; }

std::optional<Position> MemoryLedger::reissued(const Version& version) const {
  if (auto position = value_in(reissued_, version)) return position;
  return below_ != nullptr ? below_->reissued(version) : std::nullopt;
}

void MemoryLedger::put_reissued(const Version& version, Position position) { reissued_[version] = position; }

bool MemoryLedger::named(const RecordKey& record, const CellKey& cell, const Version& version) const {
  if (named_.contains({record, cell, version})) return true;
  return below_ != nullptr && below_->named(record, cell, version);
}

void MemoryLedger::put_named(const RecordKey& record, const CellKey& cell, const Version& version) {
  named_.emplace(record, cell, version);
}

bool MemoryLedger::erased(const Erased& what) const {
  return erased_.contains(what) || (below_ != nullptr && below_->erased(what));
}

void MemoryLedger::put_erased(const Erased& what) { erased_.insert(what); }

const RecordState* MemoryLedger::find(const RecordKey& key) const {
  const auto found = records_.find(key);
  return found == records_.end() ? nullptr : &found->second;
}

RecordState MemoryLedger::record(const RecordKey& key) const {
  if (const RecordState* held = find(key)) return *held;
  return below_ != nullptr ? below_->record(key) : RecordState{};
}

void MemoryLedger::put_record(const RecordKey& key, const RecordState& state) {
  if (state.empty() && below_ == nullptr) {
    records_.erase(key);
  } else {
    records_[key] = state;
  }
}

bool MemoryLedger::carded(DeviceId device) const {
  if (is_server(device)) return true;
  const RecordState card = record({builtin::card, hashed_record_id(device.value)});
  const auto active = card.cells.find({builtin::card_field::active, {}});
  return active != card.cells.end() && shown_of(active->second).value == Value{true};
}

bool MemoryLedger::is_server(DeviceId device) const {
  return servers_.contains(device) || (below_ != nullptr && below_->is_server(device));
}

}  // namespace mektep
