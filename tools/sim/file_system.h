#pragma once
// The files of one simulated machine, for SQLite: media that lose power, calls that fail, and the locks and
// the shared index of the programs that have a file open. SQLite finds it under a VFS name of its own. Owner:
// Disk. One thread; connections of a life that is over get nothing but errors.

#include <sqlite3.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "tools/sim/medium.h"

namespace mektep::sim {

// What SQLite asks of a disk; each may be the last before the power goes, or fail.
enum class DiskCall : std::uint8_t { open, read, write, sync, truncate, remove };

// Locks on one file and its shared index, as SQLite's own VFS keeps them.
class FileLocks {
 public:
  using Holder = const void*;

  int lock(Holder holder, int& held, int wanted);
  void unlock(Holder holder, int& held, int wanted);
  bool reserved() const { return reserved_ != nullptr; }

  int lock_slots(Holder holder, int first, int count, int flags);
  void release(Holder holder);

  volatile void* region(std::size_t number, std::size_t bytes, bool extend);
  void join_index() { ++users_; }
  void leave_index(Holder holder);

 private:
  struct Slot {
    Holder exclusive = nullptr;
    std::map<Holder, int> shared;
  };

  int shared_ = 0;
  Holder reserved_ = nullptr;
  Holder pending_ = nullptr;
  Holder exclusive_ = nullptr;
  std::array<Slot, SQLITE_SHM_NLOCK> slots_;
  std::vector<std::unique_ptr<std::vector<std::uint64_t>>> regions_;
  int users_ = 0;
};

class FileSystem {
 public:
  struct Entry {
    Medium medium;
    FileLocks locks;
  };

  // Asked at each call; what is not SQLITE_OK is the failure that SQLite sees. After a call that changed a
  // file `after` may switch the power off.
  std::function<int(DiskCall)> before = [](DiskCall) { return SQLITE_OK; };
  std::function<void(DiskCall)> after = [](DiskCall) {};

  explicit FileSystem(std::string name);
  ~FileSystem();
  FileSystem(const FileSystem&) = delete;
  FileSystem& operator=(const FileSystem&) = delete;

  const std::string& name() const { return name_; }

  std::shared_ptr<Entry> find(const std::string& path) const;
  std::shared_ptr<Entry> make(const std::string& path);
  void remove(const std::string& path) { entries_.erase(path); }

  // Every call fails from now on, and nothing reaches the medium.
  void switch_off() { off_ = true; }
  bool is_off() const { return off_; }
  // The programs that had files open are gone, with their locks. True when the power was off and a write
  // is there in part.
  bool begin_life(Luck& luck);
  std::uint64_t life() const { return life_; }
  // The files as they are seen now, all of it durable.
  void copy_to(FileSystem& to) const;
  // From now on a sync confirms and does nothing.
  void lie_about_syncs() { lies_ = true; }
  bool lies() const { return lies_; }

 private:
  std::string name_;
  sqlite3_vfs vfs_{};
  std::map<std::string, std::shared_ptr<Entry>> entries_;
  std::uint64_t life_ = 0;
  bool off_ = false;
  bool lies_ = false;
};

// The functions behind the VFS of a file system; its pAppData is the FileSystem.
sqlite3_vfs vfs_over(FileSystem& files, const char* name);

}  // namespace mektep::sim
