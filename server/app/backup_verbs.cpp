#include <boost/json/object.hpp>

#include "server/app/backup.h"
#include "server/app/verbs.h"

namespace mektep::server {
namespace {

namespace json = boost::json;

std::string hex_of(Epoch epoch) {
  Bytes bytes;
  append_u64(bytes, epoch.value);
  return to_hex(bytes);
}

}  // namespace

Status backup_verb(const Run& run) {
  const auto folder = ServerFolder::open(run.place, run.directory(), ServerFolder::Use::command);
  if (!folder) return folder.error();
  const Path file = run.asked.value("file");
  const auto made = make_backup(run.place, **folder, file);
  if (!made) return made.error();
  const bool elsewhere = run.asked.has("--elsewhere");
  if (elsewhere) {
    if (auto counted = count_backup((*folder)->parts(), *made); !counted) return counted;
  }
  run.console.print(json::object{{"file", file.string()},
                                 {"scopes", made->reached.size()},
                                 {"packs", made->packs},
                                 {"files", made->files},
                                 {"counts", elsewhere}});
  run.console.say_count("backup.done", static_cast<std::int64_t>(made->packs), {{"file", file.string()}});
  run.console.say(elsewhere ? "backup.counts" : "backup.does_not_count");
  run.console.say("backup.is_secret");
  return done;
}

Status restore_verb(const Run& run) {
  const Path file = run.asked.value("file");
  const auto restored = restore_backup(run.place, file, run.directory());
  if (!restored) return restored.error();
  run.console.print(json::object{{"data", run.directory().string()},
                                 {"scopes", restored->reached.size()},
                                 {"packs", restored->packs},
                                 {"epoch", hex_of(restored->epoch)}});
  run.console.say_count("restore.done", static_cast<std::int64_t>(restored->packs),
                        {{"folder", run.directory().string()}});
  run.console.say("restore.next");
  return done;
}

}  // namespace mektep::server
