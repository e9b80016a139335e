// What the log says beyond the present state: held changes and the history of a record.

#include <algorithm>
#include <set>

#include "client/replica/overview.h"
#include "shared/base/limits.h"
#include "shared/pack/pack.h"
#include "shared/store/layout.h"
#include "shared/store/log_ops.h"

namespace mektep::client {
namespace {

constexpr std::size_t log_bytes_a_turn = 4 * limits::read_bytes_max;

bool extends(const HeldItem& item, StreamId stream, Sequence sequence, VoidReason reason,
             const std::string& why) {
  return item.stream == stream && item.last.value + 1 == sequence.value && item.reason == reason &&
         item.why == why;
}

// The part of a change that concerns one record; no ops when none does.
Change part_of(const Change& change, const RecordKey& key) {
  Change part{change.author, change.lamport, change.wall_ms, {}};
  for (const Op& op : change.ops) {
    if (is_cell_op(op.kind) && op.record == key) part.ops.push_back(op);
  }
  return part;
}

// Notes what packs say about one record, each change once, in the order in which they are given.
class RecordHistory {
 public:
  RecordHistory(const ScopeLedger& ledger, const RecordName& name, std::vector<HistoryEntry>& entries)
      : ledger_(ledger), reader_(log_op_reader(ledger, name.scope)), key_(name.key), entries_(entries) {}

  void read(const PackContent& content, Position position) {
    for (std::size_t index = 0; index < content.changes.size(); ++index) {
      note(content, index, position);
      for (const Op& op : content.changes[index].ops) {
        const auto reissue = op.kind == OpKind::reissue ? reader_.reissue(op.payload) : std::nullopt;
        const auto original = reissue ? reader_.open(*reissue) : std::nullopt;
        if (!original || reissue->sequence < original->first || reissue->sequence > original->last()) continue;
        note(*original, reissue->sequence.value - original->first.value, position);
      }
    }
  }

 private:
  void note(const PackContent& content, std::size_t index, Position position) {
    Change part = part_of(content.changes[index], key_);
    const Stamp stamp = content.stamp_at(index);
    if (part.ops.empty() || !seen_.insert(stamp.version).second) return;
    const bool is_void = ledger_.void_entry(stamp.version) && !ledger_.reissued(stamp.version);
    entries_.push_back({stamp, position, std::move(part), is_void});
  }

