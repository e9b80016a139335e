#include "server/store/memory/memory_work.h"

#include <algorithm>

namespace mektep::server {

MemoryWork::MemoryWork(MemoryStore& store)
    : store_(store),
      state_(std::make_shared<MemoryState>(*store.current())),
      reader_([this] { return state_; }) {}

MemoryScopeWork& MemoryWork::opened(ScopeNumber scope) {
  auto& open = scopes_[scope];
  if (!open) {
    const auto held = state_->scopes.find(scope);
    open = std::make_unique<MemoryScopeWork>(scope, held == state_->scopes.end() ? nullptr : held->second,
                                             store_.servers_, store_.schema_.version());
  }
  return *open;
}

ScopeWork& MemoryWork::scope(ScopeNumber scope) { return opened(scope); }

const MemoryScope* MemoryWork::find(ScopeNumber scope) const {
  if (const auto open = scopes_.find(scope); open != scopes_.end()) return &open->second->content();
  const auto held = state_->scopes.find(scope);
  return held == state_->scopes.end() ? nullptr : held->second.get();
}

void MemoryWork::set_epoch(Epoch epoch) {
  state_->epoch = epoch;
  for (const auto& [number, scope] : state_->scopes) opened(number).content().own_stream.reset();
}

void MemoryWork::set_numbers_given(const NumbersGiven& numbers) { state_->numbers_given = numbers; }
void MemoryWork::put_school(const School& school) { state_->schools[school.number] = school; }
void MemoryWork::put_device(const Device& device) { state_->devices[device.number] = device; }
void MemoryWork::put_invitation(const Invitation& invitation) {
  state_->invitations[invitation.secret_hash] = invitation;
}
void MemoryWork::remove_invitation(const Hash32& secret_hash) { state_->invitations.erase(secret_hash); }
void MemoryWork::put_page_token(const PageToken& token) { state_->page_tokens[token.secret_hash] = token; }

bool MemoryWork::take_page_token(const Hash32& secret_hash, std::int64_t now_ms) {
  const auto found = state_->page_tokens.find(secret_hash);
  if (found == state_->page_tokens.end()) return false;
  const bool valid = now_ms < found->second.expires_ms;
  state_->page_tokens.erase(found);
  return valid;
}

void MemoryWork::park(const ParkedPack& pack) { state_->parked.push_back(pack); }

void MemoryWork::unpark(ScopeNumber scope, const ChainHead& head) {
  std::erase_if(state_->parked,
                [&](const ParkedPack& pack) { return pack.scope == scope && pack.head == head; });
}

void MemoryWork::hold(const HeldPack& pack) { state_->held[{pack.scope, pack.head, pack.first}] = pack; }
void MemoryWork::put_audit(const AuditLine& line) { state_->audit.push_back(line); }

void MemoryWork::put_files(ScopeNumber scope, const RecordKey& key, const std::set<Hash32>& files) {
  auto& named = opened(scope).content().files;
  if (files.empty()) {
    named.erase(key);
  } else {
    named[key] = files;
  }
}

void MemoryWork::put_file_keeper(DeviceId device, const Hash32& file, std::uint64_t size) {
  state_->file_keepers.try_emplace({device, file}, size);
}

Contribution MemoryWork::contribution(ScopeNumber scope, const RecordKey& key) const {
  const MemoryScope* held = find(scope);
  if (held == nullptr) return {};
  const auto found = held->contributions.find(key);
  return found == held->contributions.end() ? Contribution{} : found->second;
}

void MemoryWork::put_contribution(ScopeNumber scope, const RecordKey& key, const Contribution& contribution) {
  auto& contributions = opened(scope).content().contributions;
  if (contribution.empty()) {
    contributions.erase(key);
  } else {
    contributions[key] = contribution;
  }
}

std::vector<RecordKey> MemoryWork::children(ScopeNumber scope, const RecordKey& parent) const {
  std::vector<RecordKey> keys;
  const MemoryScope* held = find(scope);
  if (held == nullptr) return keys;
  for (const auto& [key, contribution] : held->contributions) {
    const auto& parents = contribution.parents;
    if (std::binary_search(parents.begin(), parents.end(), parent)) keys.push_back(key);
  }
  return keys;
}

void MemoryWork::add_to_tally(ScopeNumber scope, const TallyCell& cell, std::int64_t amount,
                              std::int64_t contested) {
  auto& tallies = opened(scope).content().tallies;
  auto& sums = tallies[cell];
  sums.first += amount;
  sums.second += contested;
  if (sums.first == 0 && sums.second == 0) tallies.erase(cell);
}

std::int64_t MemoryWork::add_reference(ScopeNumber scope, const TallyCell& cell, std::string_view value,
                                       std::int64_t count) {
  auto& references = opened(scope).content().references;
  const auto key = std::pair(cell, std::string(value));
  const std::int64_t now = references[key] += count;
  if (now == 0) references.erase(key);
  return now;
}

void MemoryWork::drop_tallies(ScopeNumber scope) {
  MemoryScope& content = opened(scope).content();
  content.contributions.clear();
  content.tallies.clear();
  content.references.clear();
}

void MemoryWork::commit() {
  for (const auto& [number, open] : scopes_) {
    if (open->head().position.value == 0) continue;
    state_->scopes[number] = std::make_shared<const MemoryScope>(std::move(open->content()));
  }
  scopes_.clear();
  store_.replace(state_);
}

}  // namespace mektep::server
