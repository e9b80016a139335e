#include "server/app/people.h"

#include <algorithm>

#include "server/tally/record_view.h"
#include "shared/base/nearest.h"
#include "shared/model/record_id.h"
#include "shared/model/text.h"

namespace mektep::server {
namespace {

Result<RecordId> person_named(const std::vector<SchoolPerson>& people, const std::string& given) {
  const auto clean = clean_text(given, Lines::one);
  const std::string name = clean ? std::string(trimmed(*clean)) : given;
  const auto id = record_id_from_text(given);
  std::vector<std::string> names;
  std::vector<RecordId> found;
  for (const auto& person : people) {
    if (id == person.id || person.name_kk == name || person.name_ru == name) found.push_back(person.id);
    names.push_back(person.name_kk);
  }
  if (found.size() == 1) return found.front();
  if (!found.empty()) return refused("person.ambiguous").with("given", given);
  return refused("person.unknown_here").with("given", given).with("nearest", nearest(name, names));
}

}  // namespace

std::vector<SchoolPerson> people_of(const Reader& reader, const Schema& schema, ScopeNumber school) {
  std::vector<SchoolPerson> people;
  const RecordType* type = schema.type("person");
  if (type == nullptr) return people;
  for_each_record(reader, school, *type, [&](RecordId id, const RecordView& view) {
    people.push_back({id, view.text("name_kk"), view.text("name_ru"), view.texts("roles")});
  });
  return people;
}

Result<std::vector<RecordId>> people_for(const std::vector<SchoolPerson>& people, const LinkWishes& wishes) {
  std::vector<RecordId> ids;
  for (const auto& given : wishes.people) {
    const auto id = person_named(people, given);
    if (!id) return id.error();
    ids.push_back(*id);
  }
  if (!ids.empty()) return ids;
  for (const auto& person : people) {
    const bool has_role = std::find(person.roles.begin(), person.roles.end(), wishes.role) != person.roles.end();
    if (has_role) ids.push_back(person.id);
  }
  if (ids.empty()) return refused("enrol.no_people").with("code", wishes.school);
  return ids;
}

}  // namespace mektep::server
