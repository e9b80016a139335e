#include "server/http/page_figures.h"

#include <boost/json/serialize.hpp>

#include "server/http/report_json.h"
#include "shared/model/dates.h"
#include "shared/words/catalog.h"

namespace mektep::server {
namespace {

namespace json = boost::json;

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

template <class Report>
std::optional<std::string> text_of_report(const Result<Report>& made, const ReportFrame& frame) {
  return made ? std::optional(json::serialize(to_json(*made, frame))) : std::nullopt;
}

}  // namespace

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
  const report::Sources sources{reader, schema_, directory(reader)};
  const ReportFrame frame{sources.directory, language, clock_.wall()};
  const Date today = date_of(frame.as_of);
  if (request.kind == "completeness") {
    return text_of_report(report::completeness(sources, request.period, today), frame);
  }
  if (request.kind == "indicators") {
    return text_of_report(report::indicators(sources, {request.period, {}, today}), frame);
  }
  return std::nullopt;
}

}  // namespace mektep::server
