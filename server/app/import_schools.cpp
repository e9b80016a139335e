#include <algorithm>

#include "server/app/import_planner.h"
#include "server/tally/record_view.h"
#include "shared/model/dates.h"
#include "shared/model/scope.h"

namespace mektep::server {
namespace {

using Need = SheetColumn::Need;

constexpr SheetColumn school_columns[] = {
    {"code", "code", Need::required},          {"kato", "kato", Need::required},
    {"region", "region", Need::required},      {"short_kk", "short_kk", Need::required},
    {"short_ru", "short_ru", Need::required},  {"full_kk", "full_kk", Need::optional},
    {"full_ru", "full_ru", Need::optional},    {"languages", "languages", Need::optional},
    {"locality", "locality", Need::optional},  {"pupils", "", Need::optional},
    {"teachers", "", Need::optional},          {"programme", "", Need::required},
    {"status_years", "", Need::required},      {"reports", "", Need::required},
};

// The first values of the school's own profile; the school keeps it afterwards.
constexpr SheetColumn profile_columns[] = {
    {"pupils", "pupils", Need::optional},
    {"teachers", "teachers", Need::optional},
};

constexpr SheetColumn status_columns[] = {
    {"school", "school", Need::required},        {"programme", "programme", Need::required},
    {"year", "year", Need::required},            {"state", "state", Need::required},
    {"reports", "reports", Need::required},      {"order_number", "order_number", Need::optional},
    {"decided", "decided", Need::optional},
};
constexpr SheetColumn granted_columns[] = {
    {"programme", "programme", Need::required},
    {"reports", "reports", Need::required},
};

constexpr SheetColumn people_columns[] = {
    {"school", "school", Need::required},         {"name_kk", "name_kk", Need::required},
    {"name_ru", "name_ru", Need::optional},       {"roles", "roles", Need::required},
    {"subject", "subject", Need::optional},       {"languages", "languages", Need::optional},
    {"skills", "skills", Need::optional},         {"since", "since", Need::optional},
    {"left", "left", Need::optional},
};

constexpr SheetColumn partnership_columns[] = {
    {"leading", "leading", Need::required}, {"partner", "partner", Need::required},
    {"from", "from", Need::optional},       {"to", "to", Need::optional},
    {"focus", "focus", Need::optional},
};

// The numbers of schools, known ones and those that the plan brings.
class SchoolNumbers {
 public:
  explicit SchoolNumbers(ImportPlanner& planner) : planner_(planner) {
    for (const auto& school : planner.ground().reader.schools()) {
      numbers_[school.code] = school.number;
      last_ = std::max(last_, school.number.value);
    }
  }
  Result<SchoolNumber> number_of(const std::string& code) {
    const auto [entry, fresh] = numbers_.try_emplace(code, SchoolNumber{last_ + 1});
    if (!fresh) return entry->second;
    if (++last_ > school_number_max) return refused("school.too_many");
    planner_.plan().new_schools.push_back({entry->second, code});
    return entry->second;
  }
  std::optional<SchoolNumber> known(const std::string& code) const {
    const auto found = numbers_.find(code);
    return found == numbers_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  ImportPlanner& planner_;
  std::map<std::string, SchoolNumber> numbers_;
  std::uint32_t last_ = 0;
};

Status plan_profile(ImportPlanner& planner, const SheetRow& row, SchoolNumber number) {
  const auto type = planner.type("school_profile");
  if (!type) return type.error();
  const ScopeNumber scope = school_scope(number);
  planner.write_into(scope);
  auto record = planner.read(row, {"school_profile", profile_columns}, **type);
  planner.write_into(network_scope);
  if (!record) return record.error();
  for (auto& field : record->fields) field.only_if_absent = true;
  put_first(*record, **type, "school", planner.network_reference("school", row.cell("code"), scope));
  return planner.add_keyed(std::move(*record), **type, row, row.cell("code"));
}

Status plan_status_years(ImportPlanner& planner, const SheetRow& row) {
  const auto type = planner.type("status_year");
  if (!type) return type.error();
  const Field* year_field = (*type)->field("year");
  for (const auto& part : row.parts("status_years")) {
    const auto year = parse_integer(part);
    if (!year || year_field == nullptr || *year < year_field->minimum || *year > year_field->maximum) {
      return row.wrong_value("status_years");
    }
    auto record = planner.read(row, {"status_year", granted_columns}, **type);
    if (!record) return record.error();
    put(*record, **type, "school", planner.network_reference("school", row.cell("code"), network_scope));
    put(*record, **type, "year", *year);
    put(*record, **type, "state", std::string("granted"));
    if (auto added = planner.add_keyed(std::move(*record), **type, row, part); !added) return added;
  }
  return done;
}

Status plan_school(ImportPlanner& planner, const SheetRow& row, const RecordType& type, SchoolNumbers& numbers) {
  auto record = planner.read(row, {"school", school_columns}, type);
  if (!record) return record.error();
  put_first(*record, type, "state", std::string("open"));
  if (auto added = planner.add_keyed(std::move(*record), type, row, row.cell("code")); !added) return added;
  const auto number = numbers.number_of(row.cell("code"));
  if (!number) return number.error();
  if (auto profile = plan_profile(planner, row, *number); !profile) return profile;
  return plan_status_years(planner, row);
}

// The people of schools by name: a table has no other name for them.
class PeopleByName {
 public:
  PeopleByName(const ImportGround& ground, const RecordType& type) : ground_(ground), type_(type) {}

