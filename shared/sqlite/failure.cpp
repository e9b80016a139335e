#include "shared/sqlite/failure.h"

#include <sqlite3.h>

namespace mektep {
namespace {

int primary(int code) { return code & 0xff; }

std::string words(sqlite3* connection, int code) {
  std::string text = "sqlite " + std::to_string(code) + ": ";
  // The connection's message belongs to its last call; of another failure it knows nothing.
  const bool same = connection != nullptr && sqlite3_extended_errcode(connection) == code;
  return text + (same ? sqlite3_errmsg(connection) : sqlite3_errstr(code));
}

}  // namespace

bool breaks_machine(int code) {
  switch (primary(code)) {
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL:
    case SQLITE_READONLY:
    case SQLITE_NOMEM:
      return true;
    default:
      return false;
  }
}

void throw_failure(sqlite3* connection, int code) {
  const auto text = words(connection, code);
  if (breaks_machine(code)) throw DatabaseBroken(code, text);
  if (primary(code) == SQLITE_FULL) throw DiskFull(code, text);
  if (primary(code) == SQLITE_BUSY || primary(code) == SQLITE_LOCKED) throw DatabaseBusy(code, text);
  throw StatementRefused(code, text);
}

}  // namespace mektep
