#pragma once
// Reads a scope's log from its first pack, a slice at a time: for verify and who. Not thread-safe.

#include <functional>

#include "server/store/store.h"

namespace mektep::server {

void walk_log(const Reader& reader, ScopeNumber scope, const std::function<void(const LoggedPack&)>& visit);

}  // namespace mektep::server
