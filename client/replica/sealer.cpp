#include "client/replica/sealer.h"

#include <algorithm>

#include "client/replica/basis.h"
#include "shared/base/limits.h"
#include "shared/pack/pack.h"

namespace mektep::client {
namespace {

// Text of schools packs to about a third, forms to much less: the packs before tell what comes.
constexpr std::size_t packs_to_a_third = 3;
constexpr std::size_t packs_to_at_best = 8;

}  // namespace

Sealer::Sealer(Ground& ground, const ScopeLedger& ledger, const SigningKey& key, StreamPlace place,
               std::size_t pack_bytes)
    : ground_(ground),
      ledger_(ledger),
      key_(key),
      place_(place),
      pack_bytes_(pack_bytes),
      body_bytes_target_(packs_to_a_third * pack_bytes) {}

Status Sealer::seal(std::vector<Draft> drafts) {
  drafts = squash(std::move(drafts));
  std::uint32_t sequence = place_.sequence.value;
  for (const Draft& draft : drafts) {
    versions_[draft_version(draft.number)] = {place_.stream, Sequence{++sequence}};
  }
  std::vector<Change> changes;
  std::map<Version, Token> tokens;  // that the changes' drafts brought along
  std::size_t body_bytes = 0;
  for (const Draft& draft : drafts) {
    std::vector<Version> named;
    Change change = change_of(draft, named);
    const std::size_t bytes = body_bytes_of(change);
    const bool full = changes.size() == limits::pack_changes_max || body_bytes + bytes > body_bytes_target_;
    if (!changes.empty() && full) {
      if (auto sealed = seal_pack_of(std::exchange(changes, {}), std::exchange(tokens, {})); !sealed)
        return sealed;
      aim(body_bytes);
      body_bytes = 0;
    }
    for (const Version& name : named) {
      if (const auto token = needed_token(name, draft.basis)) tokens[name] = *token;
    }
    changes.push_back(std::move(change));
    body_bytes += bytes;
  }
  return changes.empty() ? Status(done) : seal_pack_of(std::move(changes), tokens);
}

void Sealer::aim(std::size_t body_bytes) {
  const std::size_t packed = std::max<std::size_t>(1, packs_.back().bytes.size());
  const std::size_t expected = pack_bytes_ * body_bytes / packed;
  body_bytes_target_ = std::clamp(expected, pack_bytes_, packs_to_at_best * pack_bytes_);
  body_bytes_target_ = std::min(body_bytes_target_, packs_to_a_third * limits::pack_bytes_target);
}

Change Sealer::change_of(const Draft& draft, std::vector<Version>& named) const {
  Change change{draft.author, draft.lamport, draft.wall_ms, draft.ops};
  for (Op& op : change.ops) {
    op.supersedes = sealed_names(op.supersedes, draft, named);
    op.covers = sealed_names(op.covers, draft, named);
  }
  return change;
}

std::vector<Version> Sealer::sealed_names(const std::vector<Version>& names, const Draft& draft,
                                          std::vector<Version>& named) const {
  std::vector<Version> kept;
  const Version own = versions_.at(draft_version(draft.number));
  for (const Version& name : names) {
    if (is_draft(name)) {
      // A draft that was squashed away is left out, never redirected.
      const auto sealed = versions_.find(name);
      if (sealed != versions_.end() && sealed->second < own) kept.push_back(sealed->second);
      continue;
    }
    // Nothing was shown before it was written: only a forged form names what is to come.
    if (name.stream == own.stream && name >= own) continue;
    // Meant was another branch than the one that the log holds.
    const auto shown = draft.basis.find(name);
    const auto logged = ledger_.token(name);
    if (shown != draft.basis.end() && logged && *logged != shown->second) continue;
    kept.push_back(name);
  }
  std::sort(kept.begin(), kept.end());
  kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
  named.insert(named.end(), kept.begin(), kept.end());
  return kept;
}

// A server restored from a backup may hold another branch of what no verified backup covers.
std::optional<Token> Sealer::needed_token(const Version& name, const std::map<Version, Token>& basis) const {
  const auto position = ledger_.position(name);
  if (position && *position <= ledger_.head().backed_up) return std::nullopt;
  const auto shown = basis.find(name);
  if (shown != basis.end()) return shown->second;
  if (const auto sealed = token_sealed_here(name)) return sealed;
  return token_shown(ground_, ledger_, name);
}

std::optional<Token> Sealer::token_sealed_here(const Version& name) const {
  for (const SealedPack& pack : packs_) {
    const PackContent& content = pack.content;
    const bool inside =
        name.stream == content.stream && name.sequence >= content.first && name.sequence <= content.last();
    if (inside) return content.token();
  }
  return std::nullopt;
}

Status Sealer::seal_pack_of(std::vector<Change> changes, const std::map<Version, Token>& tokens) {
  SealedPack pack;
  PackContent& content = pack.content;
  content.scope = ledger_.head().scope;
  content.stream = place_.stream;
  content.first = Sequence{place_.sequence.value + 1};
  content.device = device_id_of(key_.public_key());
  content.base_position = ledger_.head().position;
  content.schema = ground_.schema().version();
  content.previous = place_.head;
  content.changes = std::move(changes);
  for (const auto& [name, token] : tokens) {
    // The pack's own versions and the one before it are bound by the chain itself.
    const bool own_or_previous =
        name.stream == content.stream && name.sequence.value + 1 >= content.first.value;
    if (!own_or_previous) content.named[name] = token;
  }
  auto bytes = seal_pack(content, key_, ground_.environment().random);
  if (!bytes) return bytes.error();
  place_.sequence = content.last();
  place_.head = content.head;
  pack.bytes = std::move(*bytes);
  packs_.push_back(std::move(pack));
  return done;
}

std::optional<CurrentName> Sealer::name_of(DraftNumber number) const {
  const auto sealed = versions_.find(draft_version(number));
  if (sealed == versions_.end()) return std::nullopt;
  return CurrentName{sealed->second, token_sealed_here(sealed->second)};
}

}  // namespace mektep::client
