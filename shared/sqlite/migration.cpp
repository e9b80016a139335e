#include "shared/sqlite/migration.h"

#include <cassert>

#include "shared/sqlite/transaction.h"

namespace mektep {
namespace {

Error format_error(const char* code, std::int32_t found, std::int32_t known) {
  return refused(code).with("found", std::to_string(found)).with("known", std::to_string(known));
}

void set_header(Database& database, std::string_view field, std::int32_t value) {
  // A pragma takes no parameters; both parts are ours.
  database.execute("PRAGMA " + std::string(field) + "=" + std::to_string(value));
}

bool empty(Database& database) {
  return !database.prepared("SELECT 1 FROM sqlite_schema LIMIT 1").first<int>().has_value();
}

Status check_owner(Database& database, std::int32_t application_id) {
  const auto found = database.application_id();
  const bool blank = found == 0 && database.format() == 0 && empty(database);
  if (found == application_id || blank) return done;
  return refused("store.foreign_file")
      .with("found", std::to_string(found))
      .with("wanted", std::to_string(application_id));
}

Status take_step(Database& database, std::int32_t application_id, const MigrationStep& step) {
  auto transaction = Transaction::begin(database);
  if (!transaction) return transaction.error();
  // Another process may have taken the step while this one waited for its turn.
  if (database.format() >= step.format) return done;
  step.run(database);
  set_header(database, "application_id", application_id);
  set_header(database, "user_version", step.format);
  transaction->commit();
  return done;
}

}  // namespace

Status migrate(Database& database, std::int32_t application_id, std::span<const MigrationStep> steps) {
  assert(!steps.empty() && application_id != 0);
  if (auto owner = check_owner(database, application_id); !owner) return owner;
  const auto known = steps.back().format;
  const auto found = database.format();
  if (found > known) return format_error("store.newer_format", found, known);
  if (found < known && database.read_only()) return format_error("store.older_format", found, known);
  for (const auto& step : steps) {
    if (step.format <= found) continue;
    if (auto taken = take_step(database, application_id, step); !taken) return taken;
  }
  return done;
}

}  // namespace mektep
