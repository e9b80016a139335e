#pragma once
// Changes that were sealed here and do not count, because their pack lost a fork or the server held them:
// they become drafts again, to be sealed under a new stream, and what was written over them names the drafts
// instead. Kept apart from squashing: the drafts stand alone. Owner: a transaction's scope.

#include <set>

#include "client/replica/drafts.h"

namespace mektep::client {

// Some of the changes of a pack, by their place in it.
struct SealedChanges {
  OpenedContent pack;
  std::vector<std::size_t> places;
};
SealedChanges all_of(OpenedContent pack);

class Reseal {
 public:
  Reseal(Drafts& drafts, ScopeNumber scope) : drafts_(drafts), scope_(scope) {}

  // In any order: what names another comes behind it, because its Lamport time is greater.
  void take(const std::vector<SealedChanges>& losers);

  // The new drafts' ops by record, in order; to stand before those of older drafts.
  const std::map<RecordKey, std::vector<PendingOp>>& ops() const { return ops_; }

  // Renames what an older draft's op names. `basis` is the draft's; true when anything changed.
  bool rename(Op& op, std::map<Version, Token>& basis) const;

 private:
  using LoserName = std::pair<Version, Token>;
  struct Loser {
    OpenedContent pack;
    std::size_t place = 0;
  };
  void put_draft(const PackContent& loser, std::size_t change, std::int64_t place);
  void rename_in_loser(std::vector<Version>& names, const PackContent& loser,
                       std::map<Version, Token>& basis) const;
  bool rename_in_draft(std::vector<Version>& names, std::map<Version, Token>& basis) const;

  Drafts& drafts_;
  ScopeNumber scope_;
  std::map<LoserName, DraftNumber> numbers_;
  std::map<RecordKey, std::vector<PendingOp>> ops_;
};

}  // namespace mektep::client
