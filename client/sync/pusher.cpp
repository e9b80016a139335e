#include "client/sync/pusher.h"

#include <algorithm>

#include "shared/base/limits.h"
#include "shared/pack/pack.h"

namespace mektep::client {
namespace {

// What is read of the outbox at once: enough to keep a link busy, little to hold in memory.
constexpr std::size_t refill_bytes = 128 * 1024;

}  // namespace

Pusher::Pusher(Replica& replica, SyncProgress& progress, LinkPace& pace)
    : replica_(replica), progress_(progress), pace_(pace) {}

void Pusher::take_confirmed(const std::vector<OwnStream>& confirmed) {
  const auto own = replica_.own_streams();
  for (const auto& stream : confirmed) {
    // As long as ours and yet another: a copy of this disk went on with it, and the server has nothing of
    // ours.
    const bool another = std::any_of(own.begin(), own.end(), [&](const OwnStream& ours) {
      return ours.scope == stream.scope && ours.stream == stream.stream && ours.sequence == stream.sequence &&
             ours.token != stream.token;
    });
    if (!another) confirmed_[{stream.scope, stream.stream}] = stream;
  }
}

void Pusher::set_credit(std::uint64_t bytes) {
  // What was turned away for want of room is in the outbox still, and not among what was parked.
  if (credit_ == 0 && bytes > 0) outbox_grew();
  credit_ = bytes;
}

void Pusher::outbox_grew() {
  exhausted_ = false;
  // From the start: what was sent is passed over, and a place in the outbox may have been used again since.
  cursor_ = {};
  ready_.clear();
}

void Pusher::refill() {
  while (ready_.empty() && !exhausted_) {
    auto packs = replica_.outgoing(refill_bytes, cursor_);
    if (packs.empty()) {
      exhausted_ = true;
      return;
    }
    cursor_ = packs.back().at;
    for (auto& pack : packs) {
      if (was_sent(pack)) continue;
      if (is_confirmed(pack)) {
        ++progress_.packs_confirmed;
        progress_.pack_bytes_confirmed += pack.bytes.size();
      } else {
        ready_.push_back(std::move(pack));
      }
    }
  }
}

bool Pusher::was_sent(const OutgoingPack& pack) const {
  return parked_.contains(pack.head) ||
         std::any_of(under_way_.begin(), under_way_.end(),
                     [&](const UnderWay& sent) { return sent.head == pack.head; });
}

bool Pusher::is_confirmed(const OutgoingPack& pack) const {
  const auto found = confirmed_.find({pack.at.scope, pack.at.stream});
  if (found == confirmed_.end() || pack.last > found->second.sequence) return false;
  // What came back by another road may be of another branch; only its own receipt tells.
  return (pack.last < found->second.sequence && pack.sealed_here) || token_of(pack.head) == found->second.token;
}

bool Pusher::server_has_previous(const OutgoingPack& pack) const {
  const StreamName name{pack.at.scope, pack.at.stream};
  const std::uint32_t before = pack.at.first.value - 1;
  if (const auto sent = sent_.find(name); sent != sent_.end() && sent->second.value == before) return true;
  const auto confirmed = confirmed_.find(name);
  return confirmed != confirmed_.end() && confirmed->second.sequence.value == before;
}

// One pack may always be under way, or a small credit would stop everything.
bool Pusher::has_room(std::size_t bytes) const {
  if (credit_ == 0) return false;
  return under_way_.empty() || (under_way_bytes_ + bytes <= credit_ && pace_.has_room(bytes));
}

std::optional<Push> Pusher::next(Monotonic now) {
  refill();
  if (ready_.empty() || !has_room(ready_.front().bytes.size())) return std::nullopt;
  const OutgoingPack& pack = ready_.front();

  const StreamName name{pack.at.scope, pack.at.stream};
  if (confirmed_.contains(name) && progress_.resumed_at.value == 0) progress_.resumed_at = pack.at.first;
  Push push;
  push.pack = server_has_previous(pack) ? without_previous(pack.bytes) : pack.bytes;
  under_way_.push_back({pack.at, pack.head, pack.last, pack.bytes.size(), push.pack.size()});
  under_way_bytes_ += pack.bytes.size();
  pace_.sent(pack.bytes.size(), now);
  sent_[name] = pack.last;
  ++progress_.packs_pushed;
  progress_.pack_bytes_pushed += push.pack.size();
  ready_.pop_front();
  return push;
}

Status Pusher::take_receipt(const Receipt& receipt, Monotonic now) {
  if (auto taken = replica_.take_receipt(receipt); !taken) return taken;
  ++progress_.receipts;
  auto& position = receipted_positions_[receipt.scope];
  position = std::max(position, receipt.position);
  const auto covered = [&](const UnderWay& pack) {
    return pack.at.scope == receipt.scope && pack.at.stream == receipt.stream &&
           pack.last <= receipt.sequence;
  };
  std::size_t arrived = 0;
  for (const auto& pack : under_way_) {
    if (!covered(pack)) continue;
    arrived += pack.bytes;
    progress_.pack_bytes_receipted += pack.pushed;
  }
  std::erase_if(under_way_, covered);
  under_way_bytes_ -= arrived;
  if (arrived > 0) pace_.acknowledged(arrived, now);
  return done;
}

void Pusher::take_need(const Need& need) {
  replica_.take_need(need.scope, need.parked, need.versions);
  const auto parked = [&](const UnderWay& pack) {
    return pack.at.scope == need.scope && pack.at.stream == need.parked;
  };
  for (const auto& pack : under_way_) {
    if (!parked(pack)) continue;
    under_way_bytes_ -= pack.bytes;
    pace_.forgotten(pack.bytes);
    ++progress_.waiting_packs;
    if (credit_ > 0) parked_.insert(pack.head);
  }
  std::erase_if(under_way_, parked);
}

bool Pusher::settled() const {
  // A closed credit ends this contact's sending: the server takes no more until something it parked fits.
  const bool nothing_more = credit_ == 0 || (exhausted_ && ready_.empty());
  return nothing_more && under_way_.empty();
}

}  // namespace mektep::client
