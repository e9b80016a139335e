#include "server/store/server_keys.h"

namespace mektep::server {
namespace {

constexpr std::size_t seed_bytes = 32;
constexpr std::size_t certificate_bytes_max = 512;

constexpr char server_file[] = "server.key";
constexpr char receipts_file[] = "receipts.key";
constexpr char box_file[] = "box.key";
constexpr char certificate_file[] = "server.certificate";

Error damaged(const Path& path) { return refused("keys.damaged").with("path", path.string()); }

// The seed leaves memory as soon as the file holds it.
Status write_seed(Files& files, const Path& path, Bytes seed) {
  const Status written = files.write(path, seed);
  wipe(seed);
  return written;
}

template <class Key>
Result<Key> read_key(const Files& files, const Path& path) {
  if (!files.exists(path)) return refused("store.not_initialised").with("path", path.string());
  Result<Bytes> seed = files.read(path, seed_bytes);
  if (!seed) return seed.error();
  Result<Key> key = Key::from_seed(*seed);
  wipe(*seed);
  if (!key) return damaged(path);
  return key;
}

Status write_seeds(Files& files, const Path& directory, const ServerKeys& keys) {
  if (const Status made = files.make_directory(directory); !made) return made;
  const Status server = write_seed(files, directory / server_file, keys.server.seed());
  if (!server) return server;
  const Status receipts = write_seed(files, directory / receipts_file, keys.receipts.seed());
  if (!receipts) return receipts;
  return write_seed(files, directory / box_file, keys.box.seed());
}

}  // namespace

Result<ServerKeys> make_server_keys(Files& files, const Path& directory, const Path& network_key_file,
                                    Random& random) {
  for (const Path& path : {directory / certificate_file, network_key_file}) {
    if (files.exists(path)) return refused("store.already_initialised").with("path", path.string());
  }
  const SigningKey network = SigningKey::draw(random);
  ServerKeys keys{SigningKey::draw(random), SigningKey::draw(random), BoxKey::draw(random), {}};
  keys.certificate.network = network.public_key();
  keys.certificate.server = keys.server.public_key();
  keys.certificate.receipts = keys.receipts.public_key();
  keys.certificate.box = keys.box.public_key();
  sign(keys.certificate, network);
  if (const Status written = write_seeds(files, directory, keys); !written) return written.error();
  if (const Status made = files.make_directory(network_key_file.parent_path()); !made) return made.error();
  if (const Status written = write_seed(files, network_key_file, network.seed()); !written)
    return written.error();
  // Last: a folder without it was not initialised.
  const Status written = files.write(directory / certificate_file, encode(keys.certificate));
  if (!written) return written.error();
  return keys;
}

Result<ServerKeys> load_server_keys(const Files& files, const Path& directory) {
  const Path path = directory / certificate_file;
  if (!files.exists(path)) return refused("store.not_initialised").with("path", path.string());
  Result<SigningKey> server = read_key<SigningKey>(files, directory / server_file);
  if (!server) return server.error();
  Result<SigningKey> receipts = read_key<SigningKey>(files, directory / receipts_file);
  if (!receipts) return receipts.error();
  Result<BoxKey> box = read_key<BoxKey>(files, directory / box_file);
  if (!box) return box.error();
  const Result<Bytes> bytes = files.read(path, certificate_bytes_max);
  if (!bytes) return bytes.error();
  const Result<ServerCertificate> certificate = decode_server_certificate(*bytes);
  if (!certificate || !verify(*certificate)) return damaged(path);
  const bool together = certificate->server == server->public_key() &&
                        certificate->receipts == receipts->public_key() &&
                        certificate->box == box->public_key();
  if (!together) return damaged(path);
  return ServerKeys{std::move(*server), std::move(*receipts), std::move(*box), *certificate};
}

}  // namespace mektep::server
