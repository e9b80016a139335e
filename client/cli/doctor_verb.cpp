// mektep doctor: is this computer's copy sound, and if not, what is wrong in words. Looks, makes a contact in
// which damaged records are put right, and looks at what is left.

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "client/cli/verbs.h"
#include "client/link/link.h"
#include "shared/base/limits.h"

namespace mektep::client {
namespace {

namespace json = boost::json;

constexpr bool thorough = true;
// A clock that is off by more is worth a word; nothing depends on it.
constexpr std::int64_t clock_off_ms = 10 * 60 * 1000;
// Below this an import, a year's photographs or a long log may not fit.
constexpr std::uint64_t disk_free_min = 200ULL * 1024 * 1024;

enum class Verdict { good, doubtful, bad };

struct Finding {
  std::string subject;  // database, log, records, clock, disk, link
  Verdict verdict = Verdict::good;
  std::string id;       // its sentence
  Arguments arguments;
};

std::string name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::good: return "good";
    case Verdict::doubtful: return "doubtful";
    default: return "bad";
  }
}

Finding about_database(const Inspection& inspection) {
  if (inspection.file_sound) return {"database", Verdict::good, "doctor.database_good", {}};
  return {"database", Verdict::bad, "doctor.database_bad", {}};
}

Finding about_log(const Inspection& inspection) {
  if (inspection.faults.empty())
    return {"log", Verdict::good, "doctor.log_good", {{"packs", std::to_string(inspection.packs)}}};
  const LogFault& first = inspection.faults.front();
  return {"log", Verdict::bad, "error." + first.code, {{"position", std::to_string(first.position.value)}}};
}

Finding about_records(const std::vector<ScopeCheck>& before, const std::vector<ScopeCheck>& after,
                      const Contact& contact) {
  const auto damaged = [](const ScopeCheck& check) { return check.is_damaged(); };
  const bool was = std::any_of(before.begin(), before.end(), damaged);
  const bool pending = std::any_of(after.begin(), after.end(),
                                   [](const ScopeCheck& check) { return check.unreadable_pending > 0; });
  const bool left = pending || std::any_of(after.begin(), after.end(), damaged) ||
                    !contact.progress.digests_differ.empty() || (was && !contact.status.ok());
  const Arguments count{{"count", std::to_string(contact.progress.records_repaired)}};
  if (pending) return {"records", Verdict::bad, "doctor.unsent_unreadable", {}};
  if (left) return {"records", Verdict::bad, "doctor.records_bad", {}};
  if (was || contact.progress.records_repaired > 0) return {"records", Verdict::good, "doctor.records_repaired", count};
  std::size_t records = 0;
  for (const ScopeCheck& check : after) records += check.records;
  return {"records", Verdict::good, "doctor.records_good", {{"count", std::to_string(records)}}};
}

Finding about_clock(const ReplicaState& state) {
  const std::int64_t off = state.server_wall_ms == 0 ? 0 : state.last_contact_ms - state.server_wall_ms;
  if (std::abs(off) <= clock_off_ms) return {"clock", Verdict::good, "doctor.clock_good", {}};
  return {"clock", Verdict::doubtful, "doctor.clock_off", {{"minutes", std::to_string(off / 60'000)}}};
}

Finding about_disk(const Run& run) {
  const auto free = run.disk_free();
  const Arguments mebibytes{{"megabytes", std::to_string(free.value_or(0) / (1024 * 1024))}};
  if (!free) return {"disk", Verdict::doubtful, "doctor.disk_unknown", {}};
  if (*free < disk_free_min) return {"disk", Verdict::bad, "doctor.disk_low", mebibytes};
  return {"disk", Verdict::good, "doctor.disk_good", mebibytes};
}

Finding about_link(const Run& run, const Contact& contact) {
  if (contact.status.ok()) return {"link", Verdict::good, "doctor.link_good", {}};
  const bool no_link = contact.status.error().remedy == Remedy::no_link;
  return {"link", no_link ? Verdict::doubtful : Verdict::bad, "doctor.link_bad",
          {{"why", run.console.catalog().what_happened(contact.status.error())}}};
}

// What a helper far away needs: numbers and codes; no names, no titles, no values.
json::object support_document(const Run& run, const std::vector<Finding>& findings, const Inspection& inspection,
                              const std::vector<ScopeCheck>& checks) {
  const ReplicaState state = run.replica.state();
  json::array found;
  for (const Finding& finding : findings) {
    found.push_back(json::object{
        {"subject", finding.subject}, {"verdict", name_of(finding.verdict)}, {"code", finding.id}});
  }
  json::array scopes;
  for (const auto& digest : run.replica.digests()) {
    scopes.push_back(json::object{{"scope", digest.label},
                                  {"position", digest.position.value},
                                  {"log", to_hex(digest.log_digest)},
                                  {"state", to_hex(digest.state_digest)},
                                  {"pending", digest.pending}});
  }
  std::size_t records = 0;
  for (const ScopeCheck& check : checks) records += check.records;
  return {{"program", MEKTEP_VERSION},
          {"device", run.replica.identity() ? run.replica.identity()->device.number : 0},
          {"schema", run.replica.schema().version()},
          {"records", records},
          {"packs", inspection.packs},
          {"unsent", state.unsent_changes},
          {"conflicts", state.conflicts},
          {"held", state.held},
          {"last_contact_ms", state.last_contact_ms},
          {"last_receipt_ms", state.last_receipt_ms},
          {"findings", std::move(found)},
          {"scopes", std::move(scopes)}};
}

void print_findings(const Run& run, const std::vector<Finding>& findings, bool sound, const json::object& support) {
  for (const Finding& finding : findings)
    run.console.print_line(run.console.catalog().say(finding.id, finding.arguments));
  json::object document = support;
  document["sound"] = sound;
  run.console.print(document);
}

}  // namespace

Status doctor_verb(const Run& run) {
  if (!run.replica.identity()) return refused("replica.not_enrolled");
  const auto before = run.replica.check(thorough);
  if (!before) return before.error();
  LinkOptions options;
  options.proxy = run.proxy;
  const Contact contact = sync_once(run.loop, run.replica, run.environment.clock, options);
  const auto after = run.replica.check(thorough);
  if (!after) return after.error();
  const Inspection inspection = run.replica.inspect();
  const std::vector<Finding> findings = {about_database(inspection),
                                         about_log(inspection),
                                         about_records(*before, *after, contact),
                                         about_clock(run.replica.state()),
                                         about_disk(run),
                                         about_link(run, contact)};
  const bool sound = std::none_of(findings.begin(), findings.end(),
                                  [](const Finding& finding) { return finding.verdict == Verdict::bad; });
  const json::object support = support_document(run, findings, inspection, *after);
  print_findings(run, findings, sound, support);
  if (run.invocation.has("--bundle")) {
    const std::string text = json::serialize(support) + "\n";
    const Path file = run.invocation.value("--bundle");
    if (auto written = run.environment.files.write(file, view_of(text)); !written) return written;
    run.console.say("doctor.bundle_written", {{"path", file.string()}});
  }
  return sound ? Status(done) : needs_person("doctor.not_sound");
}

}  // namespace mektep::client
