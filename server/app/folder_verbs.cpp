#include <boost/json/object.hpp>

#include "server/app/import_writing.h"
#include "server/app/verbs.h"
#include "shared/base/embedded.h"
#include "shared/base/limits.h"

namespace mektep::embedded {
std::span<const EmbeddedFile> shipped_schema();
}

namespace mektep::server {
namespace {

namespace json = boost::json;

constexpr char default_host[] = "mektep";

Result<Schema> schema_for(const Run& run) {
  if (!run.asked.has("--schema")) return Schema::parse(embedded::shipped_schema().front().text());
  const auto document = run.place.files.read(run.asked.value("--schema"), limits::schema_bytes_max);
  if (!document) return document.error();
  return Schema::parse(text_of(*document));
}

// Beside the folder: whoever copies the folder does not copy the network's key with it.
Path network_key_for(const Run& run) {
  if (run.asked.has("--network-key")) return run.asked.value("--network-key");
  Path folder = run.directory().lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();
  return folder += ".network.key";
}

}  // namespace

Status init_verb(const Run& run) {
  const auto schema = schema_for(run);
  if (!schema) return schema.error();
  const std::string host = run.asked.has("--host") ? run.asked.value("--host") : default_host;
  const FolderOrder order{run.directory(), network_key_for(run), host, *schema};
  const auto made = make_folder(run.place, order);
  if (!made) return made.error();
  const std::string pin = to_base64url(made->pin);
  run.console.print(json::object{{"data", order.directory.string()},
                                 {"network", to_hex(BytesView(made->network).first(4))},
                                 {"pin", pin},
                                 {"network_key", order.network_key.string()}});
  run.console.say("init.done", {{"folder", order.directory.string()}});
  run.console.say("init.network_key", {{"file", order.network_key.string()}});
  run.console.say("init.server_pin", {{"pin", pin}});
  return done;
}

Status import_verb(const Run& run) {
  const auto kind = import_kind(run.asked.value("what"));
  if (!kind) return kind.error();
  const std::string file = run.asked.value("file");
  const auto content = run.place.files.read(file, limits::import_bytes_max);
  if (!content) return content.error();
  const auto table = read_csv(Path(file).filename().string(), *content);
  if (!table) return table.error();
  const auto folder = ServerFolder::open(run.place, run.directory(), ServerFolder::Use::command);
  if (!folder) return folder.error();
  const bool dry_run = run.asked.has("--dry-run");
  const auto outcome =
      import_table((*folder)->parts(), *kind, *table, dry_run ? ImportMode::dry_run : ImportMode::write);
  if (!outcome) return outcome.error();
  run.console.print(json::object{{"kind", run.asked.value("what")},
                                 {"rows", outcome->rows},
                                 {"changes", outcome->changes},
                                 {"dry_run", dry_run}});
  const auto rows = static_cast<std::int64_t>(outcome->rows);
  const auto changes = static_cast<std::int64_t>(outcome->changes);
  if (dry_run) {
    run.console.say_count("import.dry_run", rows);
  } else if (changes > 0) {
    run.console.say_count("import.done", changes, {{"file", table->file}});
  }
  if (changes < rows) run.console.say_count("import.unchanged", rows - changes);
  return done;
}

}  // namespace mektep::server
