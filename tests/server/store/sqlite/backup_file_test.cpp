#include "server/store/sqlite/backup_file.h"

#include <gtest/gtest.h>

#include "tests/support/temp_directory.h"

namespace mektep::server {
namespace {

class BackupFileTest : public ::testing::Test {
 protected:
  mektep::test::TempDirectory folder_;
  std::unique_ptr<SqliteStore> store_ = made();
  Path file_ = folder_.file("a.backup");

  std::unique_ptr<SqliteStore> made() {
    SqliteStoreOptions options;
    options.directory = folder_.path();
    return std::move(*SqliteStore::create(std::move(options), Epoch{5}));
  }
  Status write() {
    std::vector<Beside> files{{"key", {1, 2}}, {"files/ab/x", {3}}};
    std::size_t at = 0;
    return BackupFile::write(*store_, file_, [&]() -> std::optional<Beside> {
      return at == files.size() ? std::nullopt : std::optional(files[at++]);
    });
  }
};

TEST_F(BackupFileTest, HoldsTheStoreAndTheFiles) {
  ASSERT_TRUE(write().ok());
  const auto backup = BackupFile::open(file_);
  ASSERT_TRUE(backup.ok());
  EXPECT_TRUE((*backup)->check_integrity().ok());
  EXPECT_EQ((*backup)->reader().epoch(), Epoch{5});
  EXPECT_EQ((*backup)->names(), (std::vector<std::string>{"files/ab/x", "key"}));
  EXPECT_EQ((*backup)->content("key"), (Bytes{1, 2}));
  EXPECT_FALSE((*backup)->content("other"));
}

TEST_F(BackupFileTest, NobodyElseMayReadIt) {
  ASSERT_TRUE(write().ok());
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(file_).permissions(), perms::owner_read | perms::owner_write);
}

TEST_F(BackupFileTest, TheStoreAloneIsAStoreAgain) {
  ASSERT_TRUE(write().ok());
  const auto there = folder_.file("there");
  std::filesystem::create_directory(there);
  ASSERT_TRUE((*BackupFile::open(file_))->copy_store(there).ok());
  SqliteStoreOptions options;
  options.directory = there;
  const auto store = SqliteStore::open(std::move(options));
  ASSERT_TRUE(store.ok()) << describe(store.error());
  EXPECT_EQ((*(*store)->reader())->epoch(), Epoch{5});
}

TEST_F(BackupFileTest, NobodyOpensABackupAsAStore) {
  ASSERT_TRUE(write().ok());
  const auto there = folder_.file("there");
  std::filesystem::create_directory(there);
  std::filesystem::copy_file(file_, SqliteStore::file_in(there));
  SqliteStoreOptions options;
  options.directory = there;
  EXPECT_EQ(SqliteStore::open(std::move(options)).error().code, "store.foreign_file");
}

TEST_F(BackupFileTest, NothingIsWrittenOverAFileAndAStoreIsNoBackup) {
  ASSERT_TRUE(write().ok());
  EXPECT_EQ(write().error().code, "backup.exists");
  EXPECT_EQ(BackupFile::open(SqliteStore::file_in(folder_.path())).error().code, "backup.not_one");
  EXPECT_EQ(BackupFile::open(folder_.file("none")).error().code, "backup.missing");
}

TEST_F(BackupFileTest, WhereNothingCanBeWrittenNothingIsLeft) {
  file_ = folder_.file("no/such/folder.backup");
  EXPECT_EQ(write().error().code, "backup.not_written");
}

}  // namespace
}  // namespace mektep::server
