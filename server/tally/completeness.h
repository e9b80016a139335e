#pragma once
// Who handed in the report of a period. Expected is who has a status of the period's year that reports,
// never who sent; no report is not an empty report. Reads the tallies, joined with the directory as of a
// date. Any thread, with a Reader of its own.

#include "server/tally/directory.h"

namespace mektep::server::report {

// What reports are read from; all of it outlives the call.
struct Sources {
  const Reader& reader;
  const Schema& schema;
  const Directory& directory;
};

enum class ReportState { received, no_report, not_expected };

struct CompletenessRow {
  RecordId school;
  RecordId region;  // as of the date; 0: the school has none
  ReportState state = ReportState::no_report;
  bool expected = false;         // a report that nobody expected is received all the same
  std::string review;            // the state of the last one that was handed in; empty where there is none
  std::int64_t received_ms = 0;  // when the server had the first one of the period; 0: none
  friend bool operator==(const CompletenessRow&, const CompletenessRow&) = default;
};

struct Completeness {
  std::string period;
  std::size_t expected = 0;
  std::size_t received = 0;           // of those expected: a rate is never above one
  std::vector<CompletenessRow> rows;  // by the codes of region and school
};

// An empty period is the current one. Fails with period.unknown (given, nearest).
Result<Completeness> completeness(const Sources& sources, const std::string& period, Date as_of);

}  // namespace mektep::server::report
