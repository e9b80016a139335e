#pragma once
// All that a memory store holds. A committed state never changes: a Work copies what it touches and swaps
// the whole in. Scopes are shared between states until they are written.

#include <map>
#include <memory>
#include <set>
#include <tuple>

#include "server/store/registry.h"
#include "shared/merge/memory_ledger.h"
#include "shared/store/pack_log.h"

namespace mektep::server {

struct MemoryScope {
  MemoryLedger ledger = MemoryLedger();
  ScopeHead head;
  std::vector<LoggedPack> log;  // position n at n - 1
  std::vector<Hash16> digests;  // the log digest behind each
  std::map<ChainHead, Position> positions;
  std::optional<StreamId> own_stream;
  std::map<RecordKey, Contribution> contributions;
  std::map<RecordKey, std::set<Hash32>> files;  // that records name
  std::map<TallyCell, std::pair<std::int64_t, std::int64_t>> tallies;  // amount, contested
  std::map<std::pair<TallyCell, std::string>, std::int64_t> references;
};

std::vector<LoggedPack> packs_after(const MemoryScope& scope, Position cursor, std::size_t bytes_max);

struct MemoryState {
  Epoch epoch;
  NumbersGiven numbers_given;
  std::map<ScopeNumber, std::shared_ptr<const MemoryScope>> scopes;
  std::map<SchoolNumber, School> schools;
  std::map<std::uint32_t, Device> devices;
  std::map<Hash32, Invitation> invitations;
  std::map<Hash32, PageToken> page_tokens;
  std::vector<ParkedPack> parked;
  std::map<std::tuple<ScopeNumber, ChainHead, Sequence>, HeldPack> held;
  std::map<std::pair<DeviceId, Hash32>, std::uint64_t> file_keepers;  // sizes
  std::vector<AuditLine> audit;
};

}  // namespace mektep::server
