#include "tools/sim/medium.h"

#include <algorithm>

namespace mektep::sim {
namespace {

constexpr std::uint64_t sector_bytes = 512;

std::ptrdiff_t at(std::uint64_t offset) { return static_cast<std::ptrdiff_t>(offset); }

void put(std::uint64_t offset, BytesView bytes, Bytes& to) {
  if (to.size() < offset + bytes.size()) to.resize(offset + bytes.size());
  std::copy(bytes.begin(), bytes.end(), to.begin() + at(offset));
}

}  // namespace

std::size_t Medium::read(std::uint64_t offset, std::span<std::uint8_t> out) const {
  const std::size_t there =
      offset >= seen_.size() ? 0 : std::min<std::size_t>(out.size(), seen_.size() - offset);
  std::copy_n(seen_.begin() + (there == 0 ? 0 : at(offset)), there, out.begin());
  std::fill(out.begin() + at(there), out.end(), std::uint8_t{0});
  return there;
}

void Medium::write(std::uint64_t offset, BytesView bytes) {
  pending_.push_back({false, offset, copy_of(bytes)});
  put(offset, bytes, seen_);
}

void Medium::truncate(std::uint64_t size) {
  pending_.push_back({true, size, {}});
  seen_.resize(size);
}

void Medium::sync() {
  for (const Pending& step : pending_) apply(step, durable_);
  pending_.clear();
  synced_ = true;
}

void Medium::apply(const Pending& step, Bytes& to) {
  if (step.truncates) {
    to.resize(step.offset);
  } else {
    put(step.offset, step.bytes, to);
  }
}

bool Medium::lose_power(Luck& luck) {
  bool torn = false;
  switch (luck.below(4)) {
    case 0:
      break;
    case 1:
      sync();
      break;
    case 2:
      torn = keep_beginning(luck);
      break;
    default:
      torn = keep_sectors(luck);
      break;
  }
  pending_.clear();
  seen_ = durable_;
  return torn;
}

// In the order of writing, up to some byte of one write.
bool Medium::keep_beginning(Luck& luck) {
  if (pending_.empty()) return false;
  const std::size_t whole = luck.below(pending_.size());
  for (std::size_t step = 0; step < whole; ++step) apply(pending_[step], durable_);
  const Pending& last = pending_[whole];
  const std::size_t bytes = luck.below(last.bytes.size() + 1);
  if (!last.truncates) put(last.offset, BytesView(last.bytes).first(bytes), durable_);
  return bytes > 0 && bytes < last.bytes.size();
}

// Each sector for itself, as a disk with a queue does it.
bool Medium::keep_sectors(Luck& luck) {
  bool torn = false;
  for (const Pending& step : pending_) {
    if (step.truncates) {
      if (luck.chance(0.5)) apply(step, durable_);
      continue;
    }
    std::size_t kept = 0;
    for (std::size_t from = 0; from < step.bytes.size();) {
      const std::uint64_t in_sector = (step.offset + from) % sector_bytes;
      const std::size_t count = std::min<std::size_t>(sector_bytes - in_sector, step.bytes.size() - from);
      if (luck.chance(0.5)) {
        put(step.offset + from, BytesView(step.bytes).subspan(from, count), durable_);
        kept += count;
      }
      from += count;
    }
    torn = torn || (kept > 0 && kept < step.bytes.size());
  }
  return torn;
}

Medium Medium::copy() const {
  Medium copy;
  copy.seen_ = copy.durable_ = seen_;
  copy.synced_ = true;
  return copy;
}

}  // namespace mektep::sim
