#pragma once
// Who wrote a record: the changes in the logs that touched it. Reads only.

#include <vector>

#include "server/store/store.h"

namespace mektep::server {

struct Touch {
  std::int64_t at_ms = 0;  // as the device believed
  RecordId author;         // 0: the server itself
  DeviceId device;
  ScopeNumber scope;
  Position position;
};

// In log order, scope by scope. Empty when no record has the id.
std::vector<Touch> touches_of(const Reader& reader, const Schema& schema, RecordId id);

}  // namespace mektep::server
