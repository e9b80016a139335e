#include "client/replica/laying.h"

#include <algorithm>
#include <tuple>

#include "shared/base/limits.h"
#include "shared/model/builtin.h"

namespace mektep::client {
namespace {

// Pending packs have no place in the log; behind every one that has.
constexpr Position beyond_log{std::uint64_t{1} << 60U};

}  // namespace

RecordState PendingLedger::record(const RecordKey& key) const {
  return key.type == builtin::card ? memory_.record(key) : RecordState();
}

void PendingLedger::put_record(const RecordKey& key, const RecordState& state) {
  if (key.type == builtin::card) memory_.put_record(key, state);
}

void Laying::lay(std::vector<PendingPack> packs) {
  std::sort(packs.begin(), packs.end(), [&](const PendingPack& left, const PendingPack& right) {
    const auto rank = [&](const PendingPack& pack) {
      return std::make_tuple(!ledger_.is_server(pack.content->device), pack.raw.stream, pack.raw.first);
    };
    return rank(left) < rank(right);
  });
  bool again = true;
  while (again && !packs.empty()) {
    again = false;
    std::vector<PendingPack> waiting;
    for (PendingPack& pack : packs) {
      const Verdict verdict = consider(pack);
      if (verdict == Verdict::laid) {
        again = true;
        laid_.push_back(std::move(pack));
      } else if (verdict == Verdict::waits) {
        waiting.push_back(std::move(pack));
      }
    }
    packs = std::move(waiting);
  }
}

Laying::Verdict Laying::consider(const PendingPack& pack) {
  const PackContent& content = *pack.content;
  if (loses_fork(ledger_, content)) return Verdict::void_of_effect;
  if (waits(pack)) return Verdict::waits;
  const Sequence known = ledger_.stream(content.stream).value_or(StreamHead{}).sequence;
  if (content.last() <= known) return Verdict::void_of_effect;
  const Applied applied = apply(ledger_, content, beyond_log, reader_);
  count_changes(pack, known);
  count_reissues(content, applied.reissued);
  return Verdict::laid;
}

bool Laying::waits(const PendingPack& pack) const {
  const PackContent& content = *pack.content;
  if (!contiguous(ledger_, content)) return true;
  // What was sealed here counts here, whatever the server will say of the card.
  if (!pack.raw.own && !ledger_.carded(content.device)) return true;
  for (std::size_t change = 0; change < content.changes.size(); ++change) {
    if (fit(ledger_, content, change) != Fit::fits) return true;
    const bool far_ahead = content.changes[change].lamport.value > lamport_.value + limits::lamport_ahead_max;
    if (!pack.raw.own && far_ahead) return true;
  }
  return false;
}

void Laying::count_changes(const PendingPack& pack, Sequence known) {
  for (std::size_t change = 0; change < pack.content->changes.size(); ++change) {
    const Version version = pack.content->version_at(change);
    // R6: a raw change that was declared void is forwarded, never applied.
    if (version.sequence <= known || ledger_.void_entry(version)) continue;
    counted_.push_back({pack.content, change, false});
  }
}

void Laying::count_reissues(const PackContent& pack, const std::vector<Version>& reissued) {
  if (reissued.empty()) return;
  reissues_ = true;
  for (const Change& change : pack.changes) {
    for (const Op& op : change.ops) {
      const auto reissue = op.kind == OpKind::reissue ? reader_.reissue(op.payload) : std::nullopt;
      auto original = reissue ? reader_.open(*reissue) : std::nullopt;
      if (!original || reissue->sequence < original->first || reissue->sequence > original->last()) continue;
      const std::size_t index = reissue->sequence.value - original->first.value;
      const Version version = original->version_at(index);
      if (std::find(reissued.begin(), reissued.end(), version) == reissued.end()) continue;
      counted_.push_back({std::make_shared<const PackContent>(std::move(*original)), index, true});
    }
  }
}

std::map<RecordKey, std::vector<PendingOp>> Laying::ops_over(const std::set<RecordKey>& wanted) const {
  std::map<RecordKey, std::vector<PendingOp>> over;
  for (const Counted& counted : counted_) {
    const Stamp stamp = counted.content->stamp_at(counted.change);
    const bool from_server = ledger_.is_server(counted.content->device) && !counted.reissued;
    for (const Op& op : counted.content->changes[counted.change].ops) {
      if (!is_cell_op(op.kind) || !wanted.contains(op.record)) continue;
      if (op.record.type == builtin::card && !from_server) continue;
      const bool without_value = counted.reissued && ledger_.named(op.record, op.cell, stamp.version);
      over[op.record].push_back({stamp, op, without_value});
    }
  }
  return over;
}

}  // namespace mektep::client
