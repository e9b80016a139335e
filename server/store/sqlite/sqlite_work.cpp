#include "server/store/sqlite/sqlite_work.h"

#include <algorithm>

#include "server/store/sqlite/server_tables.h"

namespace mektep::server {

// --- SqliteScopeWork ---

SqliteScopeWork::SqliteScopeWork(Connection& connection, ScopeNumber scope, const std::set<DeviceId>& servers)
    : connection_(connection),
      scope_(scope),
      ledger_(*connection.database, connection.tables, scope, servers) {}

Applied SqliteScopeWork::append(BytesView bytes, const PackContent& content, std::int64_t received_ms) {
  moved_ = true;
  return ledger_.append(bytes, content, received_ms);
}

bool SqliteScopeWork::logged(const ChainHead& head) const {
  return PackLog(*connection_.database).position_of(scope_, head).has_value();
}

std::vector<LoggedPack> SqliteScopeWork::read_after(Position cursor, std::size_t bytes_max) const {
  return PackLog(*connection_.database).read_after(scope_, cursor, bytes_max);
}

std::optional<StreamId> SqliteScopeWork::own_stream() const {
  Statement statement = connection_.database->prepared("SELECT stream FROM own_stream WHERE scope = ?");
  return statement.bind_all(scope_).first<StreamId>();
}

void SqliteScopeWork::set_own_stream(StreamId stream) {
  connection_.database->prepared("INSERT OR REPLACE INTO own_stream(scope, stream) VALUES(?, ?)")
      .bind_all(scope_, stream)
      .run();
}

void SqliteScopeWork::set_backed_up(Position position) {
  moved_ = true;
  ledger_.set_backed_up(std::max(position, ledger_.head().backed_up));
}

void SqliteScopeWork::flush() {
  // A scope that was only asked about gets no row.
  if (moved_) ledger_.flush();
}

// --- SqliteWork ---

SqliteWork::SqliteWork(std::shared_ptr<Connection> connection, Transaction transaction,
                       const std::set<DeviceId>& servers)
    : connection_(connection),
      transaction_(std::move(transaction)),
      servers_(servers),
      reader_(std::move(connection)) {}

ScopeWork& SqliteWork::scope(ScopeNumber scope) {
  auto& open = scopes_[scope];
  if (!open) open = std::make_unique<SqliteScopeWork>(*connection_, scope, servers_);
  return *open;
}

void SqliteWork::set_epoch(Epoch epoch) {
  prepared("INSERT OR REPLACE INTO setting(name, value) VALUES('epoch', ?)").bind_all(epoch).run();
  prepared("DELETE FROM own_stream").run();
}

void SqliteWork::set_numbers_given(const NumbersGiven& numbers) {
  const auto put = [this](const char* name, std::uint32_t number) {
    prepared("INSERT OR REPLACE INTO setting(name, value) VALUES(?, ?)").bind_all(name, number).run();
  };
  put("school_numbers_given", numbers.school);
  put("device_numbers_given", numbers.device);
}

void SqliteWork::put_school(const School& school) {
  prepared("INSERT OR REPLACE INTO school_number(number, code) VALUES(?, ?)")
      .bind_all(school.number, school.code)
      .run();
}

void SqliteWork::put_device(const Device& device) {
  prepared(
      "INSERT OR REPLACE INTO device(number, id, signing, box, tls_key_hash, name, school, role, revoked,"
      " enrolled_ms, seen_ms, unsent_changes, program) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind_all(device.number, device.id, device.signing, device.box, device.tls_key_hash, device.name,
                device.school, device.role, device.revoked, device.enrolled_ms, device.seen_ms,
                device.unsent_changes, device.program)
      .run();
}

void SqliteWork::put_invitation(const Invitation& invitation) {
  prepared(
      "INSERT OR REPLACE INTO invitation(secret_hash, school, role, people, expires_ms, tries, used_by)"
      " VALUES(?, ?, ?, ?, ?, ?, ?)")
      .bind_all(invitation.secret_hash, invitation.school, invitation.role, encode_people(invitation.people),
                invitation.expires_ms, invitation.tries, invitation.used_by)
      .run();
}

void SqliteWork::remove_invitation(const Hash32& secret_hash) {
  prepared("DELETE FROM invitation WHERE secret_hash = ?").bind_all(secret_hash).run();
}

void SqliteWork::put_page_token(const PageToken& token) {
  prepared("INSERT OR REPLACE INTO page_token(secret_hash, expires_ms) VALUES(?, ?)")
      .bind_all(token.secret_hash, token.expires_ms)
      .run();
}

bool SqliteWork::take_page_token(const Hash32& secret_hash, std::int64_t now_ms) {
  Statement statement = prepared("SELECT expires_ms FROM page_token WHERE secret_hash = ?");
  const auto expires_ms = statement.bind_all(secret_hash).first<std::int64_t>();
  prepared("DELETE FROM page_token WHERE secret_hash = ?").bind_all(secret_hash).run();
  return expires_ms && now_ms < *expires_ms;
}

void SqliteWork::park(const ParkedPack& pack) {
  prepared("INSERT INTO parked(scope, head, device, received_ms, bytes) VALUES(?, ?, ?, ?, ?)")
      .bind_all(pack.scope, pack.head, pack.from, pack.received_ms, pack.bytes)
      .run();
}

void SqliteWork::unpark(ScopeNumber scope, const ChainHead& head) {
  prepared("DELETE FROM parked WHERE scope = ? AND head = ?").bind_all(scope, head).run();
}

void SqliteWork::hold(const HeldPack& pack) {
  const auto bytes = pack.kept == Kept::logged ? std::nullopt : std::optional<Bytes>(pack.bytes);
  prepared(
      "INSERT OR REPLACE INTO held(scope, head, first, last, stream, device, kept, code, released, "
      "received_ms,"
      " size, bytes) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind_all(pack.scope, pack.head, pack.first, pack.last, pack.stream, pack.device,
                static_cast<int>(pack.kept), pack.code, pack.released, pack.received_ms, pack.size, bytes)
      .run();
}

void SqliteWork::put_audit(const AuditLine& line) {
  prepared("INSERT INTO audit(at_ms, who, what, subject) VALUES(?, ?, ?, ?)")
      .bind_all(line.at_ms, line.who, line.what, line.subject)
      .run();
}

void SqliteWork::put_files(ScopeNumber scope, const RecordKey& key, const std::set<Hash32>& files) {
  prepared("DELETE FROM file_named WHERE scope = ? AND type = ? AND id = ?")
      .bind_all(scope, key.type, key.id)
      .run();
  for (const Hash32& file : files) {
    prepared("INSERT INTO file_named(scope, type, id, file) VALUES(?, ?, ?, ?)")
        .bind_all(scope, key.type, key.id, file)
        .run();
  }
}

void SqliteWork::put_file_keeper(DeviceId device, const Hash32& file, std::uint64_t size) {
  prepared("INSERT INTO file_keeper(device, file, size) VALUES(?, ?, ?) ON CONFLICT DO NOTHING")
      .bind_all(device, file, size)
      .run();
}

Contribution SqliteWork::contribution(ScopeNumber scope, const RecordKey& key) const {
  Contribution contribution;
  Statement shares = prepared("SELECT shares FROM contribution WHERE scope = ? AND type = ? AND id = ?");
  shares.bind_all(scope, key.type, key.id);
  if (!shares.step()) return contribution;
  contribution.shares = decode_shares(shares.column<BytesView>(0));
  shares.reset();
  Statement parents =
      prepared("SELECT parent_type, parent FROM contribution_parent WHERE scope = ? AND type = ? AND id = ?");
  parents.bind_all(scope, key.type, key.id);
  while (parents.step()) {
    contribution.parents.push_back({parents.column<TypeNumber>(0), parents.column<RecordId>(1)});
  }
  std::sort(contribution.parents.begin(), contribution.parents.end());
  return contribution;
}

void SqliteWork::put_contribution(ScopeNumber scope, const RecordKey& key, const Contribution& contribution) {
  prepared("DELETE FROM contribution_parent WHERE scope = ? AND type = ? AND id = ?")
      .bind_all(scope, key.type, key.id)
      .run();
  if (contribution.empty()) {
    prepared("DELETE FROM contribution WHERE scope = ? AND type = ? AND id = ?")
        .bind_all(scope, key.type, key.id)
        .run();
    return;
  }
  prepared("INSERT OR REPLACE INTO contribution(scope, type, id, shares) VALUES(?, ?, ?, ?)")
      .bind_all(scope, key.type, key.id, encode_shares(contribution.shares))
      .run();
  for (const RecordKey& parent : contribution.parents) {
    prepared("INSERT INTO contribution_parent(scope, parent_type, parent, type, id) VALUES(?, ?, ?, ?, ?)")
        .bind_all(scope, parent.type, parent.id, key.type, key.id)
        .run();
  }
}

std::vector<RecordKey> SqliteWork::children(ScopeNumber scope, const RecordKey& parent) const {
  Statement statement =
      prepared("SELECT type, id FROM contribution_parent WHERE scope = ? AND parent_type = ? AND parent = ?");
  statement.bind_all(scope, parent.type, parent.id);
  std::vector<RecordKey> keys;
  while (statement.step()) keys.push_back({statement.column<TypeNumber>(0), statement.column<RecordId>(1)});
  return keys;
}

void SqliteWork::add_to_tally(ScopeNumber scope, const TallyCell& cell, std::int64_t amount,
                              std::int64_t contested) {
  const std::string groups = group_text(cell.groups);
  prepared(
      "INSERT INTO tally(name, scope, groups, amount, contested) VALUES(?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
      " SET amount = amount + excluded.amount, contested = contested + excluded.contested")
      .bind_all(cell.tally, scope, groups, amount, contested)
      .run();
  prepared("DELETE FROM tally WHERE name = ? AND scope = ? AND groups = ? AND amount = 0 AND contested = 0")
      .bind_all(cell.tally, scope, groups)
      .run();
}

std::int64_t SqliteWork::add_reference(ScopeNumber scope, const TallyCell& cell, std::string_view value,
                                       std::int64_t count) {
  const std::string groups = group_text(cell.groups);
  Statement add = prepared(
      "INSERT INTO tally_value(name, scope, groups, value, count) VALUES(?, ?, ?, ?, ?) ON CONFLICT DO UPDATE"
      " SET count = count + excluded.count RETURNING count");
  const std::int64_t now =
      add.bind_all(cell.tally, scope, groups, value, count).first<std::int64_t>().value();
  if (now == 0) {
    prepared("DELETE FROM tally_value WHERE name = ? AND scope = ? AND groups = ? AND value = ?")
        .bind_all(cell.tally, scope, groups, value)
        .run();
  }
  return now;
}

void SqliteWork::drop_tallies(ScopeNumber scope) {
  prepared("DELETE FROM contribution WHERE scope = ?").bind_all(scope).run();
  prepared("DELETE FROM contribution_parent WHERE scope = ?").bind_all(scope).run();
  prepared("DELETE FROM tally WHERE scope = ?").bind_all(scope).run();
  prepared("DELETE FROM tally_value WHERE scope = ?").bind_all(scope).run();
}

void SqliteWork::commit() {
  for (const auto& [number, open] : scopes_) open->flush();
  scopes_.clear();
  transaction_.commit();
}

}  // namespace mektep::server
