#pragma once
// The two small files beside the database: `keys` (secret seeds) and `identity` (who certified them). Both
// are written whole and synced (Files), mode 0600. Owner: Replica. Thread: one at a time.
//
//   keys     = "mektep keys 1" LF "signing " hex LF "box " hex LF
//   identity = "mektep identity 1" LF *(name " " value LF)

#include <optional>

#include "client/replica/identity.h"
#include "shared/base/files.h"
#include "shared/base/random.h"

namespace mektep::client {

class IdentityFile {
 public:
  // `files` and `random` outlive it.
  IdentityFile(Files& files, Random& random, Path directory);

  // Reads what is there. Fails with identity.damaged (path), file.*.
  Status load();
  const std::optional<Identity>& identity() const { return identity_; }
  // Null before `prepare_keys` was called once, by whomever.
  const Keys* keys() const { return keys_ ? &*keys_ : nullptr; }

  // The keys of this folder, made and durable when there were none.
  Result<Keys*> prepare_keys();
  // Durable when it returns done.
  Status enrol(const Identity& identity);

 private:
  Status load_keys();
  Status load_identity();

  Files& files_;
  Random& random_;
  Path directory_;
  std::optional<Keys> keys_;
  std::optional<Identity> identity_;
};

}  // namespace mektep::client
