#include "server/app/figures_json.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "shared/model/dates.h"

namespace mektep::server {
namespace {

namespace json = boost::json;

std::string region_code(const Directory& directory, RecordId region) {
  const auto unit = directory.units.find(region);
  return unit == directory.units.end() ? std::string() : unit->second.code;
}

json::object figures_of(const Indicator& row, int hours_scale) {
  return {{"activities", row.activities},
          {"participants", row.participants},
          {"hours", to_text(row.hours, hours_scale)}};
}

json::object to_json(const SchoolReport& report, const FigureFrame& frame) {
  const auto& school = frame.directory.schools.at(report.school);
  return {{"school", school.code},
          {"name", name_in(school.names, frame.language)},
          {"region", region_code(frame.directory, school.region)},
          {"region_name", region_name(frame.directory, school.region, frame.language)},
          {"state", word_of(report.state)},
          {"at", report.at_ms == 0 ? std::string() : to_iso(WallTime{report.at_ms})}};
}

}  // namespace

std::string_view word_of(ReportState state) {
  switch (state) {
    case ReportState::received: return "received";
    case ReportState::no_report: return "no_report";
    case ReportState::not_expected: return "not_expected";
  }
  return "not_expected";
}

std::string region_name(const Directory& directory, RecordId region, Language language) {
  const auto unit = directory.units.find(region);
  return unit == directory.units.end() ? std::string() : name_in(unit->second.names, language);
}

json::object to_json(const Completeness& completeness, const FigureFrame& frame) {
  json::array schools;
  for (const auto& report : completeness.schools) schools.push_back(to_json(report, frame));
  return {{"period", completeness.period},
          {"as_of", to_iso(frame.as_of)},
          {"expected", completeness.expected},
          {"received", completeness.received},
          {"schools", std::move(schools)}};
}

json::object to_json(const Indicators& indicators, const FigureFrame& frame) {
  json::array rows;
  for (const auto& row : indicators.rows) {
    json::object one{{"region", region_code(frame.directory, row.region)},
                     {"region_name", region_name(frame.directory, row.region, frame.language)},
                     {"kind", row.kind},
                     {"kind_name", frame.directory.name_of("activity_kinds", row.kind, frame.language)}};
    for (auto& figure : figures_of(row, indicators.hours_scale)) one.insert(figure);
    rows.push_back(std::move(one));
  }
  return {{"period", indicators.period},
          {"as_of", to_iso(frame.as_of)},
          {"schools", indicators.schools},
          {"rows", std::move(rows)},
          {"total", figures_of(indicators.total, indicators.hours_scale)}};
}

json::object page_words(const Catalog& catalog) {
  json::object words{{"language", code_of(catalog.language())},
                     // The script puts the time in, where the language wants it.
                     {"as_of", catalog.say("page.as_of", {{"time", "{time}"}})}};
  for (const auto* word : {"title", "completeness", "indicators", "forbidden"}) {
    words.emplace(word, catalog.say(std::string("page.") + word));
  }
  for (const auto* word : {"school", "region", "state", "kind", "activities", "participants", "hours"}) {
    words.emplace(word, catalog.say(std::string("heading.") + word));
  }
  words.emplace("name", catalog.say("heading.title"));
  for (const auto* word : {"received", "no_report", "not_expected", "total"}) {
    words.emplace(word, catalog.say(std::string("report.") + word));
  }
  return words;
}

const Directory& PageFigures::directory(const Reader& reader) {
  const auto head = reader.head(network_scope);
  const Position now = head ? head->position : Position{0};
  if (read_at_ != now) {
    directory_ = Directory::read(reader, schema_);
    read_at_ = now;
  }
  return directory_;
}

std::optional<std::string> PageFigures::answer(const Reader& reader, const OfficeRequest& request) {
  const auto asked = language_of({request.language, "", ""});
  const Language language = asked && !request.language.empty() ? *asked : language_;
  if (request.kind == "words") return json::serialize(page_words(Catalog::shipped(language)));
  const FigureSources sources{reader, schema_, directory(reader)};
  const FigureFrame frame{sources.directory, language, clock_.wall()};
  if (request.kind == "completeness") {
    const auto completeness = completeness_of(sources, request.period);
    return completeness ? std::optional(json::serialize(to_json(*completeness, frame))) : std::nullopt;
  }
  if (request.kind == "indicators") {
    const auto indicators = indicators_of(sources, request.period, IndicatorsBy::region_and_kind);
    return indicators ? std::optional(json::serialize(to_json(*indicators, frame))) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace mektep::server
