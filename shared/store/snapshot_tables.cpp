#include "shared/store/snapshot_tables.h"

#include <algorithm>

#include "shared/codec/canonical.h"
#include "shared/store/digest.h"
#include "shared/store/layout.h"
#include "shared/store/pack_log.h"

namespace mektep {
namespace {

constexpr std::size_t page_records = 512;

Version version_at(const Statement& row, int column) {
  return {row.column<StreamId>(column), row.column<Sequence>(column + 1)};
}

// Calls `each` for every row; `sql` has one parameter.
template <class Each>
void for_rows(Database& database, std::string_view sql, ScopeRow row, const Each& each) {
  auto rows = database.prepared(sql);
  rows.bind_all(row);
  while (rows.step()) each(rows);
}

std::vector<Snapshot::CellVersion> cell_versions(Database& database, std::string_view sql, ScopeRow row) {
  std::vector<Snapshot::CellVersion> found;
  for_rows(database, sql, row, [&](const Statement& at) {
    found.push_back({{at.column<TypeNumber>(0), at.column<RecordId>(1)},
                     {at.column<FieldNumber>(2), at.column<Bytes>(3)},
                     version_at(at, 4)});
  });
  return found;
}

// Only names of what no backup covers carry a chain head: below it the heads need not be given pack by pack.
void add_range(std::vector<Snapshot::Range>& ranges, const Snapshot::Range& range, Position backed_up) {
  const bool joins = !ranges.empty() && ranges.back().stream == range.stream && range.position <= backed_up &&
                     ranges.back().position <= backed_up;
  if (!joins) return ranges.push_back(range);
  Snapshot::Range& whole = ranges.back();
  whole = {whole.stream, whole.first, range.last, Token{0}, std::max(whole.position, range.position)};
}

void read_streams(Database& database, ScopeRow row, Position backed_up, Snapshot& snapshot) {
  for_rows(database, "SELECT stream, sequence, head, device FROM stream WHERE row = ? ORDER BY stream", row,
           [&](const Statement& at) {
             snapshot.streams.push_back({at.column<StreamId>(0), at.column<Sequence>(1),
                                         at.column<std::optional<ChainHead>>(2), at.column<DeviceId>(3)});
           });
  for_rows(database,
           "SELECT stream, first, last, token, position FROM \"range\" WHERE row = ? ORDER BY stream, first", row,
           [&](const Statement& at) {
             add_range(snapshot.ranges,
                       {at.column<StreamId>(0), at.column<Sequence>(1), at.column<Sequence>(2), at.column<Token>(3),
                        at.column<Position>(4)},
                       backed_up);
           });
}

void read_rare(Database& database, ScopeRow row, Snapshot& snapshot) {
  for_rows(database, "SELECT stream, sequence, token FROM token WHERE row = ? ORDER BY stream, sequence", row,
           [&](const Statement& at) { snapshot.tokens.push_back({version_at(at, 0), at.column<Token>(2)}); });
  for_rows(database,
           "SELECT stream, sequence, reason, why, position FROM void WHERE row = ? ORDER BY stream, sequence", row,
           [&](const Statement& at) {
             snapshot.voids.push_back({version_at(at, 0), at.column<std::uint8_t>(2), at.column<std::string>(3),
                                       at.column<Position>(4)});
           });
  for_rows(database, "SELECT stream, sequence, position FROM reissued WHERE row = ? ORDER BY stream, sequence", row,
           [&](const Statement& at) { snapshot.reissued.push_back({version_at(at, 0), at.column<Position>(2)}); });
  snapshot.named = cell_versions(database,
                                 "SELECT type, id, field, element, stream, sequence FROM named WHERE row = ?"
                                 " ORDER BY type, id, field, element, stream, sequence",
                                 row);
  snapshot.erased = cell_versions(database,
                                  "SELECT type, id, field, element, stream, sequence FROM erased WHERE row = ?"
                                  " ORDER BY type, id, field, element, stream, sequence",
                                  row);
}

void put_streams(Database& database, ScopeRow row, const Snapshot& snapshot) {
  for (const auto& one : snapshot.streams) {
    database.prepared("INSERT INTO stream(row, stream, sequence, head, device) VALUES(?, ?, ?, ?, ?)")
        .bind_all(row, one.stream, one.sequence, one.head, one.device)
        .run();
  }
  for (const auto& one : snapshot.ranges) {
    database
        .prepared("INSERT INTO \"range\"(row, stream, first, last, token, position) VALUES(?, ?, ?, ?, ?, ?)")
        .bind_all(row, one.stream, one.first, one.last, one.token, one.position)
        .run();
  }
}

void put_rare(Database& database, ScopeRow row, const Snapshot& snapshot) {
  for (const auto& [version, token] : snapshot.tokens) {
    database.prepared("INSERT INTO token(row, stream, sequence, token) VALUES(?, ?, ?, ?)")
        .bind_all(row, version.stream, version.sequence, token)
        .run();
  }
  for (const auto& one : snapshot.voids) {
    database.prepared("INSERT INTO void(row, stream, sequence, reason, why, position) VALUES(?, ?, ?, ?, ?, ?)")
        .bind_all(row, one.version.stream, one.version.sequence, one.reason, one.why, one.position)
        .run();
  }
  for (const auto& [version, position] : snapshot.reissued) {
    database.prepared("INSERT INTO reissued(row, stream, sequence, position) VALUES(?, ?, ?, ?)")
        .bind_all(row, version.stream, version.sequence, position)
        .run();
  }
  const auto put_cells = [&](const char* sql, const std::vector<Snapshot::CellVersion>& cells) {
    for (const auto& one : cells) {
      database.prepared(sql)
          .bind_all(row, one.record.type, one.record.id, one.cell.field, one.cell.element, one.version.stream,
                    one.version.sequence)
          .run();
    }
  };
  put_cells("INSERT INTO named(row, type, id, field, element, stream, sequence) VALUES(?, ?, ?, ?, ?, ?, ?)",
            snapshot.named);
  put_cells("INSERT INTO erased(row, type, id, field, element, stream, sequence) VALUES(?, ?, ?, ?, ?, ?, ?)",
            snapshot.erased);
}

Status put_records(RecordTables& tables, const Snapshot& snapshot) {
  HashSum sum;
  for (const auto& record : snapshot.records) {
    const auto base = decode_record(record.base);
    if (!base) return base.error();
    if (const auto hash = record_hash(record.key, *base)) sum.add(*hash);
    tables.write(snapshot.scope, record.key, *base, tables.read(snapshot.scope, record.key).pending);
  }
  if (sum.value() != snapshot.state_digest) return refused("snapshot.refused").with("what", "state");
  return done;
}

}  // namespace

std::optional<Snapshot> read_snapshot(Database& database, const RecordTables& tables, ScopeNumber scope, Epoch epoch) {
  const auto head = PackLog(database).head(scope);
  if (!head || head->position.value == 0) return std::nullopt;
  Snapshot snapshot;
  snapshot.scope = scope;
  snapshot.epoch = epoch;
  snapshot.position = head->position;
  snapshot.log_digest = head->log_digest;
  snapshot.state_digest = head->state_digest.value();
  snapshot.lamport = head->lamport;
  const ScopeRow row = row_of(database, scope);
  read_streams(database, row, head->backed_up, snapshot);
  read_rare(database, row, snapshot);
  std::optional<RecordKey> after;
  while (true) {
    const auto keys = tables.keys(scope, after, page_records);
    for (const RecordKey& key : keys) {
      const RecordState base = tables.read(scope, key).base;
      if (!base.empty()) snapshot.records.push_back({key, encode_record(base)});
    }
    if (keys.size() < page_records) return snapshot;
    after = keys.back();
  }
}

Status put_snapshot(Database& database, RecordTables& tables, const Snapshot& snapshot) {
  database
      .prepared(
          "INSERT INTO scope(scope, position, log_digest, state_digest, lamport, backed_up)"
          " VALUES(?1, ?2, ?3, ?4, ?5, 0)"
          " ON CONFLICT(scope) DO UPDATE SET position = ?2, log_digest = ?3, state_digest = ?4, lamport = ?5")
      .bind_all(snapshot.scope, snapshot.position, snapshot.log_digest, snapshot.state_digest, snapshot.lamport)
      .run();
  const ScopeRow row = row_of(database, snapshot.scope);
  put_streams(database, row, snapshot);
  put_rare(database, row, snapshot);
  return put_records(tables, snapshot);
}

}  // namespace mektep
