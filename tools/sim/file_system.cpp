#include "tools/sim/file_system.h"

#include <algorithm>
#include <stdexcept>

namespace mektep::sim {

int FileLocks::lock(Holder holder, int& held, int wanted) {
  if (held >= wanted) return SQLITE_OK;
  if (held == SQLITE_LOCK_NONE) {
    if (pending_ != nullptr || exclusive_ != nullptr) return SQLITE_BUSY;
    ++shared_;
    held = SQLITE_LOCK_SHARED;
  }
  if (wanted == SQLITE_LOCK_SHARED) return SQLITE_OK;
  if (reserved_ != nullptr && reserved_ != holder) return SQLITE_BUSY;
  if (wanted == SQLITE_LOCK_RESERVED) {
    reserved_ = holder;
    held = wanted;
    return SQLITE_OK;
  }
  if (pending_ != nullptr && pending_ != holder) return SQLITE_BUSY;
  pending_ = holder;
  held = SQLITE_LOCK_PENDING;
  if (shared_ > 1) return SQLITE_BUSY;
  exclusive_ = holder;
  held = wanted;
  return SQLITE_OK;
}

void FileLocks::unlock(Holder holder, int& held, int wanted) {
  if (held <= wanted) return;
  for (Holder* owner : {&reserved_, &pending_, &exclusive_}) {
    if (*owner == holder) *owner = nullptr;
  }
  if (wanted == SQLITE_LOCK_NONE) --shared_;
  held = wanted;
}

int FileLocks::lock_slots(Holder holder, int first, int count, int flags) {
  const auto begin = slots_.begin() + first;
  const auto end = begin + count;
  const bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
  if ((flags & SQLITE_SHM_UNLOCK) != 0) {
    std::for_each(begin, end, [&](Slot& slot) {
      if (exclusive && slot.exclusive == holder) slot.exclusive = nullptr;
      if (!exclusive) slot.shared.erase(holder);
    });
    return SQLITE_OK;
  }
  const bool taken = std::any_of(begin, end, [&](const Slot& slot) {
    const bool by_writer = slot.exclusive != nullptr && slot.exclusive != holder;
    const bool by_readers = slot.shared.size() > slot.shared.count(holder);
    return by_writer || (exclusive && by_readers);
  });
  if (taken) return SQLITE_BUSY;
  std::for_each(begin, end, [&](Slot& slot) {
    if (exclusive) {
      slot.exclusive = holder;
    } else {
      slot.shared[holder] = 1;
    }
  });
  return SQLITE_OK;
}

void FileLocks::release(Holder holder) {
  for (Slot& slot : slots_) {
    if (slot.exclusive == holder) slot.exclusive = nullptr;
    slot.shared.erase(holder);
  }
}

volatile void* FileLocks::region(std::size_t number, std::size_t bytes, bool extend) {
  if (number >= regions_.size() && !extend) return nullptr;
  while (regions_.size() <= number) {
    regions_.push_back(std::make_unique<std::vector<std::uint64_t>>(bytes / sizeof(std::uint64_t)));
  }
  return regions_[number]->data();
}

// The last one takes the index with it, as the system's VFS does.
void FileLocks::leave_index(Holder holder) {
  release(holder);
  if (--users_ == 0) regions_.clear();
}

FileSystem::FileSystem(std::string name) : name_(std::move(name)), vfs_(vfs_over(*this, name_.c_str())) {
  if (sqlite3_vfs_register(&vfs_, 0) != SQLITE_OK) throw std::runtime_error("no VFS");
}

FileSystem::~FileSystem() { sqlite3_vfs_unregister(&vfs_); }

std::shared_ptr<FileSystem::Entry> FileSystem::find(const std::string& path) const {
  const auto found = entries_.find(path);
  return found == entries_.end() ? nullptr : found->second;
}

std::shared_ptr<FileSystem::Entry> FileSystem::make(const std::string& path) {
  auto& entry = entries_[path];
  if (!entry) entry = std::make_shared<Entry>();
  return entry;
}

bool FileSystem::begin_life(Luck& luck) {
  ++life_;
  bool torn = false;
  for (auto at = entries_.begin(); at != entries_.end();) {
    auto fresh = std::make_shared<Entry>();
    fresh->medium = std::move(at->second->medium);
    at->second = std::move(fresh);
    Medium& medium = at->second->medium;
    if (off_ && !medium.has_durable_name() && luck.chance(0.5)) {
      at = entries_.erase(at);
      continue;
    }
    if (off_) torn = medium.lose_power(luck) || torn;
    ++at;
  }
  off_ = false;
  return torn;
}

void FileSystem::copy_to(FileSystem& to) const {
  for (const auto& [path, entry] : entries_) to.make(path)->medium = entry->medium.copy();
}

}  // namespace mektep::sim
