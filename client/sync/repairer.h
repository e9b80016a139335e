#pragma once
// Puts damaged records right: where a Mark's digest or the last check of the rows says that a scope's base is
// not what it should be, it compares sums over ranges of ids with the server, sixteen ways, and takes whole
// only the records that differ. Never drops and downloads again, never adopts a digest. Sans-I/O; one per
// session, on a conversation of protocol 2.

#include <deque>
#include <map>
#include <vector>

#include "client/replica/replica.h"
#include "client/sync/progress.h"
#include "shared/protocol/message.h"

namespace mektep::client {

class Repairer {
 public:
  // Both outlive it.
  Repairer(Replica& replica, SyncProgress& progress) : replica_(replica), progress_(progress) {}

  // What the replica said of a mark. A base elsewhere or on another log is no matter for repair.
  void on_mark(const Mark& mark, MarkVerdict verdict);
  Status take(const Ranges& ranges);
  Status take(const Records& records);
  // The next question or report.
  std::optional<Message> next();
  bool busy() const { return !scopes_.empty() || !reports_.empty(); }

 private:
  struct Work {
    Mark mark;
    std::deque<IdSpan> to_ask;
    std::deque<IdSpan> asked;  // in the order of the answers
  };
  Status finish_if_done(ScopeNumber scope);

  Replica& replica_;
  SyncProgress& progress_;
  std::map<ScopeNumber, Work> scopes_;
  std::map<ScopeNumber, int> rounds_;
  std::map<ScopeNumber, std::vector<RecordId>> repaired_;  // not reported yet
  std::deque<Message> reports_;
};

}  // namespace mektep::client
