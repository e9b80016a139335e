#pragma once
// The office's directory as it stands in scope network: units, schools, periods, codebooks, who has a status
// in which year. Read whole at once; a value, any thread.

#include <array>
#include <map>
#include <set>
#include <string>

#include "server/store/store.h"
#include "shared/words/language.h"

namespace mektep::server {

// kk, ru, en; a missing one is empty.
using Names = std::array<std::string, 3>;
// In the language, else in the first one that there is.
const std::string& name_in(const Names& names, Language language);

struct Directory {
  struct Unit {
    std::string code;
    std::string kind;
    Names names;
    RecordId site;
  };
  struct School {
    std::string code;
    Names names;
    RecordId region;
  };
  struct Period {
    RecordId id;
    std::int64_t year = 0;  // the one in which the school year starts
    Date from;
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
  std::map<std::string, Period> periods;                     // by code
  std::map<std::string, std::map<std::string, Names>> books;  // codebook, code
  std::vector<Status> statuses;

  // The schools that are expected to report in the school year.
  std::set<RecordId> expected_in(std::int64_t year) const;
  // The open period that began last, else the one that began last; empty when there is none.
  std::string current_period() const;
  // What a code is called; the code itself where nobody named it.
  std::string name_of(const std::string& book, const std::string& code, Language language) const;

  static Directory read(const Reader& reader, const Schema& schema);
};

}  // namespace mektep::server
