// What the room promises when the machine fails: every call to the disk fails once, and at every call the
// power is cut once. Afterwards the file holds all that was answered "committed", and nothing by halves.

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <filesystem>
#include <vector>

#include "shared/sqlite/failure.h"
#include "tests/shared/sqlite/builders.h"
#include "tests/support/watched_vfs.h"

namespace mektep {
namespace {

using test::committed;
using test::new_file;
using test::number;
using test::opened;
using test::TempDirectory;
using test::WatchedVfs;

constexpr int saves = 6;

// The tables are there, and synced, before anything fails.
void prepare(const TempDirectory& directory) {
  const auto database = opened(new_file(directory));
  committed(*database, "CREATE TABLE first(x); CREATE TABLE second(x)");
  EXPECT_EQ(*checkpoint(*database), CheckpointEnd::complete);
}

// Each save adds one row to both tables; a checkpoint stands in the middle. Counts what was answered.
void play(const TempDirectory& directory, const WatchedVfs& vfs, int& answered) {
  auto options = new_file(directory);
  options.vfs = vfs.name();
  const auto database = opened(std::move(options));
  for (int save = 0; save < saves; ++save) {
    committed(*database,
              "INSERT INTO first VALUES (zeroblob(3000)); INSERT INTO second VALUES (zeroblob(3000))");
    ++answered;
    if (save == saves / 2) static_cast<void>(checkpoint(*database));
  }
}

// The number of saves that the file holds; fails the test when a save is there by halves.
std::int64_t saves_in(const TempDirectory& directory) {
  const auto database = opened(new_file(directory));
  EXPECT_TRUE(database->check_integrity().ok());
  const auto first = number(*database, "SELECT count(*) FROM first");
  EXPECT_EQ(first, number(*database, "SELECT count(*) FROM second"));
  return first;
}

int calls_of_a_whole_play() {
  const TempDirectory directory;
  prepare(directory);
  WatchedVfs vfs("durability-count");
  int calls = 0;
  vfs.watch = [&](std::string_view, std::string_view) {
    ++calls;
    return SQLITE_OK;
  };
  int answered = 0;
  play(directory, vfs, answered);
  return calls;
}

class FailingDisk : public ::testing::TestWithParam<int> {};

TEST_P(FailingDisk, NeverLosesWhatWasAnsweredAndNeverKeepsHalves) {
  const int calls_in_all = calls_of_a_whole_play();
  ASSERT_GT(calls_in_all, 30);
  const TempDirectory prepared;
  prepare(prepared);
  for (int failing = 0; failing < calls_in_all; ++failing) {
    const TempDirectory directory;
    std::filesystem::copy_file(prepared.file("x.db"), directory.file("x.db"));
    WatchedVfs vfs("durability-failing");
    int calls = 0;
    vfs.watch = [&](std::string_view, std::string_view) {
      return calls++ == failing ? GetParam() : SQLITE_OK;
    };
    int answered = 0;
    EXPECT_THROW(play(directory, vfs, answered), std::runtime_error) << "call " << failing;
    const auto kept = saves_in(directory);
    EXPECT_GE(kept, answered) << "call " << failing;
    EXPECT_LE(kept, answered + 1) << "call " << failing;
  }
}

INSTANTIATE_TEST_SUITE_P(Durability, FailingDisk, ::testing::Values(SQLITE_IOERR_WRITE, SQLITE_FULL));

// The files as the disk holds them when the power fails: only what was synced is certain, but the worst
// case for the order of writes is that all of them arrived up to here and none after.
TEST(Durability, APowerCutAtAnyCallKeepsWhatWasAnswered) {
  const TempDirectory directory;
  prepare(directory);
  WatchedVfs vfs("durability-cut");
  struct Cut {
    int answered;
    std::unique_ptr<TempDirectory> image;
  };
  std::vector<Cut> cuts;
  int answered = 0;
  vfs.watch = [&](std::string_view, std::string_view) {
    Cut cut{answered, std::make_unique<TempDirectory>()};
    for (const auto* name : {"x.db", "x.db-wal"}) {
      std::error_code ignored;
      std::filesystem::copy_file(directory.file(name), cut.image->file(name), ignored);
    }
    cuts.push_back(std::move(cut));
    return SQLITE_OK;
  };
  play(directory, vfs, answered);
  ASSERT_GT(cuts.size(), 30U);
  for (const auto& cut : cuts) {
    const auto kept = saves_in(*cut.image);
    EXPECT_GE(kept, cut.answered);
    EXPECT_LE(kept, cut.answered + 1);
  }
}

// Writes that were never synced may be missing although later ones arrived: nothing that was answered may
// hang on them.
TEST(Durability, WhatWasAnsweredWasSyncedBefore) {
  const TempDirectory directory;
  WatchedVfs vfs("durability-synced");
  bool unsynced = false;
  vfs.watch = [&](std::string_view call, std::string_view path) {
    if (path.ends_with("-wal")) unsynced = call != "sync";
    return SQLITE_OK;
  };
  auto options = new_file(directory);
  options.vfs = vfs.name();
  const auto database = opened(std::move(options));
  committed(*database, "CREATE TABLE t(x)");
  for (int save = 0; save < saves; ++save) {
    committed(*database, "INSERT INTO t VALUES (zeroblob(9000))");
    EXPECT_FALSE(unsynced);
  }
}

// A checkpoint that puts pages into the file before the log is safe would lose both.
TEST(Durability, ACheckpointSyncsTheFileBeforeItEmptiesTheLog) {
  const TempDirectory directory;
  WatchedVfs vfs("durability-order");
  auto options = new_file(directory);
  options.vfs = vfs.name();
  const auto database = opened(std::move(options));
  committed(*database, "CREATE TABLE t(x); INSERT INTO t VALUES (zeroblob(20000))");
  std::vector<std::string> calls;
  vfs.watch = [&](std::string_view call, std::string_view path) {
    auto name = std::string(path.ends_with("-wal") ? "log " : "file ") + std::string(call);
    if (calls.empty() || calls.back() != name) calls.push_back(std::move(name));
    return SQLITE_OK;
  };
  EXPECT_EQ(*checkpoint(*database), CheckpointEnd::complete);
  EXPECT_EQ(calls, (std::vector<std::string>{"log sync", "file write", "file truncate", "file sync",
                                             "log truncate"}));
}

}  // namespace
}  // namespace mektep
