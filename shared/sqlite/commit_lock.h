#pragma once
// Who may write or checkpoint now, among all connections of all processes on this machine. SQLite's own
// locks allow a checkpoint beside a commit, and versions before 3.51.3 can then lose the commit.

#include <chrono>
#include <filesystem>
#include <memory>
#include <utility>

#include "shared/base/result.h"

namespace mektep {

// Owned by one Database; taken and given back by its transactions and checkpoints.
class CommitLock {
 public:
  virtual ~CommitLock() = default;
  // False when it was not to be had within `patience`.
  virtual bool acquire(std::chrono::milliseconds patience) = 0;
  virtual void release() = 0;
};

// For databases that only one connection can reach.
class NoCommitLock final : public CommitLock {
 public:
  bool acquire(std::chrono::milliseconds) override { return true; }
  void release() override {}
};

// flock on a small file of its own, which stays when nobody holds it: a process that dies lets go of it.
// Two FileLocks of one process exclude each other like those of two processes.
class FileLock final : public CommitLock {
 public:
  // Fails with store.cannot_open when the file cannot be made.
  static Result<std::unique_ptr<FileLock>> open(const std::filesystem::path& path);
  ~FileLock() override;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

  bool acquire(std::chrono::milliseconds patience) override;
  void release() override;

 private:
  FileLock(std::filesystem::path path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
  bool try_acquire();
  bool still_named() const;

  std::filesystem::path path_;
  int descriptor_;
};

// Gives the lock back at the end of its scope.
class HeldLock {
 public:
  explicit HeldLock(CommitLock& lock) : lock_(&lock) {}
  HeldLock(HeldLock&& other) noexcept : lock_(std::exchange(other.lock_, nullptr)) {}
  HeldLock& operator=(HeldLock&&) = delete;
  ~HeldLock() { release(); }
  void release() {
    if (lock_ != nullptr) std::exchange(lock_, nullptr)->release();
  }

 private:
  CommitLock* lock_;
};

}  // namespace mektep
