#include "shared/sqlite/failure.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

namespace mektep {
namespace {

TEST(Failure, TellsABrokenMachineFromAFullDisk) {
  EXPECT_THROW(throw_failure(nullptr, SQLITE_IOERR_FSYNC), DatabaseBroken);
  EXPECT_THROW(throw_failure(nullptr, SQLITE_CORRUPT), DatabaseBroken);
  EXPECT_THROW(throw_failure(nullptr, SQLITE_FULL), DiskFull);
  EXPECT_THROW(throw_failure(nullptr, SQLITE_BUSY_SNAPSHOT), DatabaseBusy);
  EXPECT_THROW(throw_failure(nullptr, SQLITE_CONSTRAINT_UNIQUE), StatementRefused);
}

TEST(Failure, OnlyABrokenMachinePoisons) {
  EXPECT_TRUE(breaks_machine(SQLITE_IOERR_WRITE));
  EXPECT_TRUE(breaks_machine(SQLITE_READONLY_DBMOVED));
  EXPECT_FALSE(breaks_machine(SQLITE_FULL));
  EXPECT_FALSE(breaks_machine(SQLITE_BUSY));
  EXPECT_FALSE(breaks_machine(SQLITE_CONSTRAINT));
}

TEST(Failure, HoldsTheCodeAndTellsIt) {
  try {
    throw_failure(nullptr, SQLITE_IOERR_FSYNC);
  } catch (const DatabaseFailure& failure) {
    EXPECT_EQ(failure.code(), SQLITE_IOERR_FSYNC);
    EXPECT_STREQ(failure.what(), "sqlite 1034: disk I/O error");
  }
}

}  // namespace
}  // namespace mektep
