#pragma once
// The server's keys: files beside the store, one seed each, mode 0600. The network's own key is made at
// init, signs the server's keys and is kept elsewhere; the running server never reads it.
// Owner: the composition root. Immutable after loading; any thread.

#include "shared/base/files.h"
#include "shared/crypto/certificate.h"

namespace mektep::server {

struct ServerKeys {
  SigningKey server;    // seals the server's streams, certifies devices
  SigningKey receipts;  // signs receipts, marks and welcomes
  BoxKey box;           // what is sealed to the server
  ServerCertificate certificate;

  const PublicKey& network() const { return certificate.network; }
  DeviceId device() const { return device_id_of(certificate.server); }
};

// Draws and writes all of them; the network's key goes to `network_key_file`. Fails with
// store.already_initialised (path) when a key is there already, else as Files do.
Result<ServerKeys> make_server_keys(Files& files, const Path& directory, const Path& network_key_file,
                                    Random& random);
// Fails with store.not_initialised (path) when a file is missing, keys.damaged (path) when they do not
// belong together.
Result<ServerKeys> load_server_keys(const Files& files, const Path& directory);

}  // namespace mektep::server
