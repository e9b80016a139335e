#pragma once
// What a broken machine throws. The code is SQLite's extended result code; the text is for operators.

#include <stdexcept>
#include <string>

struct sqlite3;

namespace mektep {

class DatabaseFailure : public std::runtime_error {
 public:
  DatabaseFailure(int code, const std::string& what) : std::runtime_error(what), code_(code) {}
  int code() const { return code_; }

 private:
  int code_;
};

// A failed read, write or sync, or bytes that make no sense. After the first one nobody knows what the
// file holds, so the handle stays poisoned: every later use throws this again. Open the file anew.
class DatabaseBroken : public DatabaseFailure {
 public:
  using DatabaseFailure::DatabaseFailure;
};

// No room for more. The transaction is rolled back; the handle works again once there is room.
class DiskFull final : public DatabaseFailure {
 public:
  using DatabaseFailure::DatabaseFailure;
};

// Another connection held the file for longer than the wait that was agreed. Nothing was changed.
class DatabaseBusy final : public DatabaseFailure {
 public:
  using DatabaseFailure::DatabaseFailure;
};

// A broken program: SQL that does not parse, a constraint of our own tables, a write without transaction.
class StatementRefused final : public std::logic_error {
 public:
  StatementRefused(int code, const std::string& what) : std::logic_error(what), code_(code) {}
  int code() const { return code_; }

 private:
  int code_;
};

// True when the result code means that the file or the machine under it cannot be trusted any more.
bool breaks_machine(int code);

// Throws the class that fits `code`, with the connection's own words.
[[noreturn]] void throw_failure(sqlite3* connection, int code);

}  // namespace mektep
