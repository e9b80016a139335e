#include "client/cli/history.h"

#include <boost/json/object.hpp>

#include "client/cli/author.h"
#include "client/cli/values.h"
#include "client/link/link.h"
#include "shared/model/dates.h"
#include "shared/model/element.h"

namespace mektep::client {
namespace {

namespace json = boost::json;

// An element of a set lies in the cell's name, not in its value.
Value value_in(const Op& op, const Field& field) {
  if (field.kind != FieldKind::set) return op.value;
  return element_value(op.cell.element).value_or(Value(Nothing{}));
}

std::string field_words(const Op& op, const Field* field, const Catalog& catalog) {
  if (field != nullptr) return field->labels[static_cast<std::size_t>(catalog.language())];
  return catalog.say(op.kind == OpKind::withdraw ? "history.withdrawn" : "history.restored");
}

// What was taken away has a minus in front.
std::string value_words(const Run& run, const Op& op, const Field* field) {
  if (field == nullptr) return {};
  const std::string words =
      to_words(run.replica, value_in(op, *field), *field, run.console.catalog().language());
  return op.kind == OpKind::remove ? "− " + words : words;
}

}  // namespace

json::array history_to_json(const Run& run, const RecordName& name, const RecordType& type,
                            const std::vector<HistoryEntry>& history) {
  json::array entries;
  for (const auto& entry : history) {
    json::array changes;
    for (const auto& op : entry.change.ops) {
      if (op.record != name.key) continue;
      const Field* field = type.field(op.cell.field);
      json::object change{{"field", field == nullptr ? std::string("life") : field->name}};
      change["value"] = field == nullptr ? json::value(nullptr) : to_json(value_in(op, *field), *field);
      change["removed"] = op.kind == OpKind::remove || op.kind == OpKind::withdraw;
      changes.push_back(std::move(change));
    }
    Bytes stream;
    append_u64(stream, entry.stamp.version.stream.value);
    entries.push_back(
        json::object{{"at", to_iso({entry.stamp.wall_ms})},
                     {"author", name_of_person(run.replica, entry.stamp.author, run.console.catalog())},
                     {"sequence", entry.stamp.version.sequence.value},
                     {"position", entry.position.value},
                     {"void", entry.is_void},
                     {"changes", std::move(changes)},
                     {"stream", to_hex(stream)}});
  }
  return entries;
}

void print_history(const Run& run, const RecordName& name, const RecordType& type,
                   const std::vector<HistoryEntry>& history) {
  const Catalog& catalog = run.console.catalog();
  Table table{{"heading.time", "heading.author", "heading.field", "heading.value"}, {}};
  for (const auto& entry : history) {
    const std::string author = name_of_person(run.replica, entry.stamp.author, catalog);
    for (const auto& op : entry.change.ops) {
      if (op.record != name.key) continue;
      const Field* field = type.field(op.cell.field);
      table.rows.push_back({to_iso({entry.stamp.wall_ms}), author, field_words(op, field, catalog),
                            value_words(run, op, field)});
    }
  }
  run.console.print(table);
}

OlderHistory older_history(const Run& run, const RecordName& name) {
  if (run.replica.log_start(name.scope).value == 0) return {};
  LinkOptions options;
  options.proxy = run.proxy;
  options.recall = name;
  Contact contact = sync_once(run.loop, run.replica, run.environment.clock, options);
  return {std::move(contact.progress.recalled), contact.progress.recalled_all};
}

}  // namespace mektep::client
