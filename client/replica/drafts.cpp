#include "client/replica/drafts.h"

#include <algorithm>
#include <stdexcept>

#include "shared/base/limits.h"
#include "shared/codec/archive.h"

namespace mektep::client {
namespace {

constexpr std::string_view draft_columns =
    "SELECT number, place, scope, author, lamport, wall_ms, alone, records, basis FROM draft";

Bytes encode_keys(const std::vector<RecordKey>& keys) {
  OutArchive out;
  out.uint(keys.size());
  for (const RecordKey& key : keys) out(key.type, key.id);
  return out.take();
}

Bytes encode_basis(const std::map<Version, Token>& basis) {
  OutArchive out;
  out.uint(basis.size());
  for (const auto& [version, token] : basis) out(version.stream, version.sequence, token);
  return out.take();
}

std::vector<RecordKey> keys_in(InArchive& in) {
  std::vector<RecordKey> keys(in.count(9));
  for (RecordKey& key : keys) in(key.type, key.id);
  return keys;
}

std::map<Version, Token> basis_in(InArchive& in) {
  std::map<Version, Token> basis;
  for (std::size_t left = in.count(17); left > 0; --left) {
    Version version;
    Token token;
    in(version.stream, version.sequence, token);
    basis[version] = token;
  }
  return basis;
}

template <class Value>
Value whole(Result<Value> decoded) {
  if (!decoded) throw std::runtime_error("draft row: " + describe(decoded.error()));
  return std::move(*decoded);
}

DraftRow draft_in(const Statement& row) {
  DraftRow draft;
  draft.number = row.column<DraftNumber>(0);
  draft.place = row.column<std::int64_t>(1);
  draft.scope = row.column<ScopeNumber>(2);
  draft.author = row.column<RecordId>(3);
  draft.lamport = row.column<Lamport>(4);
  draft.wall_ms = row.column<std::int64_t>(5);
  draft.alone = row.column<bool>(6);
  draft.records = whole(read_whole(row.column<BytesView>(7), keys_in));
  draft.basis = whole(read_whole(row.column<BytesView>(8), basis_in));
  return draft;
}

DraftNumber number_of(const Version& draft) { return DraftNumber{draft.sequence.value}; }

}  // namespace

DraftNumber Drafts::next_number() {
  DraftNumber& next = next_.get(ground_, [&] {
    const auto last = ground_.database()
                          .prepared(
                              "SELECT max(coalesce((SELECT max(number) FROM draft), 0),"
                              " coalesce((SELECT max(number) FROM sealed_draft), 0))")
                          .first<std::uint64_t>();
    return DraftNumber{last.value_or(0) + 1};
  });
  return std::exchange(next, DraftNumber{next.value + 1});
}

void Drafts::put(const DraftRow& draft) {
  ground_.database()
      .prepared(
          "INSERT INTO draft(number, place, scope, author, lamport, wall_ms, alone, records, basis)"
          " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind_all(draft.number, draft.place, draft.scope, draft.author, draft.lamport, draft.wall_ms,
                draft.alone, encode_keys(draft.records), encode_basis(draft.basis))
      .run();
}

void Drafts::update_basis(DraftNumber number, const std::map<Version, Token>& basis) {
  ground_.database()
      .prepared("UPDATE draft SET basis = ? WHERE number = ?")
      .bind_all(encode_basis(basis), number)
      .run();
}

void Drafts::remove(DraftNumber number) {
  ground_.database().prepared("DELETE FROM draft WHERE number = ?").bind_all(number).run();
}

std::vector<DraftRow> Drafts::all(ScopeNumber scope) const {
  std::vector<DraftRow> drafts;
  auto rows = ground_.database().prepared(std::string(draft_columns) + " WHERE scope = ? ORDER BY place");
  rows.bind_all(scope);
  while (rows.step()) drafts.push_back(draft_in(rows));
  return drafts;
}

std::vector<ScopeNumber> Drafts::scopes() const {
  std::vector<ScopeNumber> scopes;
  auto rows = ground_.database().prepared("SELECT DISTINCT scope FROM draft ORDER BY scope");
  while (rows.step()) scopes.push_back(rows.column<ScopeNumber>(0));
  return scopes;
}

bool Drafts::any(ScopeNumber scope) const {
  return ground_.database()
      .prepared("SELECT EXISTS(SELECT 1 FROM draft WHERE scope = ?)")
      .bind_all(scope)
      .first<bool>()
      .value_or(false);
}

bool Drafts::exists(DraftNumber number) const {
  return ground_.database()
      .prepared("SELECT 1 FROM draft WHERE number = ?")
      .bind_all(number)
      .first<int>()
      .has_value();
}

std::size_t Drafts::count() const {
  return ground_.database().prepared("SELECT count(*) FROM draft").first<std::size_t>().value_or(0);
}

std::int64_t Drafts::first_place(ScopeNumber scope) const {
  return ground_.database()
      .prepared("SELECT min(place) FROM draft WHERE scope = ?")
      .bind_all(scope)
      .first<std::int64_t>()
      .value_or(0);
}

void Drafts::set_sealed(DraftNumber number, const std::optional<CurrentName>& sealed) {
  auto row = ground_.database().prepared(
      "INSERT INTO sealed_draft(number, stream, sequence, token) VALUES(?, ?, ?, ?)"
      " ON CONFLICT(number) DO UPDATE SET stream = excluded.stream, sequence = excluded.sequence, token = "
      "excluded.token");
  row.bind(1, number);
  if (sealed) {
    row.bind(2, sealed->version.stream).bind(3, sealed->version.sequence).bind(4, sealed->token);
  } else {
    row.bind(2, nullptr).bind(3, nullptr).bind(4, nullptr);
  }
  row.run();
}

void Drafts::rename_sealed(const Version& version, DraftNumber draft) {
  ground_.database()
      .prepared(
          "UPDATE sealed_draft SET stream = 0, sequence = ?, token = NULL WHERE stream = ? AND sequence = ?")
      .bind_all(draft, version.stream, version.sequence)
      .run();
}

void Drafts::forget_oldest_names() {
  ground_.database()
      .prepared("DELETE FROM sealed_draft WHERE number <= (SELECT max(number) FROM sealed_draft) - ?")
      .bind_all(limits::remembered_drafts_max)
      .run();
}

std::optional<CurrentName> Drafts::current(const Version& version) const {
  CurrentName name{version, std::nullopt};
  // A draft that lost a fork points to the draft that carries it on; each is younger than the one before.
  while (is_draft(name.version) && !exists(number_of(name.version))) {
    auto row =
        ground_.database().prepared("SELECT stream, sequence, token FROM sealed_draft WHERE number = ?");
    row.bind_all(number_of(name.version));
    if (!row.step() || row.is_null(0)) return std::nullopt;
    name = {{row.column<StreamId>(0), row.column<Sequence>(1)}, row.column<std::optional<Token>>(2)};
  }
  return name;
}

Lamport Drafts::greatest_lamport(ScopeNumber scope) {
  auto& greatest = greatest_.get(ground_, [] { return std::map<ScopeNumber, Lamport>(); });
  const auto found = greatest.find(scope);
  if (found != greatest.end()) return found->second;
  const auto head = ground_.log().head(scope);
  const auto pending = ground_.database()
                           .prepared(
                               "SELECT max(coalesce((SELECT max(lamport) FROM draft WHERE scope = ?1), 0),"
                               " coalesce((SELECT max(lamport) FROM laid WHERE scope = ?1), 0))")
                           .bind_all(scope)
                           .first<Lamport>()
                           .value_or(Lamport{0});
  return greatest[scope] = std::max(pending, head ? head->lamport : Lamport{0});
}

void Drafts::raise_lamport(ScopeNumber scope, Lamport lamport) {
  if (lamport > greatest_lamport(scope))
    greatest_.get(ground_, [] { return std::map<ScopeNumber, Lamport>(); })[scope] = lamport;
}

std::vector<Op> ops_of(const RecordTables& tables, const DraftRow& draft) {
  std::vector<Op> ops;
  const Version own = draft_version(draft.number);
  for (const RecordKey& key : draft.records) {
    for (PendingOp& pending : tables.read(draft.scope, key).pending) {
      if (pending.stamp.version == own) ops.push_back(std::move(pending.op));
    }
  }
  return ops;
}

}  // namespace mektep::client
