#pragma once
// A backup of a server in one file: a copy of its store as it stood at one moment, with the files of the
// folder (keys, certificates, attached files) in the table `beside`. Any SQLite tool opens it to read.
// It holds secrets: whoever has it can act as the server. One thread at a time.

#include <memory>

#include "server/store/sqlite/sqlite_store.h"
#include "shared/base/files.h"
#include "shared/sqlite/copy.h"

namespace mektep::server {

class BackupFile {
 public:
  // While others read and write the store. `beside` is asked for one file after the other. Until it returned
  // done there is no backup: what was begun is removed. Fails with backup.exists (path),
  // backup.not_written (path).
  static Status write(SqliteStore& store, const Path& file, const NextBeside& beside);
  // Fails with backup.missing (path), backup.not_one (path): another file, or one that was cut short.
  static Result<std::unique_ptr<BackupFile>> open(const Path& file);

  // Every page, index and cell. Fails with store.damaged (path, detail).
  Status check_integrity() { return connection_->database->check_integrity(); }
  const Reader& reader() const { return *reader_; }
  // Typed tables for what the reader reads. Fails with store.schema_behind.
  Status use(const Schema& schema) { return connection_->tables.use(schema); }
  std::vector<std::string> names() const;
  std::optional<Bytes> content(const std::string& name) const;

  // The store alone, as the file of a server's folder that has none. Fails with backup.not_written (path).
  Status copy_store(const Path& directory) const;

 private:
  BackupFile() = default;

  Path file_;
  std::shared_ptr<Connection> connection_;
  std::unique_ptr<Reader> reader_;
};

}  // namespace mektep::server
