#pragma once
// Which school lies in which region, read from the network scope when a table is made: regions move with
// time, so they are joined as of a date and never stored in a tally. Read whole at once; a value, any thread.

#include <map>
#include <string>

#include "server/store/store.h"

namespace mektep::server {

struct Place {
  std::string school;  // code
  RecordId record;     // of the school in scope network
  RecordId unit;       // its region as it is today
};

class Places {
 public:
  static Places read(const Reader& reader, const Schema& schema);

  // By the number that the school's scopes have. Schools of the directory without one have no scopes yet.
  const std::map<SchoolNumber, Place>& schools() const { return schools_; }
  // The code of the region that the unit was part of then: a unit that was split off later counts as what
  // it was split from. Empty for a unit that the directory lacks.
  std::string region_at(RecordId unit, Date date) const;

 private:
  struct Unit {
    std::string code;
    Date from;
    RecordId split_from;
  };
  std::map<SchoolNumber, Place> schools_;
  std::map<RecordId, Unit> units_;
};

// --- Records of the network scope, for those who make tables of them ---

Value shown_value(const RecordState& state, const RecordType& type, std::string_view field);
std::string shown_text(const RecordState& state, const RecordType& type, std::string_view field);
RecordId shown_reference(const RecordState& state, const RecordType& type, std::string_view field);

// Every record of a type that is not gone.
void for_each_record(const Reader& reader, ScopeNumber scope, TypeNumber type,
                     const std::function<void(RecordId, const RecordState&)>& visit);

}  // namespace mektep::server
