// What becomes of each raw pack when the base has moved: the log has it, or it lost a fork, or the log has
// answered for all of its changes otherwise, or it is still pending.

#include <algorithm>

#include "client/replica/log_start.h"
#include "client/replica/pending.h"
#include "client/replica/rights.h"
#include "shared/pack/pack.h"

namespace mektep::client {
namespace {

// Where the log, with the receipts of this epoch, has answered for every change of a pack that it does not
// hold. A void says known, not kept: what was not receipted in this epoch may be the only copy.
std::optional<Position> answered_at(const ScopeLedger& ledger, const RawPack& raw, const PackContent& content,
                                    Epoch epoch) {
  const bool receipted =
      raw.receipt && raw.receipt->level == ReceiptLevel::server && raw.receipt->epoch == epoch;
  Position answered = receipted ? raw.receipt->position : Position{0};
  bool any_void = false;
  for (std::size_t change = 0; change < content.changes.size(); ++change) {
    const Version version = content.version_at(change);
    const auto entry = ledger.void_entry(version);
    any_void = any_void || entry.has_value();
    if (entry && entry->reason == VoidReason::lost) {
      const auto reissued = ledger.reissued(version);
      if (!reissued && !receipted) return std::nullopt;
      answered = std::max(answered, reissued.value_or(raw.receipt ? raw.receipt->position : Position{0}));
    } else {
      if (entry && !receipted) return std::nullopt;
      answered = std::max(answered, ledger.position(version).value_or(ledger.head().position));
    }
  }
  return any_void ? std::optional(answered) : std::nullopt;
}

// Lies in the server's log at a place that this file does not keep any more. Only a receipt of this epoch tells:
// whether it is the branch that the log holds, or a fork's loser that the server has kept too.
bool is_trimmed(Ground& ground, const ScopeLedger& ledger, const RawPack& raw, const PackContent& content) {
  const ScopeNumber scope = ledger.head().scope;
  const bool receipted =
      raw.receipt && raw.receipt->level == ReceiptLevel::server && raw.receipt->epoch == ground.epoch();
  const auto position = ledger.position(content.version_at(content.changes.size() - 1));
  const Position start = log_start(ground.database(), scope).position;
  return receipted && start.value > 0 && position && *position <= start;
}

}  // namespace

Pending::Sorted Pending::sort_raw(const ScopeLedger& ledger) {
  Sorted sorted;
  const ScopeNumber scope = ledger.head().scope;
  const Epoch epoch = ground_.epoch();
  for (RawPack& raw : ground_.raw().all(scope)) {
    const auto content = ground_.shelf().open(raw.head, [&] { return BytesView(raw.bytes); });
    if (!content) {
      ground_.environment().log.line("replica.raw_pack_unreadable", {{"error", describe(content.error())}});
      continue;
    }
    sorted.opened.emplace(raw.head, *content);
    if (!raw.held.empty()) continue;
    const auto& pack = **content;
    if (ground_.log().position_of(scope, raw.head)) {
      ground_.raw().remove(scope, raw.head);
    } else if (loses_fork(ledger, pack)) {
      set_aside(raw, *content);
      if (raw.own) sorted.lost.push_back(all_of(*content));
    } else if (pack.last() <= ledger.stream(pack.stream).value_or(StreamHead{}).sequence) {
      if (is_trimmed(ground_, ledger, raw, pack)) {
        ground_.raw().remove(scope, raw.head);
      } else if (const auto position = answered_at(ledger, raw, pack, epoch)) {
        ground_.database()
            .prepared("INSERT OR REPLACE INTO answered(scope, head, position) VALUES(?, ?, ?)")
            .bind_all(scope, raw.head, *position)
            .run();
      }
    } else if (is_authentic(raw, ledger)) {
      raw.bytes.clear();
      sorted.pending.push_back({std::move(raw), *content});
    }
  }
  return sorted;
}

// Its owner seals it again as drafts, once: from now on it is a pack like any other's.
void Pending::set_aside(const RawPack& raw, const OpenedContent& content) {
  ground_.raw().remove(raw.scope, raw.head);
  ground_.raw().put(*content, raw.bytes, false);
  ground_.raw().set_held(raw.scope, raw.head, raw.own ? held_resealed : held_fork_lost);
  ground_.database()
      .prepared("DELETE FROM own_pack WHERE scope = ? AND head = ?")
      .bind_all(raw.scope, raw.head)
      .run();
}

bool Pending::is_authentic(ScopeNumber scope, const ChainHead& head) {
  if (authentic_.contains(head)) return true;
  const auto raw = ground_.raw().find(scope, head);
  return raw && is_authentic(*raw, ground_.ledger(scope));
}

// Only the server's packs write cards, over the base too: one that is pending tells as much.
RecordState Pending::shown_card(const ScopeLedger& ledger, DeviceId device) const {
  const RecordState logged = ledger.record(card_key(device));
  if (!logged.empty()) return logged;
  const RecordRow row = ground_.tables().read(ledger.head().scope, card_key(device));
  return laid_over(row.base, row.pending);
}

bool Pending::is_authentic(const RawPack& raw, const ScopeLedger& ledger) {
  if (raw.own || authentic_.contains(raw.head)) return true;
  const auto opened = open_pack(raw.bytes);
  if (!opened) return false;
  const DeviceId device = opened->content.device;
  const auto& identity = ground_.identity_file().identity();
  PublicKey key{};
  if (identity && ledger.is_server(device)) {
    key = identity->server.server;
  } else if (const auto card = card_of(shown_card(ledger, device))) {
    key = card->signing_key;
  } else {
    return false;  // it waits for its card
  }
  if (!verify_seal(*opened, key)) return false;
  authentic_.insert(raw.head);
  return true;
}

}  // namespace mektep::client
