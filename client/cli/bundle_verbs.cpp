#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>

#include "client/bundle/incoming.h"
#include "client/bundle/outgoing.h"
#include "client/cli/scope_labels.h"
#include "client/cli/verbs.h"

namespace mektep::client {
namespace {

namespace json = boost::json;

// What a file may hold without --max-bytes: far below what is held in memory at once.
constexpr std::size_t file_bytes_default = 16 * 1024 * 1024;
constexpr std::size_t file_bytes_max = limits::bundle_bytes_max / 2;

// office.mektep, office-2.mektep, office-3.mektep …
std::string name_of_part(const std::string& file, std::size_t part) {
  if (part == 0) return file;
  const Path path(file);
  const auto name = path.stem().string() + "-" + std::to_string(part + 1) + path.extension().string();
  return (path.parent_path() / name).string();
}

}  // namespace

Status bundle_out_verb(const Run& run) {
  const auto keys = run.replica.prepare_keys();
  if (!keys) return keys.error();
  std::size_t bytes_max = file_bytes_default;
  if (run.invocation.has("--max-bytes")) {
    const std::string text = run.invocation.value("--max-bytes");
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, bytes_max);
    if (read.ec != std::errc{} || read.ptr != end || bytes_max == 0 || bytes_max > file_bytes_max) {
      return wrong_usage("sync.bad_budget").with("given", text);
    }
  }
  const auto made = make_bundles(run.replica, **keys, run.environment, bytes_max);
  if (!made) return made.error();
  json::array files;
  for (std::size_t part = 0; part < made->files.size(); ++part) {
    const std::string name = name_of_part(run.invocation.value("file"), part);
    if (auto written = run.environment.files.write(name, made->files[part]); !written) return written;
    files.push_back(json::object{{"file", name}, {"bytes", made->files[part].size()}});
  }
  run.console.print(json::object{{"files", std::move(files)},
                                 {"packs", made->packs},
                                 {"photos", made->photos},
                                 {"unsent", made->changes_unsent}});
  run.console.say_count("bundle.made", static_cast<std::int64_t>(made->files.size()),
                        {{"file", run.invocation.value("file")}});
  run.console.say("bundle.stays_until_answered");
  return done;
}

Status bundle_in_verb(const Run& run) {
  const auto keys = run.replica.prepare_keys();
  if (!keys) return keys.error();
  const auto bytes = run.environment.files.read(run.invocation.value("file"), limits::bundle_bytes_max);
  if (!bytes) return bytes.error();
  const auto taken = take_bundle(run.replica, **keys, *bytes);
  if (!taken) return taken.error();
  const ReplicaState state = run.replica.state();
  run.console.print(json::object{{"packs", taken->packs},
                                 {"records", taken->records},
                                 {"receipts", taken->receipts},
                                 {"snapshots", taken->snapshots},
                                 {"photos_stored", taken->photos_stored},
                                 {"unsent", state.unsent_changes},
                                 {"up_to_date", labels_of(state, taken->up_to_date)},
                                 {"digests_differ", labels_of(state, taken->digests_differ)}});
  run.console.say_count("bundle.records_came", static_cast<std::int64_t>(taken->records), {});
  if (state.unsent_changes == 0) run.console.say("bundle.all_sent");
  return done;
}

}  // namespace mektep::client
