#pragma once
// Drafts to the fewest ops (design: "Draft"). A later op takes over the earlier one's basis if it was
// written over it, by the same author, with no submit or delete between, and no other draft names the
// earlier; otherwise both are sealed. A later name of a squashed draft is left out, never redirected.

#include <map>
#include <vector>

#include "shared/model/change.h"

namespace mektep {

// A saved change not yet sealed. Its ops name versions of the log and drafts (stream 0).
struct Draft {
  DraftNumber number;
  RecordId author;
  Lamport lamport;
  std::int64_t wall_ms = 0;
  bool stands_alone = false;          // a submission: never squashed, nor across it
  std::vector<Op> ops;
  std::map<Version, Token> basis;     // the chain head behind each version of the log that it names
};

// In draft order; drafts left with no op are gone. Names of ops that were squashed away are left out.
std::vector<Draft> squash(std::vector<Draft> drafts);

}  // namespace mektep
