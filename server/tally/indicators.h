#pragma once
// The office's figures by region and kind of activity: read from tallies, never from records, and joined
// with the directory as of a date. Any thread, with a Reader of its own.

#include "server/tally/counts.h"

namespace mektep::server::report {

// Decimals of the figures here, whatever the schema's fields have.
inline constexpr int hours_scale = 2;

struct IndicatorFigures {
  std::int64_t activities = 0;
  std::int64_t participants = 0;  // seats: attendance rows
  Decimal hours;
  Decimal person_hours;
  std::int64_t contested = 0;  // activities with a field that has rival values
  void add(const IndicatorFigures& other);
  bool empty() const;
  friend bool operator==(const IndicatorFigures&, const IndicatorFigures&) = default;
};

struct IndicatorRow {
  RecordId region;   // as of the date; 0: not asked for, or the school has none
  std::string kind;  // code; empty: not asked for, or the activity has none
  IndicatorFigures figures;
  friend bool operator==(const IndicatorRow&, const IndicatorRow&) = default;
};

enum class IndicatorsBy { region_and_kind, region, kind };

struct IndicatorQuery {
  std::string period;  // empty: of all time
  IndicatorsBy by = IndicatorsBy::region_and_kind;
  Date as_of;  // for regions
};

struct Indicators {
  std::string period;
  std::size_t schools = 0;         // that the directory holds: what the figures could cover
  std::size_t active_schools = 0;  // with something counted
  std::vector<IndicatorRow> rows;  // by code of the region, then kind
  IndicatorFigures total;
  std::vector<Counts> others;  // what else the schema counts of the schools' work
};

// What was planned or cancelled does not count; an activity without a state was held. A tally by day counts
// the period's days exactly, one by month each month that the period touches. Fails with period.unknown
// (given, nearest).
Result<Indicators> indicators(const Sources& sources, const IndicatorQuery& query);

}  // namespace mektep::server::report
