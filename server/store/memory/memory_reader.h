#pragma once
// Reads a memory store: committed states for a Reader of the store, the open one for a Work's.

#include "server/store/memory/memory_state.h"
#include "server/store/store.h"

namespace mektep::server {

class MemoryReader final : public Reader {
 public:
  using Current = std::function<std::shared_ptr<const MemoryState>()>;
  explicit MemoryReader(Current current) : current_(std::move(current)) {}

  void together(const std::function<void()>& reads) const override;
  Epoch epoch() const override;
  std::vector<ScopeNumber> scopes() const override;
  std::optional<ScopeHead> head(ScopeNumber scope) const override;
  std::vector<LoggedPack> read_after(ScopeNumber scope, Position cursor,
                                     std::size_t bytes_max) const override;
  std::optional<Position> position_of(ScopeNumber scope, const ChainHead& head) const override;
  std::optional<Hash16> digest_at(ScopeNumber scope, Position position) const override;
  std::optional<StreamHead> stream(ScopeNumber scope, StreamId stream) const override;
  RecordState record(ScopeNumber scope, const RecordKey& key) const override;
  std::vector<RecordKey> keys(ScopeNumber scope, std::optional<RecordKey> after,
                              std::size_t count_max) const override;
  std::vector<RecordKey> keys_in(ScopeNumber scope, const IdSpan& span) const override;
  std::vector<School> schools() const override;
  std::optional<School> school(std::string_view code) const override;
  std::optional<School> school(SchoolNumber number) const override;
  std::vector<Device> devices() const override;
  std::optional<Device> device(DeviceId id) const override;
  std::optional<Invitation> invitation(const Hash32& secret_hash) const override;
  std::vector<HeldPack> held(std::optional<ScopeNumber> scope) const override;
  std::optional<HeldPack> kept(ScopeNumber scope, const ChainHead& head) const override;
  std::vector<ParkedPack> parked(ScopeNumber scope) const override;
  std::size_t parked_bytes(DeviceId from) const override;
  NumbersGiven numbers_given() const override;
  std::vector<AuditLine> audit(std::size_t count_max) const override;
  bool names_file(ScopeNumber scope, const Hash32& file) const override;
  bool keeps_file(DeviceId device, const Hash32& file) const override;
  std::uint64_t file_bytes(DeviceId device) const override;
  std::vector<TallyRow> tally(std::string_view name) const override;
  std::vector<TallyRow> tallies(ScopeNumber scope) const override;

 private:
  std::shared_ptr<const MemoryState> state() const { return pinned_ ? pinned_ : current_(); }
  std::shared_ptr<const MemoryScope> scope(ScopeNumber number) const;

  Current current_;
  mutable std::shared_ptr<const MemoryState> pinned_;
};

}  // namespace mektep::server
