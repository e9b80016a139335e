#pragma once
// Databases as the tests of this room need them.

#include <memory>
#include <string>

#include "shared/sqlite/database.h"
#include "shared/sqlite/transaction.h"
#include "tests/support/temp_directory.h"

namespace mektep::test {

inline std::unique_ptr<Database> opened(Database::Options options) {
  auto database = Database::open(std::move(options));
  if (!database) throw std::runtime_error(describe(database.error()));
  return std::move(*database);
}

inline Database::Options new_file(const TempDirectory& directory) {
  Database::Options options;
  options.location = directory.file("x.db").string();
  options.create = true;
  options.wait_max = std::chrono::milliseconds(20);
  return options;
}

// In memory, under a name of its own that other connections of this process can open too.
inline Database::Options in_memory(const std::string& name) {
  Database::Options options;
  options.location = "file:/" + name + "?vfs=memdb";
  options.create = true;
  options.journal = Database::Journal::memory;
  options.wait_max = std::chrono::milliseconds(20);
  return options;
}

inline Transaction begun(Database& database) {
  auto transaction = Transaction::begin(database);
  if (!transaction) throw std::runtime_error(describe(transaction.error()));
  return std::move(*transaction);
}

// All statements of the script in one committed transaction.
inline void committed(Database& database, std::string_view script) {
  auto transaction = begun(database);
  database.execute(script);
  transaction.commit();
}

inline std::int64_t number(Database& database, std::string_view sql) {
  return database.prepared(sql).first<std::int64_t>().value_or(-1);
}

}  // namespace mektep::test
