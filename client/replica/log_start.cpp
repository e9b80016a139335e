#include "client/replica/log_start.h"

namespace mektep::client {

void make_log_start_tables(Database& database) {
  database.execute(R"sql(
CREATE TABLE log_start(scope INTEGER PRIMARY KEY, position INTEGER NOT NULL, digest BLOB NOT NULL) STRICT;
CREATE TABLE own_before_start(
  scope INTEGER NOT NULL,
  stream INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  PRIMARY KEY(scope, stream)
) STRICT, WITHOUT ROWID;
)sql");
}

LogStart log_start(Database& database, ScopeNumber scope) {
  auto row = database.prepared("SELECT position, digest FROM log_start WHERE scope = ?");
  row.bind_all(scope);
  if (!row.step()) return {};
  return {row.column<Position>(0), row.column<Hash16>(1)};
}

void set_log_start(Database& database, ScopeNumber scope, const LogStart& start) {
  database.prepared("INSERT OR REPLACE INTO log_start(scope, position, digest) VALUES(?, ?, ?)")
      .bind_all(scope, start.position, start.log_digest)
      .run();
}

Sequence own_before_start(Database& database, ScopeNumber scope, StreamId stream) {
  return database.prepared("SELECT sequence FROM own_before_start WHERE scope = ? AND stream = ?")
      .bind_all(scope, stream)
      .first<Sequence>()
      .value_or(Sequence{});
}

void note_own_before_start(Database& database, ScopeNumber scope, StreamId stream, Sequence last) {
  database
      .prepared(
          "INSERT INTO own_before_start(scope, stream, sequence) VALUES(?1, ?2, ?3)"
          " ON CONFLICT(scope, stream) DO UPDATE SET sequence = max(sequence, ?3)")
      .bind_all(scope, stream, last)
      .run();
}

}  // namespace mektep::client
