#pragma once
// Who handed in the report of a period. Expected is who has a status of the period's year that reports,
// never who sent; no report is not an empty report. Reads the directory and the tallies. Any thread, with
// a Reader of its own.

#include "server/tally/places.h"

namespace mektep::server::report {

enum class ReportState { received, no_report, not_expected };

struct CompletenessRow {
  std::string school;  // code
  std::string region;  // code, as of the date
  ReportState state = ReportState::no_report;
  bool expected = false;         // a report that nobody expected is received all the same
  std::string review;            // the submission's state, where there is one
  std::int64_t received_ms = 0;  // of the first submission of the period; 0: none
  friend bool operator==(const CompletenessRow&, const CompletenessRow&) = default;
};

struct Completeness {
  std::string period;
  Date as_of;
  std::size_t expected = 0;
  std::size_t received = 0;           // of those expected: a rate is never above one
  std::vector<CompletenessRow> rows;  // by school code
};

// Fails with period.unknown (period). Regions as of `as_of`.
Result<Completeness> completeness(const Reader& reader, const Schema& schema, const std::string& period,
                                  Date as_of);

// What tables need of a period. Fails with period.unknown (period).
struct PeriodDates {
  RecordId id;
  std::int64_t year = 0;
  Date from;
  Date to;
};
Result<PeriodDates> find_period(const Reader& reader, const Schema& schema, const std::string& code);

}  // namespace mektep::server::report
