#include "client/replica/reseal.h"

#include <algorithm>
#include <numeric>

namespace mektep::client {
namespace {

// The chain head by which a pack names a version, where it says one.
std::optional<Token> token_in(const PackContent& pack, const Version& version) {
  if (version.stream == pack.stream && version.sequence >= pack.first) return pack.token();
  if (version.stream == pack.stream && version.sequence.value + 1 == pack.first.value)
    return token_of(pack.previous);
  const auto named = pack.named.find(version);
  return named == pack.named.end() ? std::nullopt : std::optional(named->second);
}

void sort_names(std::vector<Version>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

}  // namespace

SealedChanges all_of(OpenedContent pack) {
  SealedChanges all{std::move(pack), {}};
  all.places.resize(all.pack->changes.size());
  std::iota(all.places.begin(), all.places.end(), std::size_t{0});
  return all;
}

void Reseal::take(const std::vector<SealedChanges>& losers) {
  std::vector<Loser> in_order;
  for (const auto& loser : losers) {
    for (const std::size_t place : loser.places) in_order.push_back({loser.pack, place});
  }
  std::sort(in_order.begin(), in_order.end(), [](const Loser& left, const Loser& right) {
    const auto rank = [](const Loser& loser) {
      return std::make_pair(loser.pack->changes[loser.place].lamport, loser.pack->version_at(loser.place));
    };
    return rank(left) < rank(right);
  });
  for (const auto& loser : in_order) {
    const Version version = loser.pack->version_at(loser.place);
    const DraftNumber number = drafts_.next_number();
    numbers_[{version, loser.pack->token()}] = number;
    drafts_.rename_sealed(version, number);
  }
  std::int64_t place = drafts_.first_place(scope_) - static_cast<std::int64_t>(in_order.size());
  for (const auto& loser : in_order) put_draft(*loser.pack, loser.place, place++);
}

void Reseal::put_draft(const PackContent& loser, std::size_t change, std::int64_t place) {
  const Change& sealed = loser.changes[change];
  DraftRow draft;
  draft.number = numbers_.at({loser.version_at(change), loser.token()});
  draft.place = place;
  draft.scope = scope_;
  draft.author = sealed.author;
  draft.lamport = sealed.lamport;
  draft.wall_ms = sealed.wall_ms;
  draft.alone = true;
  const Stamp stamp{draft_version(draft.number), draft.lamport, draft.author, draft.wall_ms};
  for (Op op : sealed.ops) {
    rename_in_loser(op.supersedes, loser, draft.basis);
    rename_in_loser(op.covers, loser, draft.basis);
    if (std::find(draft.records.begin(), draft.records.end(), op.record) == draft.records.end()) {
      draft.records.push_back(op.record);
    }
    ops_[op.record].push_back({stamp, std::move(op), false});
  }
  drafts_.put(draft);
}

void Reseal::rename_in_loser(std::vector<Version>& names, const PackContent& loser,
                             std::map<Version, Token>& basis) const {
  for (Version& name : names) {
    const auto token = token_in(loser, name);
    if (!token) continue;
    const auto renamed = numbers_.find({name, *token});
    if (renamed != numbers_.end()) {
      name = draft_version(renamed->second);
    } else {
      basis[name] = *token;
    }
  }
  sort_names(names);
}

bool Reseal::rename(Op& op, std::map<Version, Token>& basis) const {
  const bool superseded = rename_in_draft(op.supersedes, basis);
  const bool covered = rename_in_draft(op.covers, basis);
  return superseded || covered;
}

bool Reseal::rename_in_draft(std::vector<Version>& names, std::map<Version, Token>& basis) const {
  bool changed = false;
  for (Version& name : names) {
    const auto token = basis.find(name);
    if (token == basis.end()) continue;
    const auto renamed = numbers_.find({name, token->second});
    if (renamed == numbers_.end()) continue;
    name = draft_version(renamed->second);
    changed = true;
  }
  if (changed) sort_names(names);
  return changed;
}

}  // namespace mektep::client
