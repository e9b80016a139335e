#pragma once
// The figures as JSON, the same for `mektepd report … --json` and the page's /api, and the words that the
// page's script puts around them. Names are in the language of the catalogue.

#include <boost/json/object.hpp>

#include "server/app/figures.h"
#include "server/http/office.h"
#include "shared/words/catalog.h"

namespace mektep::server {

// In what words and as of when.
struct FigureFrame {
  const Directory& directory;
  Language language;
  WallTime as_of;
};

boost::json::object to_json(const Completeness& completeness, const FigureFrame& frame);
boost::json::object to_json(const Indicators& indicators, const FigureFrame& frame);
boost::json::object page_words(const Catalog& catalog);

std::string_view word_of(ReportState state);  // received, no_report, not_expected
std::string region_name(const Directory& directory, RecordId region, Language language);

// Answers /api/completeness, /api/indicators and /api/words. One per server; calls come on one thread. It
// keeps the directory as long as scope network stands still.
class PageFigures {
 public:
  // `schema` and `clock` outlive it.
  PageFigures(const Schema& schema, const Clock& clock, Language language)
      : schema_(schema), clock_(clock), language_(language) {}

  // Empty for what is not there: a wrong period, another kind.
  std::optional<std::string> answer(const Reader& reader, const OfficeRequest& request);

 private:
  const Directory& directory(const Reader& reader);

  const Schema& schema_;
  const Clock& clock_;
  Language language_;
  std::optional<Position> read_at_;
  Directory directory_;
};

}  // namespace mektep::server
