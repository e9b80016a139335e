#pragma once
// An open transaction of a memory store: a copy that replaces the committed state, or is dropped.

#include <set>

#include "server/store/memory/memory_reader.h"
#include "server/store/memory/memory_scope.h"
#include "server/store/memory/memory_store.h"

namespace mektep::server {

class MemoryWork final : public Work {
 public:
  explicit MemoryWork(MemoryStore& store);

  const Reader& reader() const override { return reader_; }
  ScopeWork& scope(ScopeNumber scope) override;
  void set_epoch(Epoch epoch) override;
  void set_numbers_given(const NumbersGiven& numbers) override;
  void put_school(const School& school) override;
  void put_device(const Device& device) override;
  void put_invitation(const Invitation& invitation) override;
  void remove_invitation(const Hash32& secret_hash) override;
  void put_page_token(const PageToken& token) override;
  bool take_page_token(const Hash32& secret_hash, std::int64_t now_ms) override;
  void park(const ParkedPack& pack) override;
  void unpark(ScopeNumber scope, const ChainHead& head) override;
  void hold(const HeldPack& pack) override;
  void put_audit(const AuditLine& line) override;
  void put_files(ScopeNumber scope, const RecordKey& key, const std::set<Hash32>& files) override;
  void put_file_keeper(DeviceId device, const Hash32& file, std::uint64_t size) override;
  Contribution contribution(ScopeNumber scope, const RecordKey& key) const override;
  void put_contribution(ScopeNumber scope, const RecordKey& key, const Contribution& contribution) override;
  std::vector<RecordKey> children(ScopeNumber scope, const RecordKey& parent) const override;
  void add_to_tally(ScopeNumber scope, const TallyCell& cell, std::int64_t amount,
                    std::int64_t contested) override;
  std::int64_t add_reference(ScopeNumber scope, const TallyCell& cell, std::string_view value,
                             std::int64_t count) override;
  void drop_tallies(ScopeNumber scope) override;
  void commit() override;

 private:
  MemoryScopeWork& opened(ScopeNumber scope);
  const MemoryScope* find(ScopeNumber scope) const;

  MemoryStore& store_;
  std::shared_ptr<MemoryState> state_;
  std::map<ScopeNumber, std::unique_ptr<MemoryScopeWork>> scopes_;
  MemoryReader reader_;
};

}  // namespace mektep::server
