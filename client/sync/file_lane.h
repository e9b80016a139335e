#pragma once
// The files of a contact, behind everything else: offers what was attached here, fetches what somebody asked
// to see, one file at a time each way, in pieces sized by the link. What was cut goes on where it was at the
// next contact. Sans-I/O but for the shelf it reads and fills; one per session.
//
// Snapshots ride on it too: `fetch` puts a file in front of all others, and it costs no budget.

#include <deque>
#include <optional>
#include <set>

#include "client/replica/replica_files.h"
#include "client/sync/progress.h"
#include "shared/protocol/message.h"
#include "shared/protocol/piece_sender.h"

namespace mektep::client {

class FileLane {
 public:
  // Both outlive it.
  FileLane(ReplicaFiles& files, SyncProgress& progress) : files_(files), progress_(progress) {}

  // Looks up what is to be sent and fetched: at the beginning, and when somebody saved.
  void look();
  // A file that the contact needs by itself; `arrived` tells when it is on the shelf.
  void fetch(const FileTask& snapshot);
  bool arrived(const FileName& file) const { return files_.shelf().holds(file); }
  // The server has no snapshot of that name, or will not give it.
  bool failed(const FileName& file) const { return failed_.contains(file); }

  // What a file that is under way needs to be said: small.
  std::optional<Message> next_answer();
  // The next offer or piece, when there is nothing better to send: records first, or nothing names the file.
  std::optional<Message> next_piece(Monotonic now);

  Status take(const Have& have);
  void take(const Want& want, Monotonic now);
  Status take(const Chunk& chunk);
  Status take(const Stored& stored);
  Status take(const NoFile& gone);

  // Nothing is left that this contact can do: all done, refused, or beyond the day's budget.
  bool settled() const;
  // Nothing is under way and nothing will be in this contact: what came once of a file that nobody waits for any
  // more goes, as of a snapshot that a newer one has taken the place of.
  void forget_strays();
  // What was spent is written down; at the end of a contact, however it ends.
  Status close();

 private:
  struct Sending {
    FileTask task;
    FileList list;
    PieceSender sender;
    std::uint64_t checked_chunk = UINT64_MAX;
  };
  struct Fetching {
    FileTask task;
    bool snapshot = false;
    std::optional<FileArrival> arrival;
  };

  std::optional<Message> offer();
  std::optional<Message> ask();
  Status give_up_sending(const std::string& code, bool for_good);
  Status finish_fetching();
  Status spent(std::uint64_t bytes);
  bool over_budget() const { return left_ == 0; }
  Want want_rest() const;

  ReplicaFiles& files_;
  SyncProgress& progress_;
  LinkPace pace_;
  std::deque<FileTask> to_send_;
  std::deque<FileTask> to_fetch_;
  std::deque<FileTask> snapshots_;
  std::set<FileName> tried_;  // refused in this contact
  std::set<FileName> failed_;
  std::optional<Sending> sending_;
  std::optional<Fetching> fetching_;
  std::deque<Message> answers_;
  std::uint64_t left_ = UINT64_MAX;  // of the day's budget
  std::uint64_t unwritten_ = 0;
};

}  // namespace mektep::client
