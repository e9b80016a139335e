#include "server/store/memory/memory_scope.h"

#include <algorithm>

#include "shared/crypto/chain.h"
#include "shared/store/digest.h"
#include "shared/store/log_ops.h"

namespace mektep::server {

MemoryScopeWork::MemoryScopeWork(ScopeNumber number, std::shared_ptr<const MemoryScope> held,
                                 const std::set<DeviceId>& servers, std::uint32_t schema)
    : scope_(held ? *held : MemoryScope{}), held_(std::move(held)), schema_(schema) {
  if (held_) return;
  scope_.ledger = MemoryLedger(servers);
  scope_.head.scope = number;
}

Applied MemoryScopeWork::append(BytesView bytes, const PackContent& content, std::int64_t received_ms) {
  ScopeHead& head = scope_.head;
  ++head.position.value;
  head.log_digest = log_digest_after(head.log_digest, content.head);
  scope_.log.push_back({head.position, content.stream, content.first,
                        static_cast<std::uint32_t>(content.changes.size()), content.head, received_ms,
                        schema_, copy_of(bytes)});
  scope_.digests.push_back(head.log_digest);
  scope_.positions.emplace(content.head, head.position);
  LogOpReader reader = log_op_reader(scope_.ledger, head.scope);
  reader.open = [this, open = std::move(reader.open)](const Reissue& reissue) {
    auto original = open(reissue);
    if (original && reissue.sequence >= original->first && reissue.sequence <= original->last()) {
      const Stamp stamp = original->stamp_at(reissue.sequence.value - original->first.value);
      reissued_at_[stamp.version] = stamp.lamport;
    }
    return original;
  };
  Applied applied = apply(scope_.ledger, content, head.position, reader);
  for (const RecordKey& key : applied.records) count_record(key);
  raise_lamport(content, applied);
  return applied;
}

void MemoryScopeWork::count_record(const RecordKey& key) {
  if (!counted_.contains(key)) {
    const RecordState before = held_ ? held_->ledger.record(key) : RecordState{};
    counted_[key] = record_hash(key, before);
    before_[key] = before;
  }
  std::optional<Hash16>& counted = counted_[key];
  const std::optional<Hash16> now = record_hash(key, scope_.ledger.record(key));
  if (counted) scope_.head.state_digest.subtract(*counted);
  if (now) scope_.head.state_digest.add(*now);
  counted = now;
}

// What is void does not count: a hostile time there must not use up the numbers.
void MemoryScopeWork::raise_lamport(const PackContent& content, const Applied& applied) {
  Lamport& lamport = scope_.head.lamport;
  for (std::size_t index = 0; index < content.changes.size(); ++index) {
    if (scope_.ledger.void_entry(content.version_at(index))) continue;
    lamport = std::max(lamport, content.changes[index].lamport);
  }
  for (const Version& version : applied.reissued) lamport = std::max(lamport, reissued_at_[version]);
  reissued_at_.clear();
}

}  // namespace mektep::server