  RecordId id_of(SchoolNumber school, const std::string& name) {
    const auto [entry, fresh] = schools_.try_emplace(school);
    if (fresh) entry->second = read(school_scope(school));
    const auto [person, unknown] = entry->second.try_emplace(name);
    if (unknown) person->second = ground_.draw_id();
    return person->second;
  }

 private:
  std::map<std::string, RecordId> read(ScopeNumber scope) const {
    std::map<std::string, RecordId> people;
    for_each_record(ground_.reader, scope, type_, [&](RecordId id, const RecordView& person) {
      people.try_emplace(person.text("name_kk"), id);
    });
    return people;
  }

  const ImportGround& ground_;
  const RecordType& type_;
  std::map<SchoolNumber, std::map<std::string, RecordId>> schools_;
};

}  // namespace

Status plan_schools(ImportPlanner& planner) {
  const auto type = planner.type("school");
  if (!type) return type.error();
  if (auto checked = check_columns(planner.table(), school_columns); !checked) return checked;
  SchoolNumbers numbers(planner);
  for (const auto& one : planner.table().rows) {
    if (auto planned = plan_school(planner, SheetRow(planner.table(), one), **type, numbers); !planned) return planned;
  }
  return done;
}

Status plan_statuses(ImportPlanner& planner) {
  const auto type = planner.type("status_year");
  if (!type) return type.error();
  if (auto checked = check_columns(planner.table(), status_columns); !checked) return checked;
  for (const auto& one : planner.table().rows) {
    const SheetRow row(planner.table(), one);
    auto record = planner.read(row, {"status_year", status_columns}, **type);
    if (!record) return record.error();
    if (auto added = planner.add_keyed(std::move(*record), **type, row, row.cell("school")); !added) return added;
  }
  return done;
}

Status plan_people(ImportPlanner& planner) {
  const auto type = planner.type("person");
  if (!type) return type.error();
  if (auto checked = check_columns(planner.table(), people_columns); !checked) return checked;
  const SchoolNumbers numbers(planner);
  PeopleByName people(planner.ground(), **type);
  for (const auto& one : planner.table().rows) {
    const SheetRow row(planner.table(), one);
    const auto school = numbers.known(row.cell("school"));
    if (!school) return row.unknown_code("school", row.cell("school"));
    planner.write_into(school_scope(*school));
    auto record = planner.read(row, {"person", people_columns}, **type);
    if (!record) return record.error();
    record->key.id = people.id_of(*school, row.cell("name_kk"));
    if (auto added = planner.add(std::move(*record), row, row.cell("name_kk")); !added) return added;
  }
  return done;
}

Status plan_partnerships(ImportPlanner& planner) {
  const auto type = planner.type("partnership");
  if (!type) return type.error();
  if (auto checked = check_columns(planner.table(), partnership_columns); !checked) return checked;
  const SchoolNumbers numbers(planner);
  for (const auto& one : planner.table().rows) {
    const SheetRow row(planner.table(), one);
    const auto leading = numbers.known(row.cell("leading"));
    const auto partner = numbers.known(row.cell("partner"));
    if (!leading) return row.unknown_code("leading", row.cell("leading"));
    if (!partner) return row.unknown_code("partner", row.cell("partner"));
    if (*leading == *partner) return row.wrong_value("partner");
    planner.write_into(pair_scope(*leading, *partner));
    auto record = planner.read(row, {"partnership", partnership_columns}, **type);
    if (!record) return record.error();
    const std::string code = row.cell("leading") + "-" + row.cell("partner");
    if (auto added = planner.add_keyed(std::move(*record), **type, row, code); !added) return added;
  }
  return done;
}

}  // namespace mektep::server
