#include "server/session/snapshot_desk.h"

#include <algorithm>

#include "shared/protocol/serialize.h"
#include "shared/protocol/signing.h"

namespace mektep::server {
namespace {

constexpr std::size_t read_bytes = 512 * 1024;
constexpr std::size_t note_bytes_max = 1024;

Bytes encoded(const KeptSnapshot& kept) {
  OutArchive out;
  out(kept.offer);
  out.uint(kept.log_bytes);
  return out.take();
}

std::optional<KeptSnapshot> decoded(BytesView bytes) {
  auto kept = read_whole(bytes, [](InArchive& in) {
    KeptSnapshot read;
    in(read.offer);
    read.log_bytes = in.uint();
    return read;
  });
  return kept ? std::optional(std::move(*kept)) : std::nullopt;
}

bool by_position(const KeptSnapshot& left, const KeptSnapshot& right) {
  return left.offer.position < right.offer.position;
}

// The last that may be given away, or the end.
std::vector<KeptSnapshot>::const_iterator last_given(const std::vector<KeptSnapshot>& kept, Position backed_up) {
  const auto given = [&](const KeptSnapshot& one) {
    return one.saves() && (backed_up.value == 0 || one.offer.position <= backed_up);
  };
  const auto found = std::find_if(kept.rbegin(), kept.rend(), given);
  return found == kept.rend() ? kept.end() : std::prev(found.base());
}

}  // namespace

SnapshotDesk::SnapshotDesk(Files& files, Path folder, const SigningKey& key, std::uint64_t shortest)
    : files_(files), folder_(std::move(folder)), shelf_(files, folder_ / "shelf"), key_(key), shortest_(shortest) {
  if (!files_.exists(folder_)) return;
  for (const Path& name : files_.list(folder_)) {
    const auto bytes = files_.read(folder_ / name.filename(), note_bytes_max);
    const auto kept = bytes ? decoded(*bytes) : std::nullopt;
    if (!kept || !verify(kept->offer, key_.public_key())) continue;
    if (kept->saves() && !shelf_.holds(kept->offer.file)) continue;
    kept_[kept->offer.scope].push_back(*kept);
  }
  for (auto& [scope, kept] : kept_) std::sort(kept.begin(), kept.end(), by_position);
}

Path SnapshotDesk::place_of(const SnapshotOffer& offer) const {
  return folder_ / (std::to_string(offer.scope.value) + "-" + std::to_string(offer.position.value));
}

std::vector<KeptSnapshot> SnapshotDesk::of(ScopeNumber scope) const {
  const std::lock_guard lock(mutex_);
  const auto found = kept_.find(scope);
  return found == kept_.end() ? std::vector<KeptSnapshot>() : found->second;
}

std::vector<KeptSnapshot> SnapshotDesk::of(const Reader& reader, ScopeNumber scope) const {
  auto kept = of(scope);
  if (kept.empty()) return kept;
  std::erase_if(kept, [epoch = reader.epoch()](const KeptSnapshot& one) { return one.offer.epoch != epoch; });
  return kept;
}

std::optional<SnapshotOffer> SnapshotDesk::newest(const Reader& reader, ScopeNumber scope) const {
  auto kept = of(reader, scope);
  const auto head = kept.empty() ? std::nullopt : reader.head(scope);
  if (!head) return std::nullopt;
  // What was made of a log that is not this one any more.
  std::erase_if(kept, [&](const KeptSnapshot& one) {
    return one.offer.position > head->position ||
           reader.digest_at(scope, one.offer.position) != one.offer.log_digest;
  });
  const auto found = last_given(kept, head->backed_up);
  return found == kept.end() ? std::nullopt : std::optional(found->offer);
}

bool SnapshotDesk::is_snapshot(ScopeNumber scope, const FileName& file) const {
  const auto kept = of(scope);
  return std::any_of(kept.begin(), kept.end(), [&](const KeptSnapshot& one) { return one.offer.file == file; });
}

// What was counted stays counted, so where one look stops for want of bytes the next one goes on.
bool SnapshotDesk::look(const Reader& reader) {
  std::size_t left = look_bytes_max;
  for (const ScopeNumber scope : reader.scopes()) {
    const auto head = reader.head(scope);
    if (!head) continue;
    count(reader, *head, left);
    if (outgrown(reader, scope)) return make(reader, scope);
    if (left == 0) return false;
  }
  return false;
}

void SnapshotDesk::count(const Reader& reader, const ScopeHead& head, std::size_t& left) {
  Counted& counted = counted_[head.scope];
  if (counted.position == head.position) return;
  if (counted.position > head.position) counted = {};
  if (counted.position.value == 0) {
    const auto kept = of(reader, head.scope);
    if (!kept.empty() && kept.back().offer.position <= head.position) {
      counted = {kept.back().offer.position, kept.back().log_bytes};
    }
  }
  while (counted.position < head.position && left > 0) {
    const auto packs = reader.read_after(head.scope, counted.position, std::min(left, read_bytes));
    if (packs.empty()) return;
    counted.position = packs.back().position;
    for (const LoggedPack& pack : packs) {
      counted.bytes += pack.bytes.size();
      left -= std::min(left, pack.bytes.size());
    }
  }
}

bool SnapshotDesk::outgrown(const Reader& reader, ScopeNumber scope) const {
  const auto kept = of(reader, scope);
  const std::uint64_t before = kept.empty() ? 0 : kept.back().log_bytes;
  const std::uint64_t size = kept.empty() ? 0 : kept.back().offer.size;
  const std::uint64_t now = counted_.at(scope).bytes;
  return now >= before + std::max(shortest_, size);
}

bool SnapshotDesk::make(const Reader& reader, ScopeNumber scope) {
  std::optional<Snapshot> snapshot;
  std::optional<ScopeHead> head;
  reader.together([&] {
    snapshot = reader.snapshot(scope);
    head = reader.head(scope);
  });
  const std::uint64_t log_bytes = counted_.at(scope).bytes;
  if (!snapshot || !head) {
    counted_.erase(scope);
    return false;
  }
  const Bytes file = encode(*snapshot);
  if (chunk_count(file.size()) > limits::file_chunks_max) return false;
  SnapshotOffer offer{scope,           snapshot->position,          snapshot->log_digest, snapshot->state_digest,
                      snapshot->epoch, file_name_of(list_of(file)), file.size(),          {}};
  sign(offer, key_);
  const KeptSnapshot made{offer, log_bytes};
  if (made.saves() && !shelf_.put(file)) return false;
  keep(made, head->backed_up);
  return true;
}

// The newest that may be given away, the newest file, and what the last try came to; the others go. Whoever
// fetches one of them in this moment is told that it is gone and takes the log.
void SnapshotDesk::keep(const KeptSnapshot& made, Position backed_up) {
  if (!files_.make_directory(folder_) || !files_.write(place_of(made.offer), encoded(made))) return;
  auto all = of(made.offer.scope);
  std::erase_if(all, [&](const KeptSnapshot& one) {
    return one.offer.epoch != made.offer.epoch || one.offer.position >= made.offer.position;
  });
  all.push_back(made);
  std::vector<KeptSnapshot> kept;
  const auto given = last_given(all, backed_up);
  const auto newest_file = last_given(all, Position{0});
  for (auto at = all.cbegin(); at != all.cend(); ++at) {
    if (at == given || at == newest_file || std::next(at) == all.cend()) kept.push_back(*at);
  }
  const auto before = of(made.offer.scope);
  {
    const std::lock_guard lock(mutex_);
    kept_[made.offer.scope] = kept;
  }
  for (const KeptSnapshot& old : before) drop(old, kept);
}

void SnapshotDesk::drop(const KeptSnapshot& old, const std::vector<KeptSnapshot>& kept) {
  bool same_place = false;
  bool same_file = false;
  for (const KeptSnapshot& one : kept) {
    same_place = same_place || one.offer.position == old.offer.position;
    same_file = same_file || one.offer.file == old.offer.file;
  }
  if (!same_place) static_cast<void>(files_.remove(place_of(old.offer)));
  if (!same_file && old.saves()) static_cast<void>(shelf_.remove(old.offer.file));
}

}  // namespace mektep::server
