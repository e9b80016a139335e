#include "server/app/import_writing.h"

#include <algorithm>

#include "server/store/cards.h"
#include "server/store/own_record.h"
#include "shared/model/record_id.h"
#include "shared/model/scope.h"

namespace mektep::server {
namespace {

constexpr char who_imports[] = "import";
// 2025-01-01: no record of this program is older, whatever the machine's clock says.
constexpr WallTime oldest_record{1'735'689'600'000};

bool is_absent(const RecordState& state, FieldNumber field) {
  const auto cell = state.cells.lower_bound({field, {}});
  return cell == state.cells.end() || cell->first.field != field;
}

std::vector<Op> ops_for(const PlannedRecord& record, const RecordState& held) {
  OwnRecord own(record.key, held);
  own.restore();
  for (const PlannedField& field : record.fields) {
    if (field.only_if_absent && !is_absent(held, field.field)) continue;
    if (field.is_set) {
      own.set_elements(field.field, field.elements);
    } else {
      own.set(field.field, field.value);
    }
  }
  return own.take();
}

// Two schools share a scope from its first write: devices that are here get their cards before it.
void open_pairs(Integration& integration, const ImportPlan& plan) {
  std::set<ScopeNumber> seen;
  for (const PlannedRecord& record : plan.records) {
    if (kind_of(record.scope) != ScopeKind::pair || !seen.insert(record.scope).second) continue;
    if (!integration.work().reader().head(record.scope)) open_pair(integration, record.scope);
  }
}

std::vector<OwnChange> changes_for(Integration& integration, const ImportPlan& plan, std::set<std::size_t>& lines) {
  std::vector<OwnChange> changes;
  for (const PlannedRecord& record : plan.records) {
    auto ops = ops_for(record, integration.record(record.scope, record.key));
    if (ops.empty()) continue;
    lines.insert(record.line);
    changes.push_back({record.scope, who_imports, std::move(ops)});
  }
  // Neighbours of one scope share packs.
  std::stable_sort(changes.begin(), changes.end(),
                   [](const OwnChange& left, const OwnChange& right) { return left.scope < right.scope; });
  return changes;
}

}  // namespace

Result<ImportOutcome> import_table(const ServerParts& parts, ImportKind kind, const CsvTable& table,
                                   ImportMode mode) {
  auto begun = Integration::begin(parts);
  if (!begun) return begun.error();
  Integration& integration = **begun;
  const Reader& reader = integration.work().reader();
  const Directory directory = Directory::read(reader, parts.store.schema());
  RecordIdSource ids(parts.clock, parts.random, oldest_record);
  const ImportGround ground{parts.store.schema(), reader, directory,
                            [&] { return ids.draw(parts.clock.wall(), RecordId{0}); }};
  const auto plan = plan_import(kind, table, ground);
  if (!plan) return plan.error();
  for (const School& school : plan->new_schools) integration.work().put_school(school);
  open_pairs(integration, *plan);
  std::set<std::size_t> lines;
  if (auto written = integration.write(changes_for(integration, *plan, lines)); !written) return written.error();
  const ImportOutcome outcome{plan->rows, lines.size()};
  if (mode == ImportMode::dry_run || outcome.changes == 0) return outcome;
  integration.audit(who_imports, "import.done", table.file);
  integration.commit();
  return outcome;
}

}  // namespace mektep::server
