#include "server/app/head_watch.h"

namespace mektep::server {

std::vector<ScopeNumber> HeadWatch::look(const Reader& reader, const std::vector<ScopeNumber>& scopes) {
  std::vector<ScopeNumber> moved;
  std::map<ScopeNumber, Position> now;
  for (const ScopeNumber scope : scopes) {
    const auto head = reader.head(scope);
    now[scope] = head ? head->position : Position{0};
    const auto before = seen_.find(scope);
    if (before != seen_.end() && before->second != now[scope]) moved.push_back(scope);
  }
  seen_ = std::move(now);  // scopes that nobody follows any more are forgotten
  return moved;
}

}  // namespace mektep::server
