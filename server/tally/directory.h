#pragma once
// The office's directory as it stands in scope network: units, schools, periods, codebooks, who has a status
// in which year. Read whole at once; a value, any thread.

#include <map>
#include <set>
#include <string>

#include "server/store/store.h"

namespace mektep::server {

struct Directory {
  struct Unit {
    std::string code;
    std::string kind;
    Labels names;
    RecordId site;
    Date from;            // when it came to be; the first day where nobody says so
    RecordId split_from;  // what it was part of before
  };
  struct School {
    std::string code;
    Labels names;
    RecordId region;  // as it is today
  };
  struct Period {
    RecordId id;
    std::int64_t year = 0;  // the one in which the school year starts
    Date from;              // the first day and the last one where nobody says so
    Date to;
    std::string state;
  };
  struct Status {
    RecordId school;
    std::int64_t year = 0;
    std::string programme;
    std::string state;
    bool reports = false;
  };

  std::map<RecordId, Unit> units;
  std::map<RecordId, School> schools;
  std::map<SchoolNumber, RecordId> numbers;  // of the schools that have scopes
  std::map<std::string, Period> periods;     // by code
  std::map<std::string, std::map<std::string, Labels>> books;  // codebook, code
  std::vector<Status> statuses;

  // The unit that this one was part of then: one that was split off later counts as what it was split from.
  // 0 for a unit that is not there. Units move with time, so figures are joined as of a date.
  RecordId unit_at(RecordId unit, Date day) const;
  // Empty for a unit that is not there.
  std::string unit_code(RecordId unit) const;
  // The school that a scope belongs to, its desk's too; 0 for another scope, or a school that is not there.
  RecordId school_at(ScopeNumber scope) const;
  // The schools that are expected to report in the school year.
  std::set<RecordId> expected_in(std::int64_t year) const;
  // The open period that began last, else the one that began last; empty when there is none.
  std::string current_period() const;
  // Fails with period.unknown (given, nearest).
  Result<Period> find_period(const std::string& code) const;

  static Directory read(const Reader& reader, const Schema& schema);
};

}  // namespace mektep::server
