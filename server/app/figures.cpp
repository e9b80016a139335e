#include "server/app/figures.h"

#include <algorithm>

#include "server/app/record_view.h"
#include "server/tally/answers.h"
#include "shared/base/limits.h"
#include "shared/base/nearest.h"
#include "shared/merge/contribution.h"
#include "shared/merge/merge.h"
#include "shared/model/builtin.h"
#include "shared/model/dates.h"
#include "shared/model/record_id.h"

namespace mektep::server {
namespace {

using Period = Directory::Period;

Result<const Period*> period_named(const Directory& directory, const std::string& code) {
  const auto found = directory.periods.find(code);
  if (found != directory.periods.end()) return &found->second;
  std::vector<std::string> codes;
  for (const auto& [known, period] : directory.periods) codes.push_back(known);
  return refused("period.unknown").with("given", code).with("nearest", nearest(code, codes));
}

// From the number in a scope to the school's record in the directory.
class SchoolsByNumber {
 public:
  explicit SchoolsByNumber(const FigureSources& sources) {
    std::map<std::string, RecordId> by_code;
    for (const auto& [id, school] : sources.directory.schools) by_code[school.code] = id;
    for (const auto& school : sources.reader.schools()) {
      if (const auto found = by_code.find(school.code); found != by_code.end()) ids_[school.number] = found->second;
    }
  }
  // 0 for a scope of no school, or of one that the directory lacks.
  RecordId of(ScopeNumber scope) const {
    const auto kind = kind_of(scope);
    if (kind != ScopeKind::school && kind != ScopeKind::desk) return RecordId{0};
    const auto found = ids_.find(school_of(scope));
    return found == ids_.end() ? RecordId{0} : found->second;
  }

 private:
  std::map<SchoolNumber, RecordId> ids_;
};

// When the server answered the latest report of the period in this desk.
std::int64_t answered_at(const FigureSources& sources, ScopeNumber desk, RecordId period) {
  const RecordType* type = sources.schema.type("submission");
  const RecordType* answer_type = sources.schema.type(builtin::answer);
  if (type == nullptr || answer_type == nullptr) return 0;
  std::int64_t latest = 0;
  for (const RecordKey& key :
       sources.reader.keys(desk, RecordKey{type->number, RecordId{0}}, limits::supersedes_max)) {
    if (key.type != type->number) break;
    const RecordState state = sources.reader.record(desk, key);
    const auto about = RecordView(*type, state).reference("period");
    if (!about || about->id != period || is_gone(state)) continue;
    const RecordState answer = sources.reader.record(desk, answer_key(key));
    const auto cell = answer.cells.find({builtin::answer_field::at_ms, {}});
    if (cell == answer.cells.end()) continue;
    const auto* at = std::get_if<std::int64_t>(&shown_of(cell->second).value);
    if (at != nullptr) latest = std::max(latest, *at);
  }
  return latest;
}

std::map<RecordId, std::int64_t> received_in(const FigureSources& sources, RecordId period) {
  std::map<RecordId, std::int64_t> received;
  const SchoolsByNumber schools(sources);
  const std::string group = to_text(period);
  for (const TallyRow& row : sources.reader.tally("submissions")) {
    const RecordId school = schools.of(row.scope);
    if (row.amount <= 0 || row.cell.groups.empty() || row.cell.groups.front() != group) continue;
    if (school != RecordId{0}) received[school] = answered_at(sources, row.scope, period);
  }
  return received;
}

// "2025-01" to "2025-03".
struct Months {
  std::string first;
  std::string last;
  bool has(const std::string& month) const { return first.empty() || (month >= first && month <= last); }
};

bool was_held(const std::string& state) { return state != "planned" && state != "cancelled"; }

// Sums of the tallies into rows; the dimensions of all three begin with kind, state, month.
class IndicatorTable {
 public:
  IndicatorTable(const FigureSources& sources, Months months, IndicatorsBy by)
      : sources_(sources), schools_(sources), months_(std::move(months)), by_(by) {}

