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

TEST_F(FilesTest, MakesFoldersWithTheirParentsForTheOwnerAlone) {
  const auto path = directory_.path() / "a" / "b" / "c";
  ASSERT_TRUE(files_.make_directory(path).ok());
  ASSERT_TRUE(files_.make_directory(path).ok());
  EXPECT_TRUE(std::filesystem::is_directory(path));
  struct stat found {};
  ASSERT_EQ(::stat((directory_.path() / "a").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777U, 0700U);
}

TEST_F(FilesTest, RefusesAFileLargerThanAgreed) {
  const auto path = directory_.file("note");
  ASSERT_TRUE(files_.write(path, view_of("12345")).ok());
  EXPECT_TRUE(files_.read(path, 5).ok());
  const auto content = files_.read(path, 4);
  ASSERT_FALSE(content.ok());
  EXPECT_EQ(content.error(), refused("file.too_large").with("path", path.string()).with("limit", "4"));
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
