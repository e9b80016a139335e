#include "client/replica/layout.h"

#include <array>
#include <string>

#include "client/replica/link_notes.h"
#include "client/replica/log_start.h"
#include "shared/sqlite/migration.h"
#include "shared/store/layout.h"
#include "shared/store/raw_packs.h"

namespace mektep::client {
namespace {

constexpr std::string_view writing_tables = R"sql(
CREATE TABLE setting(name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE granted(scope INTEGER PRIMARY KEY, label TEXT NOT NULL, writes INTEGER NOT NULL) STRICT;
CREATE TABLE draft(
  number INTEGER PRIMARY KEY,
  place INTEGER NOT NULL,
  scope INTEGER NOT NULL,
  author INTEGER NOT NULL,
  lamport INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  alone INTEGER NOT NULL,
  records BLOB NOT NULL,
  basis BLOB NOT NULL
) STRICT;
CREATE TABLE sealed_draft(
  number INTEGER PRIMARY KEY,
  stream INTEGER,
  sequence INTEGER,
  token INTEGER
) STRICT;
CREATE TABLE own_stream(
  scope INTEGER PRIMARY KEY,
  stream INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  head BLOB NOT NULL,
  closed INTEGER NOT NULL
) STRICT;
CREATE TABLE own_pack(
  scope INTEGER NOT NULL,
  head BLOB NOT NULL,
  PRIMARY KEY(scope, head)
) STRICT, WITHOUT ROWID;
CREATE TABLE parked(
  scope INTEGER NOT NULL,
  stream INTEGER NOT NULL,
  PRIMARY KEY(scope, stream)
) STRICT, WITHOUT ROWID;
)sql";

constexpr std::string_view following_tables = R"sql(
CREATE TABLE laid(
  scope INTEGER NOT NULL,
  stream INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  head BLOB NOT NULL,
  lamport INTEGER NOT NULL,
  PRIMARY KEY(scope, stream, first)
) STRICT, WITHOUT ROWID;
CREATE TABLE answered(
  scope INTEGER NOT NULL,
  head BLOB NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY(scope, head)
) STRICT, WITHOUT ROWID;
CREATE TABLE retried(
  scope INTEGER NOT NULL,
  stream INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  PRIMARY KEY(scope, stream, sequence)
) STRICT, WITHOUT ROWID;
CREATE TABLE marked(scope INTEGER PRIMARY KEY, wall_ms INTEGER NOT NULL) STRICT;
CREATE TABLE checked(
  scope INTEGER PRIMARY KEY,
  position INTEGER NOT NULL,
  content BLOB NOT NULL,
  records INTEGER NOT NULL,
  wall_ms INTEGER NOT NULL,
  suspect INTEGER NOT NULL
) STRICT;
)sql";

// The index holds no text of its own, and a record that changed gets a new number: an entry whose number is
// not in search_entry any more is passed over, because a contentless index cannot forget.
constexpr std::string_view search_tables = R"sql(
CREATE VIRTUAL TABLE search USING fts5(
  text, content='', detail=none, tokenize='unicode61 remove_diacritics 0'
);
CREATE TABLE search_entry(
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  scope INTEGER NOT NULL,
  type INTEGER NOT NULL,
  id INTEGER NOT NULL,
  UNIQUE(scope, type, id)
) STRICT;
CREATE TABLE search_todo(
  scope INTEGER NOT NULL,
  type INTEGER NOT NULL,
  id INTEGER NOT NULL,
  PRIMARY KEY(scope, type, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE searched(scope INTEGER PRIMARY KEY, position INTEGER NOT NULL) STRICT;
)sql";

// `file_sending.state`: 0 to be sent, 1 at the server, 2 not taken by it.
constexpr std::string_view file_tables = R"sql(
CREATE TABLE file_sending(
  scope INTEGER NOT NULL,
  file BLOB NOT NULL,
  size INTEGER NOT NULL,
  title TEXT NOT NULL,
  state INTEGER NOT NULL,
  code TEXT NOT NULL,
  PRIMARY KEY(scope, file)
) STRICT, WITHOUT ROWID;
CREATE TABLE file_wanted(
  scope INTEGER NOT NULL,
  file BLOB NOT NULL,
  size INTEGER NOT NULL,
  title TEXT NOT NULL,
  code TEXT NOT NULL,
  PRIMARY KEY(scope, file)
) STRICT, WITHOUT ROWID;
)sql";

void make_tables(Database& database) {
  make_core_tables(database);
  make_raw_tables(database);
  for (const auto script : {writing_tables, following_tables, search_tables, file_tables})
    database.execute(std::string(script));
}

}  // namespace

Status bring_layout(Database& database) {
  const std::array steps = {MigrationStep{1, make_tables}, MigrationStep{2, make_link_tables},
                            MigrationStep{3, make_log_start_tables}};
  return migrate(database, replica_application_id, steps);
}

std::int64_t read_setting(Database& database, std::string_view name) {
  return database.prepared("SELECT value FROM setting WHERE name = ?")
      .bind_all(name)
      .first<std::int64_t>()
      .value_or(0);
}

void write_setting(Database& database, std::string_view name, std::int64_t value) {
  database
      .prepared(
          "INSERT INTO setting(name, value) VALUES(?, ?) ON CONFLICT(name) DO UPDATE SET value = "
          "excluded.value")
      .bind_all(name, value)
      .run();
}

}  // namespace mektep::client
