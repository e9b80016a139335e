#pragma once
// The people of one school, as the directory of its scope stands: for links and for reading who wrote.

#include "server/store/store.h"

namespace mektep::server {

struct SchoolPerson {
  RecordId id;
  std::string name_kk;
  std::string name_ru;
  std::vector<std::string> roles;
};

// Withdrawn ones left out, in order of their ids.
std::vector<SchoolPerson> people_of(const Reader& reader, const Schema& schema, ScopeNumber school);

// The people whom a link is for: those named (by id, or by name in either language), else everybody with the
// role. Fails with person.unknown_here (given, nearest), person.ambiguous (given), enrol.no_people (code).
struct LinkWishes {
  std::string school;  // code
  std::string role;
  std::vector<std::string> people;
};
Result<std::vector<RecordId>> people_for(const std::vector<SchoolPerson>& people, const LinkWishes& wishes);

}  // namespace mektep::server
