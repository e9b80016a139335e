#pragma once
// A full disk as a value: what writes is undone and says so, instead of ending the process.

#include "shared/base/result.h"
#include "shared/sqlite/failure.h"

namespace mektep::server {

// Calls `write`, which answers with a Result; fails with store.disk_full when there was no room.
template <class Write>
auto unless_full(const Write& write) -> decltype(write()) {
  try {
    return write();
  } catch (const DiskFull&) {
    return refused("store.disk_full");
  }
}

}  // namespace mektep::server
