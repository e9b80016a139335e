#pragma once
// An open transaction on a server's file.

#include <set>

#include "server/store/sqlite/sqlite_reader.h"
#include "shared/store/scope_ledger.h"

namespace mektep::server {

class SqliteScopeWork final : public ScopeWork {
 public:
  SqliteScopeWork(Connection& connection, ScopeNumber scope, const std::set<DeviceId>& servers);

  const ScopeHead& head() const override { return ledger_.head(); }
  const Ledger& ledger() const override { return ledger_; }
  Applied append(BytesView bytes, const PackContent& content, std::int64_t received_ms) override;
  bool logged(const ChainHead& head) const override;
  std::vector<LoggedPack> read_after(Position cursor, std::size_t bytes_max) const override;
  const std::map<RecordKey, RecordState>& before() const override { return ledger_.before(); }
  std::optional<StreamId> own_stream() const override;
  void set_own_stream(StreamId stream) override;
  void set_backed_up(Position position) override;

  void flush();

 private:
  Connection& connection_;
  ScopeNumber scope_;
  ScopeLedger ledger_;
  bool moved_ = false;
};

class SqliteWork final : public Work {
 public:
  SqliteWork(std::shared_ptr<Connection> connection, Transaction transaction,
             const std::set<DeviceId>& servers);

  const Reader& reader() const override { return reader_; }
  ScopeWork& scope(ScopeNumber scope) override;
  void set_epoch(Epoch epoch) override;
  void set_numbers_given(const NumbersGiven& numbers) override;
  void put_school(const School& school) override;
  void put_device(const Device& device) override;
  void put_invitation(const Invitation& invitation) override;
  void remove_invitation(const Hash32& secret_hash) override;
  void put_page_token(const PageToken& token) override;
  bool take_page_token(const Hash32& secret_hash, std::int64_t now_ms) override;
  void park(const ParkedPack& pack) override;
  void unpark(ScopeNumber scope, const ChainHead& head) override;
  void hold(const HeldPack& pack) override;
  void put_audit(const AuditLine& line) override;
  void put_files(ScopeNumber scope, const RecordKey& key, const std::set<Hash32>& files) override;
  void put_file_keeper(DeviceId device, const Hash32& file, std::uint64_t size) override;
  Contribution contribution(ScopeNumber scope, const RecordKey& key) const override;
  void put_contribution(ScopeNumber scope, const RecordKey& key, const Contribution& contribution) override;
  std::vector<RecordKey> children(ScopeNumber scope, const RecordKey& parent) const override;
  void add_to_tally(ScopeNumber scope, const TallyCell& cell, std::int64_t amount,
                    std::int64_t contested) override;
  std::int64_t add_reference(ScopeNumber scope, const TallyCell& cell, std::string_view value,
                             std::int64_t count) override;
  void drop_tallies(ScopeNumber scope) override;
  void commit() override;

 private:
  Statement prepared(std::string_view sql) const { return connection_->database->prepared(sql); }

  std::shared_ptr<Connection> connection_;
  Transaction transaction_;
  const std::set<DeviceId>& servers_;
  std::map<ScopeNumber, std::unique_ptr<SqliteScopeWork>> scopes_;
  SqliteReader reader_;
};

}  // namespace mektep::server
