// A simulated medium does what it promises, and no more; SQLite over it keeps what it confirmed.

#include "tools/sim/medium.h"

#include <gtest/gtest.h>

#include "shared/sqlite/failure.h"
#include "shared/sqlite/transaction.h"
#include "tools/sim/disk.h"

namespace mektep::sim {
namespace {

Bytes seen(const Medium& medium) {
  Bytes bytes(medium.size());
  medium.read(0, bytes);
  return bytes;
}

TEST(Medium, WhatWasSyncedOutlivesThePower) {
  for (std::uint64_t seed = 1; seed < 30; ++seed) {
    Medium medium;
    medium.write(0, Bytes(1000, 1));
    medium.sync();
    Luck luck{seed};
    medium.lose_power(luck);
    EXPECT_EQ(seen(medium), Bytes(1000, 1));
  }
}

TEST(Medium, WhatWasNotSyncedIsThereOrNotOrInPart) {
  std::set<Bytes> left;
  bool torn = false;
  for (std::uint64_t seed = 1; seed < 60; ++seed) {
    Medium medium;
    medium.write(0, Bytes(2048, 1));
    medium.sync();
    medium.write(0, Bytes(1024, 2));
    medium.write(1024, Bytes(1024, 3));
    Luck luck{seed};
    torn = medium.lose_power(luck) || torn;
    left.insert(seen(medium));
  }
  const auto holds = [&](std::uint8_t first, std::uint8_t second) {
    Bytes bytes(1024, first);
    bytes.resize(2048, second);
    return left.contains(bytes);
  };
  EXPECT_TRUE(torn);
  EXPECT_TRUE(holds(1, 1)) << "nothing is there";
  EXPECT_TRUE(holds(2, 3)) << "all of it is there";
  EXPECT_GT(left.size(), 10U) << "parts are there";
}

TEST(Medium, ATruncationIsPendingToo) {
  std::set<std::uint64_t> sizes;
  for (std::uint64_t seed = 1; seed < 30; ++seed) {
    Medium medium;
    medium.write(0, Bytes(100, 1));
    medium.sync();
    medium.truncate(10);
    EXPECT_EQ(medium.size(), 10U);
    Luck luck{seed};
    medium.lose_power(luck);
    sizes.insert(medium.size());
  }
  EXPECT_EQ(sizes, (std::set<std::uint64_t>{10, 100}));
}

TEST(Medium, ACopyHoldsWhatIsSeen) {
  Medium medium;
  medium.write(3, Bytes(4, 9));
  Medium copy = medium.copy();
  Luck luck{1};
  copy.lose_power(luck);
  EXPECT_EQ(seen(copy), seen(medium));
}

// A table of numbers, as a program keeps it: what was committed it counts on.
class DiskTest : public ::testing::Test {
 protected:
  std::unique_ptr<Database> open(Disk& disk) {
    Database::Options options;
    options.location = "folder/numbers.db";
    options.vfs = disk.vfs();
    options.create = true;
    options.commit_lock = std::make_unique<NoCommitLock>();
    options.fault_point = disk.fault_point();
    auto opened = Database::open(std::move(options));
    if (!opened) throw Crash(opened.error().code);
    return std::move(*opened);
  }
  static std::int64_t count_in(Database& database) {
    return database.prepared("SELECT count(*) FROM number").first<std::int64_t>().value_or(-1);
  }
  static void add(Database& database, std::size_t bytes) {
    auto transaction = Transaction::begin(database);
    ASSERT_TRUE(transaction.ok());
    database.prepared("INSERT INTO number(filling) VALUES (zeroblob(?))")
        .bind(1, static_cast<std::int64_t>(bytes))
        .run();
    transaction->commit();
  }
  static void make_table(Database& database) {
    auto transaction = Transaction::begin(database);
    ASSERT_TRUE(transaction.ok());
    database.execute("CREATE TABLE IF NOT EXISTS number(id INTEGER PRIMARY KEY, filling BLOB)");
    transaction->commit();
  }

