#include "server/app/authorship.h"

#include <algorithm>

#include "server/app/log_walk.h"
#include "shared/pack/pack.h"

namespace mektep::server {
namespace {

// Any of the types: an id names a record together with its type, and people type the id alone.
bool holds(const Reader& reader, const Schema& schema, ScopeNumber scope, RecordId id) {
  const auto& types = schema.types();
  return std::any_of(types.begin(), types.end(), [&](const RecordType& type) {
    return !reader.record(scope, {type.number, id}).empty();
  });
}

bool touches(const Change& change, RecordId id) {
  return std::any_of(change.ops.begin(), change.ops.end(),
                     [id](const Op& op) { return is_cell_op(op.kind) && op.record.id == id; });
}

}  // namespace

std::vector<Touch> touches_of(const Reader& reader, const Schema& schema, RecordId id) {
  std::vector<Touch> found;
  for (const ScopeNumber scope : reader.scopes()) {
    if (!holds(reader, schema, scope, id)) continue;
    walk_log(reader, scope, [&](const LoggedPack& logged) {
      const auto pack = open_pack(logged.bytes);
      if (!pack) return;
      for (const Change& change : pack->content.changes) {
        if (!touches(change, id)) continue;
        found.push_back({change.wall_ms, change.author, pack->content.device, scope, logged.position});
      }
    });
  }
  return found;
}

}  // namespace mektep::server
