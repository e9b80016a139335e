#include "client/replica/ground.h"

#include "client/replica/schema_records.h"
#include "shared/model/builtin.h"

namespace mektep::client {
namespace {

constexpr bool with_pending = true;
constexpr std::int64_t no_stamp = -1;

Error as_replica_error(const Error& error, const Path& directory) {
  const auto named = [&](std::string code) {
    return refused(std::move(code)).with("path", directory.string());
  };
  if (error.code == "store.newer_format") {
    return named("replica.newer_format")
        .with("found", std::string(error.argument("found")))
        .with("known", std::string(error.argument("known")));
  }
  if (error.code == "store.read_only" || error.code == "store.cannot_open" || error.code == "file.denied") {
    return named("replica.not_writable");
  }
  if (error.code == "store.foreign_file" || error.code == "store.not_a_database")
    return named("replica.foreign_file");
  if (error.code == "store.busy") return named("replica.busy");
  return error;
}

Database::Options database_options(ReplicaOptions& options) {
  Database::Options chosen;
  chosen.location = (options.directory / "replica.db").string();
  chosen.vfs = options.vfs;
  chosen.create = true;
  chosen.fault_point = std::move(options.fault_point);
  if (options.in_memory) chosen.commit_lock = std::make_unique<NoCommitLock>();
  if (options.in_memory && options.vfs.empty()) {
    chosen.location = "file:/" + options.directory.filename().string() + "?vfs=memdb";
    chosen.journal = Database::Journal::memory;
  }
  return chosen;
}

}  // namespace

Turn::~Turn() {
  if (ground_ != nullptr) ground_->forget();
}

void Turn::commit() {
  transaction_.commit();
  ground_ = nullptr;
}

Ground::Ground(const Environment& environment, const ReplicaOptions& options)
    : environment_(environment), identity_file_(environment.files, environment.random, options.directory) {}

Result<std::unique_ptr<Ground>> Ground::open(const Environment& environment, ReplicaOptions options) {
  const Path directory = options.directory;
  std::unique_ptr<Ground> ground(new Ground(environment, options));
  if (auto made = environment.files.make_directory(directory); !made)
    return as_replica_error(made.error(), directory);
  if (auto loaded = ground->identity_file_.load(); !loaded)
    return as_replica_error(loaded.error(), directory);
  auto database = Database::open(database_options(options));
  if (!database) return as_replica_error(database.error(), directory);
  ground->database_ = std::move(*database);
  if (auto brought = bring_layout(*ground->database_); !brought)
    return as_replica_error(brought.error(), directory);
  ground->tables_ = std::make_unique<RecordTables>(*ground->database_, with_pending);
  ground->raw_ = std::make_unique<RawPacks>(*ground->database_);
  ground->log_ = std::make_unique<PackLog>(*ground->database_);
  if (auto used = ground->use_current_schema(); !used) return as_replica_error(used.error(), directory);
  return ground;
}

const std::set<DeviceId>& Ground::servers() {
  if (servers_.empty()) {
    if (const auto& identity = identity_file_.identity())
      servers_.insert(device_id_of(identity->server.server));
  }
  return servers_;
}

DeviceId Ground::device() const {
  const Keys* keys = identity_file_.keys();
  return keys == nullptr ? DeviceId{0} : device_id_of(keys->signing.public_key());
}

Epoch Ground::epoch() { return Epoch{static_cast<std::uint64_t>(read_setting(*database_, setting::epoch))}; }

// The records of the schema lie in built-in tables, which have to be in use before the rest can be read.
Status Ground::use_current_schema() {
  for (int attempt = 0; attempt < 3; ++attempt) {
    const auto stamp = read_setting(*database_, setting::schema_stamp);
    // Until all of it is in use none of it is: what fails half-way, on a full disk, is begun anew.
    schema_stamp_ = no_stamp;
    if (auto used = tables_->use(Schema()); !used) return used;
    if (auto used = tables_->use(schema_of_records(*tables_, environment_.log)); !used) return used;
    schema_stamp_ = stamp;
    forget();
    if (schema_is_current()) return done;
  }
  return refused("store.busy").with("path", database_->location());
}

bool Ground::schema_is_current() {
  return tables_->is_current() && read_setting(*database_, setting::schema_stamp) == schema_stamp_;
}

void Ground::notice_others() {
  const auto version = database_->prepared("PRAGMA data_version").first<std::int64_t>().value_or(0);
  if (version == data_version_) return;
  data_version_ = version;
  forget();
}

Result<Turn> Ground::begin() {
  for (int attempt = 0; attempt < 3; ++attempt) {
    auto transaction = Transaction::begin(*database_);
    if (!transaction) return as_replica_error(transaction.error(), Path(database_->location()));
    notice_others();
    if (schema_is_current()) return Turn(*this, std::move(*transaction));
    {
      const Transaction left = std::move(*transaction);  // rolled back: bringing tables has its own
    }
    if (auto used = use_current_schema(); !used) return used.error();
  }
  return refused("replica.busy").with("path", database_->location());
}

void Ground::renew() {
  notice_others();
  if (!schema_is_current()) {
    // What cannot be brought now is shown as it was; the next write says why.
    if (const auto used = use_current_schema(); !used) {
      environment_.log.line("replica.schema_not_used", {{"error", describe(used.error())}});
    }
  }
  if (!identity_file_.identity()) {
    if (const auto loaded = identity_file_.load(); !loaded) {
      environment_.log.line("replica.identity_not_read", {{"error", describe(loaded.error())}});
    }
  }
}

}  // namespace mektep::client
