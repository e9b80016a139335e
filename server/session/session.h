#pragma once
// The server's side of one conversation with a device. Sans-I/O: frames and results in; messages and
// actions out. Whoever drives it hands packs to the writer and reads logs, and brings the answers back.
// One per connection, on its strand.

#include <deque>
#include <map>
#include <set>
#include <variant>
#include <vector>

#include "server/store/registry.h"
#include "server/store/submission.h"
#include "shared/base/limits.h"
#include "shared/protocol/frame.h"
#include "shared/protocol/machine.h"
#include "shared/serve/feeder.h"
#include "shared/serve/file_serving.h"
#include "shared/serve/recalling.h"

namespace mektep::server {

// What the greeting found out about the device (greeting.h).
struct SessionStart {
  std::uint8_t protocol = 1;
  Device device;
  std::vector<Grant> grants;
  std::uint32_t schema_version = 0;
  std::uint32_t credit = 0;               // as the Welcome said
  std::vector<Cursor> cursors;            // Hello's
  std::vector<OwnStream> client_streams;  // Hello's
  struct KnownHead {
    ScopeNumber scope;
    StreamId stream;
    Sequence sequence;
    ChainHead head{};
    Receipt receipt;  // unsigned: what the log has of the stream
  };
  std::vector<KnownHead> known;           // of client_streams: what the server's log has
  bool know_follows = false;
};

class ServerSession final : public SessionMachine {
 public:
  // `receipt_key` and `clock` outlive the session.
  ServerSession(SessionStart start, const SigningKey& receipt_key, const Clock& clock);

  // --- What the driver performs ---
  struct SubmitPack {
    Bytes pack;  // whole
  };
  // Look the streams up again (a Know came): answer with on_known.
  struct LookUp {
    std::vector<OwnStream> streams;
  };
  // Compare the base with the device's: answer with on_compared.
  struct CompareBase {
    Compare asked;
  };
  // The device put these right: the office should know.
  struct NoteRepair {
    Repaired repaired;
  };
  // The device has nothing of these scopes: answer with on_snapshots.
  struct FindSnapshots {
    std::vector<ScopeNumber> scopes;
  };
  using Action =
      std::variant<SubmitPack, ReadLog, LookUp, CompareBase, NoteRepair, FindSnapshots, ReadBack, FileRequest>;
  std::vector<Action> take_actions();

  // The writer's answers, in the order of the packs.
  void on_admitted(const Admitted& admitted);
  // A pack of this device that had been parked is stored for good now: a credit that was closed for want of
  // room opens again.
  void on_unparked(const Receipt& receipt);
  void on_log(LogSlice slice);
  void on_known(const std::vector<SessionStart::KnownHead>& known);
  void on_compared(const Message& answer);
  // The signed offers that there are for the scopes asked about; the others are fed from the log's beginning.
  void on_snapshots(const std::vector<ScopeNumber>& scopes, const std::vector<SnapshotOffer>& offers);
  void on_read_back(BackSlice slice);
  void on_file(FileAnswer answer);
  // Scopes appeared that the device may follow: all its grants anew.
  void on_granted(std::vector<Grant> grants);
  // Commits grew these scopes.
  void on_moved(const std::vector<ScopeNumber>& scopes);
  // What is on its way to the writer is still answered, then Bye; nothing more is read or fed.
  void stop(std::string code, std::uint32_t retry_after_s);

  // --- SessionMachine ---
  std::optional<Bytes> next_message(Monotonic now) override;
  void on_message(BytesView message, Monotonic now) override;
  void on_tick(Monotonic now) override;
  Monotonic deadline() const override { return Monotonic::max(); }
  bool finished() const override { return ended_ && outgoing_.empty(); }
  // The device said goodbye, and everything that it had submitted was answered.
  bool left_settled() const { return left_settled_; }
  // False while too many packs are on their way to the writer.
  bool wants_message() const {
    return !stopping_ && submitted_bytes_ < limits::session_queue_bytes_max && files_.wants_message();
  }

  const Device& device() const { return start_.device; }
  const std::vector<Grant>& grants() const { return start_.grants; }

 private:
  using StreamName = std::pair<ScopeNumber, StreamId>;
  struct LastHead {
    Sequence sequence;
    ChainHead head{};
  };

  void take(const Message& message);
  void take_file_message(const Message& message);
  bool may_follow(ScopeNumber scope, bool write) const;
  void take_push(const Push& push);
  void take_know(const Know& know);
  void take_compare(const Compare& asked);
  void take_outcome(const Admitted& admitted);
  void follow_granted(const std::vector<Cursor>& cursors);
  void follow(const Cursor& from);
  void note_known(const std::vector<SessionStart::KnownHead>& known);
  void queue_receipt(Receipt receipt);
  void say(const Message& message);
  void say_fed(const Message& message);
  void say_receipt();
  void end(std::string code, std::uint32_t retry_after_s = 0);
  bool speaks_recovery() const { return start_.protocol >= 2; }

  SessionStart start_;
  const SigningKey& receipt_key_;
  const Clock& clock_;
  Feeder feeder_;
  FileServing files_;
  Recalling recalling_;
  Monotonic now_{0};  // of the latest call
  FrameReader reader_;
  std::map<StreamName, LastHead> last_heads_;
  std::deque<std::size_t> submitted_;  // bytes, in order: answers come in order
  std::size_t submitted_bytes_ = 0;
  std::vector<Action> actions_;
  std::map<StreamName, Receipt> receipts_;  // the latest of each stream, to be said
  std::size_t compared_ = 0;
  std::set<ScopeNumber> looked_for_;  // a snapshot, once a scope
  std::vector<ScopeNumber> to_look_for_;
  std::deque<Bytes> outgoing_;
  std::optional<Bye> stopping_;  // to be said once everything submitted was answered
  bool ended_ = false;
  bool left_settled_ = false;
  bool credit_closed_ = false;
};

}  // namespace mektep::server
