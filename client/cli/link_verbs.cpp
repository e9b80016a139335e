#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>

#include "client/cli/attachments.h"
#include "client/cli/contact_words.h"
#include "client/cli/link_words.h"
#include "client/cli/scope_labels.h"
#include "client/cli/verbs.h"

namespace mektep::client {
namespace {

namespace json = boost::json;

std::vector<ScopeNumber> scopes_of(const std::vector<ScopeCheck>& checks) {
  std::vector<ScopeNumber> scopes;
  for (const ScopeCheck& check : checks) scopes.push_back(check.scope);
  return scopes;
}

// What a person wished of this contact.
Result<LinkOptions> wished(const Run& run) {
  LinkOptions options;
  options.proxy = run.proxy;
  if (run.invocation.has("--proxy")) options.proxy.given = run.invocation.value("--proxy");
  if (!run.invocation.has("--max-bytes")) return options;
  const std::string text = run.invocation.value("--max-bytes");
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, options.bytes_max);
  if (read.ec == std::errc{} && read.ptr == end && options.bytes_max > 0) return options;
  return wrong_usage("sync.bad_budget").with("given", text);
}

// One line that is written over again and again, for whoever waits at a terminal.
void show_progress(const Run& run, const ContactSoFar& contact) {
  const Catalog& catalog = run.console.catalog();
  const std::uint64_t sent = contact.progress.pack_bytes_receipted;
  const std::uint64_t left = run.replica.state().unsent_bytes;
  run.console.progress(catalog.say("sync.progress", {{"bar", progress_bar(sent, sent + left)},
                                                     {"sent", size_words(catalog, sent)},
                                                     {"all", size_words(catalog, sent + left)},
                                                     {"received", size_words(catalog, contact.traffic.bytes_in)}}));
}

LinkOptions shown(const Run& run, LinkOptions options) {
  if (run.console.shows_progress()) {
    options.progress = [&run](const ContactSoFar& contact) { show_progress(run, contact); };
  }
  return options;
}

void say_budget(const Run& run, const ReplicaState& state) {
  run.console.say("sync.budget_used_up");
  if (state.unsent_changes == 0) return;
  run.console.say_count("sync.left", static_cast<std::int64_t>(state.unsent_changes),
                        {{"size", size_words(run.console.catalog(), state.unsent_bytes)}});
}

json::object files_of(const SyncProgress& progress, const FileFigures& figures) {
  return {{"sent", progress.files_sent},
          {"bytes_sent", progress.file_bytes_sent},
          {"received", progress.files_received},
          {"unsent", figures.unsent}};
}

void print_contact(const Run& run, const Contact& contact) {
  run.console.progress("");
  const ReplicaState state = run.replica.state();
  const SyncProgress& progress = contact.progress;
  run.console.print(json::object{{"linked", contact.status.ok()},
                                 {"bytes_out", contact.traffic.bytes_out},
                                 {"bytes_in", contact.traffic.bytes_in},
                                 {"packs_sent", progress.packs_pushed},
                                 {"pack_bytes_sent", progress.pack_bytes_pushed},
                                 {"pack_bytes_receipted", progress.pack_bytes_receipted},
                                 {"packs_confirmed", progress.packs_confirmed},
                                 {"pack_bytes_confirmed", progress.pack_bytes_confirmed},
                                 {"resumed_at", progress.resumed_at.value},
                                 {"receipts", progress.receipts},
                                 {"packs_received", progress.packs_received},
                                 {"changed", progress.records_changed.size()},
                                 {"damaged", labels_of(state, scopes_of(contact.damaged))},
                                 {"repaired", progress.records_repaired},
                                 {"snapshots", progress.snapshots_taken},
                                 {"unsent", state.unsent_changes},
                                 {"unsent_bytes", state.unsent_bytes},
                                 {"files", files_of(progress, run.replica.files().figures())},
                                 {"budget_used_up", contact.budget_used_up},
                                 {"waiting", progress.waiting_packs},
                                 {"up_to_date", labels_of(state, progress.up_to_date)},
                                 {"digests_differ", labels_of(state, progress.digests_differ)}});
  say_contact(run.console, contact);
  if (contact.budget_used_up) say_budget(run, state);
}

// Connecting takes long on a bad link; whoever looks on sees what is tried.
void say_address(const Run& run) {
  const ServerAddress& address = run.replica.identity()->address;
  if (run.console.shows_progress()) {
    run.console.say("sync.connecting", {{"address", address.host + ":" + std::to_string(address.port)}});
  }
}

Status watch_link(const Run& run, const LinkOptions& options) {
  bool stopping = false;
  run.console.say("sync.watching");
  std::size_t sealed_unsent = run.replica.state().unsent_changes;
  WatchHooks hooks;
  hooks.stop = [&] { return stopping; };
  hooks.outbox_grew = [&] {
    const std::size_t unsent = run.replica.state().unsent_changes;
    const bool grew = unsent > sealed_unsent;
    sealed_unsent = unsent;
    return grew;
  };
  Status last = done;
  hooks.report = [&](const Contact& contact, std::chrono::milliseconds) {
    last = contact.status;
    print_contact(run, contact);
  };
  run.stop_signal([&] { stopping = true; });
  watch(run.loop, run.replica, run.environment.clock, run.environment.random, hooks, options);
  return stopping ? Status(done) : last;
}

// A server that was restored from a backup may not know this device any more: a new link of the same server
// makes it known again, with its keys and its work.
bool is_same_server(const Run& run, const EnrolmentLink& link) {
  const auto& pins = run.replica.identity()->address.pins;
  return std::any_of(link.pins.begin(), link.pins.end(), [&](const auto& pin) {
    return std::find(pins.begin(), pins.end(), pin) != pins.end();
  });
}

}  // namespace

