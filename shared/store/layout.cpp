#include "shared/store/layout.h"

#include <array>
#include <string>

#include "shared/crypto/hash.h"

namespace mektep {
namespace {

// Where a scope's base stands, and what is known of its streams and versions.
constexpr std::string_view scope_tables = R"sql(
CREATE TABLE scope(
  row INTEGER PRIMARY KEY,
  scope INTEGER NOT NULL UNIQUE,
  position INTEGER NOT NULL,
  log_digest BLOB NOT NULL,
  state_digest BLOB NOT NULL,
  lamport INTEGER NOT NULL,
  backed_up INTEGER NOT NULL
) STRICT;
CREATE TABLE stream(
  row INTEGER NOT NULL,
  stream INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  head BLOB,
  device INTEGER NOT NULL,
  PRIMARY KEY(row, stream)
) STRICT, WITHOUT ROWID;
CREATE TABLE "range"(
  row INTEGER NOT NULL,
  stream INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  token INTEGER NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY(row, stream, first)
) STRICT, WITHOUT ROWID;
CREATE TABLE token(
  row INTEGER NOT NULL,
  stream INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  token INTEGER NOT NULL,
  PRIMARY KEY(row, stream, sequence)
) STRICT, WITHOUT ROWID;
CREATE TABLE void(
  row INTEGER NOT NULL,
  stream INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  reason INTEGER NOT NULL,
  why TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY(row, stream, sequence)
) STRICT, WITHOUT ROWID;
CREATE TABLE reissued(
  row INTEGER NOT NULL,
  stream INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY(row, stream, sequence)
) STRICT, WITHOUT ROWID;
CREATE TABLE named(
  row INTEGER NOT NULL,
  type INTEGER NOT NULL,
  id INTEGER NOT NULL,
  field INTEGER NOT NULL,
  element BLOB NOT NULL,
  stream INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  PRIMARY KEY(row, type, id, field, element, stream, sequence)
) STRICT, WITHOUT ROWID;
CREATE TABLE erased(
  row INTEGER NOT NULL,
  type INTEGER NOT NULL,
  id INTEGER NOT NULL,
  field INTEGER NOT NULL,
  element BLOB NOT NULL,
  stream INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  PRIMARY KEY(row, type, id, field, element, stream, sequence)
) STRICT, WITHOUT ROWID;
)sql";

// The bytes stand last, so that reading what lies before them touches no overflow page. The index holds
// the first 8 bytes of a chain head: enough to find it, a quarter of its size.
constexpr std::string_view log_tables = R"sql(
CREATE TABLE log(
  id INTEGER PRIMARY KEY,
  stream INTEGER NOT NULL,
  first INTEGER NOT NULL,
  count INTEGER NOT NULL,
  head BLOB NOT NULL,
  digest BLOB NOT NULL,
  received_ms INTEGER NOT NULL,
  schema INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
CREATE INDEX log_by_head ON log(substr(head, 1, 8));
)sql";

constexpr std::string_view record_tables = R"sql(
CREATE TABLE conflict(
  scope INTEGER NOT NULL,
  type INTEGER NOT NULL,
  id INTEGER NOT NULL,
  field INTEGER NOT NULL,
  element BLOB NOT NULL,
  PRIMARY KEY(scope, type, id, field, element)
) STRICT, WITHOUT ROWID;
CREATE TABLE record_column(
  type INTEGER NOT NULL,
  field INTEGER NOT NULL,
  name TEXT NOT NULL,
  kind INTEGER NOT NULL,
  PRIMARY KEY(type, field)
) STRICT, WITHOUT ROWID;
CREATE TABLE r_unknown(
  scope INTEGER NOT NULL,
  type INTEGER NOT NULL,
  id INTEGER NOT NULL,
  _p BLOB,
  _m BLOB NOT NULL,
  PRIMARY KEY(scope, type, id)
) STRICT;
)sql";

constexpr std::array knowledge = {
    "DELETE FROM stream WHERE row = ?",   "DELETE FROM \"range\" WHERE row = ?",
    "DELETE FROM token WHERE row = ?",    "DELETE FROM void WHERE row = ?",
    "DELETE FROM reissued WHERE row = ?", "DELETE FROM named WHERE row = ?",
    "DELETE FROM erased WHERE row = ?",
};

}  // namespace

void make_core_tables(Database& database) {
  database.execute(std::string(scope_tables));
  database.execute(std::string(log_tables));
  database.execute(std::string(record_tables));
}

ScopeRow row_of(Database& database, ScopeNumber scope) {
  return database.prepared("SELECT row FROM scope WHERE scope = ?")
      .bind_all(scope)
      .first<ScopeRow>()
      .value_or(no_row);
}

void forget_ledger(Database& database, ScopeNumber scope) {
  const ScopeRow row = row_of(database, scope);
  for (const char* sql : knowledge) database.prepared(sql).bind_all(row).run();
  database
      .prepared("UPDATE scope SET position = 0, log_digest = ?2, state_digest = ?2, lamport = 0 WHERE row = ?1")
      .bind_all(row, Hash16{})
      .run();
}

void drop_ledger(Database& database, ScopeNumber scope) {
  const ScopeRow row = row_of(database, scope);
  if (row == no_row) return;
  const ScopeRow next{row.value + 1};
  database.prepared("DELETE FROM log WHERE id >= ? AND id < ?")
      .bind_all(log_id(row, Position{0}), log_id(next, Position{0}))
      .run();
  for (const char* sql : knowledge) database.prepared(sql).bind_all(row).run();
  database.prepared("DELETE FROM scope WHERE row = ?").bind_all(row).run();
}

}  // namespace mektep
