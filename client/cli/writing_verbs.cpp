#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>

#include "client/cli/attachments.h"
#include "client/cli/author.h"
#include "client/cli/fields.h"
#include "client/cli/values.h"
#include "client/cli/verbs.h"
#include "shared/model/record_id.h"
#include "shared/model/scope.h"

namespace mektep::client {
namespace {

namespace json = boost::json;

// A record as its author-to-be sees it, with the type that describes it.
struct Found {
  ReadRecord record;
  const RecordType* type = nullptr;
  Author author;
};

Result<Found> read_named(const Run& run) {
  if (!run.replica.identity()) return refused("replica.not_enrolled");
  const std::string id = run.invocation.value("id");
  const auto name = run.replica.find(id);
  if (!name) return name.error();
  const auto author = author_of(run.replica, run.invocation.value("--as"));
  if (!author) return author.error();
  auto record = run.replica.read(*name, author->person);
  if (!record) return record.error();
  const RecordType* type = run.replica.schema().type(name->key.type);
  if (type == nullptr) return refused("record.unknown").with("given", id);
  return Found{std::move(*record), type, *author};
}

ScopeNumber scope_for(const Replica& replica, const RecordType& type) {
  const ScopeNumber own = replica.identity()->school_scope;
  if (type.scope == ScopeKind::desk) return desk_scope(school_of(own));
  if (type.scope == ScopeKind::network) return network_scope;
  return own;
}

// The number that the office gave a school: its record in the directory carries it.
std::optional<SchoolNumber> school_number(const Replica& replica, const Reference& school) {
  const auto name = replica.named(school);
  const auto record = name ? replica.read(*name) : Result<ReadRecord>(refused("record.unknown"));
  const RecordType* type = replica.schema().type("school");
  const Field* number = type == nullptr ? nullptr : type->field("number");
  if (!record || number == nullptr) return std::nullopt;
  for (const auto& shown : record->shown.fields) {
    const auto* value = std::get_if<std::int64_t>(&shown.value);
    if (shown.field == number->number && value != nullptr && *value >= 1 && *value <= school_number_max) {
      return SchoolNumber{static_cast<std::uint32_t>(*value)};
    }
  }
  return std::nullopt;
}

// A pair's scope follows from the two schools that the record names.
Result<ScopeNumber> pair_scope_of(const Replica& replica, const RecordType& type,
                                  const std::vector<FieldWrite>& writes) {
  std::vector<SchoolNumber> schools;
  for (const auto& key : type.natural_key) {
    const Field* field = type.field(key);
    for (const auto& write : writes) {
      if (field == nullptr || write.field != field->number || !write.value) continue;
      if (const auto* reference = std::get_if<Reference>(&*write.value)) {
        if (const auto number = school_number(replica, *reference)) schools.push_back(*number);
      }
    }
  }
  if (schools.size() != 2 || schools[0] == schools[1])
    return refused("record.needs_two_schools").with("type", type.name);
  return pair_scope(schools[0], schools[1]);
}

}  // namespace

Status log_verb(const Run& run) {
  const auto type = type_named(run.replica, run.invocation.value("type"));
  if (!type) return type.error();
  const auto author = author_of(run.replica, run.invocation.value("--as"));
  if (!author) return author.error();
  RecordEdit edit;
  edit.type = (*type)->number;
  edit.scope = scope_for(run.replica, **type);
  auto fields = parse_fields(run.replica, **type, edit.scope, run.invocation.all("fields"));
  if (!fields) return fields.error();
  edit.fields = std::move(*fields);
  if (auto added = add_attachments(run, **type, nullptr, edit.fields); !added) return added;
  if ((*type)->scope == ScopeKind::pair) {
    const auto scope = pair_scope_of(run.replica, **type, edit.fields);
    if (!scope) return scope.error();
    edit.scope = *scope;
  }
  const auto saved = run.replica.write(*author, {edit});
  if (!saved) return saved.error();
  const std::string id = to_text(saved->records.at(0).key.id);
  run.console.print(json::object{{"saved", true}, {"type", (*type)->name}, {"id", id}, {"state", "here"}});
  const auto record = run.replica.read(saved->records.at(0), author->person);
  const std::string title = record ? title_of(run.replica, *record, run.console.catalog().language()) : "";
  run.console.print_line(run.console.catalog().say(
      "status.saved_record",
      {{"type", (*type)->labels[static_cast<std::size_t>(run.console.catalog().language())]},
       {"title", title},
       {"id", id}}));
  return done;
}

Status edit_verb(const Run& run) {
  const auto found = read_named(run);
  if (!found) return found.error();
  RecordEdit edit;
  edit.name = found->record.name;
  edit.type = found->type->number;
  edit.scope = found->record.name.scope;
  edit.basis = found->record.basis;
  auto fields = parse_fields(run.replica, *found->type, edit.scope, run.invocation.all("fields"));
  if (!fields) return fields.error();
  edit.fields = std::move(*fields);
  if (auto added = add_attachments(run, *found->type, &found->record, edit.fields); !added) return added;
  if (edit.fields.empty()) return wrong_usage("cli.missing_argument").with("name", "fields");
  const auto saved = run.replica.write(found->author, {edit});
  if (!saved) return saved.error();
  const auto after = run.replica.read(found->record.name, found->author.person);
  if (!after) return after.error();

  const Language language = run.console.catalog().language();
  json::array replaced;
  for (const auto& write : edit.fields) {
    const Field* field = found->type->field(write.field);
    const auto words = [&](const ReadRecord& record) {
      for (const auto& shown : record.shown.fields) {
        if (shown.field == write.field) return to_words(run.replica, shown, *field, language);
      }
      return std::string();
    };
    const std::string before = words(found->record);
    const std::string now = words(*after);
    if (before == now) continue;
    replaced.push_back(json::object{{"field", field->name}, {"before", before}, {"after", now}});
    run.console.print_line(run.console.catalog().say(
        "status.replaced",
        {{"field", field->labels[static_cast<std::size_t>(language)]}, {"new", now}, {"old", before}}));
  }
  if (replaced.empty()) run.console.say("status.nothing_changed");
  run.console.print(json::object{
      {"saved", true}, {"id", to_text(found->record.name.key.id)}, {"replaced", std::move(replaced)}});
  return done;
}

namespace {

Status change_life(const Run& run, bool withdraw) {
  const auto found = read_named(run);
  if (!found) return found.error();
  const auto saved = withdraw ? run.replica.withdraw(found->author, found->record.name, found->record.basis)
                              : run.replica.restore(found->author, found->record.name, found->record.basis);
  if (!saved) return saved.error();
  const std::string id = to_text(found->record.name.key.id);
  run.console.print(json::object{{"saved", true}, {"id", id}, {"withdrawn", withdraw}});
  run.console.print_line(
      run.console.catalog().say(withdraw ? "status.withdrawn" : "status.restored", {{"id", id}}));
  return done;
}

// What --take or --value asks for; exactly one of them.
struct Resolution {
  std::optional<std::size_t> take;
  std::optional<Value> value;
};

Result<Resolution> resolution_of(const Run& run, const Found& found, const Field& field) {
  Resolution resolution;
  if (run.invocation.has("--take") == run.invocation.has("--value")) {
    return wrong_usage("conflict.take_or_value");
  }
  if (run.invocation.has("--take")) {
    const std::string text = run.invocation.value("--take");
    std::size_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || number == 0) {
      return wrong_usage("conflict.no_such_value").with("given", text);
    }
    resolution.take = number;
    return resolution;
  }
  const auto write = parse_field(run.replica, *found.type, found.record.name.scope,
                                 field.name + "=" + run.invocation.value("--value"));
  if (!write) return write.error();
  resolution.value = write->text ? Value(*write->text) : write->value.value_or(Value(Nothing{}));
  return resolution;
}

}  // namespace

