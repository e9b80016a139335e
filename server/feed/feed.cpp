#include "server/feed/feed.h"

#include <utility>

namespace mektep::server {

Feed::Subscription::~Subscription() { feed_.end(number_); }

std::unique_ptr<Feed::Subscription> Feed::subscribe(const std::vector<ScopeNumber>& scopes, Hear hear) {
  const std::lock_guard lock(mutex_);
  const std::uint64_t number = ++last_number_;
  for (const auto scope : scopes) by_scope_[scope].insert(number);
  subscribers_.emplace(number, Subscriber{scopes, std::move(hear)});
  return std::unique_ptr<Subscription>(new Subscription(*this, number));
}

void Feed::end(std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  const auto found = subscribers_.find(number);
  if (found == subscribers_.end()) return;
  for (const auto scope : found->second.scopes) {
    const auto entry = by_scope_.find(scope);
    if (entry == by_scope_.end()) continue;
    entry->second.erase(number);
    if (entry->second.empty()) by_scope_.erase(entry);
  }
  subscribers_.erase(found);
}

void Feed::moved(const std::vector<ScopeNumber>& scopes) {
  // Called under the lock, so that a subscription that has ended is never heard again: hearers only
  // note the scopes and wake their strand.
  const std::lock_guard lock(mutex_);
  std::map<std::uint64_t, std::vector<ScopeNumber>> concerned;
  for (const auto scope : scopes) {
    const auto entry = by_scope_.find(scope);
    if (entry == by_scope_.end()) continue;
    for (const auto number : entry->second) concerned[number].push_back(scope);
  }
  for (const auto& [number, own_scopes] : concerned) subscribers_.at(number).hear(own_scopes);
}

std::vector<ScopeNumber> Feed::followed() const {
  const std::lock_guard lock(mutex_);
  std::vector<ScopeNumber> scopes;
  scopes.reserve(by_scope_.size());
  for (const auto& [scope, subscribers] : by_scope_) scopes.push_back(scope);
  return scopes;
}

}  // namespace mektep::server
