#pragma once
// A server's store in one SQLite file, under the rules of shared/sqlite: committed means synced.
// Owner: the composition root. Several processes may write in turn; one serves.

#include <filesystem>
#include <set>

#include "server/store/sqlite/sqlite_reader.h"
#include "shared/base/random.h"

namespace mektep::server {

struct SqliteStoreOptions {
  std::filesystem::path directory;  // the data folder; in memory: a name
  // For tests and the simulator: lives as long as the store, or lies in what `vfs` keeps. No lock between
  // processes.
  bool in_memory = false;
  std::string vfs;                  // empty: the system's
  std::set<DeviceId> servers;       // device ids whose packs are the server's own
  bool serves = false;              // holds the folder against another process that serves
  FaultPoint fault_point;           // of the writing connection (shared/sqlite/database.h)
};

class SqliteStore final : public Store {
 public:
  // Makes the file in a folder that exists, with a first epoch. Fails with store.already_initialised (path),
  // and as Database::open and migrate do.
  static Result<std::unique_ptr<SqliteStore>> create(SqliteStoreOptions options, Epoch epoch);
  // Fails with store.not_initialised (path), store.in_use (path), store.newer_format (found, known) and as
  // Database::open and migrate do.
  static Result<std::unique_ptr<SqliteStore>> open(SqliteStoreOptions options);

  Result<std::unique_ptr<Reader>> reader() override;
  Result<std::unique_ptr<Work>> begin() override;
  Status use(const Schema& schema) override;
  const Schema& schema() const override { return connection_->tables.schema(); }

  // The store's file in a server's folder.
  static std::filesystem::path file_in(const std::filesystem::path& directory);
  // What is committed, in a file of its own, while others read and write. Fails as copy_database does.
  Status copy_to(const std::filesystem::path& file);

  // Folds the write-ahead log into the file: idle moments and the end of the program.
  Status checkpoint();

 private:
  explicit SqliteStore(SqliteStoreOptions options) : options_(std::move(options)) {}
  Result<std::unique_ptr<Database>> connect(bool create, bool writes);
  Status set_up(bool create);
  Epoch epoch() const;
  std::string location() const;
  bool is_memory_database() const { return options_.in_memory && options_.vfs.empty(); }

  SqliteStoreOptions options_;
  std::unique_ptr<CommitLock> serving_;
  std::shared_ptr<Connection> connection_;
};

}  // namespace mektep::server
