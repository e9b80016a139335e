#include "client/sync/repairer.h"

#include <algorithm>

namespace mektep::client {
namespace {

// Questions under way: enough to keep a slow link busy, few enough to end soon when the base moves.
constexpr std::size_t asked_max = 4;
// The base may move while it is compared; after so many tries the next contact goes on.
constexpr int rounds_max = 5;

IdSpan span_of(const Ranges::Range& range) { return {RecordId{range.first}, RecordId{range.last}}; }

}  // namespace

void Repairer::on_mark(const Mark& mark, MarkVerdict verdict) {
  scopes_.erase(mark.scope);
  const bool suspect = verdict == MarkVerdict::equal && replica_.suspects(mark.scope);
  if (verdict != MarkVerdict::state_differs && !suspect) return;
  if (++rounds_[mark.scope] > rounds_max) return;
  scopes_[mark.scope] = Work{mark, {all_ids}, {}};
}

std::optional<Message> Repairer::next() {
  if (!reports_.empty()) {
    Message report = std::move(reports_.front());
    reports_.pop_front();
    return report;
  }
  for (auto& [scope, work] : scopes_) {
    if (work.to_ask.empty() || work.asked.size() >= asked_max) continue;
    const IdSpan span = work.to_ask.front();
    work.to_ask.pop_front();
    work.asked.push_back(span);
    return Compare{scope, work.mark.position, span.first.value, span.last.value};
  }
  return std::nullopt;
}

Status Repairer::take(const Ranges& ranges) {
  const auto found = scopes_.find(ranges.scope);
  if (found == scopes_.end() || found->second.asked.empty()) return done;
  Work& work = found->second;
  if (ranges.position > work.mark.position) {
    scopes_.erase(found);  // the log went on: its next Mark starts anew
    return done;
  }
  // An answer to what was asked before the last Mark.
  if (ranges.position != work.mark.position || ranges.ranges.empty()) return done;
  const IdSpan asked = work.asked.front();
  work.asked.pop_front();
  std::vector<IdSpan> spans;
  for (const Ranges::Range& range : ranges.ranges) spans.push_back(span_of(range));
  if (spans.size() == 1 && spans.front() == asked) return finish_if_done(ranges.scope);  // too large to be sent
  const auto ours = replica_.range_sums(ranges.scope, spans);
  for (std::size_t at = 0; at < ours.size(); ++at) {
    const Ranges::Range& theirs = ranges.ranges[at];
    const bool equal = ours[at].records == theirs.records && ours[at].sum.value() == theirs.sum;
    if (!equal) work.to_ask.push_back(spans[at]);
  }
  return finish_if_done(ranges.scope);
}

Status Repairer::take(const Records& records) {
  const auto found = scopes_.find(records.scope);
  if (found == scopes_.end() || found->second.asked.empty()) return done;
  Work& work = found->second;
  if (records.position < work.mark.position) return done;
  work.asked.pop_front();
  auto changed = replica_.repair(records);
  if (!changed) {
    if (changed.error().code != "repair.moved") return changed.error();
    scopes_.erase(found);
    return done;
  }
  progress_.records_repaired += changed->size();
  if (!changed->empty()) {
    auto& repaired = repaired_[records.scope];
    repaired.insert(repaired.end(), changed->begin(), changed->end());
  }
  return finish_if_done(records.scope);
}

Status Repairer::finish_if_done(ScopeNumber scope) {
  Work& work = scopes_.at(scope);
  if (!work.to_ask.empty() || !work.asked.empty()) return done;
  const Work finished = std::move(work);
  scopes_.erase(scope);
  if (auto repaired = repaired_.extract(scope)) {
    reports_.emplace_back(Repaired{scope, finished.mark.position, std::move(repaired.mapped())});
  }
  const auto verdict = replica_.take_mark(finished.mark);
  if (!verdict) return verdict.error();
  if (*verdict != MarkVerdict::equal) return done;
  std::erase(progress_.digests_differ, scope);
  if (std::find(progress_.up_to_date.begin(), progress_.up_to_date.end(), scope) == progress_.up_to_date.end())
    progress_.up_to_date.push_back(scope);
  return replica_.trust(scope);
}

}  // namespace mektep::client
