#include "shared/base/files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/support/temp_directory.h"

namespace mektep {
namespace {

using test::TempDirectory;

class FilesTest : public ::testing::Test {
 protected:
  std::string content_of(const Path& path) {
    const auto content = files_.read(path, 1024);
    return content ? std::string(text_of(*content)) : describe(content.error());
  }

  TempDirectory directory_;
  SystemFiles files_;
};

TEST_F(FilesTest, GivesBackWhatWasWritten) {
  const auto path = directory_.file("note");
  ASSERT_TRUE(files_.write(path, view_of("бір")).ok());
  EXPECT_TRUE(files_.exists(path));
  EXPECT_EQ(content_of(path), "бір");
}

TEST_F(FilesTest, ReplacesTheWholeContent) {
  const auto path = directory_.file("note");
  ASSERT_TRUE(files_.write(path, view_of("a longer text")).ok());
  ASSERT_TRUE(files_.write(path, view_of("short")).ok());
  EXPECT_EQ(content_of(path), "short");
}

TEST_F(FilesTest, WritesFilesLargerThanOnePiece) {
  const auto path = directory_.file("large");
  const Bytes large(100'000, 0x5a);
  ASSERT_TRUE(files_.write(path, large).ok());
  const auto content = files_.read(path, large.size());
  ASSERT_TRUE(content.ok());
  EXPECT_EQ(*content, large);
}

TEST_F(FilesTest, LeavesNothingBesideTheFile) {
  ASSERT_TRUE(files_.write(directory_.file("note"), view_of("x")).ok());
  EXPECT_EQ(files_.list(directory_.path()), std::vector<Path>{directory_.file("note")});
}

TEST_F(FilesTest, KeepsTheOldContentWhenAWriteFails) {
  const auto path = directory_.file("note");
  ASSERT_TRUE(files_.write(path, view_of("old")).ok());
  std::filesystem::create_directory(directory_.file("note.new"));  // Stands where the new one is prepared.
  EXPECT_FALSE(files_.write(path, view_of("new")).ok());
  EXPECT_EQ(content_of(path), "old");
}

TEST_F(FilesTest, WritesForTheOwnerAlone) {
  const auto path = directory_.file("secret");
  ASSERT_TRUE(files_.write(path, view_of("key")).ok());
  struct stat found {};
  ASSERT_EQ(::stat(path.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0600U);
}

unsigned mode_of(const Path& path) {
  struct stat found {};
  EXPECT_EQ(::stat(path.c_str(), &found), 0) << path;
  return found.st_mode & 0777U;
}

// A crash left a file there, or somebody who may write into the folder put one there to read the key.
TEST_F(FilesTest, WhatStandsBesideDoesNotLendItsPermissions) {
  const auto path = directory_.file("secret");
  std::ofstream(directory_.file("secret.new")) << "left over";
  std::filesystem::permissions(directory_.file("secret.new"), std::filesystem::perms::all);
  std::ifstream spy(directory_.file("secret.new"));
  ASSERT_TRUE(files_.write(path, view_of("key")).ok());
  EXPECT_EQ(mode_of(path), 0600U);
  std::string seen;
  std::getline(spy, seen);
  EXPECT_EQ(seen, "left over") << "who had it open reads the new content";
}

TEST_F(FilesTest, ALinkBesideIsReplacedAndNotFollowed) {
  const auto path = directory_.file("secret");
  ASSERT_TRUE(files_.write(directory_.file("victim"), view_of("untouched")).ok());
  std::filesystem::create_symlink(directory_.file("victim"), directory_.file("secret.new"));
  ASSERT_TRUE(files_.write(path, view_of("key")).ok());
  EXPECT_EQ(content_of(directory_.file("victim")), "untouched");
  EXPECT_EQ(content_of(path), "key");
  EXPECT_FALSE(std::filesystem::is_symlink(path));
}

TEST_F(FilesTest, AFileThatOthersMayReadIsClosedToThemWhenItIsWritten) {
  const auto path = directory_.file("note");
  std::ofstream(path) << "open to all";
  std::filesystem::permissions(path, std::filesystem::perms::all);
  ASSERT_TRUE(files_.write(path, view_of("mine")).ok());
  EXPECT_EQ(mode_of(path), 0600U);
}

TEST_F(FilesTest, AReaderOfTheOldContentKeepsIt) {
  const auto path = directory_.file("note");
  ASSERT_TRUE(files_.write(path, view_of("old content")).ok());
  std::ifstream reader(path);
  std::string word;
  reader >> word;
  ASSERT_TRUE(files_.write(path, view_of("xxxxxxxxxxx")).ok());
  std::string rest;
  reader >> rest;
  EXPECT_EQ(word + " " + rest, "old content");
}

TEST_F(FilesTest, AFolderInThePlaceOfAFileIsNotReplaced) {
  const auto path = directory_.path() / "folder";
  ASSERT_TRUE(files_.make_directory(path).ok());
  EXPECT_EQ(files_.write(path, view_of("x")).error().code, "file.failed");
  EXPECT_TRUE(std::filesystem::is_directory(path));
  EXPECT_EQ(files_.list(directory_.path()), std::vector<Path>{path}) << "nothing is left beside";
}

TEST_F(FilesTest, AFileIsNoFolder) {
  const auto path = directory_.file("note");
  ASSERT_TRUE(files_.write(path, view_of("x")).ok());
  EXPECT_EQ(files_.make_directory(path).error(), refused("file.failed").with("path", path.string()));
  EXPECT_EQ(files_.make_directory(path / "below").error().code, "file.failed");
  EXPECT_EQ(content_of(path), "x");
}

TEST_F(FilesTest, ALinkToAFolderIsAFolder) {
  ASSERT_TRUE(files_.make_directory(directory_.path() / "real").ok());
  std::filesystem::create_directory_symlink(directory_.path() / "real", directory_.path() / "link");
  EXPECT_TRUE(files_.make_directory(directory_.path() / "link").ok());
  ASSERT_TRUE(files_.make_directory(directory_.path() / "link" / "below").ok());
  EXPECT_TRUE(std::filesystem::is_directory(directory_.path() / "real" / "below"));
}

TEST_F(FilesTest, AFolderIsNotRemovedAsAFile) {
  const auto path = directory_.path() / "folder";
  ASSERT_TRUE(files_.make_directory(path).ok());
  EXPECT_EQ(files_.remove(path).error().code, "file.failed");
  EXPECT_TRUE(files_.exists(path));
}

TEST_F(FilesTest, WritesAndReadsNamesOfAnyLanguage) {
  const auto path = directory_.file("Есеп № 3 (тоқсан).csv");
  ASSERT_TRUE(files_.write(path, view_of("бір\n")).ok());
  EXPECT_EQ(content_of(path), "бір\n");
}

TEST_F(FilesTest, AFileInThePlaceOfAFolderOnTheWayIsAMissingOne) {
  ASSERT_TRUE(files_.write(directory_.file("note"), view_of("x")).ok());
  EXPECT_EQ(files_.read(directory_.file("note") / "below", 10).error().code, "file.missing");
  EXPECT_EQ(files_.write(directory_.file("note") / "below", view_of("y")).error().code, "file.missing");
}

TEST_F(FilesTest, MakesFoldersWithTheirParentsForTheOwnerAlone) {
  const auto path = directory_.path() / "a" / "b" / "c";
  ASSERT_TRUE(files_.make_directory(path).ok());
  ASSERT_TRUE(files_.make_directory(path).ok());
  EXPECT_TRUE(std::filesystem::is_directory(path));
  for (const Path& made : {directory_.path() / "a", directory_.path() / "a" / "b", path}) {
    EXPECT_EQ(mode_of(made), 0700U) << made;
  }
}

TEST_F(FilesTest, RefusesAFileLargerThanAgreed) {
  const auto path = directory_.file("note");
  ASSERT_TRUE(files_.write(path, view_of("12345")).ok());
  EXPECT_TRUE(files_.read(path, 5).ok());
  const auto content = files_.read(path, 4);
  ASSERT_FALSE(content.ok());
  EXPECT_EQ(content.error(), refused("file.too_large").with("path", path.string()).with("limit", "4"));
}

TEST_F(FilesTest, AnEmptyFileFitsEveryBound) {
  const auto path = directory_.file("empty");
  ASSERT_TRUE(files_.write(path, {}).ok());
  const auto content = files_.read(path, 0);
  ASSERT_TRUE(content.ok());
  EXPECT_TRUE(content->empty());
}

// A device file has no size to ask for beforehand; the bound holds while it is read.
TEST_F(FilesTest, RefusesAFileWithoutEndAtTheBound) {
  EXPECT_EQ(files_.read("/dev/zero", 100'000).error().code, "file.too_large");
}

TEST_F(FilesTest, SaysThatAFileIsMissing) {
  const auto path = directory_.file("none");
  EXPECT_FALSE(files_.exists(path));
  EXPECT_EQ(files_.read(path, 10).error(), refused("file.missing").with("path", path.string()));
  EXPECT_EQ(files_.write(directory_.path() / "no" / "such", view_of("x")).error().code, "file.missing");
}

TEST_F(FilesTest, SaysThatAFolderIsNoFile) {
  EXPECT_EQ(files_.read(directory_.path(), 10).error().code, "file.failed");
}

TEST_F(FilesTest, RemovesAFileAndIsContentWhenThereIsNone) {
  const auto path = directory_.file("note");
  ASSERT_TRUE(files_.write(path, view_of("x")).ok());
  EXPECT_TRUE(files_.remove(path).ok());
  EXPECT_FALSE(files_.exists(path));
  EXPECT_TRUE(files_.remove(path).ok());
}

TEST_F(FilesTest, ListsAFolderInOrder) {
  for (const auto* name : {"c", "a", "b"}) ASSERT_TRUE(files_.write(directory_.file(name), {}).ok());
  const std::vector<Path> expected = {directory_.file("a"), directory_.file("b"), directory_.file("c")};
  EXPECT_EQ(files_.list(directory_.path()), expected);
  EXPECT_TRUE(files_.list(directory_.file("none")).empty());
}

}  // namespace
}  // namespace mektep
