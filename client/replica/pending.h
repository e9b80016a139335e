#pragma once
// What lies over the base of a scope, kept in step with it: raw packs that the log has answered for go, a
// fork's losers are set aside, what counts is laid anew, and the rows whose pending ops changed are rebuilt:
// base, then pending packs, then drafts.
// Owner: Replica. Thread: one at a time; every call is inside the caller's transaction.

#include <set>

#include "client/replica/drafts.h"
#include "client/replica/laying.h"
#include "client/replica/reseal.h"

namespace mektep::client {

// Why a raw pack waits aside.
inline constexpr std::string_view held_fork_lost = "held.fork_lost";
inline constexpr std::string_view held_resealed = "held.resealed";  // its changes are drafts again

// What happened to a scope before `settle`.
struct Moved {
  bool meaning = false;              // a void, a re-issue or an erasure was logged
  std::set<RecordKey> records;       // whose drafts are gone
  std::vector<SealedChanges> again;  // held changes of this device, to become drafts again
};

class Pending {
 public:
  Pending(Ground& ground, Drafts& drafts) : ground_(ground), drafts_(drafts) {}

  // To be called when the base moved, packs were sealed or raw ones came. Flushes `ledger`.
  // Returns the records that may show another value.
  std::set<RecordKey> settle(ScopeLedger& ledger, const Moved& moved);

  // Whether a raw pack is sealed by who it says: sealed here, the server's, or a carded device's.
  bool is_authentic(ScopeNumber scope, const ChainHead& head);

  // Answered packs that a verified backup covers are not needed again, in whatever epoch.
  void drop_answered(ScopeNumber scope, Position backed_up);
  // In a new epoch nobody has answered for anything.
  void forget_answers();

 private:
  struct Sorted {
    std::vector<PendingPack> pending;
    std::vector<SealedChanges> lost;  // sealed here
    std::map<ChainHead, OpenedContent> opened;
  };
  Sorted sort_raw(const ScopeLedger& ledger);
  bool is_authentic(const RawPack& raw, const ScopeLedger& ledger);
  RecordState shown_card(const ScopeLedger& ledger, DeviceId device) const;
  void set_aside(const RawPack& raw, const OpenedContent& content);

  std::set<RecordKey> affected(const ScopeLedger& ledger, const Sorted& sorted, const Laying& laying,
                               const Moved& moved);
  std::vector<ChainHead> laid_before(ScopeNumber scope) const;
  void put_laid(ScopeNumber scope, const Laying& laying);
  void rename_drafts(ScopeNumber scope, const Reseal& reseal,
                     std::map<RecordKey, std::vector<PendingOp>>& drafted);
  std::vector<PendingOp> drafted_over(ScopeNumber scope, const RecordKey& key,
                                      const std::set<Version>& drafts) const;
  void note_for_search(ScopeNumber scope, const std::set<RecordKey>& records) const;

  Ground& ground_;
  Drafts& drafts_;
  std::set<ChainHead> authentic_;  // seals verified by this process
};

}  // namespace mektep::client
