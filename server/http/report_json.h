#pragma once
// The reports as JSON, the same for `mektepd report … --json` and the page's /api. Names are in the language
// of the frame; docs/cli.md describes the keys.

#include <boost/json/object.hpp>

#include "server/http/names.h"
#include "server/tally/indicators.h"
#include "shared/base/clock.h"

namespace mektep::server {

// In what words and as of when.
struct ReportFrame {
  const Directory& directory;
  Language language;
  WallTime as_of;
};

boost::json::object to_json(const report::Completeness& completeness, const ReportFrame& frame);
boost::json::object to_json(const report::Indicators& indicators, const ReportFrame& frame);

std::string_view word_of(report::ReportState state);  // received, no_report, not_expected

}  // namespace mektep::server
