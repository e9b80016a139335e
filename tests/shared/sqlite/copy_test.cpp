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

// --- Files beside ---

constexpr std::int32_t copy_id = 0x11223344;

NextBeside giving(std::vector<Beside> files) {
  return [files = std::move(files), at = std::size_t{0}]() mutable -> std::optional<Beside> {
    return at == files.size() ? std::nullopt : std::optional(files[at++]);
  };
}

TEST_F(CopyTest, FilesTravelBesideAndTheCopySaysThatItIsOne) {
  const auto database = open("a.db");
  fill(*database, 3);
  ASSERT_TRUE(copy_database(*database, folder_.file("copy.db")).ok());
  ASSERT_TRUE(put_beside(folder_.file("copy.db"), copy_id, giving({{"key", {1, 2, 3}}, {"empty", {}}})).ok());
  const auto copy = open("copy.db");
  EXPECT_EQ(copy->application_id(), copy_id);
  EXPECT_EQ(copy->prepared("SELECT content FROM beside WHERE name = 'key'").first<Bytes>(), (Bytes{1, 2, 3}));
  EXPECT_EQ(copy->prepared("SELECT length(content) FROM beside WHERE name = 'empty'").first<int>(), 0);
  EXPECT_EQ(rows_of(*copy), 3);
}

TEST_F(CopyTest, WhatLayBesideIsTakenAway) {
  const auto database = open("a.db");
  fill(*database, 3);
  ASSERT_TRUE(copy_database(*database, folder_.file("copy.db")).ok());
  ASSERT_TRUE(put_beside(folder_.file("copy.db"), copy_id, giving({{"key", {1}}})).ok());
  ASSERT_TRUE(take_beside_away(folder_.file("copy.db"), 7).ok());
  const auto copy = open("copy.db");
  EXPECT_EQ(copy->application_id(), 7);
  EXPECT_EQ(copy->prepared("SELECT count(*) FROM sqlite_schema WHERE name = 'beside'").first<int>(), 0);
  EXPECT_EQ(rows_of(*copy), 3);
}

TEST_F(CopyTest, NothingIsPutBesideAFileThatIsNotThere) {
  EXPECT_EQ(put_beside(folder_.file("none.db"), copy_id, giving({})).error().code, "store.cannot_open");
  EXPECT_EQ(take_beside_away(folder_.file("none.db"), 7).error().code, "store.cannot_open");
}

}  // namespace
}  // namespace mektep