  const ScopeLedger& ledger_;
  LogOpReader reader_;
  RecordKey key_;
  std::vector<HistoryEntry>& entries_;
  std::set<Version> seen_;
};

}  // namespace

std::vector<HeldItem> Overview::held() {
  ground_.renew();
  std::vector<HeldItem> items;
  for (const ScopeNumber scope : ground_.log().scopes()) {
    auto voided = voided_in(scope);
    std::move(voided.begin(), voided.end(), std::back_inserter(items));
  }
  for (const ScopeNumber scope : ground_.raw().scopes()) {
    auto lost = lost_in(scope);
    std::move(lost.begin(), lost.end(), std::back_inserter(items));
  }
  return items;
}

std::vector<HeldItem> Overview::voided_in(ScopeNumber scope) {
  std::vector<HeldItem> items;
  auto rows = ground_.database().prepared(
      "SELECT v.stream, v.sequence, v.reason, v.why FROM void v WHERE v.row = ?1 AND NOT EXISTS(SELECT 1 "
      "FROM reissued r"
      " WHERE r.row = v.row AND r.stream = v.stream AND r.sequence = v.sequence) AND NOT EXISTS(SELECT 1 "
      "FROM retried t"
      " WHERE t.scope = ?2 AND t.stream = v.stream AND t.sequence = v.sequence) ORDER BY v.stream, "
      "v.sequence");
  rows.bind_all(row_of(ground_.database(), scope), scope);
  while (rows.step()) {
    const auto stream = rows.column<StreamId>(0);
    const auto sequence = rows.column<Sequence>(1);
    const auto reason = static_cast<VoidReason>(rows.column<std::uint8_t>(2));
    const auto why = rows.column<std::string>(3);
    if (!items.empty() && extends(items.back(), stream, sequence, reason, why)) {
      items.back().last = sequence;
    } else {
      items.push_back({scope, stream, sequence, sequence, reason, why, {}, {}});
    }
  }
  for (HeldItem& item : items) add_payload(item);
  return items;
}

void Overview::add_payload(HeldItem& item) {
  const ScopeRow row = row_of(ground_.database(), item.scope);
  auto packs = ground_.database().prepared(
      "SELECT head, bytes FROM log WHERE id >= ?1 AND id < ?2 AND stream = ?3 AND first <= ?4 AND first + "
      "count > ?4"
      " UNION ALL SELECT head, bytes FROM raw WHERE scope = ?5 AND stream = ?3 AND first <= ?4 AND first + "
      "count > ?4");
  packs.bind_all(log_id(row, Position{0}), log_id(ScopeRow{row.value + 1}, Position{0}), item.stream,
                 item.first, item.scope);
  while (packs.step()) {
    const auto content =
        ground_.shelf().open(packs.column<ChainHead>(0), [&] { return packs.column<BytesView>(1); });
    if (!content) continue;
    item.payload = packs.column<Bytes>(1);
    note_records(item, **content);
    return;
  }
}

void Overview::note_records(HeldItem& item, const PackContent& content) const {
  std::set<RecordName> names;
  for (std::size_t change = 0; change < content.changes.size(); ++change) {
    const Sequence sequence = content.version_at(change).sequence;
    if (sequence < item.first || sequence > item.last) continue;
    for (const Op& op : content.changes[change].ops) {
      if (is_cell_op(op.kind)) names.insert({item.scope, op.record});
    }
  }
  item.records.assign(names.begin(), names.end());
}

std::vector<HeldItem> Overview::lost_in(ScopeNumber scope) {
  std::vector<HeldItem> items;
  for (RawPack& raw : ground_.raw().all(scope)) {
    // What was sealed again as drafts is not held: it goes on under other names.
    if (raw.held.empty() || raw.held == held_resealed) continue;
    HeldItem item{scope, raw.stream, raw.first, raw.last(), VoidReason::mismatch, raw.held, {}, {}};
    const auto content = ground_.shelf().open(raw.head, [&] { return BytesView(raw.bytes); });
    if (content) note_records(item, **content);
    item.payload = std::move(raw.bytes);
    items.push_back(std::move(item));
  }
  return items;
}

std::vector<HistoryEntry> Overview::history(const RecordName& name, const std::vector<Recalled>& recalled) {
  ground_.renew();
  std::vector<HistoryEntry> entries;
  const ReadTransaction one_state(ground_.database());
  const ScopeLedger ledger(ground_.database(), ground_.tables(), name.scope, ground_.servers());
  RecordHistory history(ledger, name, entries);
  for (auto older = recalled.rbegin(); older != recalled.rend(); ++older) {
    if (const auto opened = open_pack(older->pack)) history.read(opened->content, older->position);
  }
  Position cursor;
  for (auto packs = ground_.log().read_after(name.scope, cursor, log_bytes_a_turn); !packs.empty();
       packs = ground_.log().read_after(name.scope, cursor, log_bytes_a_turn)) {
    for (const LoggedPack& pack : packs) {
      cursor = pack.position;
      const auto content = ground_.shelf().open(pack.head, [&] { return BytesView(pack.bytes); });
      if (content) history.read(**content, pack.position);
    }
  }
  read_pending(name, entries);
  return entries;
}

void Overview::read_pending(const RecordName& name, std::vector<HistoryEntry>& entries) {
  for (PendingOp& pending : ground_.tables().read(name.scope, name.key).pending) {
    const bool same = !entries.empty() && entries.back().stamp == pending.stamp;
    if (!same) {
      const Stamp& stamp = pending.stamp;
      entries.push_back({stamp, Position{0}, {stamp.author, stamp.lamport, stamp.wall_ms, {}}, false});
    }
    entries.back().change.ops.push_back(std::move(pending.op));
  }
}

}  // namespace mektep::client
