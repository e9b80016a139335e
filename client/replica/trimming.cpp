#include "client/replica/trimming.h"

#include <algorithm>

namespace mektep::client {

Status Trimming::trim(ScopeNumber scope) {
  ground_.renew();
  const auto seen = ground_.log().head(scope);
  if (!seen || seen->backed_up <= log_start(ground_.database(), scope).position) return done;
  auto turn = ground_.begin();
  if (!turn) return turn.error();
  const auto head = ground_.log().head(scope);
  if (!head) return done;
  const Position up_to = std::min(head->backed_up, head->position);
  const auto digest = ground_.log().digest_at(scope, up_to);
  if (!digest || up_to <= log_start(ground_.database(), scope).position) return done;
  search_.take_up_log(scope, up_to);
  const ScopeRow row = row_of(ground_.database(), scope);
  drop_own_heads(scope, row, up_to);
  drop_packs(row, up_to);
  join_ranges(row, up_to);
  set_log_start(ground_.database(), scope, {up_to, *digest});
  turn->commit();
  ground_.forget();
  return done;
}

void Trimming::drop_own_heads(ScopeNumber scope, ScopeRow row, Position up_to) {
  auto& database = ground_.database();
  auto streams = database.prepared(
      "SELECT l.stream, max(l.first + l.count - 1) FROM log l JOIN own_pack o ON o.scope = ?1 AND o.head = l.head"
      " WHERE l.id > ?2 AND l.id <= ?3 GROUP BY l.stream");
  streams.bind_all(scope, log_id(row, Position{0}), log_id(row, up_to));
  while (streams.step()) {
    note_own_before_start(database, scope, streams.column<StreamId>(0), streams.column<Sequence>(1));
  }
  database
      .prepared("DELETE FROM own_pack WHERE scope = ?1 AND head IN (SELECT head FROM log WHERE id > ?2 AND id <= ?3)")
      .bind_all(scope, log_id(row, Position{0}), log_id(row, up_to))
      .run();
}

void Trimming::drop_packs(ScopeRow row, Position up_to) {
  ground_.database()
      .prepared(
          "DELETE FROM log WHERE id > ?1 AND id <= ?2 AND NOT EXISTS("
          "SELECT 1 FROM void v WHERE v.row = ?3 AND v.stream = log.stream AND v.sequence >= log.first"
          " AND v.sequence < log.first + log.count AND NOT EXISTS("
          "SELECT 1 FROM reissued r WHERE r.row = v.row AND r.stream = v.stream AND r.sequence = v.sequence))")
      .bind_all(log_id(row, Position{0}), log_id(row, up_to), row)
      .run();
}

// Only names of what no backup covers carry a chain head. So below it the heads need not be kept pack by pack.
void Trimming::join_ranges(ScopeRow row, Position up_to) {
  auto& database = ground_.database();
  database
      .prepared(
          "INSERT OR REPLACE INTO \"range\"(row, stream, first, last, token, position)"
          " SELECT row, stream, min(first), max(last), 0, max(position) FROM \"range\""
          " WHERE row = ?1 AND position <= ?2 GROUP BY stream HAVING count(*) > 1")
      .bind_all(row, up_to)
      .run();
  database
      .prepared(
          "DELETE FROM \"range\" WHERE row = ?1 AND position <= ?2 AND EXISTS("
          "SELECT 1 FROM \"range\" whole WHERE whole.row = ?1 AND whole.stream = \"range\".stream"
          " AND whole.first < \"range\".first AND whole.last >= \"range\".last)")
      .bind_all(row, up_to)
      .run();
}

}  // namespace mektep::client
