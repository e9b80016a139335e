#include "shared/sqlite/commit_lock.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/temp_directory.h"

namespace mektep {
namespace {

using test::TempDirectory;
using namespace std::chrono_literals;

std::unique_ptr<FileLock> lock_on(const std::filesystem::path& path) {
  auto lock = FileLock::open(path);
  EXPECT_TRUE(lock.ok());
  return std::move(*lock);
}

TEST(FileLock, ExcludesASecondOneUntilItIsReleased) {
  const TempDirectory directory;
  const auto first = lock_on(directory.file("lock"));
  const auto second = lock_on(directory.file("lock"));
  EXPECT_TRUE(first->acquire(0ms));
  EXPECT_FALSE(second->acquire(0ms));
  first->release();
  EXPECT_TRUE(second->acquire(0ms));
}

TEST(FileLock, StopsWaitingAfterItsPatience) {
  const TempDirectory directory;
  const auto first = lock_on(directory.file("lock"));
  const auto second = lock_on(directory.file("lock"));
  ASSERT_TRUE(first->acquire(0ms));
  EXPECT_FALSE(second->acquire(6ms));
}

TEST(FileLock, IsFreeAgainWhenItsHolderIsGone) {
  const TempDirectory directory;
  {
    const auto first = lock_on(directory.file("lock"));
    ASSERT_TRUE(first->acquire(0ms));
  }
  EXPECT_TRUE(lock_on(directory.file("lock"))->acquire(0ms));
}

TEST(FileLock, ExcludesAnotherProcess) {
  const TempDirectory directory;
  const auto held = lock_on(directory.file("lock"));
  ASSERT_TRUE(held->acquire(0ms));
  const auto child = fork();
  if (child == 0) _exit(FileLock::open(directory.file("lock")).value()->acquire(0ms) ? 1 : 0);
  int status = -1;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

TEST(FileLock, FollowsItsNameWhenTheFileWasRemoved) {
  const TempDirectory directory;
  const auto first = lock_on(directory.file("lock"));
  std::filesystem::remove(directory.file("lock"));
  const auto second = lock_on(directory.file("lock"));
  ASSERT_TRUE(second->acquire(0ms));
  EXPECT_FALSE(first->acquire(6ms));
  second->release();
  EXPECT_TRUE(first->acquire(6ms));
}

TEST(FileLock, CannotBeMadeInAFolderThatIsNotThere) {
  const TempDirectory directory;
  const auto lock = FileLock::open(directory.file("no/such/lock"));
  ASSERT_FALSE(lock.ok());
  EXPECT_EQ(lock.error().code, "store.cannot_open");
}

TEST(HeldLock, GivesTheLockBackAtTheEndOfItsScope) {
  const TempDirectory directory;
  const auto first = lock_on(directory.file("lock"));
  const auto second = lock_on(directory.file("lock"));
  {
    ASSERT_TRUE(first->acquire(0ms));
    HeldLock held(*first);
    const HeldLock moved(std::move(held));
    EXPECT_FALSE(second->acquire(0ms));
  }
  EXPECT_TRUE(second->acquire(0ms));
}

TEST(NoCommitLock, IsAlwaysGranted) {
  NoCommitLock lock;
  EXPECT_TRUE(lock.acquire(0ms));
  EXPECT_TRUE(lock.acquire(0ms));
  lock.release();
}

}  // namespace
}  // namespace mektep
