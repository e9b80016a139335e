#pragma once
// Whether the logs of this file are what the server's were: every pack read, its chain head, its seal and the
// log's digest recomputed. Begins where this file's log does. Reads only.
// Owner: Replica. Thread: one at a time.

#include "client/replica/ground.h"

namespace mektep::client {

// The file's pages by SQLite's own check, then every log. Reads it all: seconds, on an old disk.
Inspection inspect(Ground& ground);

}  // namespace mektep::client
