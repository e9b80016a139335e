#pragma once
// Reads a server's file: over a connection of its own, or over the writer's inside a Work.

#include "server/store/store.h"
#include "shared/sqlite/transaction.h"
#include "shared/store/record_tables.h"

namespace mektep::server {

// One connection with its record tables.
struct Connection {
  explicit Connection(std::unique_ptr<Database> opened)
      : database(std::move(opened)), tables(*database, /*pending=*/false) {}
  std::unique_ptr<Database> database;
  RecordTables tables;
};

class SqliteReader final : public Reader {
 public:
  explicit SqliteReader(std::shared_ptr<Connection> connection);

  void together(const std::function<void()>& reads) const override;
  Epoch epoch() const override;
  std::vector<ScopeNumber> scopes() const override;
  std::optional<ScopeHead> head(ScopeNumber scope) const override;
  std::vector<LoggedPack> read_after(ScopeNumber scope, Position cursor,
                                     std::size_t bytes_max) const override;
  std::optional<Position> position_of(ScopeNumber scope, const ChainHead& head) const override;
  std::optional<Hash16> digest_at(ScopeNumber scope, Position position) const override;
  std::optional<StreamHead> stream(ScopeNumber scope, StreamId stream) const override;
  RecordState record(ScopeNumber scope, const RecordKey& key) const override;
  std::vector<RecordKey> keys(ScopeNumber scope, std::optional<RecordKey> after,
                              std::size_t count_max) const override;
  std::vector<RecordKey> keys_in(ScopeNumber scope, const IdSpan& span) const override;
  std::optional<Snapshot> snapshot(ScopeNumber scope) const override;
  std::vector<School> schools() const override;
  std::optional<School> school(std::string_view code) const override;
  std::optional<School> school(SchoolNumber number) const override;
  std::vector<Device> devices() const override;
  std::optional<Device> device(DeviceId id) const override;
  std::optional<Invitation> invitation(const Hash32& secret_hash) const override;
  std::vector<HeldPack> held(std::optional<ScopeNumber> scope) const override;
  std::optional<HeldPack> kept(ScopeNumber scope, const ChainHead& head) const override;
  std::vector<ParkedPack> parked(ScopeNumber scope) const override;
  std::size_t parked_bytes(DeviceId from) const override;
  NumbersGiven numbers_given() const override;
  std::vector<AuditLine> audit(std::size_t count_max) const override;
  bool names_file(ScopeNumber scope, const Hash32& file) const override;
  bool keeps_file(DeviceId device, const Hash32& file) const override;
  std::uint64_t file_bytes(DeviceId device) const override;
  std::vector<TallyRow> tally(std::string_view name) const override;
  std::vector<TallyRow> tallies(ScopeNumber scope) const override;

 private:
  Statement prepared(std::string_view sql) const { return connection_->database->prepared(sql); }

  std::shared_ptr<Connection> connection_;
};

}  // namespace mektep::server
