#include "server/app/folder.h"

#include "server/access/access.h"
#include "server/app/schema_records.h"
#include "server/store/cards.h"
#include "server/store/file_names.h"
#include "server/store/returning.h"
#include "server/tally/answers.h"
#include "server/tally/tallies.h"

namespace mektep::server {
namespace {

constexpr char tls_certificate_file[] = "tls.certificate.pem";
constexpr char tls_key_file[] = "tls.key.pem";
constexpr std::size_t pem_bytes_max = 64 * 1024;
// Devices know the key and pass over dates; browsers get a warning either way.
constexpr std::chrono::hours certificate_valid_for{24 * 365 * 20};

SqliteStoreOptions options_for(const Path& directory, const ServerKeys& keys, bool serves) {
  SqliteStoreOptions options;
  options.directory = directory;
  options.servers = {keys.device()};
  options.serves = serves;
  return options;
}

Judge judge_of(const Store& store) {
  return [&store](const Ledger& ledger, const PackContent& pack) {
    return why_not_written(store.schema(), ledger.record(card_key(pack.device)), pack);
  };
}

Result<net::Pin> make_tls(const Surroundings& place, const FolderOrder& order) {
  const auto credentials = net::make_credentials(order.host, place.clock.wall(), certificate_valid_for);
  const auto key = place.files.write(order.directory / tls_key_file, view_of(credentials.key_pem));
  if (!key) return key.error();
  const auto certificate =
      place.files.write(order.directory / tls_certificate_file, view_of(credentials.certificate_pem));
  if (!certificate) return certificate.error();
  return net::pin_of_certificate(credentials.certificate_pem);
}

Status make_store(const Surroundings& place, const FolderOrder& order, const ServerKeys& keys) {
  auto store = SqliteStore::create(options_for(order.directory, keys, false), Epoch{place.random.u64() | 1U});
  if (!store) return store.error();
  if (auto used = (*store)->use(order.schema); !used) return used;
  const ServerParts parts{**store, keys, place.clock, place.random, judge_of(**store), {}};
  auto integration = Integration::begin(parts);
  if (!integration) return integration.error();
  if (auto written = write_schema(**integration, order.schema); !written) return written.error();
  (*integration)->commit();
  return (*store)->checkpoint();
}

// People know the folder, not its files.
Error about_folder(const Error& error, const Path& directory) {
  if (error.code == "store.in_use") return refused("store.held_by_other").with("path", directory.string());
  if (error.code == "store.not_initialised") return refused(error.code).with("path", directory.string());
  return error;
}

// A server is there already, or only the key of a network: what a person does about it differs.
Error why_not_made(const Error& error, const FolderOrder& order) {
  if (error.code != "store.already_initialised") return error;
  if (error.argument("path") == order.network_key.string()) {
    return refused("init.network_key_exists").with("path", order.network_key.string());
  }
  return refused(error.code).with("path", order.directory.string());
}

}  // namespace

Result<FolderMade> make_folder(const Surroundings& place, const FolderOrder& order) {
  const auto keys = make_server_keys(place.files, order.directory, order.network_key, place.random);
  if (!keys) return why_not_made(keys.error(), order);
  const auto pin = make_tls(place, order);
  if (!pin) return pin.error();
  if (auto made = make_store(place, order, *keys); !made) return made.error();
  return FolderMade{keys->network(), *pin};
}

ServerFolder::ServerFolder(const Surroundings& place, Path directory, ServerKeys keys,
                           std::unique_ptr<SqliteStore> store)
    : place_(place), directory_(std::move(directory)), keys_(std::move(keys)), store_(std::move(store)) {
  // In this order: the answers read what the tallies count.
  derivations_.push_back(std::make_unique<FileNames>());
  derivations_.push_back(std::make_unique<Returning>());
  derivations_.push_back(std::make_unique<Tallies>());
  derivations_.push_back(std::make_unique<Answers>());
  parts_ = std::make_unique<ServerParts>(
      ServerParts{*store_, keys_, place_.clock, place_.random, judge_of(*store_), {}});
  for (const auto& derivation : derivations_) parts_->derivations.push_back(derivation.get());
}

Result<std::unique_ptr<ServerFolder>> ServerFolder::open(const Surroundings& place, const Path& directory, Use use) {
  auto keys = load_server_keys(place.files, directory);
  if (!keys) return about_folder(keys.error(), directory);
  auto store = SqliteStore::open(options_for(directory, *keys, use == Use::serve));
  if (!store) return about_folder(store.error(), directory);
  const auto reader = (*store)->reader();
  if (!reader) return reader.error();
  if (auto used = (*store)->use(read_schema(**reader, place.log)); !used) return used.error();
  return std::unique_ptr<ServerFolder>(new ServerFolder(place, directory, std::move(*keys), std::move(*store)));
}

Result<net::Credentials> ServerFolder::credentials() const {
  const auto certificate = place_.files.read(directory_ / tls_certificate_file, pem_bytes_max);
  if (!certificate) return certificate.error();
  const auto key = place_.files.read(directory_ / tls_key_file, pem_bytes_max);
  if (!key) return key.error();
  return net::Credentials{std::string(text_of(*certificate)), std::string(text_of(*key))};
}

Result<net::Pin> ServerFolder::pin() const {
  const auto own = credentials();
  if (!own) return own.error();
  return net::pin_of_certificate(own->certificate_pem);
}

}  // namespace mektep::server
