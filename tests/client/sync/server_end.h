#pragma once
// The server's side of a contact, played on a tiny server: it decodes what the client says, answers as a
// server does, and can be told to be slow, forgetful or hostile. And the conversation itself, cut where a
// test wants.

#include <deque>

#include "client/sync/session.h"
#include "shared/pack/pack.h"
#include "shared/protocol/frame.h"
#include "tests/client/replica/school.h"

namespace mektep::client::test {

class ServerEnd {
 public:
  explicit ServerEnd(TinyServer& server) : server_(server) {}

  // Before the welcome.
  std::uint32_t credit = 256 * 1024;
  std::uint8_t protocol = 2;
  std::vector<Grant> grants = {
      {network_scope, "network", false}, {school, "school/KZ61-0203", true}, {desk, "desk/KZ61-0203", true}};
  bool silent = false;                    // welcomes, then says nothing
  bool keeps_receipts = false;            // until `release_receipts`
  std::function<void(Message&)> altered;  // what the client is told in place of the truth

  // The upgrade: reads a Hello, gives the Welcome's bytes.
  Bytes welcome(BytesView hello);
  void take(BytesView piece);
  std::optional<Bytes> next();
  void say(const Message& message);
  void say_raw(Bytes piece) { outgoing_.push_back(std::move(piece)); }
  // What others wrote since.
  void feed_news();
  // In the other order than they were earned.
  void release_receipts();

  // What was heard.
  const Hello& hello() const { return hello_; }
  const std::vector<Message>& heard() const { return heard_; }
  template <class Kind>
  std::size_t count() const {
    return static_cast<std::size_t>(std::count_if(
        heard_.begin(), heard_.end(), [](const Message& one) { return std::holds_alternative<Kind>(one); }));
  }
  std::vector<PackHeader> pushed() const;
  std::size_t under_way_max() const { return under_way_max_; }

 private:
  std::vector<OwnStream> confirmed(const std::vector<OwnStream>& told);
  void follow(const std::vector<Cursor>& cursors);
  bool leads_on(const Cursor& cursor);
  void feed_from(const Cursor& cursor);
  void push(const Push& push);
  void compare(const Compare& asked);
  bool held(const PackContent& pack) const;
  Bytes whole(const Bytes& pack);

  TinyServer& server_;
  FrameReader reader_;
  Hello hello_;
  std::vector<Message> heard_;
  std::deque<Bytes> outgoing_;
  std::vector<Receipt> kept_;
  std::map<ScopeNumber, Position> fed_;
  std::map<StreamId, ChainHead> heads_;
  std::map<StreamId, Sequence> held_streams_;
  std::set<ChainHead> held_packs_;
  std::size_t under_way_max_ = 0;
};

// One contact of a device, message by message. `messages_max`: then the link is cut, whichever way.
struct Talk {
  Talk(Device& device, ServerEnd& end, SessionGoal goal = {});

  // Up to the welcome; its status.
  Status greet();
  // Until both have nothing to say; true when the session is finished.
  bool exchange(std::size_t messages_max = SIZE_MAX);
  // Lets the time pass to the session's deadline, once.
  void tick();
  // greet, exchange and the waits between: the whole contact.
  void run(std::size_t messages_max = SIZE_MAX);

  ServerEnd& end;
  ClientSession session;
  Monotonic now{1000};
  std::size_t messages = 0;
};

// A contact with everything as it should be.
SyncProgress sync_over_sessions(Device& device, TinyServer& server);

}  // namespace mektep::client::test
