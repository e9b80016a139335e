#include "client/replica/unsent_copy.h"

#include "client/replica/layout.h"
#include "shared/sqlite/copy.h"
#include "shared/sqlite/database.h"
#include "shared/store/type_table.h"

namespace mektep::client {
namespace {

Result<std::unique_ptr<Database>> opened(const Path& directory) {
  Database::Options options;
  options.location = (directory / "replica.db").string();
  options.read_only = true;
  auto database = Database::open(std::move(options));
  if (!database) return refused("replica.not_writable").with("path", directory.string());
  if ((*database)->application_id() != replica_application_id) {
    return refused("replica.foreign_file").with("path", directory.string());
  }
  return database;
}

std::vector<std::string> texts(Database& database, std::string_view sql, std::string_view name) {
  std::vector<std::string> found;
  auto rows = database.prepared(sql);
  if (!name.empty()) rows.bind_all(name);
  while (rows.step()) found.push_back(rows.column<std::string>(0));
  return found;
}

}  // namespace

Result<std::vector<UnsentRecord>> read_unsent(const Path& directory) {
  const auto database = opened(directory);
  if (!database) return database.error();
  std::vector<UnsentRecord> unsent;
  const auto views = texts(**database,
                           "SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c"
                           " WHERE m.type = 'view' AND c.name = 'unsent' ORDER BY m.name",
                           {});
  for (const std::string& view : views) {
    const auto columns = texts(**database, "SELECT name FROM pragma_table_info(?) ORDER BY cid", view);
    auto rows = (*database)->prepared("SELECT * FROM " + sql_name(view) + " WHERE unsent");
    while (rows.step()) {
      UnsentRecord record{view, {}};
      for (std::size_t at = 0; at < columns.size(); ++at) {
        const auto text = rows.column<std::optional<std::string>>(static_cast<int>(at));
        if (text && !text->empty() && columns[at] != "unsent") record.fields[columns[at]] = *text;
      }
      unsent.push_back(std::move(record));
    }
  }
  return unsent;
}

Status copy_unopened(const Path& directory, const Path& file) {
  const auto database = opened(directory);
  return database ? copy_database(**database, file) : Status(database.error());
}

}  // namespace mektep::client
