#pragma once
// Performs one ServerSession on a connection: hands its packs to the writer, its reads to the reading
// room, its wakes from the feed, and brings the answers back to the connection's strand.

#include <deque>
#include <memory>

#include "server/feed/feed.h"
#include "server/http/contacts.h"
#include "server/http/conversations.h"
#include "server/http/lookup.h"
#include "server/http/reading_room.h"
#include "server/session/file_desk.h"
#include "server/store/writer.h"
#include "shared/net/machine.h"

namespace mektep::server {

class SnapshotDesk;

// What every conversation shares; outlives them all.
struct ConversationParts {
  Writer& writer;
  ReadingRoom& reading_room;
  Feed& feed;
  Conversations& conversations;
  Contacts& contacts;
  const ServerKeys& keys;
  const Clock& clock;
  // Where files lie, and the thread that touches the disk for them; without them no file is taken or given.
  ReadingRoom* file_room = nullptr;
  FileDesk* files = nullptr;
  const SnapshotDesk* snapshots = nullptr;  // without it every log is fed from its beginning
};

class Conversation final : public net::Machine {
 public:
  Conversation(const ConversationParts& parts, SessionStart start);
  ~Conversation() override;

  void on_start(net::Waker waker, Monotonic now) override;
  std::optional<Bytes> next_message(Monotonic now) override;
  void on_message(BytesView message, Monotonic now) override;
  bool wants_message() const override { return session_.wants_message() && waiting_.empty(); }
  void on_tick(Monotonic now) override;
  void on_wake(Monotonic now) override;
  Monotonic deadline() const override { return retry_at_; }
  bool finished() const override { return session_.finished(); }
  void on_lost(const Error& why, Monotonic now) override;

 private:
  void subscribe();
  void note_contact(std::uint32_t unsent_changes);
  void perform(Monotonic now);
  void perform(const ServerSession::SubmitPack& action, Monotonic now);
  void perform(const ReadLog& action, Monotonic now);
  void perform(const ServerSession::LookUp& action, Monotonic now);
  void perform(const ServerSession::CompareBase& action, Monotonic now);
  void perform(const ServerSession::NoteRepair& action, Monotonic now);
  void perform(const ServerSession::FindSnapshots& action, Monotonic now);
  void perform(const ReadBack& action, Monotonic now);
  void perform(const FileRequest& action, Monotonic now);
  bool submit(const Bytes& pack);

  const ConversationParts& parts_;
  Device device_;
  std::vector<ScopeNumber> scopes_;
  ServerSession session_;
  std::shared_ptr<Inbox> inbox_ = std::make_shared<Inbox>();
  std::unique_ptr<Feed::Subscription> subscription_;
  std::deque<Bytes> waiting_;  // the writer's queue was full
  Monotonic retry_at_ = Monotonic::max();
};

}  // namespace mektep::server
