#include <boost/json/object.hpp>

#include "server/app/figures_json.h"
#include "server/app/verbs.h"
#include "shared/base/nearest.h"
#include "shared/model/dates.h"

namespace mektep::server {
namespace {

// The folder as reports read it.
struct ReportGround {
  std::unique_ptr<ServerFolder> folder;
  std::unique_ptr<Reader> reader;
  Directory directory;

  FigureSources sources() const { return {*reader, folder->store().schema(), directory}; }
  FigureFrame frame(const Run& run) const {
    return {directory, run.console.catalog().language(), run.place.clock.wall()};
  }
};

Result<ReportGround> open_ground(const Run& run) {
  auto folder = ServerFolder::open(run.place, run.directory(), ServerFolder::Use::command);
  if (!folder) return folder.error();
  auto reader = (*folder)->store().reader();
  if (!reader) return reader.error();
  Directory directory = Directory::read(**reader, (*folder)->store().schema());
  return ReportGround{std::move(*folder), std::move(*reader), std::move(directory)};
}

Result<IndicatorsBy> grouping(const std::string& by) {
  if (by.empty()) return IndicatorsBy::region_and_kind;
  if (by == "region") return IndicatorsBy::region;
  if (by == "kind") return IndicatorsBy::kind;
  return wrong_usage("report.unknown_grouping").with("given", by).with("nearest", nearest(by, {"region", "kind"}));
}

Table table_of(const Completeness& completeness, const ReportGround& ground, const Catalog& words) {
  Table table{{"heading.region", "heading.school", "heading.title", "heading.state", "heading.time"}, {}};
  for (const auto& report : completeness.schools) {
    const auto& school = ground.directory.schools.at(report.school);
    table.rows.push_back({region_name(ground.directory, school.region, words.language()), school.code,
                          name_in(school.names, words.language()),
                          words.say("report." + std::string(word_of(report.state))),
                          report.at_ms == 0 ? std::string() : to_iso(WallTime{report.at_ms})});
  }
  return table;
}

std::vector<std::string> figures_of(const Indicator& row, int hours_scale) {
  return {std::to_string(row.activities), std::to_string(row.participants), to_text(row.hours, hours_scale)};
}

Table table_of(const Indicators& indicators, const ReportGround& ground, const Catalog& words) {
  Table table{{"heading.region", "heading.kind", "heading.activities", "heading.participants", "heading.hours"}, {}};
  const auto add = [&](std::string region, std::string kind, const Indicator& row) {
    std::vector<std::string> line{std::move(region), std::move(kind)};
    for (auto& figure : figures_of(row, indicators.hours_scale)) line.push_back(std::move(figure));
    table.rows.push_back(std::move(line));
  };
  for (const auto& row : indicators.rows) {
    add(region_name(ground.directory, row.region, words.language()),
        ground.directory.name_of("activity_kinds", row.kind, words.language()), row);
  }
  add(words.say("report.total"), "", indicators.total);
  return table;
}

void say_cover(const Run& run, std::size_t schools, WallTime as_of) {
  run.console.say_count("report.covers", static_cast<std::int64_t>(schools), {{"time", to_iso(as_of)}});
}

}  // namespace

Status completeness_verb(const Run& run) {
  const auto ground = open_ground(run);
  if (!ground) return ground.error();
  const auto completeness = completeness_of(ground->sources(), run.asked.value("period"));
  if (!completeness) return completeness.error();
  const FigureFrame frame = ground->frame(run);
  run.console.print(to_json(*completeness, frame));
  run.console.say("report.completeness", {{"period", completeness->period}});
  run.console.print(table_of(*completeness, *ground, run.console.catalog()));
  say_cover(run, completeness->schools.size(), frame.as_of);
  return done;
}

Status indicators_verb(const Run& run) {
  const auto by = grouping(run.asked.value("--by"));
  if (!by) return by.error();
  const auto ground = open_ground(run);
  if (!ground) return ground.error();
  const auto indicators = indicators_of(ground->sources(), run.asked.value("period"), *by);
  if (!indicators) return indicators.error();
  const FigureFrame frame = ground->frame(run);
  const Catalog& words = run.console.catalog();
  run.console.print(to_json(*indicators, frame));
  const std::string period = indicators->period.empty() ? words.say("report.all_periods") : indicators->period;
  run.console.say("report.indicators", {{"period", period}});
  run.console.print(table_of(*indicators, *ground, words));
  say_cover(run, indicators->schools, frame.as_of);
  return done;
}

}  // namespace mektep::server
