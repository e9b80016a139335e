#include "shared/store/raw_packs.h"

#include <algorithm>

namespace mektep {
namespace {

constexpr std::string_view all_of_scope =
    "SELECT stream, first, count, head, previous, own, level, position, epoch, held, bytes FROM raw"
    " WHERE scope = ? ORDER BY stream, first, arrival";
constexpr std::string_view one =
    "SELECT stream, first, count, head, previous, own, level, position, epoch, held, bytes FROM raw"
    " WHERE scope = ? AND head = ?";

RawPack pack_in(const Statement& row, ScopeNumber scope) {
  RawPack pack;
  pack.scope = scope;
  pack.stream = row.column<StreamId>(0);
  pack.first = row.column<Sequence>(1);
  pack.count = row.column<std::uint32_t>(2);
  pack.head = row.column<ChainHead>(3);
  pack.previous = row.column<ChainHead>(4);
  pack.own = row.column<bool>(5);
  if (!row.is_null(6)) {
    pack.receipt = RawReceipt{static_cast<ReceiptLevel>(row.column<std::uint8_t>(6)), row.column<Position>(7),
                              row.column<Epoch>(8)};
  }
  pack.held = row.column<std::string>(9);
  pack.bytes = row.column<Bytes>(10);
  return pack;
}

}  // namespace

void make_raw_tables(Database& database) {
  database.execute(R"sql(
CREATE TABLE raw(
  arrival INTEGER PRIMARY KEY,
  scope INTEGER NOT NULL,
  stream INTEGER NOT NULL,
  first INTEGER NOT NULL,
  count INTEGER NOT NULL,
  head BLOB NOT NULL,
  previous BLOB NOT NULL,
  own INTEGER NOT NULL,
  level INTEGER,
  position INTEGER,
  epoch INTEGER,
  held TEXT NOT NULL DEFAULT '',
  bytes BLOB NOT NULL,
  UNIQUE(scope, head)
) STRICT;
)sql");
}

bool RawPacks::put(const PackContent& content, BytesView bytes, bool own) {
  return put_at(std::nullopt, content, bytes, own);
}

bool RawPacks::put_at(std::optional<std::int64_t> arrival, const PackContent& content, BytesView bytes, bool own) {
  database_
      .prepared(
          "INSERT INTO raw(arrival, scope, stream, first, count, head, previous, own, bytes)"
          " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(scope, head) DO NOTHING")
      .bind_all(arrival, content.scope, content.stream, content.first, content.changes.size(), content.head,
                content.previous, own, bytes)
      .run();
  return database_.changes() > 0;
}

std::size_t RawPacks::put_first(const std::vector<HandedBack>& packs) {
  const auto first = database_.prepared("SELECT coalesce(min(arrival), 1) FROM raw").first<std::int64_t>().value_or(1);
  std::int64_t arrival = std::min<std::int64_t>(first, 1) - static_cast<std::int64_t>(packs.size());
  std::size_t count = 0;
  for (const HandedBack& pack : packs) {
    if (put_at(arrival++, pack.content, pack.bytes, pack.own)) ++count;
  }
  return count;
}

void RawPacks::remove(ScopeNumber scope, const ChainHead& head) {
  database_.prepared("DELETE FROM raw WHERE scope = ? AND head = ?").bind_all(scope, head).run();
}

std::vector<RawPack> RawPacks::all(ScopeNumber scope) const {
  std::vector<RawPack> packs;
  auto rows = database_.prepared(all_of_scope);
  rows.bind_all(scope);
  while (rows.step()) packs.push_back(pack_in(rows, scope));
  return packs;
}

std::optional<RawPack> RawPacks::find(ScopeNumber scope, const ChainHead& head) const {
  auto row = database_.prepared(one);
  row.bind_all(scope, head);
  if (!row.step()) return std::nullopt;
  return pack_in(row, scope);
}

std::vector<ScopeNumber> RawPacks::scopes() const {
  std::vector<ScopeNumber> scopes;
  auto rows = database_.prepared("SELECT DISTINCT scope FROM raw ORDER BY scope");
  while (rows.step()) scopes.push_back(rows.column<ScopeNumber>(0));
  return scopes;
}

std::size_t RawPacks::set_receipt(const Receipt& receipt) {
  std::size_t answered = 0;
  ChainHead head = receipt.head;
  // Each step goes to an earlier pack of the chain, which is finite because a head is a hash of the one
  // before.
  while (const auto previous =
             database_.prepared("SELECT previous FROM raw WHERE scope = ? AND head = ? AND stream = ?")
                 .bind_all(receipt.scope, head, receipt.stream)
                 .first<ChainHead>()) {
    database_
        .prepared(
            "UPDATE raw SET level = ?3, position = ?4, epoch = ?5 WHERE scope = ?1 AND head = ?2"
            " AND (level IS NULL OR epoch <> ?5 OR level <= ?3)")
        .bind_all(receipt.scope, head, static_cast<std::uint8_t>(receipt.level), receipt.position,
                  receipt.epoch)
        .run();
    ++answered;
    head = *previous;
  }
  return answered;
}

void RawPacks::set_held(ScopeNumber scope, const ChainHead& head, std::string_view reason) {
  database_.prepared("UPDATE raw SET held = ? WHERE scope = ? AND head = ?")
      .bind_all(reason, scope, head)
      .run();
}

std::size_t RawPacks::release_held() {
  database_.prepared("UPDATE raw SET held = '' WHERE held <> ''").run();
  return static_cast<std::size_t>(database_.changes());
}

void RawPacks::drop_scope(ScopeNumber scope) {
  database_.prepared("DELETE FROM raw WHERE scope = ?").bind_all(scope).run();
}

}  // namespace mektep
