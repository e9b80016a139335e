#include "server/tally/tallies.h"

#include <set>

namespace mektep::server {
namespace {

constexpr std::size_t page_size = 1024;

// One scope of an open transaction.
class ScopeTallies {
 public:
  ScopeTallies(Integration& integration, ScopeNumber scope, ReadRecord read)
      : work_(integration.work()),
        schema_(integration.parts().store.schema()),
        scope_(scope),
        read_(std::move(read)) {}

  void renew(const RecordKey& key) {
    const Contribution before = work_.contribution(scope_, key);
    const Contribution now = contribution_of(schema_, key, read_(key), read_);
    if (before == now) return;
    for (const TallyShare& share : before.shares) apply(share, -1);
    for (const TallyShare& share : now.shares) apply(share, 1);
    work_.put_contribution(scope_, key, now);
  }

 private:
  void apply(const TallyShare& share, int sign) {
    const std::int64_t contested = share.contested ? sign : 0;
    if (share.distinct.empty()) {
      work_.add_to_tally(scope_, share.cell, sign * share.amount, contested);
      return;
    }
    const std::int64_t count = work_.add_reference(scope_, share.cell, share.distinct, sign);
    const bool appeared = sign > 0 && count == 1;
    const bool went = sign < 0 && count == 0;
    if (appeared || went || contested != 0) {
      work_.add_to_tally(scope_, share.cell, appeared || went ? sign : 0, contested);
    }
  }

  Work& work_;
  const Schema& schema_;
  ScopeNumber scope_;
  ReadRecord read_;
};

// The types that some tally reads as a parent.
std::set<TypeNumber> parent_types(const Schema& schema) {
  std::set<TypeNumber> types;
  for (const RecordType& type : schema.types()) {
    for (const Tally& tally : type.tallies) {
      const Field* field = type.field(tally.parent);
      const RecordType* parent = field == nullptr ? nullptr : schema.type(field->target);
      if (parent != nullptr) types.insert(parent->number);
    }
  }
  return types;
}

using Rows = std::map<TallyCell, std::pair<std::int64_t, std::int64_t>>;

Rows rows_of(const Reader& reader, ScopeNumber scope) {
  Rows rows;
  for (const TallyRow& row : reader.tallies(scope)) rows[row.cell] = {row.amount, row.contested};
  return rows;
}

std::size_t differences_of(const Rows& before, const Rows& now) {
  std::size_t differences = 0;
  for (const auto& [cell, sums] : before) {
    const auto found = now.find(cell);
    if (found == now.end() || found->second != sums) ++differences;
  }
  for (const auto& [cell, sums] : now) differences += before.contains(cell) ? 0 : 1;
  return differences;
}

void count_again(Integration& integration, ScopeNumber scope) {
  const Reader& reader = integration.work().reader();
  integration.work().drop_tallies(scope);
  ScopeTallies tallies(integration, scope, [&](const RecordKey& key) { return reader.record(scope, key); });
  for (auto page = reader.keys(scope, std::nullopt, page_size); !page.empty();
       page = reader.keys(scope, page.back(), page_size)) {
    for (const RecordKey& key : page) tallies.renew(key);
  }
}

}  // namespace

void Tallies::derive(Integration& integration, ScopeNumber scope) {
  const Schema& schema = integration.parts().store.schema();
  const std::set<TypeNumber> parents = parent_types(schema);
  std::set<RecordKey> changed;
  for (const auto& [key, before] : integration.scope(scope).before()) {
    const RecordType* type = schema.type(key.type);
    if (type != nullptr && !type->tallies.empty()) changed.insert(key);
    if (!parents.contains(key.type)) continue;
    for (const RecordKey& child : integration.work().children(scope, key)) changed.insert(child);
  }
  ScopeTallies tallies(integration, scope,
                       [&](const RecordKey& key) { return integration.record(scope, key); });
  for (const RecordKey& key : changed) tallies.renew(key);
}

Result<Rebuilt> rebuild_tallies(const ServerParts& parts) {
  auto integration = Integration::begin(parts);
  if (!integration) return integration.error();
  Rebuilt rebuilt;
  const Reader& reader = (*integration)->work().reader();
  std::map<ScopeNumber, Rows> before;
  for (const ScopeNumber scope : reader.scopes()) {
    before[scope] = rows_of(reader, scope);
    count_again(**integration, scope);
  }
  (*integration)->commit();
  const Result<std::unique_ptr<Reader>> after = parts.store.reader();
  if (!after) return after.error();
  for (const auto& [scope, rows] : before) {
    const Rows now = rows_of(**after, scope);
    rebuilt.rows += now.size();
    rebuilt.differences += differences_of(rows, now);
  }
  return rebuilt;
}

}  // namespace mektep::server
