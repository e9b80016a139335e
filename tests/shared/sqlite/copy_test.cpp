#include "shared/sqlite/copy.h"

#include <gtest/gtest.h>

#include "shared/sqlite/transaction.h"
#include "tests/support/temp_directory.h"

namespace mektep {
namespace {

class CopyTest : public ::testing::Test {
 protected:
  test::TempDirectory folder_;

  std::unique_ptr<Database> open(const std::string& name) {
    Database::Options options;
    options.location = folder_.file(name).string();
    options.create = true;
    auto opened = Database::open(std::move(options));
    EXPECT_TRUE(opened.ok());
    return std::move(*opened);
  }
  void fill(Database& database, int rows) {
    auto transaction = Transaction::begin(database);
    database.execute("CREATE TABLE IF NOT EXISTS t(a)");
    for (int row = 0; row < rows; ++row) database.prepared("INSERT INTO t VALUES(?)").bind_all(row).run();
    transaction->commit();
  }
  std::int64_t rows_of(Database& database) {
    return *database.prepared("SELECT count(*) FROM t").first<std::int64_t>();
  }
};

TEST_F(CopyTest, HoldsWhatWasCommitted) {
  const auto database = open("a.db");
  fill(*database, 100);
  ASSERT_TRUE(copy_database(*database, folder_.file("copy.db")).ok());
  EXPECT_EQ(rows_of(*open("copy.db")), 100);
}

TEST_F(CopyTest, IsOneFileWithoutALogBesideIt) {
  const auto database = open("a.db");
  fill(*database, 10);
  ASSERT_TRUE(copy_database(*database, folder_.file("copy.db")).ok());
  EXPECT_FALSE(std::filesystem::exists(folder_.file("copy.db-wal")));
}

TEST_F(CopyTest, StaysAsItWasWhenTheOriginalGoesOn) {
  const auto database = open("a.db");
  fill(*database, 10);
  ASSERT_TRUE(copy_database(*database, folder_.file("copy.db")).ok());
  fill(*database, 5);
  EXPECT_EQ(rows_of(*database), 15);
  EXPECT_EQ(rows_of(*open("copy.db")), 10);
}

TEST_F(CopyTest, NeverOverwritesAFile) {
  const auto database = open("a.db");
  fill(*database, 1);
  ASSERT_TRUE(copy_database(*database, folder_.file("copy.db")).ok());
  EXPECT_EQ(copy_database(*database, folder_.file("copy.db")).error().code, "store.copy_exists");
}

TEST_F(CopyTest, SaysSoWhenTheFolderIsNotThere) {
  const auto database = open("a.db");
  fill(*database, 1);
  EXPECT_EQ(copy_database(*database, folder_.path() / "none" / "copy.db").error().code, "store.cannot_open");
}

}  // namespace
}  // namespace mektep
