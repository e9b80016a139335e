#include "shared/store/record_tables.h"

#include <algorithm>
#include <limits>

#include "shared/sqlite/transaction.h"
#include "shared/store/damage.h"
#include "shared/store/row_form.h"

namespace mektep {
namespace {

constexpr std::size_t no_bound = std::numeric_limits<std::int64_t>::max();

}  // namespace

Status RecordTables::use(const Schema& schema) {
  TypeTables tables = tables_of(schema, pending_);
  if (!are_brought(database_, tables)) {
    if (database_.read_only()) return refused("store.schema_behind");
    auto transaction = Transaction::begin(database_);
    if (!transaction) return transaction.error();
    if (auto brought = bring_tables(database_, tables); !brought) return brought.error();
    transaction->commit();
  }
  schema_ = schema;
  tables_ = std::move(tables);
  definitions_ = definition_count();
  return done;
}

std::int64_t RecordTables::definition_count() const {
  return database_.prepared("PRAGMA schema_version").first<std::int64_t>().value_or(0);
}

bool RecordTables::is_current() const { return definition_count() == definitions_; }

const TypeTable* RecordTables::table(TypeNumber type) const {
  const auto found = tables_.find(type);
  return found == tables_.end() ? nullptr : &found->second;
}

RecordRow RecordTables::read(ScopeNumber scope, const RecordKey& key) const {
  const TypeTable* typed = table(key.type);
  return typed != nullptr ? read_row(database_, *typed, scope, key.id)
                          : read_unknown_row(database_, scope, key);
}

std::optional<RecordRow> RecordTables::read_if_sound(ScopeNumber scope, const RecordKey& key) const {
  try {
    return read(scope, key);
  } catch (const RowDamaged&) {
    return std::nullopt;
  } catch (const ColumnsLacking&) {
    return std::nullopt;  // the schema is current, so the row's own count is wrong
  }
}

std::optional<std::vector<PendingOp>> RecordTables::pending_if_sound(ScopeNumber scope,
                                                                     const RecordKey& key) const {
  if (!pending_) return std::vector<PendingOp>{};
  const TypeTable* typed = table(key.type);
  auto row = database_.prepared("SELECT _p FROM " + (typed != nullptr ? typed->name() : "r_unknown") +
                                " WHERE scope = ? AND id = ?" + (typed != nullptr ? "" : " AND type = ?"));
  row.bind_all(scope, key.id);
  if (typed == nullptr) row.bind(3, key.type);
  if (!row.step() || row.is_null(0)) return std::vector<PendingOp>{};
  auto pending = decode_pending(row.column<BytesView>(0));
  if (!pending) return std::nullopt;
  return std::move(*pending);
}

void RecordTables::write(ScopeNumber scope, const RecordKey& key, const RecordState& base,
                         const std::vector<PendingOp>& pending) {
  if (const TypeTable* typed = table(key.type)) {
    write_row(database_, *typed, scope, key.id, base, pending);
  } else {
    write_unknown_row(database_, scope, key, base, pending);
  }
}

std::vector<TypeNumber> RecordTables::types_in(ScopeNumber scope) const {
  std::vector<TypeNumber> types;
  for (const auto& [number, typed] : tables_) types.push_back(number);
  auto rows = database_.prepared("SELECT DISTINCT type FROM r_unknown WHERE scope = ?");
  rows.bind_all(scope);
  while (rows.step()) types.push_back(rows.column<TypeNumber>(0));
  std::sort(types.begin(), types.end());
  types.erase(std::unique(types.begin(), types.end()), types.end());
  return types;
}

std::vector<RecordId> RecordTables::ids_of(TypeNumber type, ScopeNumber scope, const IdSpan& span,
                                           std::size_t count_max) const {
  if (const TypeTable* typed = table(type)) return ids_in(database_, *typed, scope, span, count_max);
  return unknown_ids_in(database_, type, scope, span, count_max);
}

std::vector<RecordKey> RecordTables::keys(ScopeNumber scope, std::optional<RecordKey> after,
                                          std::size_t count_max) const {
  std::vector<RecordKey> keys;
  for (const TypeNumber type : types_in(scope)) {
    IdSpan span = all_ids;
    if (after && type < after->type) continue;
    if (after && type == after->type) {
      if (after->id == all_ids.last) continue;
      span.first = RecordId{after->id.value + 1};
    }
    for (const RecordId id : ids_of(type, scope, span, count_max - keys.size())) keys.push_back({type, id});
    if (keys.size() == count_max) break;
  }
  return keys;
}

std::vector<RecordKey> RecordTables::keys_in(ScopeNumber scope, const IdSpan& span) const {
  std::vector<RecordKey> keys;
  for (const TypeNumber type : types_in(scope)) {
    for (const RecordId id : ids_of(type, scope, span, no_bound)) keys.push_back({type, id});
  }
  return keys;
}

std::vector<RecordKey> RecordTables::keys_with_pending(ScopeNumber scope) const {
  std::vector<RecordKey> keys;
  if (!pending_) return keys;
  for (const auto& [number, typed] : tables_) {
    auto rows = database_.prepared("SELECT id FROM " + typed.name() + " WHERE scope = ? AND _p IS NOT NULL");
    rows.bind_all(scope);
    while (rows.step()) keys.push_back({number, rows.column<RecordId>(0)});
  }
  auto rows = database_.prepared("SELECT type, id FROM r_unknown WHERE scope = ? AND _p IS NOT NULL");
  rows.bind_all(scope);
  while (rows.step()) keys.push_back({rows.column<TypeNumber>(0), rows.column<RecordId>(1)});
  std::sort(keys.begin(), keys.end());
  return keys;
}

std::vector<std::pair<RecordKey, CellKey>> RecordTables::conflicts(ScopeNumber scope) const {
  std::vector<std::pair<RecordKey, CellKey>> conflicts;
  auto rows = database_.prepared("SELECT type, id, field, element FROM conflict WHERE scope = ?");
  rows.bind_all(scope);
  while (rows.step()) {
    conflicts.push_back({{rows.column<TypeNumber>(0), rows.column<RecordId>(1)},
                         {rows.column<FieldNumber>(2), rows.column<Bytes>(3)}});
  }
  std::sort(conflicts.begin(), conflicts.end());
  return conflicts;
}

void RecordTables::drop_scope(ScopeNumber scope) {
  for (const auto& [number, typed] : tables_) {
    database_.prepared("DELETE FROM " + typed.name() + " WHERE scope = ?").bind_all(scope).run();
  }
  database_.prepared("DELETE FROM r_unknown WHERE scope = ?").bind_all(scope).run();
  database_.prepared("DELETE FROM conflict WHERE scope = ?").bind_all(scope).run();
}

}  // namespace mektep
