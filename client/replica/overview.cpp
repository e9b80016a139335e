#include "client/replica/overview.h"

#include <algorithm>

#include "shared/base/limits.h"

namespace mektep::client {
namespace {

constexpr std::string_view no_link_yet = "outbox.no_link_yet";
constexpr std::string_view waits_for = "outbox.waits_for";
// What a draft is counted as before it is sealed: two fields of a form.
constexpr std::size_t draft_bytes_about = 120;

// Own packs that the server has not answered for in this epoch.
constexpr std::string_view unanswered =
    " FROM raw WHERE own = 1 AND held = '' AND NOT (level IS NOT NULL AND level = 2 AND epoch = ?1)"
    " AND NOT EXISTS(SELECT 1 FROM answered WHERE answered.scope = raw.scope AND answered.head = raw.head)";

}  // namespace

std::vector<UnsentItem> Overview::unsent(const ReadingPerson& person) {
  ground_.renew();
  std::map<RecordName, UnsentItem> by_record;
  note_packs(by_record);
  note_drafts(by_record);
  std::vector<UnsentItem> items;
  for (auto& [name, item] : by_record) {
    item.title = reader_.title_of(name, person);
    items.push_back(std::move(item));
  }
  std::stable_sort(items.begin(), items.end(), [](const UnsentItem& left, const UnsentItem& right) {
    return left.wall_ms < right.wall_ms;
  });
  return items;
}

void Overview::note_drafts(std::map<RecordName, UnsentItem>& items) {
  for (const ScopeNumber scope : drafts_.scopes()) {
    for (const DraftRow& draft : drafts_.all(scope)) {
      for (const RecordKey& key : draft.records) {
        const RecordName name{scope, key};
        items[name] = {name, {}, draft.author, draft.wall_ms, false, std::string(no_link_yet)};
      }
    }
  }
}

void Overview::note_packs(std::map<RecordName, UnsentItem>& items) {
  auto rows = ground_.database().prepared(
      "SELECT scope, stream, head, bytes, EXISTS(SELECT 1 FROM parked WHERE parked.scope = raw.scope"
      " AND parked.stream = raw.stream)" +
      std::string(unanswered) + " ORDER BY arrival");
  rows.bind_all(ground_.epoch());
  while (rows.step()) {
    const ScopeNumber scope = rows.column<ScopeNumber>(0);
    const auto content =
        ground_.shelf().open(rows.column<ChainHead>(2), [&] { return rows.column<BytesView>(3); });
    if (!content) continue;
    const std::string reason(rows.column<bool>(4) ? waits_for : no_link_yet);
    for (const Change& change : (*content)->changes) {
      for (const Op& op : change.ops) {
        const RecordName name{scope, op.record};
        items[name] = {name, {}, change.author, change.wall_ms, true, reason};
      }
    }
  }
}

std::size_t Overview::count_unsent_sealed(std::size_t& bytes) {
  auto row = ground_.database().prepared("SELECT coalesce(sum(count), 0), coalesce(sum(length(bytes)), 0)" +
                                         std::string(unanswered));
  row.bind_all(ground_.epoch());
  if (!row.step()) return 0;
  bytes += row.column<std::size_t>(1);
  return row.column<std::size_t>(0);
}

ReplicaState Overview::state() {
  ground_.renew();
  auto& database = ground_.database();
  ReplicaState state;
  const std::size_t drafts = drafts_.count();
  state.unsent_bytes = drafts * draft_bytes_about;
  state.unsent_changes = drafts + count_unsent_sealed(state.unsent_bytes);
  state.conflicts =
      database.prepared("SELECT count(*) FROM conflict WHERE type >= 32").first<std::size_t>().value_or(0);
  state.held = held().size();
  state.last_receipt_ms = read_setting(database, setting::last_receipt_ms);
  state.server_wall_ms = read_setting(database, setting::server_wall_ms);
  state.last_contact_ms = read_setting(database, setting::last_contact_ms);
  state.rewound_ms = read_setting(database, setting::rewound_ms);
  state.handed_back = static_cast<std::size_t>(read_setting(database, setting::handed_back));
  state.copied_ms = read_setting(database, setting::twin_ms);
  for (const Grant& grant : rights_.grants()) {
    const auto head = ground_.log().head(grant.scope);
    Cursor cursor{grant.scope, {}, {}};
    if (head) cursor = {grant.scope, head->position, head->log_digest};
    state.scopes.push_back({grant, cursor});
  }
  return state;
}

std::vector<ScopeDigest> Overview::digests() {
  ground_.renew();
  std::vector<ScopeDigest> digests;
  const ReadTransaction one_state(ground_.database());
  for (const Grant& grant : rights_.grants()) {
    ScopeDigest digest;
    digest.label = grant.label;
    if (const auto head = ground_.log().head(grant.scope)) {
      digest.position = head->position;
      digest.log_digest = head->log_digest;
      digest.state_digest = head->state_digest.value();
    }
    digest.pending = ground_.database()
                         .prepared(
                             "SELECT (SELECT count(*) FROM draft WHERE scope = ?1)"
                             " + (SELECT count(*) FROM laid WHERE scope = ?1)")
                         .bind_all(grant.scope)
                         .first<std::size_t>()
                         .value_or(0);
    digests.push_back(std::move(digest));
  }
  return digests;
}

std::string Overview::device_name(ScopeNumber scope, StreamId stream) {
  ground_.renew();
  const ScopeLedger ledger(ground_.database(), ground_.tables(), scope, ground_.servers());
  std::optional<DeviceId> device;
  if (const auto logged = ledger.stream(stream)) device = logged->device;
  if (!device) {
    auto row =
        ground_.database().prepared("SELECT head, bytes FROM raw WHERE scope = ? AND stream = ? LIMIT 1");
    row.bind_all(scope, stream);
    if (!row.step()) return {};
    const auto content =
        ground_.shelf().open(row.column<ChainHead>(0), [&] { return row.column<BytesView>(1); });
    if (!content) return {};
    device = (*content)->device;
  }
  const auto card = card_of(ledger.record(card_key(*device)));
  return card ? card->name : std::string();
}

}  // namespace mektep::client
