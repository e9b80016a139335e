#include "server/tally/completeness.h"

#include <algorithm>
#include <set>

#include "server/tally/answers.h"
#include "shared/merge/merge.h"
#include "shared/model/builtin.h"
#include "shared/model/record_id.h"

namespace mektep::server::report {
namespace {

constexpr std::string_view submissions_tally = "submissions";
constexpr std::string_view granted = "granted";
// Of a period without a beginning or an end: 1900-01-01 and 2199-12-31.
constexpr Date first_day{-25567};
constexpr Date last_day{84005};

// The schools that have a status of the year which reports.
std::set<RecordId> expected_schools(const Reader& reader, const Schema& schema, std::int64_t year) {
  std::set<RecordId> schools;
  const RecordType* type = schema.type("status_year");
  if (type == nullptr) return schools;
  for_each_record(reader, network_scope, type->number, [&](RecordId, const RecordState& state) {
    const bool of_year = shown_value(state, *type, "year") == Value{year};
    const bool reports = shown_value(state, *type, "reports") == Value{true};
    if (of_year && reports && shown_text(state, *type, "state") == granted) {
      schools.insert(shown_reference(state, *type, "school"));
    }
  });
  return schools;
}

// Desk scopes with a submission of the period, and the state that the office gave it.
std::map<ScopeNumber, std::string> submitted(const Reader& reader, RecordId period) {
  std::map<ScopeNumber, std::string> desks;
  const std::string wanted = to_text(period);
  for (const TallyRow& row : reader.tally(submissions_tally)) {
    const auto& groups = row.cell.groups;
    if (groups.size() < 2 || groups[0] != wanted || row.amount <= 0) continue;
    desks.try_emplace(row.scope, groups[1]);
  }
  return desks;
}

std::int64_t first_received_ms(const Reader& reader, const Schema& schema, ScopeNumber desk,
                               RecordId period) {
  const RecordType* type = schema.type("submission");
  std::int64_t first = 0;
  if (type == nullptr) return first;
  for_each_record(reader, desk, type->number, [&](RecordId id, const RecordState& state) {
    if (shown_reference(state, *type, "period") != period) return;
    const RecordState answer = reader.record(desk, answer_key({type->number, id}));
    const auto cell = answer.cells.find({builtin::answer_field::at_ms, {}});
    if (cell == answer.cells.end()) return;
    const auto* at = std::get_if<std::int64_t>(&shown_of(cell->second).value);
    if (at != nullptr && (first == 0 || *at < first)) first = *at;
  });
  return first;
}

}  // namespace

Result<PeriodDates> find_period(const Reader& reader, const Schema& schema, const std::string& code) {
  std::optional<PeriodDates> found;
  if (const RecordType* type = schema.type("period")) {
    for_each_record(reader, network_scope, type->number, [&](RecordId id, const RecordState& state) {
      if (shown_text(state, *type, "code") != code) return;
      const Value year = shown_value(state, *type, "year");
      const Value from = shown_value(state, *type, "from");
      const Value to = shown_value(state, *type, "to");
      const auto* number = std::get_if<std::int64_t>(&year);
      const auto* first = std::get_if<Date>(&from);
      const auto* last = std::get_if<Date>(&to);
      found = {id, number ? *number : 0, first ? *first : first_day, last ? *last : last_day};
    });
  }
  if (!found) return refused("period.unknown").with("period", code);
  return *found;
}

Result<Completeness> completeness(const Reader& reader, const Schema& schema, const std::string& period,
                                  Date as_of) {
  const Result<PeriodDates> dates = find_period(reader, schema, period);
  if (!dates) return dates.error();
  Completeness table;
  table.period = period;
  table.as_of = as_of;
  const Places places = Places::read(reader, schema);
  const std::set<RecordId> expected = expected_schools(reader, schema, dates->year);
  const std::map<ScopeNumber, std::string> desks = submitted(reader, dates->id);
  for (const auto& [number, place] : places.schools()) {
    CompletenessRow row;
    row.school = place.school;
    row.region = places.region_at(place.unit, as_of);
    row.expected = expected.contains(place.record);
    const auto desk = desks.find(desk_scope(number));
    if (desk != desks.end()) {
      row.state = ReportState::received;
      row.review = desk->second;
      row.received_ms = first_received_ms(reader, schema, desk->first, dates->id);
    } else {
      row.state = row.expected ? ReportState::no_report : ReportState::not_expected;
    }
    table.expected += row.expected ? 1 : 0;
    table.received += row.expected && row.state == ReportState::received ? 1 : 0;
    table.rows.push_back(std::move(row));
  }
  std::sort(
      table.rows.begin(), table.rows.end(),
      [](const CompletenessRow& left, const CompletenessRow& right) { return left.school < right.school; });
  return table;
}

}  // namespace mektep::server::report
