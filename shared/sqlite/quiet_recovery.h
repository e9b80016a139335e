#pragma once
// The first connection to a file rebuilds the index of its write-ahead log. While SQLite does so it holds a
// lock that says "recovery is running", and whoever comes to read without a timeout, like the stock shell,
// is told at once that the database is locked. That lock protects nothing: the rebuild holds the writer's
// and the checkpointer's lock as well. Without it a reader sees an index that is being written, and tries
// again by itself, for up to ten seconds. So our connections leave that one lock out.
// Owner: a Database, for as long as its connection is open. Thread: the connection's.

#include <sqlite3.h>

#include <memory>

namespace mektep {

class QuietRecovery {
 public:
  // Before the connection's first read. Null when the file has no shared index.
  static std::unique_ptr<QuietRecovery> of(sqlite3& connection);
  QuietRecovery(const QuietRecovery&) = delete;
  QuietRecovery& operator=(const QuietRecovery&) = delete;

 private:
  explicit QuietRecovery(const sqlite3_io_methods& original);
  static int lock(sqlite3_file* file, int first, int count, int flags);

  // First: the file points at it, and so at the object.
  sqlite3_io_methods methods_;
  const sqlite3_io_methods* original_;
};

}  // namespace mektep
