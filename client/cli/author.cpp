#include "client/cli/author.h"

#include "shared/model/record_id.h"
#include "shared/sqlite/search_key.h"

namespace mektep::client {
namespace {

std::string listed(const std::vector<Writer>& people) {
  std::string text;
  for (const auto& person : people)
    text += (text.empty() ? "" : ", ") + person.name + " (" + to_text(person.person) + ")";
  return text;
}

}  // namespace

Result<Author> author_of(const Replica& replica, const std::string& as) {
  const auto people = replica.writers();
  if (people.empty()) return needs_person("person.none");
  if (as.empty()) {
    if (people.size() == 1) return Author{people.front().person};
    return wrong_usage("person.choose").with("people", listed(people));
  }
  if (const auto id = record_id_from_text(as)) {
    for (const auto& person : people) {
      if (person.person == *id) return Author{*id};
    }
  }
  const std::string wanted = search_key(as);
  std::vector<RecordId> parts;
  for (const auto& person : people) {
    const std::string name = search_key(person.name);
    if (name == wanted) return Author{person.person};
    if (!wanted.empty() && name.find(wanted) != std::string::npos) parts.push_back(person.person);
  }
  if (parts.size() == 1) return Author{parts.front()};
  return wrong_usage("person.unknown").with("given", as).with("people", listed(people));
}

Result<ReadingPerson> reading_person(const Replica& replica, const std::string& as, const RecordType* type) {
  const auto people = replica.writers();
  const bool has_to_choose = people.size() > 1 && type != nullptr && type->team_only;
  if (as.empty() && people.size() != 1 && !has_to_choose) return ReadingPerson{};
  const auto author = author_of(replica, as);
  if (!author) return author.error();
  return ReadingPerson{author->person};
}

}  // namespace mektep::client
