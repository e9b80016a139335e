#include "client/cli/author.h"

#include <algorithm>
#include <optional>

#include "client/cli/values.h"
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

std::optional<ReadRecord> record_of(const Replica& replica, RecordId person) {
  const RecordType* type = replica.schema().type("person");
  if (type == nullptr) return std::nullopt;
  const auto name = replica.named(Reference{ScopeNumber{0}, type->number, person});
  auto record = name ? replica.read(*name) : Result<ReadRecord>(refused("record.unknown"));
  return record ? std::optional(std::move(*record)) : std::nullopt;
}

constexpr std::string_view soft_sign = "\xd1\x8c";
constexpr std::string_view hard_sign = "\xd1\x8a";

// Айгүл is Айгуль on a Russian keyboard: the search key makes the letters one, here the signs go.
std::string name_key(std::string_view name) {
  std::string key = search_key(name);
  for (const std::string_view sign : {soft_sign, hard_sign}) {
    for (auto at = key.find(sign); at != std::string::npos; at = key.find(sign)) key.erase(at, sign.size());
  }
  return key;
}

// In every spelling that the person's record has.
std::vector<std::string> name_keys(const Replica& replica, const Writer& person) {
  std::vector<std::string> keys{name_key(person.name)};
  const auto record = record_of(replica, person.person);
  if (!record) return keys;
  const RecordType& type = *replica.schema().type("person");
  for (const auto& shown : record->shown.fields) {
    const Field* field = type.field(shown.field);
    const auto* text = std::get_if<std::string>(&shown.value);
    const bool names = field != nullptr && std::count(type.title.begin(), type.title.end(), field->name) > 0;
    if (names && text != nullptr) keys.push_back(name_key(*text));
  }
  return keys;
}

// Those whose name it is; where it is nobody's whole name, those of whose name it is a part.
std::vector<Writer> people_called(const Replica& replica, const std::vector<Writer>& people,
                                  const std::string& as) {
  const std::string wanted = name_key(as);
  if (wanted.empty()) return {};
  std::vector<Writer> whole;
  std::vector<Writer> parts;
  for (const auto& person : people) {
    const auto keys = name_keys(replica, person);
    const auto has_part = [&](const std::string& key) { return key.find(wanted) != std::string::npos; };
    if (std::count(keys.begin(), keys.end(), wanted) > 0) whole.push_back(person);
    if (std::any_of(keys.begin(), keys.end(), has_part)) parts.push_back(person);
  }
  return whole.empty() ? parts : whole;
}

}  // namespace

std::string name_of_person(const Replica& replica, RecordId person, const Catalog& catalog) {
  if (person.value == 0) return catalog.say("word.office");
  if (const auto record = record_of(replica, person)) {
    const std::string title = title_of(replica, *record, catalog.language());
    if (!title.empty()) return title;
  }
  for (const auto& writer : replica.writers()) {
    if (writer.person == person && !writer.name.empty()) return writer.name;
  }
  return to_text(person);
}

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
  const auto called = people_called(replica, people, as);
  if (called.size() == 1) return Author{called.front().person};
  if (called.empty()) return wrong_usage("person.unknown").with("given", as).with("people", listed(people));
  return wrong_usage("person.several").with("given", as).with("people", listed(called));
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
