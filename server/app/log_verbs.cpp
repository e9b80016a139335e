#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "server/app/authorship.h"
#include "server/app/opened.h"
#include "server/app/people.h"
#include "server/app/verbs.h"
#include "server/app/verification.h"
#include "server/http/scope_labels.h"
#include "server/tally/tallies.h"
#include "shared/model/dates.h"
#include "shared/model/record_id.h"

namespace mektep::server {
namespace {

namespace json = boost::json;

Result<std::vector<ScopeNumber>> scopes_asked_for(const Run& run, const Reader& reader) {
  if (!run.asked.has("scope")) return reader.scopes();
  const auto scope = scope_labelled(run.asked.value("scope"), reader);
  if (!scope) return refused("scope.unknown").with("given", run.asked.value("scope"));
  return std::vector{*scope};
}

// Names behind the ids of a change. The name of a person lies in the scope of the school.
class Names {
 public:
  Names(const Opened& opened, const Catalog& words)
      : reader_(*opened.reader),
        schema_(opened.schema()),
        server_(opened.folder->keys().device()),
        words_(words) {}

  std::string of_device(DeviceId device) const {
    if (device == server_) return words_.say("word.server");
    const auto known = reader_.device(device);
    return known ? known->name : words_.say("word.unknown");
  }
  std::string of_author(const Touch& touch) const {
    if (touch.author == RecordId{0}) return words_.say("word.server");
    const auto device = reader_.device(touch.device);
    if (!device) return to_text(touch.author);
    for (const auto& person : people_of(reader_, schema_, school_scope(device->school))) {
      if (person.id == touch.author) return person.name_kk;
    }
    return to_text(touch.author);
  }

 private:
  const Reader& reader_;
  const Schema& schema_;
  DeviceId server_;
  const Catalog& words_;
};

}  // namespace

Status digest_verb(const Run& run) {
  const auto opened = open_for_reading(run);
  if (!opened) return opened.error();
  const Reader& reader = *opened->reader;
  const auto scopes = scopes_asked_for(run, reader);
  if (!scopes) return scopes.error();
  json::array digests;
  Table table{{"heading.scope", "heading.position", "heading.log", "heading.state"}, {}};
  for (const ScopeNumber scope : *scopes) {
    const auto head = reader.head(scope);
    if (!head) continue;
    const std::string log = to_hex(head->log_digest);
    const std::string state = to_hex(head->state_digest.value());
    digests.push_back(json::object{
        {"scope", label_of(scope, reader)}, {"position", head->position.value}, {"log", log}, {"state", state}});
    table.rows.push_back({label_of(scope, reader), std::to_string(head->position.value), log, state});
  }
  run.console.print(json::object{{"digests", std::move(digests)}});
  run.console.print(table);
  return done;
}

Status who_verb(const Run& run) {
  const std::string given = run.asked.value("id");
  const auto id = record_id_from_text(given);
  if (!id) return refused("record.unknown").with("given", given);
  const auto opened = open_for_reading(run);
  if (!opened) return opened.error();
  const auto touches = touches_of(*opened->reader, opened->schema(), *id);
  if (touches.empty()) return refused("record.unknown").with("given", given);
  const Names names(*opened, run.console.catalog());
  json::array changes;
  Table table{{"heading.time", "heading.author", "heading.device", "heading.scope", "heading.position"}, {}};
  for (const Touch& touch : touches) {
    const std::string scope = label_of(touch.scope, *opened->reader);
    const std::string at = to_iso(WallTime{touch.at_ms});
    const std::string author = names.of_author(touch);
    const std::string device = names.of_device(touch.device);
    changes.push_back(json::object{{"at", at},
                                   {"author", author},
                                   {"device", device},
                                   {"scope", scope},
                                   {"position", touch.position.value}});
    table.rows.push_back({at, author, device, scope, std::to_string(touch.position.value)});
  }
  run.console.print(json::object{{"id", to_text(*id)}, {"changes", std::move(changes)}});
  run.console.print(table);
  return done;
}

Status verify_verb(const Run& run) {
  const auto opened = open_for_reading(run);
  if (!opened) return opened.error();
  const ServerKeys& keys = opened->folder->keys();
  const SnapshotDesk snapshots(run.place.files, opened->folder->directory() / "snapshots", keys.receipts);
  Verification verification;
  opened->reader->together(
      [&] { verification = verify_store(*opened->reader, opened->schema(), keys, &snapshots); });
  const Catalog& words = run.console.catalog();
  json::array findings;
  Table table{{"heading.scope", "heading.position", "heading.reason"}, {}};
  for (const Finding& finding : verification.findings) {
    const std::string scope = label_of(finding.scope, *opened->reader);
    findings.push_back(
        json::object{{"scope", scope}, {"position", finding.position.value}, {"what", finding.what}});
    table.rows.push_back({scope, std::to_string(finding.position.value), words.say(finding.what)});
  }
  const bool ok = verification.findings.empty();
  run.console.print(json::object{{"ok", ok},
                                 {"scopes", verification.scopes},
                                 {"packs", verification.packs},
                                 {"snapshots", verification.snapshots},
                                 {"findings", std::move(findings)}});
  run.console.print(table);
  if (!ok) return refused("verify.damaged_store").with("count", std::to_string(verification.findings.size()));
  run.console.say_count("verify.sound", static_cast<std::int64_t>(verification.packs));
  return done;
}

Status tally_rebuild_verb(const Run& run) {
  const auto folder = ServerFolder::open(run.place, run.directory(), ServerFolder::Use::command);
  if (!folder) return folder.error();
  const auto rebuilt = rebuild_tallies((*folder)->parts());
  if (!rebuilt) return rebuilt.error();
  run.console.print(json::object{{"tallies", rebuilt->rows}, {"differences", rebuilt->differences}});
  const auto rows = static_cast<std::int64_t>(rebuilt->rows);
  const auto differences = static_cast<std::int64_t>(rebuilt->differences);
  if (differences == 0) run.console.say_count("tally.agrees", rows);
  if (differences != 0) run.console.say_count("tally.repaired", differences);
  return done;
}

}  // namespace mektep::server