Status enrol_verb(const Run& run) {
  const auto link = parse_enrolment_link(run.invocation.value("link"));
  if (!link) return link.error();
  if (run.replica.identity() && !is_same_server(run, *link)) return refused("replica.already_enrolled");
  const std::string name = run.invocation.has("--name") ? run.invocation.value("--name") : run.machine_name;
  const auto options = wished(run);
  if (!options) return options.error();
  const Contact contact = enrol(run.loop, run.replica, run.environment.clock, *link, name, *options);
  if (!contact.status) return contact.status;
  const Identity& identity = *run.replica.identity();
  // The first contact follows at once: a device that knows its people and its schema can be written on.
  const Contact first = sync_once(run.loop, run.replica, run.environment.clock, shown(run, *options));
  run.console.progress("");
  const auto device = device_id_of(identity.device.signing);
  Bytes device_bytes;
  append_u64(device_bytes, device.value);
  run.console.print(json::object{{"device", to_hex(device_bytes)},
                                 {"number", identity.device.number},
                                 {"school", identity.school},
                                 {"network", to_hex(BytesView(identity.server.network).first(4))},
                                 {"synced", first.status.ok()},
                                 {"snapshots", first.progress.snapshots_taken},
                                 {"scopes", run.replica.state().scopes.size()}});
  run.console.print_line(run.console.catalog().say("enrol.done", {{"school", identity.school}}));
  if (contact.certificate_dates_wrong) run.console.say("sync.clock_doubtful");
  if (!first.status) run.console.say("enrol.not_synced");
  return done;
}

Status sync_verb(const Run& run) {
  if (!run.replica.identity()) return refused("replica.not_enrolled");
  const auto options = wished(run);
  if (!options) return options.error();
  say_address(run);
  if (run.invocation.has("--files-budget")) {
    if (auto set = set_files_budget(run, run.invocation.value("--files-budget")); !set) return set;
  }
  if (run.invocation.has("--watch")) return watch_link(run, shown(run, *options));
  const Contact contact = sync_once(run.loop, run.replica, run.environment.clock, shown(run, *options));
  // A broken contact may have brought much over: what it did is told either way.
  print_contact(run, contact);
  return contact.status;
}

}  // namespace mektep::client
