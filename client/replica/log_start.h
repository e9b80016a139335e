#pragma once
// Where this file's log of a scope begins: 0 with the whole log, else the place up to which a snapshot came in
// its stead or trimming dropped it. Inside the caller's transaction; failures throw (sqlite/failure.h).
// Thread: the connection's.

#include "shared/base/ids.h"
#include "shared/crypto/hash.h"
#include "shared/sqlite/database.h"

namespace mektep::client {

struct LogStart {
  Position position;
  Hash16 log_digest{};
};

// For a migration step of the replica's file.
void make_log_start_tables(Database& database);

LogStart log_start(Database& database, ScopeNumber scope);
void set_log_start(Database& database, ScopeNumber scope, const LogStart& start);

// Of the streams that were sealed here and lie before the log's start: up to which sequence. Their chain heads
// are not kept one by one any more.
Sequence own_before_start(Database& database, ScopeNumber scope, StreamId stream);
void note_own_before_start(Database& database, ScopeNumber scope, StreamId stream, Sequence last);

}  // namespace mektep::client
