#include "shared/sqlite/commit_lock.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

#include "shared/sqlite/failure.h"

namespace mektep {
namespace {

constexpr std::chrono::milliseconds pause_between_tries{2};

// Reading rights are enough for flock, so an administrator's command and the service can share the file.
int open_lock_file(const std::filesystem::path& path) {
  return ::open(path.c_str(), O_RDONLY | O_CREAT | O_CLOEXEC, 0644);
}

}  // namespace

Result<std::unique_ptr<FileLock>> FileLock::open(const std::filesystem::path& path) {
  const int descriptor = open_lock_file(path);
  if (descriptor < 0) return refused("store.cannot_open").with("path", path.string());
  return std::unique_ptr<FileLock>(new FileLock(path, descriptor));
}

FileLock::~FileLock() { ::close(descriptor_); }

bool FileLock::acquire(std::chrono::milliseconds patience) {
  // Sleeping is counted instead of asking a clock: what matters is that the wait ends.
  for (std::chrono::milliseconds waited{0};; waited += pause_between_tries) {
    if (try_acquire()) return true;
    if (waited >= patience) return false;
    std::this_thread::sleep_for(pause_between_tries);
  }
}

void FileLock::release() { ::flock(descriptor_, LOCK_UN); }

bool FileLock::try_acquire() {
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK || errno == EINTR) return false;
    throw DatabaseBroken(SQLITE_IOERR_LOCK, "the commit lock " + path_.string() + " fails");
  }
  if (still_named()) return true;
  // Somebody removed the file: a lock on the orphan would exclude nobody who comes later.
  const int renewed = open_lock_file(path_);
  if (renewed < 0) throw DatabaseBroken(SQLITE_IOERR_LOCK, "the commit lock " + path_.string() + " is gone");
  ::close(std::exchange(descriptor_, renewed));
  return false;
}

bool FileLock::still_named() const {
  struct stat named {};
  struct stat held {};
  return ::stat(path_.c_str(), &named) == 0 && ::fstat(descriptor_, &held) == 0 &&
         named.st_ino == held.st_ino && named.st_dev == held.st_dev;
}

}  // namespace mektep
