#pragma once
// Sends what has no receipt: takes packs from the outbox in R1's order, as many as the credit and the link's
// pace allow, and counts a pack as done when a receipt covers it. Sans-I/O; one per session.

#include <deque>
#include <map>
#include <set>

#include "client/replica/replica.h"
#include "client/sync/progress.h"
#include "shared/protocol/link_pace.h"

namespace mektep::client {

class Pusher {
 public:
  // All outlive it. `pace`: of what goes to the server.
  Pusher(Replica& replica, SyncProgress& progress, LinkPace& pace);

  // The server's heads of our streams: what they cover is not sent again.
  void take_confirmed(const std::vector<OwnStream>& confirmed);
  // Bytes of packs that may be under way from now on.
  void set_credit(std::uint64_t bytes);
  // More may lie in the outbox than was looked at.
  void outbox_grew();

  // The next pack to send; empty while there is none, or as much is under way as the credit or the link takes.
  std::optional<Push> next(Monotonic now);
  Status take_receipt(const Receipt& receipt, Monotonic now);
  void take_need(const Need& need);

  // Everything in the outbox was sent and answered, by a receipt or by Need.
  bool settled() const;
  bool nothing_under_way() const { return under_way_.empty(); }
  // Positions that receipts named: the base should reach them before the contact is complete.
  const std::map<ScopeNumber, Position>& receipted_positions() const { return receipted_positions_; }

 private:
  struct UnderWay {
    OutgoingCursor at;
    ChainHead head{};
    Sequence last;
    std::size_t bytes = 0;   // the whole pack: what the credit counts
    std::size_t pushed = 0;  // without the chain head that the server has
  };
  using StreamName = std::pair<ScopeNumber, StreamId>;

  void refill();
  bool was_sent(const OutgoingPack& pack) const;
  bool is_confirmed(const OutgoingPack& pack) const;
  bool server_has_previous(const OutgoingPack& pack) const;
  bool has_room(std::size_t bytes) const;

  Replica& replica_;
  SyncProgress& progress_;
  LinkPace& pace_;
  std::uint64_t credit_ = 0;
  std::uint64_t under_way_bytes_ = 0;
  bool exhausted_ = false;
  OutgoingCursor cursor_;
  std::deque<OutgoingPack> ready_;
  std::deque<UnderWay> under_way_;
  std::map<StreamName, OwnStream> confirmed_;
  std::set<ChainHead> parked_;           // sent, and waiting at the server for another device's work
  std::map<StreamName, Sequence> sent_;  // this session: the server has what came before
  std::map<ScopeNumber, Position> receipted_positions_;
};

}  // namespace mektep::client
