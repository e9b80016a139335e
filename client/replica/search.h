#pragma once
// Find by words: a full-text index that follows the records like a reader with a cursor. It is never part of
// a save; it catches up before it answers, and when the program is idle. Owner: Replica.

#include <string>

#include "client/replica/drafts.h"

namespace mektep::client {

class Search {
 public:
  Search(Ground& ground, Drafts& drafts) : ground_(ground), drafts_(drafts) {}

  // Takes up what changed since the last time. Fails with replica.busy; what is indexed stays usable.
  Status catch_up();
  // Notes what the log up to there changed: its packs are about to go. Inside the caller's transaction.
  void take_up_log(ScopeNumber scope, Position up_to);

  // The expression for FTS: every word begins some word of the record. Empty when no word is left.
  static std::string expression(std::string_view typed);

 private:
  bool is_behind();
  void start_anew_for_schema();
  void start_anew_when_stale();
  void start_anew();
  void note_drafts();
  void note_log(ScopeNumber scope);
  Position searched_to(ScopeNumber scope) const;
  void index_some();
  void index(ScopeNumber scope, const RecordKey& key);
  std::string text_of(ScopeNumber scope, const RecordKey& key) const;

  Ground& ground_;
  Drafts& drafts_;
};

}  // namespace mektep::client
