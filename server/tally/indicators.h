#pragma once
// The office's figures of a period by kind of activity and region: a dashboard reads tallies, not records.
// Any thread, with a Reader of its own.

#include "server/tally/completeness.h"

namespace mektep::server::report {

struct IndicatorFigures {
  std::int64_t activities = 0;
  std::int64_t participants = 0;  // seats: attendance rows
  Decimal hours;                  // hundredths
  Decimal person_hours;           // hundredths
  std::int64_t contested = 0;     // activities with a field that has rival values
  void add(const IndicatorFigures& other);
  bool empty() const;
  friend bool operator==(const IndicatorFigures&, const IndicatorFigures&) = default;
};

struct IndicatorRow {
  std::string region;  // code, as of the date; empty: the school has none
  std::string kind;    // code
  IndicatorFigures figures;
  friend bool operator==(const IndicatorRow&, const IndicatorRow&) = default;
};

struct IndicatorQuery {
  std::string period;          // empty: everything
  std::string state = "held";  // of the activity; empty: any
  Date as_of;                  // for regions
};

struct Indicators {
  std::string period;
  Date as_of;
  std::size_t schools = 0;         // that the directory holds: what the figures could cover
  std::size_t active_schools = 0;  // with at least one activity counted
  std::vector<IndicatorRow> rows;  // by region, then kind
  IndicatorFigures total;
};

// Fails with period.unknown (period). A tally by day counts the period's days exactly; one by month counts
// whole months.
Result<Indicators> indicators(const Reader& reader, const Schema& schema, const IndicatorQuery& query);

}  // namespace mektep::server::report
