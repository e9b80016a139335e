#include "server/store/sqlite/backup_file.h"

#include "server/store/sqlite/server_tables.h"
#include "shared/sqlite/failure.h"

namespace mektep::server {
namespace {

// "Mekb": no program takes a backup for a store, so nobody serves one without restoring it.
constexpr std::int32_t backup_application_id = 0x4d656b62;

Error not_written(const Path& file) { return refused("backup.not_written").with("path", file.string()); }

// Half a backup is worse than none: nobody shall trust it.
void remove_begun(const Path& file) {
  std::error_code ignored;
  std::filesystem::remove(file, ignored);
  std::filesystem::remove(Path(file) += "-journal", ignored);
}

// Before the keys go in.
bool hide(const Path& file) {
  std::error_code failed;
  std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write, failed);
  return !failed;
}

}  // namespace

Status BackupFile::write(SqliteStore& store, const Path& file, const NextBeside& beside) {
  const auto copied = store.copy_to(file);
  if (!copied && copied.error().code == "store.copy_exists") {
    return refused("backup.exists").with("path", file.string());
  }
  if (copied && hide(file) && put_beside(file, backup_application_id, beside)) return done;
  remove_begun(file);
  return not_written(file);
}

Result<std::unique_ptr<BackupFile>> BackupFile::open(const Path& file) try {
  const Error not_one = refused("backup.not_one").with("path", file.string());
  Database::Options options;
  options.location = file.string();
  options.read_only = true;
  auto database = Database::open(std::move(options));
  if (!database && database.error().code == "store.missing") {
    return refused("backup.missing").with("path", file.string());
  }
  if (!database || (*database)->application_id() != backup_application_id) return not_one;
  std::unique_ptr<BackupFile> opened(new BackupFile);
  opened->file_ = file;
  opened->connection_ = std::make_shared<Connection>(std::move(*database));
  if (!opened->connection_->tables.use(Schema())) return not_one;
  opened->reader_ = std::make_unique<SqliteReader>(opened->connection_);
  return Result<std::unique_ptr<BackupFile>>(std::move(opened));
} catch (const DatabaseBroken&) {
  return refused("backup.not_one").with("path", file.string());  // cut short
}

std::vector<std::string> BackupFile::names() const {
  std::vector<std::string> names;
  auto rows = connection_->database->prepared("SELECT name FROM beside ORDER BY name");
  while (rows.step()) names.push_back(rows.column<std::string>(0));
  return names;
}

std::optional<Bytes> BackupFile::content(const std::string& name) const {
  return connection_->database->prepared("SELECT content FROM beside WHERE name = ?").bind_all(name).first<Bytes>();
}

Status BackupFile::copy_store(const Path& directory) const {
  const Path store = SqliteStore::file_in(directory);
  if (!copy_database(*connection_->database, store)) return not_written(store);
  if (!take_beside_away(store, server_application_id)) return not_written(store);
  return done;
}

}  // namespace mektep::server
