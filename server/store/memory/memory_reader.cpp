#include "server/store/memory/memory_reader.h"

#include <algorithm>

namespace mektep::server {
namespace {

template <class Map, class Key>
auto value_at(const Map& map, const Key& key) -> std::optional<typename Map::mapped_type> {
  const auto found = map.find(key);
  if (found == map.end()) return std::nullopt;
  return found->second;
}

template <class Map>
auto values_of(const Map& map) {
  std::vector<typename Map::mapped_type> values;
  for (const auto& [key, value] : map) values.push_back(value);
  return values;
}

}  // namespace

void MemoryReader::together(const std::function<void()>& reads) const {
  pinned_ = current_();
  reads();
  pinned_.reset();
}

std::shared_ptr<const MemoryScope> MemoryReader::scope(ScopeNumber number) const {
  return value_at(state()->scopes, number).value_or(nullptr);
}

Epoch MemoryReader::epoch() const { return state()->epoch; }

std::vector<ScopeNumber> MemoryReader::scopes() const {
  std::vector<ScopeNumber> numbers;
  for (const auto& [number, scope] : state()->scopes) numbers.push_back(number);
  return numbers;
}

std::optional<ScopeHead> MemoryReader::head(ScopeNumber number) const {
  const auto found = scope(number);
  return found ? std::optional(found->head) : std::nullopt;
}

std::vector<LoggedPack> packs_after(const MemoryScope& scope, Position cursor, std::size_t bytes_max) {
  std::vector<LoggedPack> packs;
  std::size_t bytes = 0;
  for (std::size_t at = cursor.value; at < scope.log.size(); ++at) {
    bytes += scope.log[at].bytes.size();
    if (!packs.empty() && bytes > bytes_max) break;
    packs.push_back(scope.log[at]);
  }
  return packs;
}

std::vector<LoggedPack> MemoryReader::read_after(ScopeNumber number, Position cursor,
                                                 std::size_t bytes_max) const {
  const auto found = scope(number);
  return found ? packs_after(*found, cursor, bytes_max) : std::vector<LoggedPack>{};
}

std::optional<Position> MemoryReader::position_of(ScopeNumber number, const ChainHead& head) const {
  const auto found = scope(number);
  return found ? value_at(found->positions, head) : std::nullopt;
}

std::optional<Hash16> MemoryReader::digest_at(ScopeNumber number, Position position) const {
  if (position.value == 0) return Hash16{};
  const auto found = scope(number);
  if (!found || position.value > found->digests.size()) return std::nullopt;
  return found->digests[position.value - 1];
}

std::optional<StreamHead> MemoryReader::stream(ScopeNumber number, StreamId stream) const {
  const auto found = scope(number);
  return found ? found->ledger.stream(stream) : std::nullopt;
}

RecordState MemoryReader::record(ScopeNumber number, const RecordKey& key) const {
  const auto found = scope(number);
  return found ? found->ledger.record(key) : RecordState{};
}

std::vector<RecordKey> MemoryReader::keys(ScopeNumber number, std::optional<RecordKey> after,
                                          std::size_t count_max) const {
  std::vector<RecordKey> keys;
  const auto found = scope(number);
  if (!found) return keys;
  const auto& records = found->ledger.records();
  for (auto at = after ? records.upper_bound(*after) : records.begin(); at != records.end(); ++at) {
    if (keys.size() == count_max) break;
    if (!at->second.empty()) keys.push_back(at->first);
  }
  return keys;
}

std::vector<RecordKey> MemoryReader::keys_in(ScopeNumber number, const IdSpan& span) const {
  std::vector<RecordKey> keys;
  const auto found = scope(number);
  if (!found) return keys;
  for (const auto& [key, state] : found->ledger.records()) {
    if (!state.empty() && key.id >= span.first && key.id <= span.last) keys.push_back(key);
  }
  return keys;
}

std::vector<School> MemoryReader::schools() const { return values_of(state()->schools); }

std::optional<School> MemoryReader::school(std::string_view code) const {
  for (const School& school : schools()) {
    if (school.code == code) return school;
  }
  return std::nullopt;
}

std::optional<School> MemoryReader::school(SchoolNumber number) const {
  return value_at(state()->schools, number);
}

std::vector<Device> MemoryReader::devices() const { return values_of(state()->devices); }

std::optional<Device> MemoryReader::device(DeviceId id) const {
  for (const Device& device : devices()) {
    if (device.id == id) return device;
  }
  return std::nullopt;
}

std::optional<Invitation> MemoryReader::invitation(const Hash32& secret_hash) const {
  return value_at(state()->invitations, secret_hash);
}

std::vector<HeldPack> MemoryReader::held(std::optional<ScopeNumber> scope) const {
  std::vector<HeldPack> rows;
  for (HeldPack& row : values_of(state()->held)) {
    if (scope && row.scope != *scope) continue;
    row.bytes.clear();
    rows.push_back(std::move(row));
  }
  return rows;
}

std::optional<HeldPack> MemoryReader::kept(ScopeNumber scope, const ChainHead& head) const {
  const auto current = state();
  for (auto row = current->held.lower_bound({scope, head, Sequence{0}}); row != current->held.end(); ++row) {
    if (row->second.scope != scope || row->second.head != head) break;
    if (row->second.kept != Kept::logged) return row->second;
  }
  return std::nullopt;
}

std::vector<ParkedPack> MemoryReader::parked(ScopeNumber scope) const {
  std::vector<ParkedPack> packs = state()->parked;
  std::erase_if(packs, [scope](const ParkedPack& pack) { return pack.scope != scope; });
  return packs;
}

std::size_t MemoryReader::parked_bytes(DeviceId from) const {
  std::size_t bytes = 0;
  for (const ParkedPack& pack : state()->parked) {
    if (pack.from == from) bytes += pack.bytes.size();
  }
  return bytes;
}

bool MemoryReader::names_file(ScopeNumber number, const Hash32& file) const {
  const auto held = scope(number);
  if (held == nullptr) return false;
  return std::any_of(held->files.begin(), held->files.end(),
                     [&](const auto& record) { return record.second.contains(file); });
}

bool MemoryReader::keeps_file(DeviceId device, const Hash32& file) const {
  return state()->file_keepers.contains({device, file});
}

std::uint64_t MemoryReader::file_bytes(DeviceId device) const {
  std::uint64_t bytes = 0;
  for (const auto& [keeper, size] : state()->file_keepers) bytes += keeper.first == device ? size : 0;
  return bytes;
}

NumbersGiven MemoryReader::numbers_given() const { return state()->numbers_given; }

std::vector<AuditLine> MemoryReader::audit(std::size_t count_max) const {
  const auto current = state();
  const std::size_t count = std::min(count_max, current->audit.size());
  return {current->audit.rbegin(), current->audit.rbegin() + static_cast<std::ptrdiff_t>(count)};
}

std::vector<TallyRow> MemoryReader::tally(std::string_view name) const {
  std::vector<TallyRow> rows;
  for (const ScopeNumber number : scopes()) {
    for (TallyRow& row : tallies(number)) {
      if (row.cell.tally == name) rows.push_back(std::move(row));
    }
  }
  return rows;
}

std::vector<TallyRow> MemoryReader::tallies(ScopeNumber number) const {
  std::vector<TallyRow> rows;
  const auto found = scope(number);
  if (!found) return rows;
  for (const auto& [cell, sums] : found->tallies) rows.push_back({number, cell, sums.first, sums.second});
  return rows;
}

}  // namespace mektep::server
