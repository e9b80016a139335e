#include "shared/sqlite/migration.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

#include "tests/shared/sqlite/builders.h"

namespace mektep {
namespace {

using test::committed;
using test::in_memory;
using test::new_file;
using test::number;
using test::opened;
using test::TempDirectory;

constexpr std::int32_t ours = 0x4d454b54;

MigrationStep script(std::int32_t format, std::string sql) {
  return {format, [sql = std::move(sql)](Database& database) { database.execute(sql); }};
}

std::vector<MigrationStep> steps(std::size_t count) {
  std::vector<MigrationStep> all = {
      script(1, "CREATE TABLE t(x); INSERT INTO t VALUES (1)"),
      script(2, "ALTER TABLE t ADD COLUMN y DEFAULT 2"),
      script(3, "UPDATE t SET y = y + 1"),
  };
  all.resize(count);
  return all;
}

TEST(Migration, BringsANewFileToTheLastFormat) {
  const auto database = opened(in_memory("new"));
  ASSERT_TRUE(migrate(*database, ours, steps(3)).ok());
  EXPECT_EQ(database->format(), 3);
  EXPECT_EQ(database->application_id(), ours);
  EXPECT_EQ(number(*database, "SELECT y FROM t"), 3);
}

TEST(Migration, TakesOnlyTheStepsThatAreMissing) {
  const auto database = opened(in_memory("missing_steps"));
  ASSERT_TRUE(migrate(*database, ours, steps(1)).ok());
  committed(*database, "INSERT INTO t VALUES (5)");
  ASSERT_TRUE(migrate(*database, ours, steps(3)).ok());
  ASSERT_TRUE(migrate(*database, ours, steps(3)).ok());
  EXPECT_EQ(number(*database, "SELECT sum(y) FROM t"), 6);
}

TEST(Migration, RefusesAFileFromTheFuture) {
  const auto database = opened(in_memory("future"));
  ASSERT_TRUE(migrate(*database, ours, steps(3)).ok());
  const auto refusal = migrate(*database, ours, steps(2));
  ASSERT_FALSE(refusal.ok());
  EXPECT_EQ(describe(refusal.error()), "store.newer_format found=3 known=2");
  EXPECT_EQ(database->format(), 3);
}

TEST(Migration, RefusesAFileOfAnotherProgram) {
  const auto database = opened(in_memory("foreign"));
  committed(*database, "PRAGMA application_id=77; CREATE TABLE theirs(x)");
  const auto refusal = migrate(*database, ours, steps(1));
  ASSERT_FALSE(refusal.ok());
  EXPECT_EQ(describe(refusal.error()), "store.foreign_file found=77 wanted=" + std::to_string(ours));
  EXPECT_EQ(database->application_id(), 77);
}

TEST(Migration, RefusesANamelessFileThatIsNotEmpty) {
  const auto database = opened(in_memory("nameless"));
  committed(*database, "CREATE TABLE theirs(x)");
  EXPECT_EQ(migrate(*database, ours, steps(1)).error().code, "store.foreign_file");
}

TEST(Migration, AStepThatFailsLeavesTheFormatBeforeIt) {
  const auto database = opened(in_memory("failing"));
  auto failing = steps(1);
  failing.push_back({2, [](Database& half_done) {
                       half_done.execute("DELETE FROM t");
                       throw std::runtime_error("broken step");
                     }});
  EXPECT_THROW(static_cast<void>(migrate(*database, ours, failing)), std::runtime_error);
  EXPECT_EQ(database->format(), 1);
  EXPECT_EQ(number(*database, "SELECT count(*) FROM t"), 1);
  EXPECT_TRUE(migrate(*database, ours, steps(3)).ok());
}

TEST(Migration, AReaderRefusesAnOlderFile) {
  const TempDirectory directory;
  ASSERT_TRUE(migrate(*opened(new_file(directory)), ours, steps(1)).ok());
  auto options = new_file(directory);
  options.read_only = true;
  const auto reader = opened(std::move(options));
  EXPECT_TRUE(migrate(*reader, ours, steps(1)).ok());
  EXPECT_EQ(describe(migrate(*reader, ours, steps(2)).error()), "store.older_format found=1 known=2");
}

// Lets somebody else go first whenever its turn is asked for.
struct PoliteLock final : CommitLock {
  explicit PoliteLock(std::function<void()> others) : others_first(std::move(others)) {}
  bool acquire(std::chrono::milliseconds) override {
    std::exchange(others_first, [] {})();
    return true;
  }
  void release() override {}
  std::function<void()> others_first;
};

TEST(Migration, TakesNoStepThatAnotherProcessTookWhileItWaited) {
  const TempDirectory directory;
  const auto fast = opened(new_file(directory));
  ASSERT_TRUE(migrate(*fast, ours, steps(1)).ok());
  auto options = new_file(directory);
  auto polite = std::make_unique<PoliteLock>([] {});
  auto& lock = *polite;
  options.commit_lock = std::move(polite);
  const auto slow = opened(std::move(options));
  lock.others_first = [&] { EXPECT_TRUE(migrate(*fast, ours, steps(3)).ok()); };
  ASSERT_TRUE(migrate(*slow, ours, steps(3)).ok());
  EXPECT_EQ(number(*slow, "SELECT y FROM t"), 3);
}

TEST(Migration, AnswersBusyWhenAnotherProgramHoldsTheFile) {
  const TempDirectory directory;
  const auto first = opened(new_file(directory));
  const auto second = opened(new_file(directory));
  const auto held = test::begun(*first);
  EXPECT_EQ(migrate(*second, ours, steps(1)).error().code, "store.busy");
}

}  // namespace
}  // namespace mektep
