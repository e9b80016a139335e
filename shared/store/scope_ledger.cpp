#include "shared/store/scope_ledger.h"

#include <algorithm>

#include "shared/crypto/chain.h"
#include "shared/store/digest.h"
#include "shared/store/log_ops.h"
#include "shared/store/pack_log.h"

namespace mektep {
namespace {

ScopeHead head_of(Database& database, ScopeNumber scope) {
  ScopeHead none;
  none.scope = scope;
  return PackLog(database).head(scope).value_or(none);
}

}  // namespace

ScopeLedger::ScopeLedger(Database& database, RecordTables& tables, ScopeNumber scope,
                         const std::set<DeviceId>& servers)
    : database_(database),
      tables_(tables),
      head_(head_of(database, scope)),
      stored_(database, tables, servers, scope, row_of(database, scope)),
      changes_(MemoryLedger::over(stored_)),
      reader_(log_op_reader(*this, scope)) {
  reader_.open = [this, open = std::move(reader_.open)](const Reissue& reissue) {
    auto original = open(reissue);
    if (original && reissue.sequence >= original->first && reissue.sequence <= original->last()) {
      const Stamp stamp = original->stamp_at(reissue.sequence.value - original->first.value);
      reissued_at_[stamp.version] = stamp.lamport;
    }
    return original;
  };
}

ScopeRow ScopeLedger::row() {
  if (stored_.row() == no_row) {
    database_
        .prepared(
            "INSERT INTO scope(scope, position, log_digest, state_digest, lamport, backed_up)"
            " VALUES(?, 0, ?, ?, 0, 0)")
        .bind_all(head_.scope, Hash16{}, Hash16{})
        .run();
    stored_.set_row(ScopeRow{database_.last_row()});
  }
  return stored_.row();
}

void ScopeLedger::set_backed_up(Position position) { head_.backed_up = position; }

Applied ScopeLedger::append(BytesView bytes, const PackContent& content, std::int64_t received_ms) {
  ++head_.position.value;
  head_.log_digest = log_digest_after(head_.log_digest, content.head);
  put_log_row(bytes, content, received_ms);
  return take(content);
}

Applied ScopeLedger::replay(const PackContent& content) {
  ++head_.position.value;
  head_.log_digest = log_digest_after(head_.log_digest, content.head);
  return take(content);
}

Applied ScopeLedger::take(const PackContent& content) {
  Applied applied = apply(*this, content, head_.position, reader_);
  raise_lamport(content, applied);
  return applied;
}

void ScopeLedger::put_log_row(BytesView bytes, const PackContent& content, std::int64_t received_ms) {
  database_
      .prepared(
          "INSERT INTO log(id, stream, first, count, head, digest, received_ms, schema, bytes)"
          " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind_all(log_id(row(), head_.position), content.stream, content.first, content.changes.size(),
                content.head, head_.log_digest, received_ms, tables_.schema().version(), bytes)
      .run();
}

// What is void does not count: a hostile time there must not use up the numbers.
void ScopeLedger::raise_lamport(const PackContent& content, const Applied& applied) {
  for (std::size_t index = 0; index < content.changes.size(); ++index) {
    if (!void_entry(content.version_at(index))) {
      head_.lamport = std::max(head_.lamport, content.changes[index].lamport);
    }
  }
  for (const Version& version : applied.reissued)
    head_.lamport = std::max(head_.lamport, reissued_at_[version]);
  reissued_at_.clear();
}

const RecordState& ScopeLedger::stored_record(const RecordKey& key) const {
  const auto found = read_.lower_bound(key);
  if (found != read_.end() && found->first == key) return found->second;
  return read_.emplace_hint(found, key, stored_.record(key))->second;
}

RecordState ScopeLedger::record(const RecordKey& key) const {
  const RecordState* changed = changes_.find(key);
  return changed != nullptr ? *changed : stored_record(key);
}

void ScopeLedger::put_record(const RecordKey& key, const RecordState& state) {
  if (changes_.find(key) == nullptr) {
    const RecordState& stored = stored_record(key);
    before_.try_emplace(key, stored);
    counted_.try_emplace(key, record_hash(key, stored));
  }
  changes_.put_record(key, state);
}

bool ScopeLedger::carded(DeviceId device) const {
  // Through the layer of changes, so that a card of the same transaction counts.
  return changes_.carded(device);
}

void ScopeLedger::flush(const PendingOver& pending_over) {
  row();
  flush_records(pending_over);
  flush_knowledge();
  flush_head();
  changes_ = MemoryLedger::over(stored_);
  read_.clear();
}

void ScopeLedger::flush_records(const PendingOver& pending_over) {
  for (const auto& [key, state] : changes_.records()) {
    const std::optional<Hash16> now = record_hash(key, state);
    std::optional<Hash16>& counted = counted_[key];
    if (counted) head_.state_digest.subtract(*counted);
    if (now) head_.state_digest.add(*now);
    counted = now;
    tables_.write(head_.scope, key, state, pending_over ? pending_over(key) : std::vector<PendingOp>{});
  }
}

void ScopeLedger::flush_knowledge() {
  for (const auto& [stream, head] : changes_.streams()) stored_.put_stream(stream, head);
  for (const auto& [first, range] : changes_.ranges()) {
    stored_.put_range(first.stream, first.sequence, range.last, range.token, range.position);
  }
  for (const auto& [version, token] : changes_.tokens()) stored_.put_token(version, token);
  for (const auto& [version, entry] : changes_.voids()) stored_.put_void(version, entry);
  for (const auto& [version, position] : changes_.reissues()) stored_.put_reissued(version, position);
  for (const auto& [record, cell, version] : changes_.named()) stored_.put_named(record, cell, version);
  for (const Erased& what : changes_.erasures()) stored_.put_erased(what);
}

void ScopeLedger::flush_head() {
  database_
      .prepared(
          "UPDATE scope SET position = ?2, log_digest = ?3, state_digest = ?4, lamport = ?5, backed_up = ?6"
          " WHERE row = ?1")
      .bind_all(row(), head_.position, head_.log_digest, head_.state_digest.value(), head_.lamport,
                head_.backed_up)
      .run();
}

}  // namespace mektep
