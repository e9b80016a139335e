#include "shared/store/pack_log.h"

#include "shared/store/layout.h"

namespace mektep {
namespace {

LoggedPack pack_in(const Statement& row) {
  LoggedPack pack;
  pack.position = position_of(row.column<std::int64_t>(0));
  pack.stream = row.column<StreamId>(1);
  pack.first = row.column<Sequence>(2);
  pack.count = row.column<std::uint32_t>(3);
  pack.head = row.column<ChainHead>(4);
  pack.received_ms = row.column<std::int64_t>(5);
  pack.schema = row.column<std::uint32_t>(6);
  pack.bytes = row.column<Bytes>(7);
  return pack;
}

}  // namespace

std::vector<LoggedPack> PackLog::read_after(ScopeNumber scope, Position cursor, std::size_t bytes_max) const {
  std::vector<LoggedPack> packs;
  const ScopeRow row = row_of(database_, scope);
  if (row == no_row) return packs;
  auto rows = database_.prepared(
      "SELECT id, stream, first, count, head, received_ms, schema, bytes FROM log"
      " WHERE id > ? AND id < ? ORDER BY id");
  rows.bind_all(log_id(row, cursor), log_id(ScopeRow{row.value + 1}, Position{0}));
  std::size_t bytes = 0;
  while (rows.step()) {
    LoggedPack pack = pack_in(rows);
    bytes += pack.bytes.size();
    if (!packs.empty() && bytes > bytes_max) break;
    packs.push_back(std::move(pack));
  }
  return packs;
}

std::optional<LoggedPack> PackLog::at(ScopeNumber scope, Position position) const {
  auto found = database_.prepared(
      "SELECT id, stream, first, count, head, received_ms, schema, bytes FROM log WHERE id = ?");
  found.bind_all(log_id(row_of(database_, scope), position));
  if (!found.step()) return std::nullopt;
  return pack_in(found);
}

std::optional<Position> PackLog::position_of(ScopeNumber scope, const ChainHead& head) const {
  const ScopeRow row = row_of(database_, scope);
  const BytesView start = BytesView(head).first(8);
  const auto id =
      database_
          .prepared(
              "SELECT id FROM log WHERE substr(head, 1, 8) = ? AND head = ?"
              " AND id > ? AND id < ?")
          .bind_all(start, head, log_id(row, Position{0}), log_id(ScopeRow{row.value + 1}, Position{0}))
          .first<std::int64_t>();
  if (!id) return std::nullopt;
  return mektep::position_of(*id);
}

std::optional<Hash16> PackLog::digest_at(ScopeNumber scope, Position position) const {
  if (position.value == 0) return Hash16{};
  return database_.prepared("SELECT digest FROM log WHERE id = ?")
      .bind_all(log_id(row_of(database_, scope), position))
      .first<Hash16>();
}

std::optional<ScopeHead> PackLog::head(ScopeNumber scope) const {
  auto found = database_.prepared(
      "SELECT position, log_digest, state_digest, lamport, backed_up FROM scope WHERE scope = ?");
  found.bind_all(scope);
  if (!found.step()) return std::nullopt;
  ScopeHead head;
  head.scope = scope;
  head.position = found.column<Position>(0);
  head.log_digest = found.column<Hash16>(1);
  head.state_digest = HashSum(found.column<Hash16>(2));
  head.lamport = found.column<Lamport>(3);
  head.backed_up = found.column<Position>(4);
  return head;
}

std::vector<ScopeNumber> PackLog::scopes() const {
  std::vector<ScopeNumber> scopes;
  auto rows = database_.prepared("SELECT scope FROM scope ORDER BY scope");
  while (rows.step()) scopes.push_back(rows.column<ScopeNumber>(0));
  return scopes;
}

}  // namespace mektep