  Faults faults_;
};

TEST_F(DiskTest, APowerCutAfterAnyCallLosesNothingThatWasCommitted) {
  for (std::uint64_t cut = 1; cut < 120; ++cut) {
    Disk disk("cut" + std::to_string(cut), "folder/numbers.db", Luck{cut}, faults_);
    std::int64_t committed = 0;
    disk.cut_power_at(cut);
    try {
      const Disk::Work work(disk);
      const auto database = open(disk);
      make_table(*database);
      for (int number = 0; number < 40; ++number) {
        add(*database, 3000);
        ++committed;
        disk.require_power();
        if (number % 8 == 7) {
          ASSERT_TRUE(checkpoint(*database).ok());
        }
      }
    } catch (...) {
      ASSERT_TRUE(disk.death_by(std::current_exception()));
    }
    EXPECT_TRUE(disk.end_life()) << "cut " << cut << " was never reached";
    const auto database = open(disk);
    EXPECT_TRUE(database->check_integrity().ok());
    make_table(*database);
    EXPECT_GE(count_in(*database), committed) << "cut " << cut;
    EXPECT_LE(count_in(*database), committed + 1);
  }
  EXPECT_GT(faults_[Fault::torn], 20U);
}

TEST_F(DiskTest, AFailureOfAnyCallIsSaidAndLosesNothingThatWasCommitted) {
  for (std::uint64_t call = 1; call < 200; ++call) {
    Disk disk("fail" + std::to_string(call), "folder/numbers.db", Luck{call}, faults_);
    std::int64_t committed = 0;
    disk.fail_at(call);
    for (int number = 0; number < 30; ++number) {
      try {
        const Disk::Work work(disk);
        const auto database = open(disk);
        make_table(*database);
        add(*database, 3000);
        ++committed;
      } catch (...) {
        static_cast<void>(disk.death_by(std::current_exception()));
        disk.end_life();
      }
    }
    const auto database = open(disk);
    EXPECT_TRUE(database->check_integrity().ok());
    EXPECT_GE(count_in(*database), committed) << "call " << call;
  }
  EXPECT_GT(faults_[Fault::io_error], 150U);
}

TEST_F(DiskTest, ADiskThatConfirmsSyncsItDidNotDoLosesWork) {
  std::int64_t lost = 0;
  for (std::uint64_t seed = 1; seed < 20; ++seed) {
    Disk disk("liar" + std::to_string(seed), "folder/numbers.db", Luck{seed}, faults_);
    std::int64_t committed = 0;
    try {
      const Disk::Work work(disk);
      const auto database = open(disk);
      make_table(*database);
      disk.lie_about_syncs();
      disk.cut_power_at(60);
      for (; committed < 100; ++committed) add(*database, 3000);
    } catch (...) {
      ASSERT_TRUE(disk.death_by(std::current_exception()));
    }
    disk.end_life();
    lost += count_in(*open(disk)) < committed ? 1 : 0;
  }
  EXPECT_GT(lost, 5);
}

TEST_F(DiskTest, AConnectionOfALifeThatIsOverReachesNothing) {
  Disk disk("over", "folder/numbers.db", Luck{1}, faults_);
  const auto stale = open(disk);
  make_table(*stale);
  disk.end_life();
  const auto fresh = open(disk);
  add(*fresh, 10);
  EXPECT_THROW(add(*stale, 10), DatabaseFailure);
  EXPECT_EQ(count_in(*fresh), 1);
}

TEST_F(DiskTest, TwoConnectionsSeeEachOthersCommitsAndWriteInTurn) {
  Disk disk("two", "folder/numbers.db", Luck{1}, faults_);
  const auto one = open(disk);
  make_table(*one);
  const auto two = open(disk);
  for (int round = 0; round < 5; ++round) {
    add(*one, 100);
    add(*two, 100);
  }
  EXPECT_EQ(count_in(*one), 10);
  EXPECT_EQ(count_in(disk.observer()), 10);
}

}  // namespace
}  // namespace mektep::sim
