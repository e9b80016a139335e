#pragma once
// The server's folder: keys, store and TLS key as files, made once by init, opened by every other verb.
// Made by the composition root; what it was made with outlives it.

#include <memory>

#include "server/store/integration.h"
#include "server/store/sqlite/sqlite_store.h"
#include "shared/base/log.h"
#include "shared/net/tls.h"

namespace mektep::server {

// The machine, as the composition root hands it out.
struct Surroundings {
  Files& files;
  const Clock& clock;
  Random& random;
  Log& log;
};

// What init asks for.
struct FolderOrder {
  Path directory;
  Path network_key;  // where the network's key goes: beside the folder, not into it
  std::string host;  // the name in the TLS certificate
  Schema schema;
};

struct FolderMade {
  PublicKey network{};
  net::Pin pin{};
};

// Fails with store.already_initialised (path), file.* (path), and as the store does.
Result<FolderMade> make_folder(const Surroundings& place, const FolderOrder& order);

class ServerFolder {
 public:
  enum class Use { command, serve };
  // `serve` holds the folder against another server. Fails with store.not_initialised, store.held_by_other
  // (path), keys.damaged, and as the store does.
  static Result<std::unique_ptr<ServerFolder>> open(const Surroundings& place, const Path& directory, Use use);

  const Path& directory() const { return directory_; }
  const ServerKeys& keys() const { return keys_; }
  // What every transaction stands on; valid as long as the folder.
  const ServerParts& parts() const { return *parts_; }
  SqliteStore& store() { return *store_; }
  // Fails with file.* (path).
  Result<net::Credentials> credentials() const;
  Result<net::Pin> pin() const;

 private:
  ServerFolder(const Surroundings& place, Path directory, ServerKeys keys, std::unique_ptr<SqliteStore> store);

  const Surroundings place_;
  Path directory_;
  ServerKeys keys_;
  std::unique_ptr<SqliteStore> store_;
  std::vector<std::unique_ptr<Derivation>> derivations_;
  std::unique_ptr<ServerParts> parts_;
};

}  // namespace mektep::server
