#include "shared/store/stored_ledger.h"

#include "shared/merge/merge.h"
#include "shared/model/builtin.h"
#include "shared/model/record_id.h"

namespace mektep {
namespace {

constexpr std::array any_row = {
    "SELECT EXISTS(SELECT 1 FROM token WHERE row = ?)",    "SELECT EXISTS(SELECT 1 FROM void WHERE row = ?)",
    "SELECT EXISTS(SELECT 1 FROM reissued WHERE row = ?)", "SELECT EXISTS(SELECT 1 FROM named WHERE row = ?)",
    "SELECT EXISTS(SELECT 1 FROM erased WHERE row = ?)",
};

}  // namespace

StoredLedger::StoredLedger(Database& database, RecordTables& tables, const std::set<DeviceId>& servers,
                           ScopeNumber scope, ScopeRow row)
    : database_(database), tables_(tables), servers_(servers), scope_(scope), row_(row) {}

bool StoredLedger::has(Rare table) const {
  const auto at = static_cast<std::size_t>(table);
  if (!has_[at]) has_[at] = database_.prepared(any_row[at]).bind_all(row_).first<bool>().value_or(false);
  return *has_[at];
}

std::optional<StreamHead> StoredLedger::stream(StreamId stream) const {
  auto found = database_.prepared("SELECT sequence, head, device FROM stream WHERE row = ? AND stream = ?");
  found.bind_all(row_, stream);
  if (!found.step()) return std::nullopt;
  return StreamHead{found.column<Sequence>(0), found.column<std::optional<ChainHead>>(1),
                    found.column<DeviceId>(2)};
}

void StoredLedger::put_stream(StreamId stream, const StreamHead& head) {
  database_
      .prepared(
          "INSERT INTO stream(row, stream, sequence, head, device) VALUES(?1, ?2, ?3, ?4, ?5)"
          " ON CONFLICT(row, stream) DO UPDATE SET sequence = ?3, head = ?4, device = ?5")
      .bind_all(row_, stream, head.sequence, head.head, head.device)
      .run();
}

std::optional<StoredLedger::Range> StoredLedger::range_of(const Version& version) const {
  auto found = database_.prepared(
      "SELECT last, token, position FROM \"range\" WHERE row = ? AND stream = ? AND first <= ?"
      " ORDER BY first DESC LIMIT 1");
  found.bind_all(row_, version.stream, version.sequence);
  if (!found.step() || found.column<Sequence>(0) < version.sequence) return std::nullopt;
  return Range{found.column<Token>(1), found.column<Position>(2)};
}

std::optional<Token> StoredLedger::token(const Version& version) const {
  const auto range = range_of(version);
  if (range && range->token.value != 0) return range->token;
  // Ranges were joined there; the stream's last chain head is known in any case.
  if (range) {
    const auto head = stream(version.stream);
    if (head && head->sequence == version.sequence && head->head) return token_of(*head->head);
  }
  if (!has(Rare::token)) return std::nullopt;
  return database_.prepared("SELECT token FROM token WHERE row = ? AND stream = ? AND sequence = ?")
      .bind_all(row_, version.stream, version.sequence)
      .first<Token>();
}

std::optional<Position> StoredLedger::position(const Version& version) const {
  if (const auto entry = void_entry(version)) return entry->position;
  const auto range = range_of(version);
  return range ? std::optional(range->position) : std::nullopt;
}

void StoredLedger::put_range(StreamId stream, Sequence first, Sequence last, Token token, Position position) {
  database_
      .prepared(
          "INSERT INTO \"range\"(row, stream, first, last, token, position) VALUES(?1, ?2, ?3, ?4, ?5, ?6)"
          " ON CONFLICT(row, stream, first) DO UPDATE SET last = ?4, token = ?5, position = ?6")
      .bind_all(row_, stream, first, last, token, position)
      .run();
}

void StoredLedger::put_token(const Version& version, Token token) {
  set_has(Rare::token);
  database_
      .prepared(
          "INSERT INTO token(row, stream, sequence, token) VALUES(?1, ?2, ?3, ?4)"
          " ON CONFLICT(row, stream, sequence) DO UPDATE SET token = ?4")
      .bind_all(row_, version.stream, version.sequence, token)
      .run();
}

std::optional<VoidEntry> StoredLedger::void_entry(const Version& version) const {
  if (!has(Rare::voids)) return std::nullopt;
  auto found = database_.prepared(
      "SELECT reason, why, position FROM void WHERE row = ? AND stream = ? AND sequence = ?");
  found.bind_all(row_, version.stream, version.sequence);
  if (!found.step()) return std::nullopt;
  return VoidEntry{static_cast<VoidReason>(found.column<std::uint8_t>(0)), found.column<std::string>(1),
                   found.column<Position>(2)};
}

void StoredLedger::put_void(const Version& version, const VoidEntry& entry) {
  set_has(Rare::voids);
  database_
      .prepared(
          "INSERT INTO void(row, stream, sequence, reason, why, position) VALUES(?1, ?2, ?3, ?4, ?5, ?6)"
          " ON CONFLICT(row, stream, sequence) DO UPDATE SET reason = ?4, why = ?5, position = ?6")
      .bind_all(row_, version.stream, version.sequence, static_cast<std::uint8_t>(entry.reason), entry.why,
                entry.position)
      .run();
}

std::optional<Position> StoredLedger::reissued(const Version& version) const {
  if (!has(Rare::reissued)) return std::nullopt;
  return database_.prepared("SELECT position FROM reissued WHERE row = ? AND stream = ? AND sequence = ?")
      .bind_all(row_, version.stream, version.sequence)
      .first<Position>();
}

void StoredLedger::put_reissued(const Version& version, Position position) {
  set_has(Rare::reissued);
  database_
      .prepared(
          "INSERT INTO reissued(row, stream, sequence, position) VALUES(?1, ?2, ?3, ?4)"
          " ON CONFLICT(row, stream, sequence) DO UPDATE SET position = ?4")
      .bind_all(row_, version.stream, version.sequence, position)
      .run();
}

bool StoredLedger::named(const RecordKey& record, const CellKey& cell, const Version& version) const {
  if (!has(Rare::named)) return false;
  return database_
      .prepared(
          "SELECT 1 FROM named WHERE row = ? AND type = ? AND id = ? AND field = ? AND element = ?"
          " AND stream = ? AND sequence = ?")
      .bind_all(row_, record.type, record.id, cell.field, cell.element, version.stream, version.sequence)
      .first<std::int64_t>()
      .has_value();
}

void StoredLedger::put_named(const RecordKey& record, const CellKey& cell, const Version& version) {
  set_has(Rare::named);
  database_
      .prepared(
          "INSERT OR IGNORE INTO named(row, type, id, field, element, stream, sequence)"
          " VALUES(?, ?, ?, ?, ?, ?, ?)")
      .bind_all(row_, record.type, record.id, cell.field, cell.element, version.stream, version.sequence)
      .run();
}

bool StoredLedger::erased(const Erased& what) const {
  if (!has(Rare::erased)) return false;
  return database_
      .prepared(
          "SELECT 1 FROM erased WHERE row = ? AND type = ? AND id = ? AND field = ? AND element = ?"
          " AND stream = ? AND sequence = ?")
      .bind_all(row_, what.record.type, what.record.id, what.cell.field, what.cell.element,
                what.version.stream, what.version.sequence)
      .first<std::int64_t>()
      .has_value();
}

void StoredLedger::put_erased(const Erased& what) {
  set_has(Rare::erased);
  database_
      .prepared(
          "INSERT OR IGNORE INTO erased(row, type, id, field, element, stream, sequence)"
          " VALUES(?, ?, ?, ?, ?, ?, ?)")
      .bind_all(row_, what.record.type, what.record.id, what.cell.field, what.cell.element,
                what.version.stream, what.version.sequence)
      .run();
}

RecordState StoredLedger::record(const RecordKey& key) const { return tables_.read(scope_, key).base; }

void StoredLedger::put_record(const RecordKey& key, const RecordState& state) {
  tables_.write(scope_, key, state, {});
}

bool StoredLedger::carded(DeviceId device) const {
  if (is_server(device)) return true;
  const RecordState card = record({builtin::card, hashed_record_id(device.value)});
  const auto active = card.cells.find({builtin::card_field::active, {}});
  return active != card.cells.end() && shown_of(active->second).value == Value{true};
}

}  // namespace mektep
