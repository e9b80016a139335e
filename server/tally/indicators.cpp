#include "server/tally/indicators.h"

#include <set>

#include "shared/model/dates.h"

namespace mektep::server::report {
namespace {

constexpr int hundredths = 2;

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

// Texts of days, months and years compare as their dates do; the shorter one stands for its whole span.
bool lies_between(const std::string& date, const std::string& from, const std::string& to) {
  return !date.empty() && date >= from.substr(0, date.size()) && date <= to.substr(0, date.size());
}

Decimal to_hundredths(std::int64_t units, int scale) {
  for (; scale < hundredths; ++scale) units *= 10;
  for (; scale > hundredths; --scale) units /= 10;
  return Decimal{units};
}

using Put = void (*)(IndicatorFigures&, const TallyRow&, int scale);
struct Source {
  std::string_view tally;
  Put put;
};

constexpr Source sources[] = {
    {"activities",
     [](IndicatorFigures& figures, const TallyRow& row, int) {
       figures.activities += row.amount;
       figures.contested += row.contested;
     }},
    {"participants",
     [](IndicatorFigures& figures, const TallyRow& row, int) { figures.participants += row.amount; }},
    {"hours", [](IndicatorFigures& figures, const TallyRow& row,
                 int scale) { figures.hours.units += to_hundredths(row.amount, scale).units; }},
    {"person_hours", [](IndicatorFigures& figures, const TallyRow& row,
                        int scale) { figures.person_hours.units += to_hundredths(row.amount, scale).units; }},
};

// Collects the rows of every tally under region and kind.
class Table {
 public:
  Table(const Places& places, const IndicatorQuery& query, std::optional<PeriodDates> period)
      : places_(places), query_(query) {
    if (!period) return;
    from_ = to_text(period->from);
    to_ = to_text(period->to);
  }

  void take(const TallyRow& row, const Columns& columns, const Source& source, int scale) {
    const auto& groups = row.cell.groups;
    if (std::max({columns.kind, columns.state, columns.date}) >= groups.size()) return;
    if (!query_.state.empty() && groups[columns.state] != query_.state) return;
    if (!from_.empty() && !lies_between(groups[columns.date], from_, to_)) return;
    const auto place = places_.schools().find(school_of(row.scope));
    const std::string region = place == places_.schools().end()
                                   ? std::string()
                                   : places_.region_at(place->second.unit, query_.as_of);
    source.put(figures_[{region, groups[columns.kind]}], row, scale);
    if (row.amount > 0) active_.insert(row.scope);
  }

  void finish(Indicators& table) const {
    for (const auto& [name, figures] : figures_) {
      if (figures.empty()) continue;
      table.rows.push_back({name.first, name.second, figures});
      table.total.add(figures);
    }
    table.active_schools = active_.size();
  }

 private:
  const Places& places_;
  const IndicatorQuery& query_;
  std::string from_;
  std::string to_;
  std::map<std::pair<std::string, std::string>, IndicatorFigures> figures_;
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

Result<Indicators> indicators(const Reader& reader, const Schema& schema, const IndicatorQuery& query) {
  std::optional<PeriodDates> period;
  if (!query.period.empty()) {
    const Result<PeriodDates> found = find_period(reader, schema, query.period);
    if (!found) return found.error();
    period = *found;
  }
  const Places places = Places::read(reader, schema);
  Table table(places, query, period);
  for (const Source& source : sources) {
    const Tally* tally = find_tally(schema, source.tally);
    const auto columns = tally == nullptr ? std::nullopt : columns_of(*tally);
    if (!columns) continue;
    const int scale = scale_of_tally(schema, source.tally);
    for (const TallyRow& row : reader.tally(source.tally)) table.take(row, *columns, source, scale);
  }
  Indicators result;
  result.period = query.period;
  result.as_of = query.as_of;
  result.schools = places.schools().size();
  table.finish(result);
  return result;
}

}  // namespace mektep::server::report
