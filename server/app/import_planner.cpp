#include "server/app/import_planner.h"

#include <algorithm>

#include "shared/base/nearest.h"
#include "shared/model/scope.h"
#include "shared/store/natural_key.h"

namespace mektep::server {
namespace {

struct Kind {
  std::string_view word;
  ImportKind kind;
  Status (*plan)(ImportPlanner&);
};

constexpr Kind kinds[] = {
    {"regions", ImportKind::regions, plan_regions},
    {"sites", ImportKind::sites, plan_sites},
    {"terms", ImportKind::terms, plan_terms},
    {"codebooks", ImportKind::codebooks, plan_codebooks},
    {"schools", ImportKind::schools, plan_schools},
    {"people", ImportKind::people, plan_people},
    {"partnerships", ImportKind::partnerships, plan_partnerships},
    {"statuses", ImportKind::statuses, plan_statuses},
};

PlannedField& field_in(PlannedRecord& record, FieldNumber number) {
  const auto found = std::find_if(record.fields.begin(), record.fields.end(),
                                  [number](const PlannedField& field) { return field.field == number; });
  if (found != record.fields.end()) return *found;
  record.fields.push_back({number, Nothing{}, {}, false, false});
  return record.fields.back();
}

}  // namespace

ImportPlanner::ImportPlanner(const CsvTable& table, const ImportGround& ground) : table_(table), ground_(ground) {
  // A book that was not imported yet cannot tell right from wrong.
  lookups_.code = [this](const std::string& book, const std::string& code) {
    const auto found = ground_.directory.books.find(book);
    return found == ground_.directory.books.end() || found->second.contains(code);
  };
  lookups_.reference = [this](const std::string& type, const std::string& code) { return find(type, code); };
  plan_.rows = table.rows.size();
}

Result<const RecordType*> ImportPlanner::type(std::string_view name) const {
  const RecordType* type = ground_.schema.type(name);
  if (type == nullptr) return refused("schema.type_missing").with("type", std::string(name));
  return type;
}

Result<PlannedRecord> ImportPlanner::read(const SheetRow& row, const SheetForm& form, const RecordType& type) const {
  PlannedRecord record{scope_, {type.number, {}}, row.line(), {}};
  for (const SheetColumn& column : form.columns) {
    const Field* field = column.field.empty() ? nullptr : type.field(column.field);
    if (field == nullptr || !row.has(column.name)) continue;
    PlannedField& planned = field_in(record, field->number);
    if (field->kind == FieldKind::set) {
      auto elements = row.elements(column.name, *field, lookups_);
      if (!elements) return elements.error();
      planned.elements = std::move(*elements);
      planned.is_set = true;
    } else {
      auto value = row.value(column.name, *field, lookups_);
      if (!value) return value.error();
      planned.value = std::move(*value);
    }
  }
  return record;
}

Status ImportPlanner::add_keyed(PlannedRecord record, const RecordType& type, const SheetRow& row,
                                std::string_view code) {
  std::map<FieldNumber, Value> values;
  for (const auto& field : record.fields) values[field.field] = field.value;
  record.key.id = natural_record_id(type, values);
  return add(std::move(record), row, code);
}

Status ImportPlanner::add(PlannedRecord record, const SheetRow& row, std::string_view code) {
  if (!planned_.insert({record.scope, record.key}).second) return row.doubled(code);
  plan_.records.push_back(std::move(record));
  return done;
}

void ImportPlanner::expect(std::string_view type, const std::string& code) {
  expected_.emplace(std::string(type), code);
}

Reference ImportPlanner::network_reference(std::string_view name, const std::string& code, ScopeNumber from) const {
  const RecordType* type = ground_.schema.type(name);
  const Field* key = type == nullptr || type->natural_key.empty() ? nullptr : type->field(type->natural_key.front());
  if (key == nullptr) return {};
  const ScopeNumber scope = from == network_scope ? ScopeNumber{0} : network_scope;
  return {scope, type->number, natural_record_id(*type, {{key->number, code}})};
}

std::optional<Reference> ImportPlanner::find(const std::string& type, const std::string& code) const {
  const Reference reference = network_reference(type, code, scope_);
  const Directory& directory = ground_.directory;
  const bool known = (type == "org_unit" && directory.units.contains(reference.id)) ||
                     (type == "school" && directory.schools.contains(reference.id)) ||
                     expected_.contains({type, code});
  return known ? std::optional(reference) : std::nullopt;
}

void put(PlannedRecord& record, const RecordType& type, std::string_view name, Value value) {
  const Field* field = type.field(name);
  if (field != nullptr) field_in(record, field->number).value = std::move(value);
}

void put_first(PlannedRecord& record, const RecordType& type, std::string_view name, Value value) {
  const Field* field = type.field(name);
  if (field == nullptr) return;
  PlannedField& planned = field_in(record, field->number);
  planned.value = std::move(value);
  planned.only_if_absent = true;
}

Result<ImportKind> import_kind(std::string_view word) {
  std::vector<std::string> words;
  for (const Kind& kind : kinds) {
    if (kind.word == word) return kind.kind;
    words.emplace_back(kind.word);
  }
  words.emplace_back("schema");  // no table, but a word that may be meant
  return wrong_usage("import.unknown_kind")
      .with("given", std::string(word))
      .with("nearest", nearest(word, words))
      .with("known", listed(words));
}

Result<ImportPlan> plan_import(ImportKind wanted, const CsvTable& table, const ImportGround& ground) {
  ImportPlanner planner(table, ground);
  for (const Kind& kind : kinds) {
    if (kind.kind != wanted) continue;
    if (auto planned = kind.plan(planner); !planned) return planned.error();
  }
  return std::move(planner.plan());
}

}  // namespace mektep::server
