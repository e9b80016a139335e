#include "server/http/report_json.h"

#include <boost/json/array.hpp>

#include "shared/model/dates.h"

namespace mektep::server {
namespace {

namespace json = boost::json;

json::object figures_of(const report::IndicatorFigures& figures) {
  return {{"activities", figures.activities},
          {"participants", figures.participants},
          {"hours", to_text(figures.hours, report::hours_scale)},
          {"person_hours", to_text(figures.person_hours, report::hours_scale)},
          {"contested", figures.contested}};
}

json::object to_json(const report::CompletenessRow& row, const ReportFrame& frame) {
  const auto& school = frame.directory.schools.at(row.school);
  return {{"school", school.code},
          {"name", name_in(school.names, frame.language)},
          {"region", frame.directory.unit_code(row.region)},
          {"region_name", name_of_unit(frame.directory, row.region, frame.language)},
          {"state", word_of(row.state)},
          {"expected", row.expected},
          {"review", row.review},
          {"at", row.received_ms == 0 ? std::string() : to_iso(WallTime{row.received_ms})}};
}

json::object to_json(const report::IndicatorRow& row, const ReportFrame& frame) {
  json::object one{{"region", frame.directory.unit_code(row.region)},
                   {"region_name", name_of_unit(frame.directory, row.region, frame.language)},
                   {"kind", row.kind},
                   {"kind_name", name_of_code(frame.directory, "activity_kinds", row.kind, frame.language)}};
  for (auto& figure : figures_of(row.figures)) one.insert(figure);
  return one;
}

json::array to_json(const std::vector<std::string>& texts) {
  json::array array;
  for (const auto& text : texts) array.push_back(json::value(text));
  return array;
}

json::object to_json(const report::Counts& counts, const ReportFrame& frame) {
  json::array rows;
  for (const auto& row : counts.rows) {
    rows.push_back(json::object{{"region", frame.directory.unit_code(row.region)},
                                {"region_name", name_of_unit(frame.directory, row.region, frame.language)},
                                {"groups", to_json(row.groups)},
                                {"amount", to_text(Decimal{row.amount}, counts.scale)},
                                {"contested", row.contested}});
  }
  return {{"tally", counts.tally},
          {"name", name_in(counts.labels, frame.language)},
          {"dimensions", to_json(counts.dimensions)},
          {"dated", counts.dated},
          {"rows", std::move(rows)},
          {"total", to_text(Decimal{counts.total}, counts.scale)}};
}

template <class Row>
json::array rows_of(const std::vector<Row>& rows, const ReportFrame& frame) {
  json::array array;
  for (const Row& row : rows) array.push_back(to_json(row, frame));
  return array;
}

}  // namespace

std::string_view word_of(report::ReportState state) {
  switch (state) {
    case report::ReportState::received: return "received";
    case report::ReportState::no_report: return "no_report";
    case report::ReportState::not_expected: return "not_expected";
  }
  return "not_expected";
}

json::object to_json(const report::Completeness& completeness, const ReportFrame& frame) {
  return {{"period", completeness.period},
          {"as_of", to_iso(frame.as_of)},
          {"expected", completeness.expected},
          {"received", completeness.received},
          {"schools", rows_of(completeness.rows, frame)}};
}

json::object to_json(const report::Indicators& indicators, const ReportFrame& frame) {
  return {{"period", indicators.period},
          {"as_of", to_iso(frame.as_of)},
          {"schools", indicators.schools},
          {"active_schools", indicators.active_schools},
          {"rows", rows_of(indicators.rows, frame)},
          {"total", figures_of(indicators.total)},
          {"tallies", rows_of(indicators.others, frame)}};
}

}  // namespace mektep::server
