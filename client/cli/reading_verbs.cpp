#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>

#include "client/cli/attachments.h"
#include "client/cli/author.h"
#include "client/cli/fields.h"
#include "client/cli/history.h"
#include "client/cli/values.h"
#include "client/cli/verbs.h"
#include "shared/model/dates.h"
#include "shared/model/record_id.h"

namespace mektep::client {
namespace {

namespace json = boost::json;

// As many rows as a person reads; --count asks for more.
constexpr std::size_t listed_max = 500;

json::object listed_to_json(const Replica& replica, const ReadRecord& record, const RecordType& type,
                            Language language) {
  return {{"id", to_text(record.name.key.id)},
          {"title", title_of(replica, record, language)},
          {"state", name_of(record.badge)},
          {"conflict", !record.shown.conflicts.empty()},
          {"fields", fields_to_json(record.shown, type)}};
}

std::string date_of(const ReadRecord& record, const RecordType& type) {
  const Field* field = type.date.empty() ? nullptr : type.field(type.date);
  for (const auto& shown : record.shown.fields) {
    const auto* date = std::get_if<Date>(&shown.value);
    if (field != nullptr && shown.field == field->number && date != nullptr) return to_text(*date);
  }
  return {};
}

std::string device_of(const Replica& replica, ScopeNumber scope, const Stamp& stamp) {
  return replica.device_name(scope, stamp.version.stream);
}

json::object conflict_to_json(const Replica& replica, ScopeNumber scope, const Conflict& conflict,
                              const RecordType& type, const Catalog& catalog) {
  const Field* field = type.field(conflict.cell.field);
  json::array values;
  std::size_t take = 0;
  for (const auto& rival : conflict.rivals) {
    json::object value{{"take", ++take}};
    if (field != nullptr) value["value"] = to_json(rival.value, *field);
    value["author"] = name_of_person(replica, rival.stamp.author, catalog);
    value["at"] = to_iso({rival.stamp.wall_ms});
    value["device"] = device_of(replica, scope, rival.stamp);
    values.push_back(std::move(value));
  }
  return {{"field", field == nullptr ? std::string("life") : field->name}, {"values", std::move(values)}};
}

void print_conflict(const Run& run, const RecordName& name, const std::string& title, const RecordType& type,
                    const Conflict& conflict, std::size_t number) {
  const std::string id = to_text(name.key.id);
  const Catalog& catalog = run.console.catalog();
  const auto language = static_cast<std::size_t>(catalog.language());
  const Field* field = type.field(conflict.cell.field);
  if (field == nullptr) {
    run.console.print_line(catalog.say("conflict.edited_while_withdrawn", {{"id", id}}));
    return;
  }
  run.console.print_line(catalog.say("conflict.heading", {{"number", std::to_string(number)},
                                                          {"type", type.labels[language]},
                                                          {"title", title},
                                                          {"id", id},
                                                          {"field", field->labels[language]}}));
  std::size_t take = 0;
  for (const auto& rival : conflict.rivals) {
    std::string value = to_words(run.replica, rival.value, *field, catalog.language());
    if (value.empty()) value = catalog.say("conflict.empty_value");
    run.console.print_line(
        "   " +
        catalog.say("conflict.value", {{"number", std::to_string(++take)},
                                       {"value", value},
                                       {"author", name_of_person(run.replica, rival.stamp.author, catalog)},
                                       {"time", to_iso({rival.stamp.wall_ms})},
                                       {"device", device_of(run.replica, name.scope, rival.stamp)}}));
  }
  run.console.print_line("   " + catalog.say("conflict.how", {{"id", id}, {"field", field->name}}));
}

// A cell is one line, and here a text is read whole.
void add_lines(Table& table, const std::string& label, std::string_view text) {
  for (std::string name = label;; name.clear()) {
    const auto end = text.find('\n');
    table.rows.push_back({name, std::string(text.substr(0, end))});
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

void print_record(const Run& run, const ReadRecord& record, const RecordType& type) {
  const Catalog& catalog = run.console.catalog();
  const auto language = static_cast<std::size_t>(catalog.language());
  run.console.print_line(type.labels[language] + " · " + to_text(record.name.key.id) + " · " +
                         catalog.say(sentence_of(record.badge)) +
                         (record.shown.gone ? " · " + catalog.say("word.withdrawn") : std::string()));
  Table table{{"heading.field", "heading.value"}, {}};
  for (const auto& shown : record.shown.fields) {
    const Field* field = type.field(shown.field);
    if (field == nullptr) continue;
    const std::string words = to_words(run.replica, shown, *field, catalog.language());
    if (!words.empty()) add_lines(table, field->labels[language], words);
  }
  run.console.print(table);
}

Result<std::size_t> count_wanted(const Run& run) {
  if (!run.invocation.has("--count")) return listed_max;
  const std::string text = run.invocation.value("--count");
  std::size_t count = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), count);
  if (read.ec == std::errc{} && read.ptr == text.data() + text.size() && count > 0) return count;
  return wrong_usage("list.bad_count").with("given", text);
}

}  // namespace

Status list_verb(const Run& run) {
  const std::string name = run.invocation.value("type");
  const auto found = type_named(run.replica, name);
  if (!found) return found.error();
  const RecordType* type = *found;
  ListQuery query;
  query.type = name;
  query.find = run.invocation.value("--find");
  query.unsent = run.invocation.has("--unsent");
  const auto person = reading_person(run.replica, run.invocation.value("--as"), type);
  if (!person) return person.error();
  query.person = *person;
  const auto count_max = count_wanted(run);
  if (!count_max) return count_max.error();
  query.count_max = *count_max;
  const auto records = run.replica.list(query);
  if (!records) return records.error();
  const Language language = run.console.catalog().language();
  json::array rows;
  Table table{{"heading.id", "heading.date", "heading.title", "heading.state"}, {}};
  for (const auto& record : *records) {
    if (run.console.json()) {
      rows.push_back(listed_to_json(run.replica, record, *type, language));
      continue;
    }
    std::string state = run.console.catalog().say(sentence_of(record.badge));
    if (!record.shown.conflicts.empty()) state += ", " + run.console.catalog().say("word.conflict");
    table.rows.push_back({to_text(record.name.key.id), date_of(record, *type),
                          title_of(run.replica, record, language), state});
  }
  json::object document{{"type", name}, {"records", std::move(rows)}};
  // What is found in records that are hidden is not told, not even how often.
  const auto hidden = query.find.empty() ? run.replica.count_hidden(query) : Result<std::size_t>(0);
  if (!hidden) return hidden.error();
  if (query.find.empty()) document["hidden"] = *hidden;
  run.console.print(document);
  run.console.print(table);
  if (records->empty()) run.console.say("list.empty");
  if (!records->empty()) run.console.say_count("list.count", static_cast<std::int64_t>(records->size()));
  if (*hidden > 0) run.console.say_count("list.hidden", static_cast<std::int64_t>(*hidden));
  return done;
}

Status show_verb(const Run& run) {
  if (!run.replica.identity()) return refused("replica.not_enrolled");
  const auto name = run.replica.find(run.invocation.value("id"));
  if (!name) return name.error();
  const RecordType* type = run.replica.schema().type(name->key.type);
  const auto person = reading_person(run.replica, run.invocation.value("--as"), type);
  if (!person) return person.error();
  const auto record = run.replica.read(*name, *person);
  if (!record) return record.error();
  if (type == nullptr) return refused("record.unknown").with("given", run.invocation.value("id"));
  json::array conflicts;
  for (const auto& conflict : record->shown.conflicts) {
    conflicts.push_back(conflict_to_json(run.replica, name->scope, conflict, *type, run.console.catalog()));
  }
  json::object document{{"type", type->name},
                        {"id", to_text(name->key.id)},
                        {"title", title_of(run.replica, *record, run.console.catalog().language())},
                        {"state", name_of(record->badge)},
                        {"withdrawn", record->shown.gone},
                        {"fields", fields_to_json(record->shown, *type)},
                        {"files", attachments_to_json(run, *record)},
                        {"conflicts", std::move(conflicts)}};
  print_record(run, *record, *type);
  print_attachments(run, *record);
  std::size_t number = 0;
  for (const auto& conflict : record->shown.conflicts) {
    print_conflict(run, *name, std::string(document["title"].as_string()), *type, conflict, ++number);
  }
  if (run.invocation.has("--history")) {
    const OlderHistory older = older_history(run, *name);
    const auto history = run.replica.history(*name, older.packs);
    print_history(run, *name, *type, history);
    if (!older.whole) run.console.say("history.older_at_server");
    document["history_complete"] = older.whole;
    document["history"] = history_to_json(run, *name, *type, history);
  }
  Status saved = done;
  if (run.invocation.has("--save")) saved = save_attachments(run, *record, run.invocation.value("--save"));
  // What could not be saved is told behind the record.
  if (run.invocation.has("--save")) document["files"] = attachments_to_json(run, *record);
  run.console.print(document);
  return saved;
}

Status conflicts_verb(const Run& run) {
  const auto person = reading_person(run.replica, run.invocation.value("--as"), nullptr);
  if (!person) return person.error();
  json::array cards;
  std::size_t number = 0;
  for (const auto& card : run.replica.conflicts(*person)) {
    const RecordType* type = run.replica.schema().type(card.name.key.type);
    if (type == nullptr) continue;
    const std::string id = to_text(card.name.key.id);
    json::object one =
        conflict_to_json(run.replica, card.name.scope, card.conflict, *type, run.console.catalog());
    one["id"] = id;
    one["type"] = type->name;
    one["title"] = card.title;
    cards.push_back(std::move(one));
    print_conflict(run, card.name, card.title, *type, card.conflict, ++number);
  }
  const std::size_t hidden = run.replica.count_hidden_conflicts(*person);
  if (cards.empty() && hidden == 0) run.console.say("status.no_conflicts");
  if (hidden > 0) run.console.say_count("conflict.hidden", static_cast<std::int64_t>(hidden));
  run.console.print(json::object{{"conflicts", std::move(cards)}, {"hidden", hidden}});
  return done;
}

}  // namespace mektep::client
