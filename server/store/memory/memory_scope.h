#pragma once
// A scope of a memory store inside a transaction.

#include "server/store/memory/memory_state.h"
#include "server/store/store.h"

namespace mektep::server {

class MemoryScopeWork final : public ScopeWork {
 public:
  // `held` is empty for a scope without a log.
  MemoryScopeWork(ScopeNumber number, std::shared_ptr<const MemoryScope> held,
                  const std::set<DeviceId>& servers, std::uint32_t schema);

  const ScopeHead& head() const override { return scope_.head; }
  const Ledger& ledger() const override { return scope_.ledger; }
  Applied append(BytesView bytes, const PackContent& content, std::int64_t received_ms) override;
  bool logged(const ChainHead& head) const override { return scope_.positions.contains(head); }
  std::vector<LoggedPack> read_after(Position cursor, std::size_t bytes_max) const override {
    return packs_after(scope_, cursor, bytes_max);
  }
  const std::map<RecordKey, RecordState>& before() const override { return before_; }
  std::optional<StreamId> own_stream() const override { return scope_.own_stream; }
  void set_own_stream(StreamId stream) override { scope_.own_stream = stream; }

  void set_backed_up(Position position) override {
    scope_.head.backed_up = std::max(position, scope_.head.backed_up);
  }

  MemoryScope& content() { return scope_; }

 private:
  void count_record(const RecordKey& key);
  void raise_lamport(const PackContent& content, const Applied& applied);

  MemoryScope scope_;
  std::shared_ptr<const MemoryScope> held_;
  std::uint32_t schema_;
  std::map<RecordKey, RecordState> before_;
  std::map<RecordKey, std::optional<Hash16>> counted_;  // what the state digest holds of changed records
  std::map<Version, Lamport> reissued_at_;
};

}  // namespace mektep::server
