#pragma once
// The client's side of one conversation with the server. It makes one connection's worth of talk and
// cannot start again: reconnecting makes a fresh one. Sans-I/O (protocol/machine.h); the replica it
// works on is the only thing it touches.

#include <memory>
#include <optional>

#include "client/replica/replica.h"
#include "client/sync/file_lane.h"
#include "client/sync/follower.h"
#include "client/sync/progress.h"
#include "client/sync/pusher.h"
#include "client/sync/recaller.h"
#include "client/sync/repairer.h"
#include "client/sync/retracer.h"
#include "client/sync/snapshot_fetcher.h"
#include "shared/protocol/compatibility.h"
#include "shared/protocol/frame.h"
#include "shared/protocol/machine.h"

namespace mektep::client {

struct SessionGoal {
  // False: say Bye when everything was sent and received. True: stay for news.
  bool watch = false;
  // False: the server is told of no stream of ours, so it sends the whole log after our cursors and takes
  // nothing for granted. For a device whose stream a copy of its disk went on with.
  bool names_streams = true;
  // What the device says it speaks; less than `spoken_protocols` to play an older program.
  ProtocolRange protocols = spoken_protocols;
  // The older history of this record is asked for too.
  std::optional<RecordName> recall{};
};

class ClientSession final : public SessionMachine {
 public:
  // Everything outlives the session. `replica` is enrolled.
  ClientSession(Replica& replica, const Keys& keys, const Clock& clock, SessionGoal goal);

  // The bytes of the upgrade request's Hello for this connection.
  Bytes hello(const ChannelBinding& binding);
  // The 101 answer's Welcome. Fails with protocol.*; the connection is closed then.
  Status on_welcome(BytesView welcome, Monotonic now);

  std::optional<Bytes> next_message(Monotonic now) override;
  void on_message(BytesView message, Monotonic now) override;
  void on_tick(Monotonic now) override;
  Monotonic deadline() const override;
  bool finished() const override { return state_ == State::finished && queue_.empty(); }

  // Drafts were saved while the session watches: seal and send them.
  void outbox_grew(Monotonic now);
  // Ends the conversation politely (a person pressed Ctrl-C).
  void leave();
  // No new pack is begun; once what is under way was answered, the conversation ends politely.
  void wind_down();
  // The connection is gone: what arrived before is kept.
  void lost();

  const SyncProgress& progress() const { return progress_; }
  // Bytes a second and the round trip to the server, as this contact found them; 0 and nothing if it did not.
  const LinkPace& pace() const { return pace_; }
  // Why it ended; done when it ended as it should.
  const Status& status() const { return status_; }
  std::uint32_t retry_after_s() const { return retry_after_s_; }

 private:
  enum class State { greeting, live, finished };

  void take(const Message& message, Monotonic now);
  Status dispatch(const Message& message, Monotonic now);
  Status take_feed(const Feed& feed, Monotonic now);
  Status give_way(ScopeNumber scope);
  Status take_mark(const Mark& mark);
  Status take_file_message(const Message& message, Monotonic now);
  std::optional<Message> next_file_message(Monotonic now);
  Status take_trail(const Trail& trail);
  void end(Status status);
  void end_if_complete();
  bool complete() const;
  Status seal();
  bool speaks_recovery() const { return protocol_ >= 2; }

  Replica& replica_;
  const Keys& keys_;
  const Clock& clock_;
  SessionGoal goal_;
  State state_ = State::greeting;
  std::uint8_t protocol_ = 1;
  Status status_ = done;
  std::uint32_t retry_after_s_ = 0;
  SyncProgress progress_;
  LinkPace pace_;
  Monotonic hello_at_{0};
  Pusher pusher_;
  Follower follower_;
  Repairer repairer_;
  FileLane files_;
  Retracer retracer_;
  SnapshotFetcher snapshots_;
  Recaller recaller_;
  FrameReader reader_;
  std::vector<Bytes> queue_;  // pieces to send, newest last; a Know, a Push or a Bye at a time
  std::size_t queue_at_ = 0;
  std::optional<Know> know_;
  std::vector<Message> answers_;  // to be said before the next Push
  std::vector<OwnStream> confirmed_;
  bool sealed_ = false;
  bool winding_down_ = false;
  Monotonic progress_at_{0};
};

}  // namespace mektep::client
