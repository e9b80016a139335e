#pragma once
// Notices what other processes committed: an import, a new period, a revocation. A slow look at the heads
// of the scopes that somebody follows; a commit of this process seen twice is harmless.
// Thread: the reading thread.

#include <map>

#include "server/store/store.h"

namespace mektep::server {

class HeadWatch {
 public:
  // Of these scopes, those whose log grew since they were looked at last. A scope's first look tells
  // nothing: whoever follows it has just read it, or is about to.
  std::vector<ScopeNumber> look(const Reader& reader, const std::vector<ScopeNumber>& scopes);

 private:
  std::map<ScopeNumber, Position> seen_;
};

}  // namespace mektep::server
