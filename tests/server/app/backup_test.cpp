#include "server/app/backup.h"

#include "shared/model/scope.h"
#include "shared/sqlite/transaction.h"
#include "tests/server/app/run_fixture.h"

namespace mektep::server::test {
namespace {

class BackupTest : public ::testing::Test, public Runs {
 protected:
  BackupTest() { init_with_network(); }
  std::unique_ptr<ServerFolder> opened(const Path& path) {
    auto folder = ServerFolder::open(place, path, ServerFolder::Use::command);
    EXPECT_TRUE(folder.ok()) << (folder.ok() ? "" : describe(folder.error()));
    return std::move(*folder);
  }
  Path backup() const { return directory.file("today.backup"); }
  Path restored() const { return directory.file("restored"); }
  std::string damage(const std::string& sql) {
    {
      Database::Options options;
      options.location = backup().string();
      auto database = Database::open(std::move(options));
      auto transaction = Transaction::begin(**database);
      (*database)->execute(sql);
      transaction->commit();
    }
    const auto outcome = restore_backup(place, backup(), restored());
    return outcome ? "restored" : outcome.error().code;
  }
};

TEST_F(BackupTest, ARestoredFolderHoldsEveryLogInANewEpoch) {
  auto folder = opened(this->folder());
  const auto made = make_backup(place, *folder, backup());
  ASSERT_TRUE(made.ok()) << describe(made.error());
  EXPECT_GT(made->packs, 0U);
  EXPECT_EQ(made->files, 6U);
  const auto outcome = restore_backup(place, backup(), restored());
  ASSERT_TRUE(outcome.ok()) << describe(outcome.error());
  EXPECT_EQ(outcome->packs, made->packs);
  EXPECT_EQ(outcome->reached, made->reached);
  const auto before = folder->store().reader();
  const auto again = opened(restored());
  const auto after = again->store().reader();
  EXPECT_EQ(again->keys().network(), folder->keys().network());
  EXPECT_EQ((*after)->epoch(), outcome->epoch);
  EXPECT_NE((*after)->epoch(), (*before)->epoch());
  for (const ScopeNumber scope : (*before)->scopes()) {
    EXPECT_EQ((*after)->head(scope)->log_digest, (*before)->head(scope)->log_digest);
    EXPECT_EQ((*after)->head(scope)->state_digest, (*before)->head(scope)->state_digest);
  }
}

TEST_F(BackupTest, NumbersAreNotGivenTwice) {
  auto folder = opened(this->folder());
  ASSERT_TRUE(make_backup(place, *folder, backup()).ok());
  const auto schools = (*folder->store().reader())->schools();
  ASSERT_TRUE(restore_backup(place, backup(), restored()).ok());
  const auto again = opened(restored());
  const auto numbers = (*again->store().reader())->numbers_given();
  EXPECT_GT(numbers.school, schools.back().number.value + 1000);
  EXPECT_GE(numbers.device, 10'000U);
}

TEST_F(BackupTest, ItCountsWhenSomebodySaysThatItLiesElsewhere) {
  auto folder = opened(this->folder());
  const auto made = make_backup(place, *folder, backup());
  ASSERT_TRUE(made.ok());
  const auto reader = folder->store().reader();
  EXPECT_EQ((*reader)->head(network_scope)->backed_up, Position{0});
  ASSERT_TRUE(count_backup(folder->parts(), *made).ok());
  EXPECT_EQ((*reader)->head(network_scope)->backed_up, (*reader)->head(network_scope)->position);
  EXPECT_EQ((*reader)->audit(1).front().what, "store.backed_up");
}

TEST_F(BackupTest, NothingIsWrittenOverAFileOrIntoAFolderInUse) {
  auto folder = opened(this->folder());
  ASSERT_TRUE(make_backup(place, *folder, backup()).ok());
  EXPECT_EQ(make_backup(place, *folder, backup()).error().code, "backup.exists");
  EXPECT_EQ(restore_backup(place, backup(), this->folder()).error().code, "restore.folder_in_use");
}

TEST_F(BackupTest, AChangedRecordIsFound) {
  ASSERT_TRUE(make_backup(place, *opened(folder()), backup()).ok());
  EXPECT_EQ(damage("UPDATE r_school SET _m = zeroblob(0) WHERE _n = 1"), "backup.damaged");
  EXPECT_FALSE(files.exists(restored() / "server.certificate"));
  EXPECT_FALSE(files.exists(restored() / "mektep.db"));
}

TEST_F(BackupTest, AMissingPackIsFound) {
  ASSERT_TRUE(make_backup(place, *opened(folder()), backup()).ok());
  EXPECT_EQ(damage("DELETE FROM log WHERE id = (SELECT max(id) FROM log)"), "backup.damaged");
}

TEST_F(BackupTest, AFileThatIsNoBackupIsToldSo) {
  EXPECT_EQ(restore_backup(place, backup(), restored()).error().code, "backup.missing");
  const auto text = file("text", "hello, this is no database");
  EXPECT_EQ(restore_backup(place, text, restored()).error().code, "backup.not_one");
  EXPECT_EQ(restore_backup(place, folder() / "mektep.db", restored()).error().code, "backup.not_one");
}

}  // namespace
}  // namespace mektep::server::test
