#include "server/app/log_walk.h"

#include "shared/base/limits.h"

namespace mektep::server {

void walk_log(const Reader& reader, ScopeNumber scope, const std::function<void(const LoggedPack&)>& visit) {
  Position cursor{0};
  for (auto slice = reader.read_after(scope, cursor, limits::read_bytes_max); !slice.empty();
       slice = reader.read_after(scope, cursor, limits::read_bytes_max)) {
    for (const LoggedPack& pack : slice) visit(pack);
    cursor = slice.back().position;
  }
}

}  // namespace mektep::server