  void add(std::string_view tally, void (*add_to)(Indicator&, std::int64_t)) {
    for (const TallyRow& row : sources_.reader.tally(tally)) {
      const auto& groups = row.cell.groups;
      if (groups.size() < 3 || !was_held(groups[1]) || !months_.has(groups[2])) continue;
      add_to(this->row(row.scope, groups[0]), row.amount);
      add_to(total_, row.amount);
    }
  }
  std::vector<Indicator> rows() const {
    std::vector<Indicator> rows;
    for (const auto& [place, row] : rows_) rows.push_back(row);
    return rows;
  }
  const Indicator& total() const { return total_; }

 private:
  Indicator& row(ScopeNumber scope, const std::string& kind) {
    const auto school = sources_.directory.schools.find(schools_.of(scope));
    const bool placed = by_ != IndicatorsBy::kind && school != sources_.directory.schools.end();
    const RecordId region = placed ? school->second.region : RecordId{0};
    const auto unit = sources_.directory.units.find(region);
    const std::string code = unit == sources_.directory.units.end() ? std::string() : unit->second.code;
    const std::string shown_kind = by_ == IndicatorsBy::region ? std::string() : kind;
    Indicator& row = rows_[{code, shown_kind}];
    row.region = region;
    row.kind = shown_kind;
    return row;
  }

  const FigureSources& sources_;
  SchoolsByNumber schools_;
  Months months_;
  IndicatorsBy by_;
  std::map<std::pair<std::string, std::string>, Indicator> rows_;  // by code of the region, kind
  Indicator total_;
};

}  // namespace

Result<Completeness> completeness_of(const FigureSources& sources, const std::string& wanted) {
  const Directory& directory = sources.directory;
  Completeness completeness;
  completeness.period = wanted.empty() ? directory.current_period() : wanted;
  const auto period = period_named(directory, completeness.period);
  if (!period) return period.error();
  const auto expected = directory.expected_in((*period)->year);
  const auto received = received_in(sources, (*period)->id);
  for (const auto& [id, school] : directory.schools) {
    SchoolReport report{id, ReportState::not_expected, 0};
    if (expected.contains(id)) report.state = ReportState::no_report;
    if (const auto found = received.find(id); found != received.end()) {
      report = {id, ReportState::received, found->second};
    }
    completeness.expected += expected.contains(id) ? 1 : 0;
    completeness.received += report.state == ReportState::received ? 1 : 0;
    completeness.schools.push_back(report);
  }
  const auto place = [&](const SchoolReport& report) {
    const auto& school = directory.schools.at(report.school);
    const auto unit = directory.units.find(school.region);
    return std::pair(unit == directory.units.end() ? std::string() : unit->second.code, school.code);
  };
  std::sort(completeness.schools.begin(), completeness.schools.end(),
            [&](const auto& left, const auto& right) { return place(left) < place(right); });
  return completeness;
}

Result<Indicators> indicators_of(const FigureSources& sources, const std::string& wanted, IndicatorsBy by) {
  Months months;
  if (!wanted.empty()) {
    const auto period = period_named(sources.directory, wanted);
    if (!period) return period.error();
    months = {to_text((*period)->from).substr(0, 7), to_text((*period)->to).substr(0, 7)};
  }
  IndicatorTable table(sources, months, by);
  table.add("activities", [](Indicator& row, std::int64_t amount) { row.activities += amount; });
  table.add("participants", [](Indicator& row, std::int64_t amount) { row.participants += amount; });
  table.add("hours", [](Indicator& row, std::int64_t amount) { row.hours.units += amount; });
  Indicators indicators{wanted, sources.directory.schools.size(), 0, table.rows(), table.total()};
  indicators.hours_scale = scale_of_tally(sources.schema, "hours");
  return indicators;
}

}  // namespace mektep::server
