#include "client/replica/rewinding.h"

#include "client/replica/log_start.h"
#include "shared/base/limits.h"
#include "shared/model/scope.h"
#include "shared/pack/pack.h"
#include "shared/store/layout.h"

namespace mektep::client {
namespace {

constexpr std::size_t log_bytes_a_turn = 4 * limits::read_bytes_max;

}  // namespace

Result<Rewound> Rewinding::rewind(ScopeNumber scope, Position shared) {
  auto turn = ground_.begin();
  if (!turn) return turn.error();
  const auto head = ground_.log().head(scope);
  if (!head || shared >= head->position) return Rewound();
  const Rewound rewound = go_back(scope, shared);
  turn->commit();
  ground_.forget();
  return rewound;
}

Rewound Rewinding::go_back(ScopeNumber scope, Position shared) {
  Rewound rewound;
  rewound.changes = hand_back(scope, shared, rewound);
  const Position start = log_start(ground_.database(), scope).position;
  if (start > shared) rewound.packs_missing += start.value - shared.value;
  const bool whole = start.value == 0 && can_replay(scope, shared);
  const Position to = whole ? shared : Position{0};
  if (!whole) forget_own_stream(scope);
  forget_beyond(scope, to);
  if (!whole) set_log_start(ground_.database(), scope, {});
  empty_bases(scope);
  forget_ledger(ground_.database(), scope);
  replay(scope, to);
  settle(scope);
  note(scope, rewound);
  return rewound;
}

// Before anything is taken away: what the log holds beyond the shared place, in its order.
std::size_t Rewinding::hand_back(ScopeNumber scope, Position shared, Rewound& rewound) {
  std::vector<OpenedContent> opened;
  std::vector<Bytes> bytes;
  std::size_t changes = 0;
  for (Position cursor = shared;;) {
    auto packs = ground_.log().read_after(scope, cursor, log_bytes_a_turn);
    if (packs.empty()) break;
    for (LoggedPack& pack : packs) {
      cursor = pack.position;
      const auto content = ground_.shelf().open(pack.head, [&] { return BytesView(pack.bytes); });
      if (!content) {
        ++rewound.packs_missing;  // trimmed: only somebody else still has it
        continue;
      }
      changes += (*content)->changes.size();
      opened.push_back(*content);
      bytes.push_back(std::move(pack.bytes));
    }
  }
  std::vector<RawPacks::HandedBack> handed;
  for (std::size_t at = 0; at < opened.size(); ++at) {
    const bool own = ground_.database()
                         .prepared("SELECT EXISTS(SELECT 1 FROM own_pack WHERE scope = ? AND head = ?)")
                         .bind_all(scope, opened[at]->head)
                         .first<bool>()
                         .value_or(false);
    handed.push_back({*opened[at], bytes[at], own});
  }
  rewound.packs = ground_.raw().put_first(handed);
  return changes;
}

bool Rewinding::can_replay(ScopeNumber scope, Position up_to) const {
  const ScopeRow row = row_of(ground_.database(), scope);
  const auto whole =
      ground_.database()
          .prepared("SELECT count(*) FROM log WHERE id > ? AND id <= ? AND length(bytes) > 0")
          .bind_all(log_id(row, Position{0}), log_id(row, up_to))
          .first<std::uint64_t>();
  return whole.value_or(0) == up_to.value;
}

// The server would name packs of it by their heads alone, and their bytes are not all here any more.
void Rewinding::forget_own_stream(ScopeNumber scope) {
  ground_.database().prepared("DELETE FROM own_stream WHERE scope = ?").bind_all(scope).run();
}

void Rewinding::forget_beyond(ScopeNumber scope, Position position) {
  auto& database = ground_.database();
  const ScopeRow row = row_of(database, scope);
  database.prepared("DELETE FROM log WHERE id > ? AND id < ?")
      .bind_all(log_id(row, position), log_id(ScopeRow{row.value + 1}, Position{0}))
      .run();
  database.prepared("UPDATE scope SET backed_up = min(backed_up, ?2) WHERE row = ?1").bind_all(row, position).run();
  database.prepared("DELETE FROM answered WHERE scope = ? AND position > ?").bind_all(scope, position).run();
  // Receipts of the epoch before count no more; those of this one that lie beyond are of a log that was lost.
  database.prepared("UPDATE raw SET level = NULL, position = NULL, epoch = NULL WHERE scope = ? AND epoch <> ?")
      .bind_all(scope, ground_.epoch())
      .run();
  database.prepared("UPDATE searched SET position = min(position, ?2) WHERE scope = ?1")
      .bind_all(scope, position)
      .run();
}

// The values of drafts lie in the rows and nowhere else, so the rows with something pending stay.
void Rewinding::empty_bases(ScopeNumber scope) {
  RecordTables& tables = ground_.tables();
  for (const RecordKey& key : tables.keys(scope, std::nullopt, SIZE_MAX >> 1U)) {
    RecordRow row = tables.read(scope, key);
    if (row.base.empty()) continue;
    row.base = {};
    tables.write(scope, key, row);
  }
}

void Rewinding::replay(ScopeNumber scope, Position up_to) {
  const auto pending = [&](const RecordKey& key) { return ground_.tables().read(scope, key).pending; };
  for (Position cursor; cursor < up_to;) {
    ScopeLedger ledger = ground_.ledger(scope);
    for (const LoggedPack& pack : ground_.log().read_after(scope, cursor, log_bytes_a_turn)) {
      cursor = pack.position;
      const auto content = ground_.shelf().open(pack.head, [&] { return BytesView(pack.bytes); });
      if (content) ledger.replay(**content);
    }
    ledger.flush(pending);
  }
}

// Twice: a card that is pending again tells who sealed what follows it.
void Rewinding::settle(ScopeNumber scope) {
  Moved moved;
  moved.meaning = true;
  for (int round = 0; round < 2; ++round) {
    ScopeLedger ledger = ground_.ledger(scope);
    pending_.settle(ledger, moved);
  }
}

void Rewinding::note(ScopeNumber scope, const Rewound& rewound) {
  auto& database = ground_.database();
  if (scope == network_scope) {
    write_setting(database, setting::schema_stamp, read_setting(database, setting::schema_stamp) + 1);
  }
  if (rewound.packs_missing > 0) {
    ground_.environment().log.line("replica.packs_missing", {{"scope", std::to_string(scope.value)},
                                                             {"packs", std::to_string(rewound.packs_missing)}});
  }
  write_setting(database, setting::rewound_ms, ground_.environment().clock.wall().ms);
  const auto before = read_setting(database, setting::handed_back);
  write_setting(database, setting::handed_back, before + static_cast<std::int64_t>(rewound.changes));
}

}  // namespace mektep::client