Status withdraw_verb(const Run& run) { return change_life(run, true); }
Status restore_verb(const Run& run) { return change_life(run, false); }

Status resolve_verb(const Run& run) {
  const auto found = read_named(run);
  if (!found) return found.error();
  const std::string field_name = run.invocation.value("field");
  const auto named = parse_field(run.replica, *found->type, found->record.name.scope, field_name + "=");
  if (!named) return named.error();
  const Field& field = *found->type->field(named->field);
  const auto resolution = resolution_of(run, *found, field);
  if (!resolution) return resolution.error();
  const Conflict* conflict = nullptr;
  for (const auto& one : found->record.shown.conflicts) {
    if (one.cell.field == field.number && conflict == nullptr) conflict = &one;
  }
  const std::string id = to_text(found->record.name.key.id);
  if (conflict == nullptr)
    return refused("record.not_in_conflict").with("given", id).with("field", field.name);
  const auto saved =
      run.replica.resolve(found->author, found->record.name, field.number, conflict->cell.element,
                          resolution->take, resolution->value, found->record.basis);
  if (!saved) return saved.error();
  run.console.print(json::object{{"saved", true}, {"id", id}, {"field", field.name}});
  const auto after = run.replica.read(found->record.name, found->author.person);
  std::string value;
  if (after) {
    for (const auto& shown : after->shown.fields) {
      if (shown.field == field.number) {
        value = to_words(run.replica, shown, field, run.console.catalog().language());
      }
    }
  }
  run.console.print_line(run.console.catalog().say(
      "status.resolved", {{"id", id},
                          {"field", field.labels[static_cast<std::size_t>(run.console.catalog().language())]},
                          {"value", value}}));
  return done;
}

}  // namespace mektep::client
