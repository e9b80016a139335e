#pragma once
// From drafts to receipts: seals what was saved, hands out packs, remembers what was answered.
// Owner: Replica. Thread: one at a time.

#include <map>

#include "client/replica/pending.h"
#include "client/replica/sealer.h"

namespace mektep::client {

class Outbox {
 public:
  Outbox(Ground& ground, Drafts& drafts, Pending& pending)
      : ground_(ground), drafts_(drafts), pending_(pending) {}

  std::vector<OwnStream> own_streams();
  // Fails with replica.busy, device.not_enrolled, pack.*.
  Status seal(const std::vector<OwnStream>& confirmed, std::size_t pack_bytes);
  // Inside the caller's transaction: all drafts of a scope, before anything else is saved there.
  Status seal_scope(ScopeNumber scope, const std::vector<OwnStream>& confirmed,
                    std::size_t pack_bytes = limits::pack_bytes_target);

  std::vector<OutgoingPack> outgoing(std::size_t bytes_max, const OutgoingCursor& after);
  // Fails with receipt.bad_signature.
  Status take_receipt(const Receipt& receipt);
  void take_need(ScopeNumber scope, StreamId parked);
  // A pack of this stream that was not sealed here is held: it is not continued. Inside a transaction.
  void close_stream(ScopeNumber scope, StreamId stream);

 private:
  struct OwnPlace {
    StreamPlace place;
    bool closed = false;
  };
  std::optional<OwnPlace> own_place(ScopeNumber scope);
  bool may_continue(ScopeNumber scope, const OwnPlace& own, const std::vector<OwnStream>& confirmed);
  bool close_unconfirmed(const std::vector<OwnStream>& confirmed);
  void put_own_place(ScopeNumber scope, const StreamPlace& place);
  void keep_packs(ScopeNumber scope, const Sealer& sealer);
  std::int64_t arrival_of(const OutgoingCursor& cursor);

  Ground& ground_;
  Drafts& drafts_;
  Pending& pending_;
  std::map<OutgoingCursor, std::int64_t>
      handed_out_;  // ends of earlier answers, while their rows may be gone
};

}  // namespace mektep::client
