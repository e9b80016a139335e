#pragma once
// The office's figures: who reported, and what was done. Read from tallies, not from records, and joined
// with the directory as it stands; the same for the command line and the page. Pure over a Reader.

#include <string>
#include <vector>

#include "server/app/directory.h"

namespace mektep::server {

// What figures are read from; all of it outlives the call.
struct FigureSources {
  const Reader& reader;
  const Schema& schema;
  const Directory& directory;
};

enum class ReportState { received, no_report, not_expected };

struct SchoolReport {
  RecordId school;
  ReportState state = ReportState::not_expected;
  std::int64_t at_ms = 0;  // when the server had it; 0 where there is none
};

struct Completeness {
  std::string period;
  std::size_t expected = 0;
  std::size_t received = 0;
  std::vector<SchoolReport> schools;  // by region, then by code
};

// Fails with period.unknown (given, nearest); an empty period is the current one.
Result<Completeness> completeness_of(const FigureSources& sources, const std::string& period);

enum class IndicatorsBy { region_and_kind, region, kind };

struct Indicator {
  RecordId region;   // 0 when not asked for, or a school has none
  std::string kind;  // empty when not asked for, or an activity has none
  std::int64_t activities = 0;
  std::int64_t participants = 0;
  Decimal hours;
};

struct Indicators {
  std::string period;        // empty: of all time
  std::size_t schools = 0;   // that are covered
  int hours_scale = 0;
  std::vector<Indicator> rows;
  Indicator total;
};

// What was planned or cancelled does not count; an activity without a state was held. A period takes the
// months that it touches. Fails with period.unknown (given, nearest).
Result<Indicators> indicators_of(const FigureSources& sources, const std::string& period, IndicatorsBy by);

}  // namespace mektep::server
