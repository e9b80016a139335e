#pragma once
// One transaction of the server: submitted packs are admitted, own changes sealed, derived data renewed;
// one commit with a real fsync, and only then there is anything to answer.
// Thread: the writing thread. Undone unless `commit` returned.

#include <map>
#include <memory>

#include "server/store/server_keys.h"
#include "server/store/store.h"
#include "shared/base/clock.h"
#include "shared/base/random.h"

namespace mektep::server {

class Integration;

// Judges a pack's changes once: empty when a change may count, else the code of the reason. One entry a
// change. Composed from server/access by whoever builds the server.
using Judge = std::function<std::vector<std::string>(const Ledger& ledger, const PackContent& pack)>;

// Follows what an Integration did to a scope, inside its transaction. May write own changes; is asked
// again for every scope that moved since.
class Derivation {
 public:
  virtual ~Derivation() = default;
  virtual void derive(Integration& integration, ScopeNumber scope) = 0;
};

// What every transaction stands on; all of it outlives them.
struct ServerParts {
  Store& store;
  const ServerKeys& keys;
  const Clock& clock;
  Random& random;
  Judge judge;
  std::vector<Derivation*> derivations;  // in this order: tallies, then what reads them
};

class Integration {
 public:
  // Fails with store.busy.
  static Result<std::unique_ptr<Integration>> begin(const ServerParts& parts);
  ~Integration();

  // The answer holds once `commit` returned; it moves into the Batch.
  void admit(const Submission& submission);
  // Changes of the server's own streams; neighbours of one scope share packs, so no two of them may be
  // about one cell. Fails with pack.too_large.
  Status write(const std::vector<OwnChange>& changes);
  // R4: a person declares what a stream lacks lost: `first` to `last`, with `why`. Fails with
  // void.nothing_to_void.
  Status declare_lost(ScopeNumber scope, const VoidRange& range);
  // Makes held changes of a pack count after all. Fails with held.unknown, held.not_releasable.
  Status release(ScopeNumber scope, const ChainHead& head);
  void audit(std::string who, std::string what, std::string subject);

  Work& work();
  const ServerParts& parts() const;
  ScopeWork& scope(ScopeNumber scope);
  RecordState record(ScopeNumber scope, const RecordKey& key);
  std::int64_t now_ms() const;

  Batch commit();

 private:
  class Parts;
  explicit Integration(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

// The whole of a batch: begin, admit each, commit. Fails with store.busy, store.disk_full.
Result<Batch> integrate(const ServerParts& parts, const std::vector<Submission>& submissions);
// The whole of an office user's save: all changes or none. Fails with these and pack.too_large.
Result<Batch> write_own(const ServerParts& parts, const std::vector<OwnChange>& changes);

}  // namespace mektep::server
