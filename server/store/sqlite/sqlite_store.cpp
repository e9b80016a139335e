#include "server/store/sqlite/sqlite_store.h"

#include "server/store/sqlite/server_tables.h"
#include "server/store/sqlite/sqlite_work.h"
#include "shared/sqlite/copy.h"

namespace mektep::server {
namespace {

constexpr char file_name[] = "mektep.db";
constexpr char lock_name[] = "serving.lock";

// An encoded folder name, since a memory database is named by a URI.
std::string memory_location(const std::filesystem::path& name) {
  return "file:/" + to_hex(view_of(name.string())) + "?vfs=memdb";
}

}  // namespace

std::string SqliteStore::location() const {
  return is_memory_database() ? memory_location(options_.directory) : file_in(options_.directory).string();
}

Result<std::unique_ptr<Database>> SqliteStore::connect(bool create, bool writes) {
  Database::Options options;
  options.location = location();
  options.create = create;
  if (options_.in_memory) options.commit_lock = std::make_unique<NoCommitLock>();
  if (is_memory_database()) {
    options.journal = Database::Journal::memory;
  } else {
    options.vfs = options_.vfs;
    options.read_only = !writes;
  }
  if (writes) options.fault_point = options_.fault_point;
  return Database::open(std::move(options));
}

Status SqliteStore::set_up(bool create) {
  if (options_.serves && !options_.in_memory) {
    auto lock = FileLock::open(options_.directory / lock_name);
    if (!lock) return lock.error();
    if (!(*lock)->acquire(std::chrono::milliseconds(0))) {
      return refused("store.in_use").with("path", options_.directory.string());
    }
    serving_ = std::move(*lock);
  }
  Result<std::unique_ptr<Database>> database = connect(create, /*writes=*/true);
  if (!database) return database.error();
  if (const Status migrated = migrate(**database, server_application_id, server_migrations()); !migrated) {
    return migrated;
  }
  connection_ = std::make_shared<Connection>(std::move(*database));
  // The program's own types; the network's come with `use`.
  return connection_->tables.use(Schema());
}

Epoch SqliteStore::epoch() const { return SqliteReader(connection_).epoch(); }

Result<std::unique_ptr<SqliteStore>> SqliteStore::create(SqliteStoreOptions options, Epoch epoch) {
  std::unique_ptr<SqliteStore> store(new SqliteStore(std::move(options)));
  if (const Status ready = store->set_up(/*create=*/true); !ready) return ready.error();
  if (store->epoch() != Epoch{}) return refused("store.already_initialised").with("path", store->location());
  Result<std::unique_ptr<Work>> work = store->begin();
  if (!work) return work.error();
  (*work)->set_epoch(epoch);
  (*work)->commit();
  return store;
}

Result<std::unique_ptr<SqliteStore>> SqliteStore::open(SqliteStoreOptions options) {
  std::unique_ptr<SqliteStore> store(new SqliteStore(std::move(options)));
  const bool there = store->options_.in_memory || std::filesystem::exists(store->location());
  if (!there) return refused("store.not_initialised").with("path", store->options_.directory.string());
  if (const Status ready = store->set_up(/*create=*/false); !ready) return ready.error();
  // A folder whose init was cut short has tables without an epoch.
  if (store->epoch() == Epoch{}) {
    return refused("store.not_initialised").with("path", store->options_.directory.string());
  }
  return store;
}

Result<std::unique_ptr<Reader>> SqliteStore::reader() {
  Result<std::unique_ptr<Database>> database = connect(/*create=*/false, /*writes=*/false);
  if (!database) return database.error();
  auto connection = std::make_shared<Connection>(std::move(*database));
  if (const Status used = connection->tables.use(schema()); !used) return used.error();
  return std::unique_ptr<Reader>(std::make_unique<SqliteReader>(std::move(connection)));
}

Result<std::unique_ptr<Work>> SqliteStore::begin() {
  Result<Transaction> transaction = Transaction::begin(*connection_->database);
  if (!transaction) return transaction.error();
  return std::unique_ptr<Work>(
      std::make_unique<SqliteWork>(connection_, std::move(*transaction), options_.servers));
}

Status SqliteStore::use(const Schema& schema) { return connection_->tables.use(schema); }

std::filesystem::path SqliteStore::file_in(const std::filesystem::path& directory) { return directory / file_name; }

Status SqliteStore::copy_to(const std::filesystem::path& file) { return copy_database(*connection_->database, file); }

Status SqliteStore::checkpoint() {
  const auto folded = mektep::checkpoint(*connection_->database);
  if (!folded) return folded.error();
  return done;
}

}  // namespace mektep::server
