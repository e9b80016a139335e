#include "server/store/sqlite/sqlite_reader.h"

#include "server/store/sqlite/server_tables.h"
#include "shared/store/snapshot_tables.h"
#include "shared/store/stored_ledger.h"

namespace mektep::server {
namespace {

constexpr std::string_view device_columns =
    "SELECT number, id, signing, box, tls_key_hash, name, school, role, revoked, enrolled_ms, seen_ms,"
    " unsent_changes, program FROM device ";

Device device_from(const Statement& row) {
  Device device;
  device.number = row.column<std::uint32_t>(0);
  device.id = row.column<DeviceId>(1);
  device.signing = row.column<PublicKey>(2);
  device.box = row.column<PublicKey>(3);
  device.tls_key_hash = row.column<FixedBytes<32>>(4);
  device.name = row.column<std::string>(5);
  device.school = row.column<SchoolNumber>(6);
  device.role = row.column<std::string>(7);
  device.revoked = row.column<bool>(8);
  device.enrolled_ms = row.column<std::int64_t>(9);
  device.seen_ms = row.column<std::int64_t>(10);
  device.unsent_changes = row.column<std::uint32_t>(11);
  device.program = row.column<std::uint32_t>(12);
  return device;
}

constexpr std::string_view held_columns =
    "SELECT scope, head, first, last, stream, device, kept, code, released, received_ms, size FROM held ";

HeldPack held_from(const Statement& row) {
  HeldPack held;
  held.scope = row.column<ScopeNumber>(0);
  held.head = row.column<ChainHead>(1);
  held.first = row.column<Sequence>(2);
  held.last = row.column<Sequence>(3);
  held.stream = row.column<StreamId>(4);
  held.device = row.column<DeviceId>(5);
  held.kept = static_cast<Kept>(row.column<std::uint8_t>(6));
  held.code = row.column<std::string>(7);
  held.released = row.column<bool>(8);
  held.received_ms = row.column<std::int64_t>(9);
  held.size = row.column<std::uint32_t>(10);
  return held;
}

TallyRow tally_from(const Statement& row) {
  return {row.column<ScopeNumber>(0),
          {row.column<std::string>(1), groups_from(row.column<std::string_view>(2))},
          row.column<std::int64_t>(3),
          row.column<std::int64_t>(4)};
}

template <class Make>
auto all(Statement& statement, const Make& make) {
  std::vector<decltype(make(statement))> rows;
  while (statement.step()) rows.push_back(make(statement));
  return rows;
}

template <class Make>
auto one(Statement& statement, const Make& make) -> std::optional<decltype(make(statement))> {
  if (!statement.step()) return std::nullopt;
  auto row = make(statement);
  statement.reset();
  return row;
}

std::string operator+(std::string_view left, const char* right) { return std::string(left) + right; }

School school_from(const Statement& row) { return {row.column<SchoolNumber>(0), row.column<std::string>(1)}; }

}  // namespace

SqliteReader::SqliteReader(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {}

void SqliteReader::together(const std::function<void()>& reads) const {
  if (connection_->database->in_transaction()) {
    reads();
    return;
  }
  const ReadTransaction moment(*connection_->database);
  reads();
}

Epoch SqliteReader::epoch() const {
  return prepared("SELECT value FROM setting WHERE name = 'epoch'").first<Epoch>().value_or(Epoch{});
}

std::vector<ScopeNumber> SqliteReader::scopes() const { return PackLog(*connection_->database).scopes(); }

std::optional<ScopeHead> SqliteReader::head(ScopeNumber scope) const {
  return PackLog(*connection_->database).head(scope);
}

std::vector<LoggedPack> SqliteReader::read_after(ScopeNumber scope, Position cursor,
                                                 std::size_t bytes_max) const {
  return PackLog(*connection_->database).read_after(scope, cursor, bytes_max);
}

std::optional<Position> SqliteReader::position_of(ScopeNumber scope, const ChainHead& head) const {
  return PackLog(*connection_->database).position_of(scope, head);
}

std::optional<Hash16> SqliteReader::digest_at(ScopeNumber scope, Position position) const {
  return PackLog(*connection_->database).digest_at(scope, position);
}

std::optional<StreamHead> SqliteReader::stream(ScopeNumber scope, StreamId stream) const {
  Database& database = *connection_->database;
  const std::set<DeviceId> no_servers;
  return StoredLedger(database, connection_->tables, no_servers, scope, row_of(database, scope))
      .stream(stream);
}

RecordState SqliteReader::record(ScopeNumber scope, const RecordKey& key) const {
  return connection_->tables.read(scope, key).base;
}

std::vector<RecordKey> SqliteReader::keys(ScopeNumber scope, std::optional<RecordKey> after,
                                          std::size_t count_max) const {
  return connection_->tables.keys(scope, after, count_max);
}

std::vector<RecordKey> SqliteReader::keys_in(ScopeNumber scope, const IdSpan& span) const {
  return connection_->tables.keys_in(scope, span);
}

std::optional<Snapshot> SqliteReader::snapshot(ScopeNumber scope) const {
  return read_snapshot(*connection_->database, connection_->tables, scope, epoch());
}

std::vector<School> SqliteReader::schools() const {
  Statement statement = prepared("SELECT number, code FROM school_number ORDER BY number");
  return all(statement, school_from);
}

std::optional<School> SqliteReader::school(std::string_view code) const {
  Statement statement = prepared("SELECT number, code FROM school_number WHERE code = ?");
  statement.bind_all(code);
  return one(statement, school_from);
}

std::optional<School> SqliteReader::school(SchoolNumber number) const {
  Statement statement = prepared("SELECT number, code FROM school_number WHERE number = ?");
  statement.bind_all(number);
  return one(statement, school_from);
}

std::vector<Device> SqliteReader::devices() const {
  Statement statement = prepared(device_columns + "ORDER BY number");
  return all(statement, device_from);
}

std::optional<Device> SqliteReader::device(DeviceId id) const {
  Statement statement = prepared(device_columns + "WHERE id = ?");
  statement.bind_all(id);
  return one(statement, device_from);
}

std::optional<Invitation> SqliteReader::invitation(const Hash32& secret_hash) const {
  Statement statement = prepared(
      "SELECT school, role, people, expires_ms, tries, used_by FROM invitation WHERE secret_hash = ?");
  statement.bind_all(secret_hash);
  return one(statement, [&](const Statement& row) {
    return Invitation{secret_hash,
                      row.column<SchoolNumber>(0),
                      row.column<std::string>(1),
                      decode_people(row.column<BytesView>(2)),
                      row.column<std::int64_t>(3),
                      row.column<std::uint32_t>(4),
                      row.column<DeviceId>(5)};
  });
}

std::vector<HeldPack> SqliteReader::held(std::optional<ScopeNumber> scope) const {
  Statement statement = prepared(held_columns + "WHERE ?1 IS NULL OR scope = ?1 ORDER BY scope, head, first");
  statement.bind_all(scope);
  return all(statement, held_from);
}

std::optional<HeldPack> SqliteReader::kept(ScopeNumber scope, const ChainHead& head) const {
  Statement statement = prepared(held_columns + "WHERE scope = ? AND head = ? AND bytes IS NOT NULL LIMIT 1");
  statement.bind_all(scope, head);
  std::optional<HeldPack> held = one(statement, held_from);
  if (!held) return held;
  Statement payload =
      prepared("SELECT bytes FROM held WHERE scope = ? AND head = ? AND bytes IS NOT NULL LIMIT 1");
  held->bytes = payload.bind_all(scope, head).first<Bytes>().value_or(Bytes{});
  return held;
}

std::vector<ParkedPack> SqliteReader::parked(ScopeNumber scope) const {
  Statement statement =
      prepared("SELECT head, device, received_ms, bytes FROM parked WHERE scope = ? ORDER BY number");
  statement.bind_all(scope);
  return all(statement, [scope](const Statement& row) {
    return ParkedPack{scope, row.column<ChainHead>(0), row.column<DeviceId>(1), row.column<std::int64_t>(2),
                      row.column<Bytes>(3)};
  });
}

std::size_t SqliteReader::parked_bytes(DeviceId from) const {
  Statement statement = prepared("SELECT coalesce(sum(length(bytes)), 0) FROM parked WHERE device = ?");
  return statement.bind_all(from).first<std::size_t>().value_or(0);
}

bool SqliteReader::names_file(ScopeNumber scope, const Hash32& file) const {
  Statement statement = prepared("SELECT 1 FROM file_named WHERE file = ? AND scope = ?");
  return statement.bind_all(file, scope).first<int>().has_value();
}

bool SqliteReader::keeps_file(DeviceId device, const Hash32& file) const {
  Statement statement = prepared("SELECT 1 FROM file_keeper WHERE device = ? AND file = ?");
  return statement.bind_all(device, file).first<int>().has_value();
}

std::uint64_t SqliteReader::file_bytes(DeviceId device) const {
  Statement statement = prepared("SELECT coalesce(sum(size), 0) FROM file_keeper WHERE device = ?");
  return statement.bind_all(device).first<std::uint64_t>().value_or(0);
}

NumbersGiven SqliteReader::numbers_given() const {
  const auto number = [this](const char* name) {
    return prepared("SELECT value FROM setting WHERE name = ?").bind_all(name).first<std::uint32_t>().value_or(0);
  };
  return {number("school_numbers_given"), number("device_numbers_given")};
}

std::vector<AuditLine> SqliteReader::audit(std::size_t count_max) const {
  Statement statement = prepared("SELECT at_ms, who, what, subject FROM audit ORDER BY number DESC LIMIT ?");
  statement.bind_all(count_max);
  return all(statement, [](const Statement& row) {
    return AuditLine{row.column<std::int64_t>(0), row.column<std::string>(1), row.column<std::string>(2),
                     row.column<std::string>(3)};
  });
}

std::vector<TallyRow> SqliteReader::tally(std::string_view name) const {
  Statement statement = prepared(
      "SELECT scope, name, groups, amount, contested FROM tally WHERE name = ? ORDER BY scope, groups");
  statement.bind_all(name);
  return all(statement, tally_from);
}

std::vector<TallyRow> SqliteReader::tallies(ScopeNumber scope) const {
  Statement statement = prepared(
      "SELECT scope, name, groups, amount, contested FROM tally WHERE scope = ? ORDER BY name, groups");
  statement.bind_all(scope);
  return all(statement, tally_from);
}

}  // namespace mektep::server
