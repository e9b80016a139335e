#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "client/cli/attachments.h"
#include "client/cli/author.h"
#include "client/cli/link_words.h"
#include "client/cli/values.h"
#include "client/cli/scope_labels.h"
#include "client/cli/verbs.h"
#include "shared/model/dates.h"
#include "shared/model/record_id.h"

namespace mektep::client {
namespace {

namespace json = boost::json;

// An instant, or null for "never".
json::value instant(std::int64_t ms) { return ms == 0 ? json::value(nullptr) : json::value(to_iso({ms})); }

// "ok", the code of a failure, or null before the first try.
json::value result_of(const LinkNote& link) {
  if (link.tried_ms == 0) return nullptr;
  return json::value(link.result.empty() ? std::string("ok") : link.result);
}

json::value known(std::uint64_t number) { return number == 0 ? json::value(nullptr) : json::value(number); }

std::string hex64(std::uint64_t number) {
  Bytes bytes;
  append_u64(bytes, number);
  return to_hex(bytes);
}

std::string name_of(VoidReason reason) {
  switch (reason) {
    case VoidReason::aside:
      return "aside";
    case VoidReason::mismatch:
      return "mismatch";
    case VoidReason::lost:
      return "lost";
    default:
      return "refused";
  }
}

// Whether the link stands, and if not, how the last try ended and when the next one comes.
void print_link(const Run& run, const ReplicaState& state) {
  const Catalog& catalog = run.console.catalog();
  const LinkNote& link = state.link;
  const bool linked = is_linked(link, run.environment.clock.wall());
  run.console.print_line(catalog.say(linked ? "status.linked" : "status.no_link"));
  if (!linked && link.tried_ms != 0) {
    const std::string time = to_iso({link.tried_ms});
    run.console.print_line(link.result.empty()
                               ? catalog.say("status.tried_well", {{"time", time}})
                               : catalog.say("status.tried", {{"time", time}, {"code", link.result}}));
    if (link.next_ms != 0) run.console.print_line(catalog.say("status.next_try", {{"time", to_iso({link.next_ms})}}));
  }
}

void print_unsent(const Run& run, const ReplicaState& state) {
  const Catalog& catalog = run.console.catalog();
  if (state.unsent_changes == 0) return run.console.print_line(catalog.say("status.all_sent"));
  run.console.print_line(catalog.say_count("status.not_sent", static_cast<std::int64_t>(state.unsent_changes)));
  const std::string size = size_words(catalog, state.unsent_bytes);
  const auto seconds = seconds_left(state);
  run.console.print_line(seconds ? catalog.say("status.left", {{"size", size}, {"seconds", std::to_string(*seconds)}})
                                 : catalog.say("status.left_unknown", {{"size", size}}));
}

// What happened to the server or to this folder, and that nothing was lost by it.
void print_accidents(const Run& run, const ReplicaState& state) {
  const Catalog& catalog = run.console.catalog();
  if (state.rewound_ms != 0) {
    run.console.print_line(catalog.say("status.server_restored", {{"time", to_iso({state.rewound_ms})},
                                                                  {"changes", std::to_string(state.handed_back)}}));
  }
  if (state.copied_ms != 0) {
    run.console.print_line(catalog.say("status.copied", {{"time", to_iso({state.copied_ms})}}));
  }
}

void print_state(const Run& run, const ReplicaState& state) {
  const Catalog& catalog = run.console.catalog();
  if (const auto& identity = run.replica.identity()) {
    run.console.print_line(catalog.say("status.school", {{"school", identity->school}}));
    run.console.print_line(
        catalog.say("status.server",
                    {{"address", identity->address.host + ":" + std::to_string(identity->address.port)}}));
  } else {
    run.console.print_line(catalog.say("status.not_enrolled"));
    return;
  }
  print_link(run, state);
  print_unsent(run, state);
  if (state.last_receipt_ms != 0)
    run.console.print_line(catalog.say("status.last_sent", {{"time", to_iso({state.last_receipt_ms})}}));
  run.console.print_line(state.last_contact_ms == 0
                             ? catalog.say("status.never_synced")
                             : catalog.say("status.last_sync", {{"time", to_iso({state.last_contact_ms})}}));
  print_accidents(run, state);
  if (state.conflicts > 0) {
    run.console.print_line(catalog.say_count("status.conflicts", static_cast<std::int64_t>(state.conflicts)));
  }
  if (state.held > 0)
    run.console.print_line(catalog.say_count("status.held", static_cast<std::int64_t>(state.held)));
}

}  // namespace

Status status_verb(const Run& run) {
  const ReplicaState state = run.replica.state();
  json::array scopes;
  for (const auto& [grant, cursor] : state.scopes) {
    scopes.push_back(
        json::object{{"scope", grant.label}, {"position", cursor.position.value}, {"writes", grant.writes}});
  }
  const auto& identity = run.replica.identity();
  const auto seconds = seconds_left(state);
  run.console.print(json::object{{"enrolled", identity.has_value()},
                                 {"school", identity ? identity->school : std::string()},
                                 {"unsent", state.unsent_changes},
                                 {"unsent_bytes", state.unsent_bytes},
                                 {"conflicts", state.conflicts},
                                 {"held", state.held},
                                 {"files", file_figures_to_json(run)},
                                 {"last_receipt", instant(state.last_receipt_ms)},
                                 {"last_contact", instant(state.last_contact_ms)},
                                 {"linked", is_linked(state.link, run.environment.clock.wall())},
                                 {"last_try", instant(state.link.tried_ms)},
                                 {"last_result", result_of(state.link)},
                                 {"next_try", instant(state.link.next_ms)},
                                 {"bytes_per_second", known(state.link.bytes_per_second)},
                                 {"seconds_left", seconds ? json::value(*seconds) : json::value(nullptr)},
                                 {"server_restored", instant(state.rewound_ms)},
                                 {"handed_back", state.handed_back},
                                 {"copied", instant(state.copied_ms)},
                                 {"scopes", std::move(scopes)}});
  print_state(run, state);
  print_file_figures(run);
  return done;
}

namespace {

std::string whereabouts(const UnsentItem& item, const Catalog& catalog) {
  if (item.reason == "outbox.waits_for") return catalog.say("error.outbox.waits_for");
  return catalog.say(item.sealed ? "outbox.sealed" : "outbox.draft");
}

}  // namespace

Status outbox_verb(const Run& run) {
  const auto person = reading_person(run.replica, run.invocation.value("--as"), nullptr);
  if (!person) return person.error();
  json::array items;
  const Catalog& catalog = run.console.catalog();
  Table table{{"heading.id", "heading.title", "heading.author", "heading.time", "heading.state"}, {}};
  for (const auto& item : run.replica.unsent(*person)) {
    const std::string author = name_of_person(run.replica, item.author, catalog);
    const RecordType* type = run.replica.schema().type(item.name.key.type);
    const std::string id = to_text(item.name.key.id);
    items.push_back(json::object{{"id", id},
                                 {"type", type == nullptr ? std::string() : type->name},
                                 {"title", item.title},
                                 {"author", to_text(item.author)},
                                 {"author_name", author},
                                 {"at", to_iso({item.wall_ms})},
                                 {"sealed", item.sealed},
                                 {"reason", item.reason}});
    table.rows.push_back({id, item.title, author, to_iso({item.wall_ms}), whereabouts(item, catalog)});
  }
  if (items.empty()) run.console.say("outbox.empty");
  run.console.print(table);
  run.console.print(json::object{{"unsent", std::move(items)}, {"files", unsent_files_to_json(run)}});
  return done;
}

Status held_verb(const Run& run) {
  const ReplicaState state = run.replica.state();
  json::array items;
  Table table{{"heading.scope", "heading.number", "heading.reason"}, {}};
  for (const auto& item : run.replica.held()) {
    json::array records;
    for (const auto& record : item.records) records.push_back(json::value(to_text(record.key.id)));
    const std::string scope = label_of(state, item.scope);
    items.push_back(json::object{{"scope", scope},
                                 {"stream", hex64(item.stream.value)},
                                 {"first", item.first.value},
                                 {"last", item.last.value},
                                 {"reason", name_of(item.reason)},
                                 {"why", item.why},
                                 {"records", std::move(records)}});
    const bool is_code = run.console.catalog().has("error." + item.why);
    table.rows.push_back({scope, std::to_string(item.first.value) + "-" + std::to_string(item.last.value),
                          is_code ? run.console.catalog().say("error." + item.why) : item.why});
  }
  if (items.empty()) run.console.say("status.no_held");
  run.console.print(table);
  run.console.print(json::object{{"held", std::move(items)}});
  return done;
}

Status held_export_verb(const Run& run) {
  Bytes content;
  std::size_t count = 0;
  for (const auto& item : run.replica.held()) {
    if (item.payload.empty()) continue;
    ++count;
    append_u64(content, item.payload.size());
    content.insert(content.end(), item.payload.begin(), item.payload.end());
  }
  const std::string file = run.invocation.value("file");
  if (auto written = run.environment.files.write(file, content); !written) return written;
  run.console.print(json::object{{"file", file}, {"held", count}});
  run.console.say_count("held.exported", static_cast<std::int64_t>(count), {{"file", file}});
  return done;
}

Status held_retry_verb(const Run& run) {
  const auto retried = run.replica.retry_held();
  if (!retried) return retried.error();
  run.console.print(json::object{{"retried", *retried}});
  run.console.say_count("held.retried", static_cast<std::int64_t>(*retried));
  return done;
}

Status people_verb(const Run& run) {
  const Language language = run.console.catalog().language();
  json::array people;
  Table table{{"heading.id", "heading.person", "heading.role"}, {}};
  for (const auto& person : run.replica.writers()) {
    const std::string name = name_of_person(run.replica, person.person, run.console.catalog());
    json::array roles;
    std::string joined;
    for (const auto& role : person.roles) {
      roles.push_back(json::value(role));
      const auto label = run.replica.code_label("roles", role);
      const std::string word = label ? label->at(static_cast<std::size_t>(language)) : std::string();
      joined += (joined.empty() ? "" : ", ") + (word.empty() ? role : word);
    }
    people.push_back(
        json::object{{"id", to_text(person.person)}, {"name", name}, {"roles", std::move(roles)}});
    table.rows.push_back({to_text(person.person), name, joined});
  }
  run.console.print(table);
  run.console.print(json::object{{"people", std::move(people)}});
  return done;
}

Status digest_verb(const Run& run) {
  json::array digests;
  Table table{{"heading.scope", "heading.position", "heading.digest"}, {}};
  for (const auto& digest : run.replica.digests()) {
    const std::string log = to_hex(digest.log_digest);
    const std::string state = to_hex(digest.state_digest);
    digests.push_back(json::object{{"scope", digest.label},
                                   {"position", digest.position.value},
                                   {"log", log},
                                   {"state", state},
                                   {"pending", digest.pending}});
    table.rows.push_back({digest.label, std::to_string(digest.position.value), state});
  }
  run.console.print(table);
  run.console.print(json::object{{"digests", std::move(digests)}});
  return done;
}

}  // namespace mektep::client
