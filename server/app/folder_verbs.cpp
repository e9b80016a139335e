#include <boost/json/object.hpp>

#include "server/app/import_writing.h"
#include "server/app/schema_records.h"
#include "server/app/verbs.h"
#include "shared/base/embedded.h"
#include "shared/base/limits.h"
#include "shared/model/builtin.h"

namespace mektep::embedded {
std::span<const EmbeddedFile> shipped_schema();
}

namespace mektep::server {
namespace {

namespace json = boost::json;

constexpr char default_host[] = "mektep";
// What may be imported beside the tables of import_plan.h.
constexpr char schema_word[] = "schema";

Result<Schema> schema_in(const Run& run, const std::string& file) {
  const auto document = run.place.files.read(file, limits::schema_bytes_max);
  if (!document) return document.error();
  return Schema::parse(text_of(*document));
}

Result<Schema> schema_for(const Run& run) {
  if (run.asked.has("--schema")) return schema_in(run, run.asked.value("--schema"));
  return Schema::parse(embedded::shipped_schema().front().text());
}

// Beside the folder: whoever copies the folder does not copy the network's key with it.
Path network_key_for(const Run& run) {
  if (run.asked.has("--network-key")) return run.asked.value("--network-key");
  Path folder = run.directory().lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();
  return folder += ".network.key";
}

struct Imported {
  std::size_t rows = 0;
  std::size_t changes = 0;
};

void tell(const Run& run, const Imported& imported) {
  const bool dry_run = run.asked.has("--dry-run");
  run.console.print(json::object{{"kind", run.asked.value("what")},
                                 {"rows", imported.rows},
                                 {"changes", imported.changes},
                                 {"dry_run", dry_run}});
  const auto rows = static_cast<std::int64_t>(imported.rows);
  const auto changes = static_cast<std::int64_t>(imported.changes);
  if (dry_run) {
    run.console.say_count("import.dry_run", rows);
  } else if (changes > 0) {
    run.console.say_count("import.done", changes, {{"file", Path(run.asked.value("file")).filename().string()}});
  }
  if (changes < rows) run.console.say_count("import.unchanged", rows - changes);
}

// A server that runs judges by the schema that it started with, so the folder must be free of it.
Status import_schema(const Run& run) {
  const auto schema = schema_in(run, run.asked.value("file"));
  if (!schema) return schema.error();
  const auto folder = ServerFolder::open(run.place, run.directory(), ServerFolder::Use::serve);
  if (!folder) return folder.error();
  if (auto follows = schema->may_follow((*folder)->store().schema()); !follows) return follows;
  auto integration = Integration::begin((*folder)->parts());
  if (!integration) return integration.error();
  const auto changes = write_schema(**integration, *schema);
  if (!changes) return changes.error();
  if (!run.asked.has("--dry-run")) (*integration)->commit();
  run.console.print(json::object{{"kind", schema_word},
                                 {"rows", schema->types().size() - builtin::types().size()},
                                 {"changes", *changes},
                                 {"dry_run", run.asked.has("--dry-run")}});
  run.console.say_count(run.asked.has("--dry-run") ? "import.schema_checked" : "import.schema_done",
                        static_cast<std::int64_t>(*changes), {{"version", std::to_string(schema->version())}});
  return done;
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
  if (run.asked.value("what") == schema_word) return import_schema(run);
  const auto kind = import_kind(run.asked.value("what"));
  if (!kind) return kind.error();
  const std::string file = run.asked.value("file");
  const auto content = run.place.files.read(file, limits::import_bytes_max);
  if (!content) return content.error();
  const auto table = read_csv(Path(file).filename().string(), *content);
  if (!table) return table.error();
  const auto folder = ServerFolder::open(run.place, run.directory(), ServerFolder::Use::command);
  if (!folder) return folder.error();
  const auto mode = run.asked.has("--dry-run") ? ImportMode::dry_run : ImportMode::write;
  const auto outcome = import_table((*folder)->parts(), *kind, *table, mode);
  if (!outcome) return outcome.error();
  tell(run, {outcome->rows, outcome->changes});
  return done;
}

}  // namespace mektep::server
