#pragma once
// Which packs enter a scope's log, and what becomes of the others: R1, R4, R5, forks, cards and rights.
// Decisions only: what is decided, an AdmissionScope does. Nobody else judges rights; every reader of the
// log applies what is logged and not void.
// Thread: the writing thread, inside one transaction. Failures of the machine throw through.

#include <vector>

#include "server/store/registry.h"
#include "server/store/submission.h"
#include "shared/merge/ledger.h"

namespace mektep::server {

// An authentic pack: opened, its seal verified.
struct Arrival {
  DeviceId from;  // who pays for it while it is parked
  std::int64_t received_ms = 0;
  PackContent content;
  Bytes bytes;
};

// Changes of a pack that do not count.
struct HeldRange {
  Kept kept = Kept::logged;
  Sequence first;
  Sequence last;
  std::string code;
  bool released = false;  // all of them were re-issued
};

// A scope in an open transaction, as far as admission needs it.
class AdmissionScope {
 public:
  virtual ~AdmissionScope() = default;
  virtual const Ledger& ledger() const = 0;
  virtual Lamport lamport() const = 0;
  virtual bool logged(const ChainHead& head) const = 0;
  // Aside, lost or late.
  virtual bool kept(const ChainHead& head) const = 0;
  // Per change: empty, or the code of why it may not count (integration.h, Judge).
  virtual std::vector<std::string> judge(const PackContent& pack) const = 0;

  virtual void log(const Arrival& arrival) = 0;
  // One change of the server's own stream, directly after what was logged before it. False when it is too
  // large to be sealed; then nothing was logged.
  virtual bool log_own(std::vector<Op> ops) = 0;
  virtual void hold(const Arrival& arrival, const HeldRange& range) = 0;

  // In order of arrival. `park` answers false when the device's quota is used up; then nothing was stored.
  virtual const std::vector<Arrival>& parked() const = 0;
  virtual bool park(const Arrival& arrival) = 0;
  virtual void unpark(const ChainHead& head) = 0;
};

struct Admission {
  Outcome outcome = Outcome::refused;
  std::vector<Version> need;  // parked, no_room
};

// Decides a pack that arrived, then every parked one that it set free; `unparked` gets those.
Admission admit(AdmissionScope& scope, const Arrival& arrival, std::vector<Arrival>& unparked);

// R4, a person's decision: the sequences of the range that are not known yet become void, with the chain
// head that the range names or the parked packs know. False when there is none.
bool declare_lost(AdmissionScope& scope, const VoidRange& range, std::vector<Arrival>& unparked);

// R5, a person's decision: the pack's void changes are re-issued, those that fit. How many.
std::size_t reissue(AdmissionScope& scope, const Arrival& original);

}  // namespace mektep::server
