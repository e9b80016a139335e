#include "server/app/people.h"

#include <algorithm>

#include "server/app/record_view.h"
#include "shared/base/limits.h"
#include "shared/base/nearest.h"
#include "shared/merge/merge.h"
#include "shared/model/record_id.h"
#include "shared/model/text.h"

namespace mektep::server {
namespace {

SchoolPerson read_person(RecordId id, const RecordView& view) {
  SchoolPerson person{id, view.text("name_kk"), view.text("name_ru"), {}};
  for (const Value& role : view.elements("roles")) {
    if (const auto* code = std::get_if<std::string>(&role)) person.roles.push_back(*code);
  }
  return person;
}

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
  for (auto page = reader.keys(school, RecordKey{type->number, RecordId{0}}, limits::supersedes_max);
       !page.empty() && page.front().type == type->number;
       page = reader.keys(school, page.back(), limits::supersedes_max)) {
    for (const RecordKey& key : page) {
      if (key.type != type->number) return people;
      const RecordState state = reader.record(school, key);
      if (!is_gone(state)) people.push_back(read_person(key.id, RecordView(*type, state)));
    }
  }
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
