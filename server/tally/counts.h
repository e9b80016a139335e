#pragma once
// What the schema's other tallies counted: those of types that a network added by itself, and of whatever
// the table of activities has no column for. Read from tallies, never from records, and joined with the
// directory as of a date. Any thread, with a Reader of its own.

#include "server/tally/completeness.h"

namespace mektep::server::report {

// Days, as text; empty texts stand for all time.
struct Span {
  std::string from;
  std::string to;
  // A day, month or year; the shorter ones stand for their whole span, which has to touch this one.
  bool touches(const std::string& date) const;
};

struct CountRow {
  RecordId region;                  // as of the date; 0: not asked for, or the scope has none
  std::vector<std::string> groups;  // a value per dimension, as the tally keeps them
  std::int64_t amount = 0;
  std::int64_t contested = 0;
  friend bool operator==(const CountRow&, const CountRow&) = default;
};

struct Counts {
  std::string tally;
  Labels labels{};
  std::vector<std::string> dimensions;  // as the schema writes them
  std::vector<std::string> codebooks;   // of each dimension; empty where it is no code
  int scale = 0;                        // decimals of the amounts
  bool dated = false;                   // false: no dimension is a date, so it counts all time
  std::vector<CountRow> rows;           // by code of the region, then groups
  std::int64_t total = 0;
};

struct CountQuery {
  Span span;
  bool by_region = true;
  Date as_of;  // for regions
};

// The tallies of records that schools write, but for those named in `shown`; in the schema's order.
std::vector<Counts> counts(const Sources& sources, const CountQuery& query,
                           const std::set<std::string_view>& shown);

}  // namespace mektep::server::report
