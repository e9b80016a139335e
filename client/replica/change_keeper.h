#pragma once
// The last step of a save: names brought up to date, sizes checked, the rows with their pending ops and one
// thin draft row a scope. Inside the caller's transaction. Owner: Replica. Thread: one at a time.

#include "client/replica/drafts.h"
#include "client/replica/writing.h"

namespace mektep::client {

// A record with what one save does to it.
struct TouchedRecord {
  RecordName name;
  RecordRow row;  // as it is; the ops are laid over it
  std::vector<Op> ops;
  std::map<Version, Token> tokens;  // of the basis: the chain head behind each version that the ops name
};

class ChangeKeeper {
 public:
  ChangeKeeper(Ground& ground, Drafts& drafts) : ground_(ground), drafts_(drafts) {}

  // One change a scope, in the order in which the scopes appear; records without ops are passed over. The
  // number of the first draft; 0 when there was nothing to keep. Fails with change.too_large (size, limit).
  Result<DraftNumber> keep(const Author& author, std::vector<TouchedRecord> records, bool alone = false);

 private:
  Result<DraftNumber> keep_in_scope(const Author& author, std::vector<TouchedRecord*> records, bool alone);
  void note_file(const Op& op, ScopeNumber scope) const;
  void name_now(TouchedRecord& record, DraftRow& draft) const;
  std::vector<Version> names_now(const std::vector<Version>& names, const std::map<Version, Token>& tokens,
                                 DraftRow& draft) const;

  Ground& ground_;
  Drafts& drafts_;
};

}  // namespace mektep::client
