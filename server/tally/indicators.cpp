#include "server/tally/indicators.h"

#include <algorithm>
#include <set>

#include "shared/model/dates.h"

namespace mektep::server::report {
namespace {

// Where a tally of activities keeps what the table needs. Its dimensions are the activity's own fields, or
// those of an attendance's activity.
struct Columns {
  std::size_t kind;
  std::size_t state;
  std::size_t date;
};

std::optional<Columns> columns_of(const Tally& tally) {
  constexpr std::size_t none = SIZE_MAX;
  Columns columns{none, none, none};
  for (std::size_t at = 0; at < tally.dimensions.size(); ++at) {
    const auto dimension = dimension_of(tally.dimensions[at]);
    if (!dimension) continue;
    if (dimension->field == "kind") columns.kind = at;
    if (dimension->field == "state") columns.state = at;
    if (dimension->field == "from") columns.date = at;
  }
  if (columns.kind == none || columns.state == none || columns.date == none) return std::nullopt;
  return columns;
}

const Tally* find_tally(const Schema& schema, std::string_view name) {
  for (const RecordType& type : schema.types()) {
    for (const Tally& tally : type.tallies) {
      if (tally.name == name) return &tally;
    }
  }
  return nullptr;
}

Decimal rescaled(std::int64_t units, int scale) {
  for (; scale < hours_scale; ++scale) units *= 10;
  for (; scale > hours_scale; --scale) units /= 10;
  return Decimal{units};
}

using Put = void (*)(IndicatorFigures&, const TallyRow&, int scale);
struct Source {
  std::string_view tally;
  Put put;
};

constexpr Source counted[] = {
    {"activities",
     [](IndicatorFigures& figures, const TallyRow& row, int) {
       figures.activities += row.amount;
       figures.contested += row.contested;
     }},
    {"participants",
     [](IndicatorFigures& figures, const TallyRow& row, int) { figures.participants += row.amount; }},
    {"hours", [](IndicatorFigures& figures, const TallyRow& row,
                 int scale) { figures.hours.units += rescaled(row.amount, scale).units; }},
    {"person_hours", [](IndicatorFigures& figures, const TallyRow& row,
                        int scale) { figures.person_hours.units += rescaled(row.amount, scale).units; }},
};

bool was_held(const std::string& state) { return state != "planned" && state != "cancelled"; }

// Collects the rows of every tally under region and kind.
class Table {
 public:
  Table(const Directory& directory, const IndicatorQuery& query, const Span& span)
      : directory_(directory), query_(query), span_(span) {}

  void take(const TallyRow& row, const Columns& columns, const Source& source, int scale) {
    const auto& groups = row.cell.groups;
    if (std::max({columns.kind, columns.state, columns.date}) >= groups.size()) return;
    if (!was_held(groups[columns.state])) return;
    if (!span_.touches(groups[columns.date])) return;
    IndicatorRow& shown = this->row(row.scope, groups[columns.kind]);
    source.put(shown.figures, row, scale);
    if (row.amount > 0) active_.insert(row.scope);
  }

  void finish(Indicators& table) const {
    for (const auto& [place, row] : rows_) {
      if (row.figures.empty()) continue;
      table.rows.push_back(row);
      table.total.add(row.figures);
    }
    table.active_schools = active_.size();
  }

 private:
  IndicatorRow& row(ScopeNumber scope, const std::string& kind) {
    const RecordId region = query_.by == IndicatorsBy::kind ? RecordId{0} : region_of(scope);
    const std::string shown_kind = query_.by == IndicatorsBy::region ? std::string() : kind;
    IndicatorRow& row = rows_[{directory_.unit_code(region), shown_kind}];
    row.region = region;
    row.kind = shown_kind;
    return row;
  }
  RecordId region_of(ScopeNumber scope) const {
    const auto school = directory_.schools.find(directory_.school_at(scope));
    return school == directory_.schools.end() ? RecordId{0} : directory_.unit_at(school->second.region, query_.as_of);
  }

  const Directory& directory_;
  const IndicatorQuery& query_;
  const Span& span_;
  std::map<std::pair<std::string, std::string>, IndicatorRow> rows_;  // by code of the region, kind
  std::set<ScopeNumber> active_;
};

}  // namespace

void IndicatorFigures::add(const IndicatorFigures& other) {
  activities += other.activities;
  participants += other.participants;
  hours.units += other.hours.units;
  person_hours.units += other.person_hours.units;
  contested += other.contested;
}

bool IndicatorFigures::empty() const { return *this == IndicatorFigures{}; }

Result<Indicators> indicators(const Sources& sources, const IndicatorQuery& query) {
  Span span;
  if (!query.period.empty()) {
    const auto period = sources.directory.find_period(query.period);
    if (!period) return period.error();
    span = {to_text(period->from), to_text(period->to)};
  }
  Table table(sources.directory, query, span);
  std::set<std::string_view> shown;
  for (const Source& source : counted) {
    shown.insert(source.tally);
    const Tally* tally = find_tally(sources.schema, source.tally);
    const auto columns = tally == nullptr ? std::nullopt : columns_of(*tally);
    if (!columns) continue;
    const int scale = scale_of_tally(sources.schema, source.tally);
    for (const TallyRow& row : sources.reader.tally(source.tally)) table.take(row, *columns, source, scale);
  }
  Indicators result;
  result.period = query.period;
  result.schools = sources.directory.schools.size();
  table.finish(result);
  result.others = counts(sources, {span, query.by != IndicatorsBy::kind, query.as_of}, shown);
  return result;
}

}  // namespace mektep::server::report
