#include <boost/json/object.hpp>

#include "server/app/opened.h"
#include "server/app/verbs.h"
#include "server/http/report_json.h"
#include "shared/base/nearest.h"
#include "shared/model/dates.h"

namespace mektep::server {
namespace {

using report::IndicatorsBy;

Result<IndicatorsBy> grouping(const std::string& by) {
  if (by.empty()) return IndicatorsBy::region_and_kind;
  if (by == "region") return IndicatorsBy::region;
  if (by == "kind") return IndicatorsBy::kind;
  return wrong_usage("report.unknown_grouping").with("given", by).with("nearest", nearest(by, {"region", "kind"}));
}

Table table_of(const report::Completeness& completeness, const ReportFrame& frame, const Catalog& words) {
  Table table{{"heading.region", "heading.school", "heading.title", "heading.state", "heading.time"}, {}};
  for (const auto& row : completeness.rows) {
    const auto& school = frame.directory.schools.at(row.school);
    table.rows.push_back({name_of_unit(frame.directory, row.region, frame.language), school.code,
                          name_in(school.names, frame.language),
                          words.say("report." + std::string(word_of(row.state))),
                          row.received_ms == 0 ? std::string() : to_iso(WallTime{row.received_ms})});
  }
  return table;
}

Table table_of(const report::Indicators& indicators, const ReportFrame& frame, const Catalog& words) {
  Table table{{"heading.region", "heading.kind", "heading.activities", "heading.participants", "heading.hours"}, {}};
  const auto add = [&](std::string region, std::string kind, const report::IndicatorFigures& figures) {
    table.rows.push_back({std::move(region), std::move(kind), std::to_string(figures.activities),
                          std::to_string(figures.participants), to_text(figures.hours, report::hours_scale)});
  };
  for (const auto& row : indicators.rows) {
    add(name_of_unit(frame.directory, row.region, frame.language),
        name_of_code(frame.directory, "activity_kinds", row.kind, frame.language), row.figures);
  }
  add(words.say("report.total"), "", indicators.total);
  return table;
}

// A line for each group of each further figure.
Table table_of(const std::vector<report::Counts>& all, const ReportFrame& frame) {
  Table table{{"heading.figure", "heading.region", "heading.group", "heading.amount"}, {}};
  for (const auto& counts : all) {
    for (const auto& row : counts.rows) {
      std::string group;
      for (std::size_t at = 0; at < row.groups.size(); ++at) {
        const std::string& book = counts.codebooks.at(at);
        group += (at == 0 ? "" : " · ") +
                 (book.empty() ? row.groups[at] : name_of_code(frame.directory, book, row.groups[at], frame.language));
      }
      table.rows.push_back({name_in(counts.labels, frame.language),
                            name_of_unit(frame.directory, row.region, frame.language), std::move(group),
                            to_text(Decimal{row.amount}, counts.scale)});
    }
  }
  return table;
}

void say_cover(const Run& run, std::size_t schools, WallTime as_of) {
  run.console.say_count("report.covers", static_cast<std::int64_t>(schools), {{"time", to_iso(as_of)}});
}

}  // namespace

Status completeness_verb(const Run& run) {
  const auto opened = open_for_reading(run);
  if (!opened) return opened.error();
  const Directory directory = Directory::read(*opened->reader, opened->schema());
  const Catalog& words = run.console.catalog();
  const ReportFrame frame{directory, words.language(), run.place.clock.wall()};
  const auto completeness = report::completeness({*opened->reader, opened->schema(), directory},
                                                 run.asked.value("period"), date_of(frame.as_of));
  if (!completeness) return completeness.error();
  run.console.print(to_json(*completeness, frame));
  run.console.say("report.completeness", {{"period", completeness->period}});
  run.console.print(table_of(*completeness, frame, words));
  say_cover(run, completeness->rows.size(), frame.as_of);
  return done;
}

Status indicators_verb(const Run& run) {
  const auto by = grouping(run.asked.value("--by"));
  if (!by) return by.error();
  const auto opened = open_for_reading(run);
  if (!opened) return opened.error();
  const Directory directory = Directory::read(*opened->reader, opened->schema());
  const Catalog& words = run.console.catalog();
  const ReportFrame frame{directory, words.language(), run.place.clock.wall()};
  const auto indicators = report::indicators({*opened->reader, opened->schema(), directory},
                                             {run.asked.value("period"), *by, date_of(frame.as_of)});
  if (!indicators) return indicators.error();
  run.console.print(to_json(*indicators, frame));
  const std::string period = indicators->period.empty() ? words.say("report.all_periods") : indicators->period;
  run.console.say("report.indicators", {{"period", period}});
  run.console.print(table_of(*indicators, frame, words));
  run.console.print(table_of(indicators->others, frame));
  say_cover(run, indicators->schools, frame.as_of);
  return done;
}

}  // namespace mektep::server
