#include "shared/sqlite/transaction.h"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <vector>

#include "shared/sqlite/failure.h"
#include "tests/shared/sqlite/builders.h"
#include "tests/support/watched_vfs.h"

namespace mektep {
namespace {

using test::begun;
using test::committed;
using test::in_memory;
using test::new_file;
using test::number;
using test::opened;
using test::TempDirectory;
using test::WatchedVfs;

struct Crash : std::runtime_error {
  Crash() : std::runtime_error("crash") {}
};

// Tells whether it is held, and grants or refuses as told.
struct WatchedLock final : CommitLock {
  struct State {
    bool held = false;
    bool granted = true;
    int taken = 0;
  };
  explicit WatchedLock(State& to) : state(to) {}
  bool acquire(std::chrono::milliseconds) override {
    if (!state.granted) return false;
    state.held = true;
    ++state.taken;
    return true;
  }
  void release() override { state.held = false; }
  State& state;
};

TEST(Transaction, KeepsAllWhenCommitted) {
  const auto database = opened(in_memory("kept"));
  auto transaction = begun(*database);
  database->execute("CREATE TABLE t(x); INSERT INTO t VALUES (1)");
  transaction.commit();
  EXPECT_FALSE(database->in_transaction());
  EXPECT_EQ(number(*database, "SELECT count(*) FROM t"), 1);
}

TEST(Transaction, LeavesNothingUnlessCommitted) {
  const auto database = opened(in_memory("dropped"));
  committed(*database, "CREATE TABLE t(x)");
  {
    const auto transaction = begun(*database);
    database->execute("INSERT INTO t VALUES (1)");
  }
  EXPECT_FALSE(database->in_transaction());
  EXPECT_EQ(number(*database, "SELECT count(*) FROM t"), 0);
}

TEST(Transaction, RollsBackWhileARowIsHalfRead) {
  const auto database = opened(in_memory("half_read"));
  committed(*database, "CREATE TABLE t(x); INSERT INTO t VALUES (1), (2)");
  auto rows = database->prepared("SELECT x FROM t");
  {
    const auto transaction = begun(*database);
    database->execute("INSERT INTO t VALUES (3)");
    EXPECT_TRUE(rows.step());
  }
  EXPECT_FALSE(database->in_transaction());
  EXPECT_FALSE(database->poisoned());
}

TEST(Transaction, AnswersBusyWhenItsTurnDoesNotCome) {
  const TempDirectory directory;
  const auto first = opened(new_file(directory));
  const auto second = opened(new_file(directory));
  auto held = begun(*first);
  const auto refused_one = Transaction::begin(*second);
  ASSERT_FALSE(refused_one.ok());
  EXPECT_EQ(describe(refused_one.error()), "store.busy path=" + directory.file("x.db").string());
  held.commit();
  EXPECT_TRUE(Transaction::begin(*second).ok());
}

TEST(Transaction, AnswersBusyWhenAForeignToolWrites) {
  const TempDirectory directory;
  const auto database = opened(new_file(directory));
  committed(*database, "CREATE TABLE t(x)");
  sqlite3* tool = nullptr;
  ASSERT_EQ(sqlite3_open(directory.file("x.db").c_str(), &tool), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(tool, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  EXPECT_EQ(Transaction::begin(*database).error().code, "store.busy");
  sqlite3_exec(tool, "ROLLBACK", nullptr, nullptr, nullptr);
  sqlite3_close(tool);
  EXPECT_TRUE(Transaction::begin(*database).ok());
}

TEST(Transaction, HoldsTheLockFromBeginToEnd) {
  WatchedLock::State state;
  auto options = in_memory("locked");
  options.commit_lock = std::make_unique<WatchedLock>(state);
  const auto database = opened(std::move(options));
  EXPECT_FALSE(state.held);
  {
    auto transaction = begun(*database);
    EXPECT_TRUE(state.held);
    transaction.commit();
    EXPECT_FALSE(state.held);
  }
  { const auto dropped = begun(*database); }
  EXPECT_FALSE(state.held);
  state.granted = false;
  EXPECT_EQ(Transaction::begin(*database).error().code, "store.busy");
  EXPECT_EQ(checkpoint(*database).error().code, "store.busy");
}

TEST(Transaction, NeitherCommitsNorCheckpointsWithoutTheLock) {
  const TempDirectory directory;
  WatchedLock::State state;
  WatchedVfs vfs("watched-lock");
  int writes = 0;
  int unlocked = 0;
  vfs.watch = [&](std::string_view, std::string_view) {
    ++writes;
    if (!state.held) ++unlocked;
    return SQLITE_OK;
  };
  {
    auto options = new_file(directory);
    options.vfs = vfs.name();
    options.commit_lock = std::make_unique<WatchedLock>(state);
    const auto database = opened(std::move(options));
    committed(*database, "CREATE TABLE t(x)");
    for (int row = 0; row < 20; ++row) committed(*database, "INSERT INTO t VALUES (zeroblob(9000))");
    { const auto dropped = begun(*database); }
    EXPECT_TRUE(checkpoint(*database).ok());
    committed(*database, "DELETE FROM t");
  }
  EXPECT_GT(writes, 20);
  EXPECT_EQ(unlocked, 0);
}

TEST(Transaction, SyncsTheLogForEveryCommit) {
  const TempDirectory directory;
  WatchedVfs vfs("counted-syncs");
  auto options = new_file(directory);
  options.vfs = vfs.name();
  const auto database = opened(std::move(options));
  committed(*database, "CREATE TABLE t(x)");
  int syncs = 0;
  vfs.watch = [&](std::string_view call, std::string_view path) {
    if (call == "sync" && path.ends_with("-wal")) ++syncs;
    return SQLITE_OK;
  };
  for (int row = 0; row < 5; ++row) committed(*database, "INSERT INTO t VALUES (1)");
  EXPECT_EQ(syncs, 5);
}

TEST(Checkpoint, FoldsTheLogIntoTheFileAndEmptiesIt) {
  const TempDirectory directory;
  const auto database = opened(new_file(directory));
  committed(*database, "CREATE TABLE t(x); INSERT INTO t VALUES (1)");
  EXPECT_GT(database->wal_pages(), 0);
  EXPECT_EQ(*checkpoint(*database), CheckpointEnd::complete);
  EXPECT_EQ(database->wal_pages(), 0);
  EXPECT_EQ(std::filesystem::file_size(directory.file("x.db-wal")), 0U);
  EXPECT_EQ(number(*database, "SELECT count(*) FROM t"), 1);
}

TEST(Checkpoint, LeavesWhatAReaderStillNeeds) {
  const TempDirectory directory;
  const auto database = opened(new_file(directory));
  committed(*database, "CREATE TABLE t(x); INSERT INTO t VALUES (1)");
  auto options = new_file(directory);
  options.read_only = true;
  const auto reader = opened(std::move(options));
  {
    const ReadTransaction old_state(*reader);
    EXPECT_EQ(number(*reader, "SELECT count(*) FROM t"), 1);
    committed(*database, "INSERT INTO t VALUES (2)");
    EXPECT_EQ(*checkpoint(*database), CheckpointEnd::readers_left);
    EXPECT_EQ(number(*reader, "SELECT count(*) FROM t"), 1);
  }
  EXPECT_EQ(*checkpoint(*database), CheckpointEnd::complete);
}

TEST(Checkpoint, HappensByItselfBeforeTheLogGrowsPastItsBound) {
  const TempDirectory directory;
  const auto database = opened(new_file(directory));
  committed(*database, "CREATE TABLE t(x)");
  committed(*database,
            "INSERT INTO t VALUES (zeroblob(" + std::to_string(limits::wal_pages_max * 4096) + "))");
  EXPECT_GE(database->wal_pages(), limits::wal_pages_max);
  committed(*database, "INSERT INTO t VALUES (1)");
  EXPECT_LT(database->wal_pages(), 10);
}

TEST(Checkpoint, HappensAtTheEndOfAProgramThatLeavesALongLog) {
  const TempDirectory directory;
  const auto log = directory.file("x.db-wal");
  committed(*opened(new_file(directory)), "CREATE TABLE t(x)");
  EXPECT_GT(std::filesystem::file_size(log), 0U) << "a short log stays";
  committed(*opened(new_file(directory)),
            "INSERT INTO t VALUES (zeroblob(" + std::to_string(limits::wal_pages_max * 4096) + "))");
  EXPECT_EQ(std::filesystem::file_size(log), 0U);
  EXPECT_EQ(number(*opened(new_file(directory)), "SELECT count(*) FROM t"), 1);
}

TEST(Checkpoint, OfAProgramThatEndsWaitsForNobodyAndFailsQuietly) {
  const TempDirectory directory;
  const std::string much =
      "INSERT INTO t VALUES (zeroblob(" + std::to_string(limits::wal_pages_max * 4096) + "))";
  committed(*opened(new_file(directory)), "CREATE TABLE t(x)");
  auto options = new_file(directory);
  options.fault_point = [](std::string_view where) {
    if (where == "checkpoint") throw std::runtime_error("the power went");
  };
  committed(*opened(std::move(options)), much);
  const auto other = opened(new_file(directory));
  {
    auto database = opened(new_file(directory));
    committed(*database, much);
    // Another program writes just now: it is left to that one.
    const auto writing = begun(*other);
    database.reset();
  }
  EXPECT_GT(std::filesystem::file_size(directory.file("x.db-wal")), 0U);
  EXPECT_EQ(number(*other, "SELECT count(*) FROM t"), 2);
}

TEST(Checkpoint, IsNotTriedForEverySaveWhileAReaderHoldsItUp) {
  const TempDirectory directory;
  int checkpoints = 0;
  auto options = new_file(directory);
  options.fault_point = [&](std::string_view where) { checkpoints += where == "checkpoint" ? 1 : 0; };
  const auto database = opened(std::move(options));
  committed(*database, "CREATE TABLE t(x); INSERT INTO t VALUES (1)");
  auto reading = new_file(directory);
  reading.read_only = true;
  const auto reader = opened(std::move(reading));
  const ReadTransaction old_state(*reader);
  EXPECT_EQ(number(*reader, "SELECT count(*) FROM t"), 1);
  committed(*database,
            "INSERT INTO t VALUES (zeroblob(" + std::to_string(limits::wal_pages_max * 4096) + "))");
  for (int row = 0; row < 10; ++row) committed(*database, "INSERT INTO t VALUES (1)");
  EXPECT_EQ(checkpoints, 1);
}

TEST(Checkpoint, MeansNothingForAMemoryDatabase) {
  const auto database = opened(in_memory("no_log"));
  committed(*database, "CREATE TABLE t(x)");
  EXPECT_EQ(*checkpoint(*database), CheckpointEnd::complete);
}

TEST(Savepoint, UndoesItsPartAlone) {
  const auto database = opened(in_memory("parts"));
  auto transaction = begun(*database);
  database->execute("CREATE TABLE t(x); INSERT INTO t VALUES (1)");
  {
    const Savepoint undone(*database);
    database->execute("INSERT INTO t VALUES (10)");
  }
  {
    Savepoint kept(*database);
    database->execute("INSERT INTO t VALUES (100)");
    kept.keep();
  }
  transaction.commit();
  EXPECT_EQ(number(*database, "SELECT sum(x) FROM t"), 101);
}

TEST(Savepoint, NestsInAnother) {
  const auto database = opened(in_memory("nested"));
  auto transaction = begun(*database);
  database->execute("CREATE TABLE t(x)");
  {
    Savepoint outer(*database);
    database->execute("INSERT INTO t VALUES (1)");
    {
      const Savepoint inner(*database);
      database->execute("INSERT INTO t VALUES (2)");
    }
    outer.keep();
  }
  transaction.commit();
  EXPECT_EQ(number(*database, "SELECT sum(x) FROM t"), 1);
}

// A crash at every point where one is possible: what follows sees the state before or after, never between.
class CrashEverywhere : public ::testing::TestWithParam<int> {};

TEST_P(CrashEverywhere, LeavesTheStateBeforeOrAfter) {
  auto options = in_memory("crash" + std::to_string(GetParam()));
  const auto keeper = opened(in_memory("crash" + std::to_string(GetParam())));
  committed(*keeper, "CREATE TABLE t(x); INSERT INTO t VALUES (1)");
  std::vector<std::string> reached;
  options.fault_point = [&](std::string_view where) {
    reached.emplace_back(where);
    if (static_cast<int>(reached.size()) > GetParam()) throw Crash();
  };
  {
    const auto database = opened(std::move(options));
    EXPECT_THROW(committed(*database, "UPDATE t SET x = 2; INSERT INTO t VALUES (3)"), Crash);
    EXPECT_FALSE(database->in_transaction());
    EXPECT_THROW(database->prepared("SELECT 1"), DatabaseBroken);  // A dead process does nothing more.
  }
  const bool after = reached.back() == "committed";
  EXPECT_EQ(number(*keeper, "SELECT sum(x) FROM t"), after ? 5 : 1);
  const std::vector<std::string> all = {"begin", "write", "write", "commit", "committed"};
  EXPECT_EQ(reached, std::vector<std::string>(all.begin(), all.begin() + GetParam() + 1));
}

INSTANTIATE_TEST_SUITE_P(Transaction, CrashEverywhere, ::testing::Range(0, 5));

TEST(FaultPoint, IsReachedBeforeACheckpointToo) {
  const TempDirectory directory;
  auto options = new_file(directory);
  options.fault_point = [](std::string_view where) {
    if (where == "checkpoint") throw Crash();
  };
  {
    const auto database = opened(std::move(options));
    committed(*database, "CREATE TABLE t(x); INSERT INTO t VALUES (1)");
    EXPECT_THROW(static_cast<void>(checkpoint(*database)), Crash);
  }
  EXPECT_EQ(number(*opened(new_file(directory)), "SELECT count(*) FROM t"), 1);
}

// Real processes that commit and checkpoint at the same time: every commit that returned is there.
TEST(Transaction, ProcessesThatCommitAndCheckpointTogetherLoseNothing) {
  constexpr int processes = 4;
  constexpr int commits = 25;
  const TempDirectory directory;
  committed(*opened(new_file(directory)), "CREATE TABLE t(x)");
  const auto work = [&] {
    auto options = new_file(directory);
    options.wait_max = std::chrono::seconds(60);
    const auto database = opened(std::move(options));
    for (int commit = 0; commit < commits; ++commit) {
      committed(*database, "INSERT INTO t VALUES (1)");
      if (commit % 3 == 0) static_cast<void>(checkpoint(*database));
    }
  };
  std::vector<pid_t> children;
  for (int child = 0; child < processes; ++child) {
    const auto id = fork();
    if (id == 0) {
      try {
        work();
      } catch (...) {
        _exit(1);
      }
      _exit(0);
    }
    children.push_back(id);
  }
  for (const auto child : children) {
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  const auto database = opened(new_file(directory));
  EXPECT_EQ(number(*database, "SELECT sum(x) FROM t"), processes * commits);
  EXPECT_TRUE(database->check_integrity().ok());
}

}  // namespace
}  // namespace mektep
