#include "shared/sqlite/quiet_recovery.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "tests/shared/sqlite/builders.h"
#include "tests/support/watched_vfs.h"

namespace mektep {
namespace {

using test::committed;
using test::in_memory;
using test::new_file;
using test::number;
using test::opened;
using test::TempDirectory;
using test::WatchedVfs;

// What the stock shell does without a timeout; the code of the failure.
int read_as_a_stranger(const std::string& path) {
  sqlite3* connection = nullptr;
  const auto uri = "file:" + path + "?mode=ro";
  int code = sqlite3_open_v2(uri.c_str(), &connection, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nullptr);
  if (code == SQLITE_OK) code = sqlite3_exec(connection, "SELECT count(*) FROM t", nullptr, nullptr, nullptr);
  sqlite3_close(connection);
  return code;
}

TEST(QuietRecovery, AReaderWithoutTimeoutIsNotTurnedAwayWhileTheFileIsOpened) {
  const TempDirectory directory;
  committed(*opened(new_file(directory)), "CREATE TABLE t(x); INSERT INTO t VALUES (zeroblob(2000000))");
  std::atomic<bool> reading = true;
  std::atomic<int> saved = 0;
  std::thread writer([&] {
    // Short programs, one after another: each finds the index gone and rebuilds it.
    while (reading) {
      auto options = new_file(directory);
      options.wait_max = std::chrono::seconds(5);
      committed(*opened(std::move(options)), "INSERT INTO t VALUES (1)");
      ++saved;
    }
  });
  for (int reads = 0; reads < 300 || saved < 20; ++reads) {
    EXPECT_EQ(read_as_a_stranger(directory.file("x.db").string()), SQLITE_OK) << reads;
  }
  reading = false;
  writer.join();
  EXPECT_EQ(number(*opened(new_file(directory)), "SELECT count(*) FROM t"), saved + 1);
}

TEST(QuietRecovery, TheLogOfAKilledProgramIsReadAgain) {
  const TempDirectory directory;
  const TempDirectory copied;
  {
    const auto database = opened(new_file(directory));
    committed(*database, "CREATE TABLE t(x); INSERT INTO t VALUES (1)");
    // What a power cut leaves: the file and its log, and no index.
    std::filesystem::copy(directory.file("x.db"), copied.file("x.db"));
    std::filesystem::copy(directory.file("x.db-wal"), copied.file("x.db-wal"));
  }
  const auto database = opened(new_file(copied));
  EXPECT_EQ(number(*database, "SELECT count(*) FROM t"), 1);
  committed(*database, "INSERT INTO t VALUES (2)");
  EXPECT_TRUE(database->check_integrity());
}

TEST(QuietRecovery, StandsOverAnyFilesystemUnderneath) {
  const TempDirectory directory;
  const WatchedVfs vfs("quiet_recovery");
  auto options = new_file(directory);
  options.vfs = vfs.name();
  committed(*opened(std::move(options)), "CREATE TABLE t(x); INSERT INTO t VALUES (1)");
  EXPECT_EQ(number(*opened(new_file(directory)), "SELECT count(*) FROM t"), 1);
}

TEST(QuietRecovery, IsNothingWhereNoIndexIsShared) {
  sqlite3* connection = nullptr;
  ASSERT_EQ(sqlite3_open(":memory:", &connection), SQLITE_OK);
  EXPECT_EQ(QuietRecovery::of(*connection), nullptr);
  sqlite3_close(connection);
  committed(*opened(in_memory("quiet")), "CREATE TABLE t(x)");
}

// The slots that our connection may not leave out: a recorder stands under it.
struct Recorder {
  static inline int asked_first = 0;
  static inline int asked_count = 0;
  static int lock(sqlite3_file*, int first, int count, int) {
    asked_first = first;
    asked_count = count;
    return SQLITE_OK;
  }
};

TEST(QuietRecovery, LeavesOutTheRecoveryLockAndNoOther) {
  const TempDirectory directory;
  sqlite3* connection = nullptr;
  ASSERT_EQ(sqlite3_open(directory.file("x.db").c_str(), &connection), SQLITE_OK);
  sqlite3_file* file = nullptr;
  ASSERT_EQ(sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file), SQLITE_OK);
  const sqlite3_io_methods* system = file->pMethods;
  sqlite3_io_methods recording = *system;
  recording.xShmLock = &Recorder::lock;
  file->pMethods = &recording;
  {
    const auto quiet = QuietRecovery::of(*connection);
    ASSERT_NE(quiet, nullptr);
    const auto lock = [&](int first, int count, int flags) {
      Recorder::asked_first = -1;
      Recorder::asked_count = 0;
      EXPECT_EQ(file->pMethods->xShmLock(file, first, count, flags), SQLITE_OK);
      return std::pair(Recorder::asked_first, Recorder::asked_count);
    };
    const int take = SQLITE_SHM_LOCK | SQLITE_SHM_EXCLUSIVE;
    const int give = SQLITE_SHM_UNLOCK | SQLITE_SHM_EXCLUSIVE;
    EXPECT_EQ(lock(0, 1, take), std::pair(0, 1)) << "the writer's";
    EXPECT_EQ(lock(1, 1, take), std::pair(1, 1)) << "the checkpointer's";
    for (const int flags : {take, give}) {
      EXPECT_EQ(lock(1, 2, flags), std::pair(1, 1)) << "the checkpointer's without the recovery's";
      EXPECT_EQ(lock(2, 1, flags), std::pair(-1, 0)) << "the recovery's";
    }
    EXPECT_EQ(lock(3, 5, take), std::pair(3, 5)) << "all readers'";
    // Somebody else's rebuild is still seen.
    EXPECT_EQ(lock(2, 1, SQLITE_SHM_LOCK | SQLITE_SHM_SHARED), std::pair(2, 1));
    file->pMethods = system;
  }
  sqlite3_close(connection);
}

}  // namespace
}  // namespace mektep
