#include "server/store/sqlite/server_tables.h"

#include <array>

#include "shared/codec/archive.h"
#include "shared/sqlite/failure.h"
#include "shared/store/layout.h"

namespace mektep::server {
namespace {

constexpr std::string_view registry_tables = R"sql(
CREATE TABLE setting(name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE school_number(number INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE device(
  number INTEGER PRIMARY KEY,
  id INTEGER NOT NULL UNIQUE,
  signing BLOB NOT NULL,
  box BLOB NOT NULL,
  tls_key_hash BLOB NOT NULL,
  name TEXT NOT NULL,
  school INTEGER NOT NULL,
  role TEXT NOT NULL,
  revoked INTEGER NOT NULL,
  enrolled_ms INTEGER NOT NULL,
  seen_ms INTEGER NOT NULL,
  unsent_changes INTEGER NOT NULL,
  program INTEGER NOT NULL
) STRICT;
CREATE TABLE invitation(
  secret_hash BLOB PRIMARY KEY,
  school INTEGER NOT NULL,
  role TEXT NOT NULL,
  people BLOB NOT NULL,
  expires_ms INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  used_by INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE page_token(secret_hash BLOB PRIMARY KEY, expires_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE own_stream(scope INTEGER PRIMARY KEY, stream INTEGER NOT NULL) STRICT;
CREATE TABLE audit(
  number INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  subject TEXT NOT NULL
) STRICT;
)sql";

constexpr std::string_view waiting_tables = R"sql(
CREATE TABLE parked(
  number INTEGER PRIMARY KEY,
  scope INTEGER NOT NULL,
  head BLOB NOT NULL,
  device INTEGER NOT NULL,
  received_ms INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  UNIQUE(scope, head)
) STRICT;
CREATE INDEX parked_by_device ON parked(device);
CREATE TABLE held(
  scope INTEGER NOT NULL,
  head BLOB NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  stream INTEGER NOT NULL,
  device INTEGER NOT NULL,
  kept INTEGER NOT NULL,
  code TEXT NOT NULL,
  released INTEGER NOT NULL,
  received_ms INTEGER NOT NULL,
  size INTEGER NOT NULL,
  bytes BLOB,
  PRIMARY KEY(scope, head, first)
) STRICT;
)sql";

constexpr std::string_view tally_tables = R"sql(
CREATE TABLE contribution(
  scope INTEGER NOT NULL,
  type INTEGER NOT NULL,
  id INTEGER NOT NULL,
  shares BLOB NOT NULL,
  PRIMARY KEY(scope, type, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE contribution_parent(
  scope INTEGER NOT NULL,
  parent_type INTEGER NOT NULL,
  parent INTEGER NOT NULL,
  type INTEGER NOT NULL,
  id INTEGER NOT NULL,
  PRIMARY KEY(scope, parent_type, parent, type, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX contribution_parent_by_child ON contribution_parent(scope, type, id);
CREATE TABLE tally(
  name TEXT NOT NULL,
  scope INTEGER NOT NULL,
  groups TEXT NOT NULL,
  amount INTEGER NOT NULL,
  contested INTEGER NOT NULL,
  PRIMARY KEY(name, scope, groups)
) STRICT, WITHOUT ROWID;
CREATE INDEX tally_by_scope ON tally(scope);
CREATE TABLE tally_value(
  name TEXT NOT NULL,
  scope INTEGER NOT NULL,
  groups TEXT NOT NULL,
  value TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY(name, scope, groups, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX tally_value_by_scope ON tally_value(scope);
)sql";

constexpr std::string_view file_tables = R"sql(
CREATE TABLE file_named(
  scope INTEGER NOT NULL,
  type INTEGER NOT NULL,
  id INTEGER NOT NULL,
  file BLOB NOT NULL,
  PRIMARY KEY(scope, type, id, file)
) STRICT, WITHOUT ROWID;
CREATE INDEX file_named_by_file ON file_named(file, scope);
CREATE TABLE file_keeper(
  device INTEGER NOT NULL,
  file BLOB NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY(device, file)
) STRICT, WITHOUT ROWID;
)sql";

template <class Value>
Value sound(Result<Value> result) {
  if (!result) throw DatabaseBroken(0, describe(result.error()));
  return std::move(result).value();
}

}  // namespace

std::span<const MigrationStep> server_migrations() {
  static const std::array<MigrationStep, 1> steps{{{1, [](Database& database) {
                                                      make_core_tables(database);
                                                      database.execute(registry_tables);
                                                      database.execute(waiting_tables);
                                                      database.execute(tally_tables);
                                                      database.execute(file_tables);
                                                    }}}};
  return steps;
}

Bytes encode_shares(const std::vector<TallyShare>& shares) {
  OutArchive out;
  out.uint(shares.size());
  for (const TallyShare& share : shares) {
    out.text(share.cell.tally);
    out.uint(share.cell.groups.size());
    for (const std::string& group : share.cell.groups) out.text(group);
    out.sint(share.amount);
    out.text(share.distinct);
    out.u8(share.contested ? 1 : 0);
  }
  return out.take();
}

std::vector<TallyShare> decode_shares(BytesView bytes) {
  return sound(read_whole(bytes, [](InArchive& in) {
    std::vector<TallyShare> shares(in.count(5));
    for (TallyShare& share : shares) {
      share.cell.tally = in.text();
      share.cell.groups.resize(in.count(1));
      for (std::string& group : share.cell.groups) group = in.text();
      share.amount = in.sint();
      share.distinct = in.text();
      share.contested = in.u8() != 0;
    }
    return shares;
  }));
}

Bytes encode_people(const std::vector<RecordId>& people) {
  Bytes bytes;
  for (const RecordId person : people) append_u64(bytes, person.value);
  return bytes;
}

std::vector<RecordId> decode_people(BytesView bytes) {
  std::vector<RecordId> people;
  for (; bytes.size() >= 8; bytes = bytes.subspan(8)) people.emplace_back(load_u64(bytes.first(8)));
  return people;
}

}  // namespace mektep::server
