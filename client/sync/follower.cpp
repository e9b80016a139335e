#include "client/sync/follower.h"

#include <algorithm>

#include "shared/base/limits.h"

namespace mektep::client {
namespace {

using namespace std::chrono_literals;

// News may wait this long for company: a person does not notice, a disk is spared an fsync a pack.
constexpr Monotonic gather_time_max = 100ms;
constexpr std::size_t gathered_bytes_max = 512 * 1024;

}  // namespace

Follower::Follower(Replica& replica, SyncProgress& progress) : replica_(replica), progress_(progress) {}

Status Follower::take_grants(const Grants& grants) {
  granted_ = true;
  followed_.clear();
  for (const auto& grant : grants.grants) followed_.insert(grant.scope);
  return replica_.take_grants(grants);
}

Status Follower::take_feed(Feed feed, Monotonic now) {
  if (!followed_.contains(feed.scope)) {
    return refused("feed.not_granted").with("scope", std::to_string(feed.scope.value));
  }
  ++progress_.packs_received;
  if (feed.pack.empty()) ++progress_.own_packs_referenced;
  gathered_bytes_ += feed.pack.size();
  gathered_[feed.scope].push_back(std::move(feed));
  if (flush_at_ == Monotonic::max()) flush_at_ = now + gather_time_max;
  if (gathered_bytes_ >= gathered_bytes_max) return flush();
  return done;
}

Status Follower::flush_scope(ScopeNumber scope) {
  const auto found = gathered_.find(scope);
  if (found == gathered_.end()) return done;
  const auto slice = std::move(found->second);
  gathered_.erase(found);
  auto changed = replica_.take_feed(slice);
  if (!changed) return changed.error();
  progress_.records_changed.insert(changed->begin(), changed->end());
  return done;
}

Status Follower::flush() {
  gathered_bytes_ = 0;
  flush_at_ = Monotonic::max();
  while (!gathered_.empty()) {
    if (auto flushed = flush_scope(gathered_.begin()->first); !flushed) return flushed;
  }
  return done;
}

Result<MarkVerdict> Follower::take_mark(const Mark& mark) {
  if (auto flushed = flush_scope(mark.scope); !flushed) return flushed.error();
  if (gathered_.empty()) flush_at_ = Monotonic::max();
  const auto verdict = replica_.take_mark(mark);
  if (!verdict) return verdict.error();
  if (*verdict == MarkVerdict::behind) return verdict;
  marked_[mark.scope] = mark.position;
  // The latest mark of a scope decides.
  std::erase(progress_.up_to_date, mark.scope);
  std::erase(progress_.digests_differ, mark.scope);
  auto& list = *verdict == MarkVerdict::equal ? progress_.up_to_date : progress_.digests_differ;
  list.push_back(mark.scope);
  return verdict;
}

bool Follower::caught_up(const std::map<ScopeNumber, Position>& wanted) const {
  if (!granted_ || !gathered_.empty()) return false;
  return std::all_of(followed_.begin(), followed_.end(), [&](ScopeNumber scope) {
    const auto marked = marked_.find(scope);
    if (marked == marked_.end()) return false;
    const auto goal = wanted.find(scope);
    return goal == wanted.end() || marked->second >= goal->second;
  });
}

}  // namespace mektep::client
