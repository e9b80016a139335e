// Large files, written and read by pieces.

#include <gtest/gtest.h>

#include "shared/base/files.h"
#include "tests/shared/base/machine_calls.h"
#include "tests/support/temp_directory.h"

namespace mektep {
namespace {

class FilePieces : public ::testing::Test {
 protected:
  std::string content() const {
    const auto read = files_.read(path_, 1024);
    return read ? std::string(text_of(*read)) : describe(read.error());
  }

  test::TempDirectory directory_;
  const Path path_ = directory_.file("part");
  SystemFiles files_;
};

TEST_F(FilePieces, GrowsByWhatIsWrittenBehindIt) {
  ASSERT_TRUE(files_.write_at(path_, 0, view_of("abc")).ok());
  ASSERT_TRUE(files_.write_at(path_, 3, view_of("def")).ok());
  EXPECT_EQ(content(), "abcdef");
  EXPECT_EQ(*files_.size(path_), 6U);
}

TEST_F(FilePieces, WritingInTheMiddleCutsWhatWasBehind) {
  ASSERT_TRUE(files_.write_at(path_, 0, view_of("abcdef")).ok());
  ASSERT_TRUE(files_.write_at(path_, 2, view_of("x")).ok());
  EXPECT_EQ(content(), "abx");
}

TEST_F(FilePieces, NoHoleIsLeft) {
  EXPECT_EQ(files_.write_at(path_, 1, view_of("x")).error().code, "file.missing");
  ASSERT_TRUE(files_.write_at(path_, 0, view_of("abc")).ok());
  EXPECT_EQ(files_.write_at(path_, 4, view_of("x")).error().code, "file.too_short");
  EXPECT_EQ(content(), "abc");
}

TEST_F(FilePieces, ReadsFromAnyPlaceAndLessAtTheEnd) {
  ASSERT_TRUE(files_.write(path_, view_of("abcdef")).ok());
  EXPECT_EQ(text_of(*files_.read_at(path_, 1, 3)), "bcd");
  EXPECT_EQ(text_of(*files_.read_at(path_, 4, 100)), "ef");
  EXPECT_TRUE(files_.read_at(path_, 9, 100)->empty());
  EXPECT_EQ(files_.read_at(directory_.file("none"), 0, 1).error().code, "file.missing");
}

TEST_F(FilePieces, SaysThatAFolderIsNoFile) {
  EXPECT_EQ(files_.size(directory_.path()).error().code, "file.not_a_file");
  EXPECT_EQ(files_.size(directory_.file("none")).error().code, "file.missing");
}

// The content is on the disk before it has its name, and the name before anybody is told.
TEST_F(FilePieces, SettlingSyncsTheContentThenTheName) {
  ASSERT_TRUE(files_.write_at(path_, 0, view_of("abc")).ok());
  const std::string folder = directory_.path().filename().string();
  test::MachineCalls calls;
  ASSERT_TRUE(files_.settle(path_, directory_.file("whole")).ok());
  EXPECT_EQ(calls.made, (std::vector<std::string>{"open part", "sync part", "rename part whole", "open " + folder,
                                                  "sync " + folder}));
  EXPECT_FALSE(files_.exists(path_));
  EXPECT_TRUE(files_.exists(directory_.file("whole")));
}

TEST_F(FilePieces, AFailedSyncLeavesThePieceUnderItsOwnName) {
  ASSERT_TRUE(files_.write_at(path_, 0, view_of("abc")).ok());
  {
    test::MachineCalls calls;
    calls.fault = [](const std::string& made) { return made == "sync part" ? 5 : 0; };
    EXPECT_FALSE(files_.settle(path_, directory_.file("whole")).ok());
  }
  EXPECT_EQ(content(), "abc");
  EXPECT_FALSE(files_.exists(directory_.file("whole")));
}

TEST_F(FilePieces, AFullDiskIsNamed) {
  test::MachineCalls calls;
  calls.fault = [](const std::string& made) { return made == "write part" ? 28 : 0; };
  EXPECT_EQ(files_.write_at(path_, 0, view_of("abc")).error().code, "file.disk_full");
}

}  // namespace
}  // namespace mektep
