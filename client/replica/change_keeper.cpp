#include "client/replica/change_keeper.h"

#include <algorithm>

#include "client/replica/replica_files.h"
#include "shared/base/limits.h"
#include "shared/pack/pack.h"

namespace mektep::client {
namespace {

Error too_large(std::size_t size, std::size_t limit) {
  return refused("change.too_large").with("size", std::to_string(size)).with("limit", std::to_string(limit));
}

Status check_size(const Change& change) {
  if (change.ops.size() > limits::change_ops_max) return too_large(change.ops.size(), limits::change_ops_max);
  for (const Op& op : change.ops) {
    if (op.supersedes.size() > limits::supersedes_max)
      return too_large(op.supersedes.size(), limits::supersedes_max);
    if (op.covers.size() > limits::covers_max) return too_large(op.covers.size(), limits::covers_max);
  }
  const std::size_t size = body_bytes_of(change);
  return size <= limits::change_bytes_max ? Status(done) : Status(too_large(size, limits::change_bytes_max));
}

}  // namespace

Result<DraftNumber> ChangeKeeper::keep(const Author& author, std::vector<TouchedRecord> records, bool alone) {
  DraftNumber first{0};
  std::vector<ScopeNumber> scopes;
  for (const TouchedRecord& record : records) {
    const bool seen = std::find(scopes.begin(), scopes.end(), record.name.scope) != scopes.end();
    if (!record.ops.empty() && !seen) scopes.push_back(record.name.scope);
  }
  for (const ScopeNumber scope : scopes) {
    std::vector<TouchedRecord*> of_scope;
    for (TouchedRecord& record : records) {
      if (record.name.scope == scope && !record.ops.empty()) of_scope.push_back(&record);
    }
    const auto number = keep_in_scope(author, std::move(of_scope), alone);
    if (!number) return number;
    if (first.value == 0) first = *number;
  }
  return first;
}

Result<DraftNumber> ChangeKeeper::keep_in_scope(const Author& author, std::vector<TouchedRecord*> records,
                                                bool alone) {
  DraftRow draft;
  draft.number = drafts_.next_number();
  draft.place = static_cast<std::int64_t>(draft.number.value);
  draft.scope = records.front()->name.scope;
  draft.author = author.person;
  draft.lamport = Lamport{drafts_.greatest_lamport(draft.scope).value + 1};
  draft.wall_ms = ground_.environment().clock.wall().ms;
  draft.alone = alone;
  Change change{draft.author, draft.lamport, draft.wall_ms, {}};
  for (TouchedRecord* record : records) {
    name_now(*record, draft);
    draft.records.push_back(record->name.key);
    change.ops.insert(change.ops.end(), record->ops.begin(), record->ops.end());
  }
  if (auto fits = check_size(change); !fits) return fits.error();
  const Stamp stamp{draft_version(draft.number), draft.lamport, draft.author, draft.wall_ms};
  for (TouchedRecord* record : records) {
    for (Op& op : record->ops) {
      note_file(op, draft.scope);
      record->row.pending.push_back({stamp, std::move(op), false});
    }
    ground_.tables().write(draft.scope, record->name.key, record->row);
  }
  drafts_.put(draft);
  drafts_.raise_lamport(draft.scope, draft.lamport);
  return draft.number;
}

void ChangeKeeper::note_file(const Op& op, ScopeNumber scope) const {
  if (op.kind != OpKind::write) return;
  if (const auto attachment = attachment_in(op.cell)) note_attached(ground_.database(), scope, *attachment);
}

void ChangeKeeper::name_now(TouchedRecord& record, DraftRow& draft) const {
  for (Op& op : record.ops) {
    op.supersedes = names_now(op.supersedes, record.tokens, draft);
    op.covers = names_now(op.covers, record.tokens, draft);
  }
}

std::vector<Version> ChangeKeeper::names_now(const std::vector<Version>& names,
                                             const std::map<Version, Token>& tokens, DraftRow& draft) const {
  std::vector<Version> current_names;
  for (const Version& name : names) {
    const auto current = drafts_.current(name);
    if (!current) continue;
    current_names.push_back(current->version);
    if (is_draft(current->version)) continue;
    const auto shown = tokens.find(name);
    if (current->token) draft.basis[current->version] = *current->token;
    if (shown != tokens.end()) draft.basis[current->version] = shown->second;
  }
  std::sort(current_names.begin(), current_names.end());
  current_names.erase(std::unique(current_names.begin(), current_names.end()), current_names.end());
  return current_names;
}

}  // namespace mektep::client
