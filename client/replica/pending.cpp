#include "client/replica/pending.h"

#include <algorithm>

#include "shared/store/log_ops.h"

namespace mektep::client {
namespace {

using OpsByRecord = std::map<RecordKey, std::vector<PendingOp>>;

void note_records(std::set<RecordKey>& records, const PackContent& content) {
  for (const Change& change : content.changes) {
    for (const Op& op : change.ops) {
      if (is_cell_op(op.kind)) records.insert(op.record);
    }
  }
}

Lamport greatest_in(const PackContent& content) {
  Lamport greatest;
  for (const Change& change : content.changes) greatest = std::max(greatest, change.lamport);
  return greatest;
}

void append(std::vector<PendingOp>& ops, const OpsByRecord& more, const RecordKey& key) {
  const auto found = more.find(key);
  if (found != more.end()) ops.insert(ops.end(), found->second.begin(), found->second.end());
}

}  // namespace

std::set<RecordKey> Pending::settle(ScopeLedger& ledger, const Moved& moved) {
  const ScopeNumber scope = ledger.head().scope;
  Sorted sorted = sort_raw(ledger);
  sorted.lost.insert(sorted.lost.end(), moved.again.begin(), moved.again.end());
  const LogOpReader reader = log_op_reader(ledger, scope);
  Laying laying(ledger, reader, drafts_.greatest_lamport(scope));
  laying.lay(sorted.pending);

  Reseal reseal(drafts_, scope);
  if (!sorted.lost.empty()) reseal.take(sorted.lost);
  std::set<RecordKey> records = affected(ledger, sorted, laying, moved);
  for (const auto& [key, ops] : reseal.ops()) records.insert(key);
  put_laid(scope, laying);

  std::set<Version> drafts;
  for (const DraftRow& draft : drafts_.all(scope)) drafts.insert(draft_version(draft.number));
  OpsByRecord drafted;  // only where renaming touched them; the rows hold the others
  if (!sorted.lost.empty()) rename_drafts(scope, reseal, drafted);
  for (const auto& [key, ops] : drafted) records.insert(key);

  std::set<RecordKey> wanted = records;
  for (const auto& [key, before] : ledger.before()) wanted.insert(key);
  const bool anything = !drafts.empty() || !laying.laid().empty();
  const OpsByRecord laid = anything ? laying.ops_over(wanted) : OpsByRecord();
  const auto over = [&](const RecordKey& key) {
    std::vector<PendingOp> ops;
    append(ops, laid, key);
    append(ops, reseal.ops(), key);
    const auto renamed = drafted.find(key);
    if (renamed != drafted.end()) {
      ops.insert(ops.end(), renamed->second.begin(), renamed->second.end());
    } else if (!drafts.empty()) {
      const auto kept = drafted_over(scope, key, drafts);
      ops.insert(ops.end(), kept.begin(), kept.end());
    }
    return ops;
  };
  ledger.flush(anything ? ScopeLedger::PendingOver(over) : ScopeLedger::PendingOver());
  for (const auto& [key, before] : ledger.before()) records.erase(key);
  for (const RecordKey& key : records) {
    RecordRow row = ground_.tables().read(scope, key);
    row.pending = over(key);
    ground_.tables().write(scope, key, row);
  }
  // The index reads the log by itself; what a re-issue or an erasure touched the packs do not tell.
  note_for_search(scope, moved.meaning ? wanted : records);
  return wanted;
}

std::set<RecordKey> Pending::affected(const ScopeLedger& ledger, const Sorted& sorted, const Laying& laying,
                                      const Moved& moved) {
  std::set<RecordKey> records = moved.records;
  bool all = moved.meaning || laying.changes_meaning();
  const ScopeNumber scope = ledger.head().scope;
  const auto before = laid_before(scope);
  const std::set<ChainHead> old_heads(before.begin(), before.end());
  std::set<ChainHead> new_heads;
  for (const PendingPack& pack : laying.laid()) {
    new_heads.insert(pack.raw.head);
    if (!old_heads.contains(pack.raw.head)) note_records(records, *pack.content);
  }
  for (const ChainHead& head : before) {
    if (new_heads.contains(head)) continue;
    const auto opened = sorted.opened.find(head);
    const auto content = opened != sorted.opened.end() ? opened->second : ground_.shelf().find(head);
    if (content != nullptr) {
      note_records(records, *content);
    } else {
      all = true;
    }
  }
  if (all) {
    for (const RecordKey& key : ground_.tables().keys_with_pending(scope)) records.insert(key);
    for (const PendingPack& pack : laying.laid()) note_records(records, *pack.content);
  }
  return records;
}

std::vector<ChainHead> Pending::laid_before(ScopeNumber scope) const {
  std::vector<ChainHead> heads;
  auto rows = ground_.database().prepared("SELECT head FROM laid WHERE scope = ?");
  rows.bind_all(scope);
  while (rows.step()) heads.push_back(rows.column<ChainHead>(0));
  return heads;
}

void Pending::put_laid(ScopeNumber scope, const Laying& laying) {
  std::set<ChainHead> kept;
  for (const ChainHead& head : laid_before(scope)) kept.insert(head);
  for (const PendingPack& pack : laying.laid()) {
    if (kept.erase(pack.raw.head) > 0) continue;
    const Lamport lamport = greatest_in(*pack.content);
    ground_.database()
        .prepared(
            "INSERT OR REPLACE INTO laid(scope, stream, first, last, head, lamport) VALUES(?, ?, ?, ?, ?, ?)")
        .bind_all(scope, pack.raw.stream, pack.raw.first, pack.raw.last(), pack.raw.head, lamport)
        .run();
    drafts_.raise_lamport(scope, lamport);
  }
  for (const ChainHead& head : kept) {
    ground_.database().prepared("DELETE FROM laid WHERE scope = ? AND head = ?").bind_all(scope, head).run();
  }
}

std::vector<PendingOp> Pending::drafted_over(ScopeNumber scope, const RecordKey& key,
                                             const std::set<Version>& drafts) const {
  auto ops = ground_.tables().read(scope, key).pending;
  // Ops of packs are laid anew, and those of a sealed draft came back as its pack's.
  std::erase_if(ops, [&](const PendingOp& op) { return !drafts.contains(op.stamp.version); });
  return ops;
}

void Pending::rename_drafts(ScopeNumber scope, const Reseal& reseal, OpsByRecord& drafted) {
  std::set<Version> drafts;
  for (const DraftRow& draft : drafts_.all(scope)) drafts.insert(draft_version(draft.number));
  for (DraftRow& draft : drafts_.all(scope)) {
    const Version own = draft_version(draft.number);
    bool changed = false;
    for (const RecordKey& key : draft.records) {
      auto found = drafted.find(key);
      if (found == drafted.end()) found = drafted.emplace(key, drafted_over(scope, key, drafts)).first;
      for (PendingOp& pending : found->second) {
        if (pending.stamp.version == own) changed = reseal.rename(pending.op, draft.basis) || changed;
      }
    }
    if (changed) drafts_.update_basis(draft.number, draft.basis);
  }
}

void Pending::note_for_search(ScopeNumber scope, const std::set<RecordKey>& records) const {
  for (const RecordKey& key : records) {
    ground_.database()
        .prepared("INSERT OR IGNORE INTO search_todo(scope, type, id) VALUES(?, ?, ?)")
        .bind_all(scope, key.type, key.id)
        .run();
  }
}

void Pending::drop_answered(ScopeNumber scope, Position backed_up) {
  ground_.database()
      .prepared(
          "DELETE FROM raw WHERE scope = ?1 AND head IN"
          " (SELECT head FROM answered WHERE scope = ?1 AND position <= ?2)")
      .bind_all(scope, backed_up)
      .run();
  ground_.database()
      .prepared("DELETE FROM answered WHERE scope = ? AND position <= ?")
      .bind_all(scope, backed_up)
      .run();
}

void Pending::forget_answers() { ground_.database().prepared("DELETE FROM answered").run(); }

}  // namespace mektep::client
