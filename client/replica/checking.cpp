#include "client/replica/checking.h"

#include "client/replica/rights.h"
#include "shared/base/limits.h"
#include "shared/model/builtin.h"
#include "shared/model/scope.h"
#include "shared/store/digest.h"

namespace mektep::client {
namespace {

constexpr std::size_t page_records = 512;
constexpr std::int64_t day_ms = 24LL * 60 * 60 * 1000;

}  // namespace

Result<std::vector<ScopeCheck>> Checking::check(bool thorough) {
  auto turn = ground_.begin();
  if (!turn) return turn.error();
  std::vector<ScopeCheck> found;
  for (const ScopeNumber scope : ground_.log().scopes()) {
    if (thorough || is_due(scope)) found.push_back(check_scope(scope));
  }
  turn->commit();
  ground_.forget();
  return found;
}

bool Checking::is_due(ScopeNumber scope) {
  const auto last = remembered(scope);
  if (!last || last->records <= limits::check_records_max) return true;
  const std::int64_t since = ground_.environment().clock.wall().ms - last->wall_ms;
  return since < 0 || since >= day_ms;
}

ScopeCheck Checking::check_scope(ScopeNumber scope) {
  ScopeCheck found;
  found.scope = scope;
  const Sums sums = sum_rows(scope, found);
  ScopeLedger ledger(ground_.database(), ground_.tables(), scope, ground_.servers());
  const Position position = ledger.head().position;
  found.digest_wrong = ledger.head().state_digest != sums.state;
  if (found.digest_wrong) {
    ledger.set_state_digest(sums.state);
    ledger.flush();
  }
  const auto last = remembered(scope);
  const bool same_base = last && last->position == position;
  found.values_wrong = same_base && last->content != sums.content.value();
  const bool suspect = (last && last->suspect) || found.is_damaged();
  remember(scope, {position, sums.content.value(), found.records, ground_.environment().clock.wall().ms, suspect});
  return found;
}

Checking::Sums Checking::sum_rows(ScopeNumber scope, ScopeCheck& found) {
  Sums sums;
  std::optional<RecordKey> after;
  while (true) {
    const auto keys = ground_.tables().keys(scope, after, page_records);
    for (const RecordKey& key : keys) {
      ++found.records;
      const auto row = ground_.tables().read_if_sound(scope, key);
      if (!row) {
        ++(empty_base(scope, key) ? found.unreadable_rows : found.unreadable_pending);
        continue;
      }
      if (const auto hash = record_hash(key, row->base)) sums.state.add(*hash);
      if (const auto hash = content_hash(key, row->base)) sums.content.add(*hash);
    }
    if (keys.size() < page_records) return sums;
    after = keys.back();
  }
}

// False when what is pending over it cannot be read either: then nothing is touched.
bool Checking::empty_base(ScopeNumber scope, const RecordKey& key) {
  const auto pending = ground_.tables().pending_if_sound(scope, key);
  if (!pending) return false;
  ground_.tables().write(scope, key, RecordState(), *pending);
  ground_.environment().log.line("replica.row_damaged", {{"scope", std::to_string(scope.value)},
                                                         {"type", std::to_string(key.type.value)}});
  return true;
}

bool Checking::suspects(ScopeNumber scope) {
  const auto last = remembered(scope);
  return last && last->suspect;
}

Status Checking::trust(ScopeNumber scope) {
  auto turn = ground_.begin();
  if (!turn) return turn.error();
  ScopeCheck found;
  const Sums sums = sum_rows(scope, found);
  const auto head = ground_.log().head(scope);
  remember(scope, {head ? head->position : Position{}, sums.content.value(), found.records,
                   ground_.environment().clock.wall().ms, found.unreadable_rows > 0});
  turn->commit();
  return done;
}

std::vector<SpanSum> Checking::sums(ScopeNumber scope, const std::vector<IdSpan>& spans) {
  if (spans.empty()) return {};
  ground_.renew();
  std::vector<RecordHash> hashes;
  for (const RecordKey& key : ground_.tables().keys_in(scope, {spans.front().first, spans.back().last})) {
    const auto row = ground_.tables().read_if_sound(scope, key);
    if (!row) continue;
    if (const auto hash = content_hash(key, row->base)) hashes.push_back({key, *hash});
  }
  return sums_over(spans, hashes);
}

Result<std::vector<RecordId>> Checking::replace(const Records& records) {
  auto turn = ground_.begin();
  if (!turn) return turn.error();
  ScopeLedger ledger(ground_.database(), ground_.tables(), records.scope, ground_.servers());
  if (ledger.head().position != records.position) return refused("repair.moved");
  std::map<RecordKey, RecordState> theirs;
  const IdSpan span{RecordId{records.first}, RecordId{records.last}};
  for (const RecordKey& key : ground_.tables().keys_in(records.scope, span)) theirs[key];
  for (const Records::Entry& entry : records.records) {
    auto state = decode_record(entry.base);
    if (!state) return refused("repair.malformed").with("what", std::string(state.error().argument("what")));
    if (entry.id.value < records.first || entry.id.value > records.last)
      return refused("repair.malformed").with("what", "range");
    theirs[{entry.type, entry.id}] = std::move(*state);
  }
  Moved moved;
  std::vector<RecordId> changed;
  for (const auto& [key, state] : theirs) {
    if (content_hash(key, ledger.record(key)) == content_hash(key, state)) continue;
    ledger.put_record(key, state);
    moved.records.insert(key);
    changed.push_back(key.id);
    if (records.scope == network_scope && key.type == builtin::schema_type) {
      write_setting(ground_.database(), setting::schema_stamp,
                    read_setting(ground_.database(), setting::schema_stamp) + 1);
    }
  }
  if (changed.empty()) return changed;
  pending_.settle(ledger, moved);
  turn->commit();
  ground_.forget();
  return changed;
}

std::optional<Checking::Remembered> Checking::remembered(ScopeNumber scope) {
  auto row = ground_.database().prepared(
      "SELECT position, content, records, wall_ms, suspect FROM checked WHERE scope = ?");
  row.bind_all(scope);
  if (!row.step()) return std::nullopt;
  return Remembered{row.column<Position>(0), row.column<Hash16>(1), row.column<std::size_t>(2),
                    row.column<std::int64_t>(3), row.column<bool>(4)};
}

void Checking::remember(ScopeNumber scope, const Remembered& what) {
  ground_.database()
      .prepared(
          "INSERT OR REPLACE INTO checked(scope, position, content, records, wall_ms, suspect)"
          " VALUES(?, ?, ?, ?, ?, ?)")
      .bind_all(scope, what.position, what.content, what.records, what.wall_ms, what.suspect)
      .run();
}

}  // namespace mektep::client
