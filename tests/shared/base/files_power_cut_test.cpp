// What a power cut, a full disk or a broken one leaves of a write: the machine's calls are watched, and each
// of them fails once.

#include <gtest/gtest.h>

#include <cerrno>

#include "shared/base/files.h"
#include "tests/shared/base/machine_calls.h"
#include "tests/support/temp_directory.h"

namespace mektep {
namespace {

using test::MachineCalls;
using Calls = std::vector<std::string>;

class PowerCut : public ::testing::Test {
 protected:
  PowerCut() { EXPECT_TRUE(files_.write(note_, view_of("old")).ok()); }

  std::string content() const {
    const auto read = files_.read(note_, 1 << 20);
    return read ? std::string(text_of(*read)) : describe(read.error());
  }
  std::string folder() const { return directory_.path().filename().string(); }

  // What is answered when the named call gives this errno.
  std::string code_when(const std::string& call, int number) {
    MachineCalls calls;
    calls.fault = [&](const std::string& made) { return made == call ? number : 0; };
    const Status written = files_.write(note_, view_of("new"));
    return written ? "" : written.error().code;
  }

  test::TempDirectory directory_;
  const Path note_ = directory_.file("note");
  SystemFiles files_;
};

// The content is on the disk before it has the name, and the name before anybody is told.
TEST_F(PowerCut, ContentIsSyncedBeforeItsNameAndTheNameBeforeTheAnswer) {
  MachineCalls calls;
  ASSERT_TRUE(files_.write(note_, view_of("new")).ok());
  EXPECT_EQ(calls.made, (Calls{"open note.new", "write note.new", "sync note.new", "rename note.new note",
                               "open " + folder(), "sync " + folder()}));
}

TEST_F(PowerCut, AFailureAtAnyCallLeavesTheOldOrTheNewContentWholeAndNothingBeside) {
  std::size_t steps = 0;
  {
    MachineCalls calls;
    ASSERT_TRUE(files_.write(note_, view_of("old")).ok());
    steps = calls.made.size();
  }
  for (std::size_t step = 0; step < steps; ++step) {
    ASSERT_TRUE(files_.write(note_, view_of("old")).ok());
    std::size_t number = 0;
    bool renamed = false;
    {
      MachineCalls calls;
      calls.fault = [&](const std::string& call) {
        if (number++ == step) return EIO;
        renamed = renamed || call.starts_with("rename");
        return 0;
      };
      const Status written = files_.write(note_, view_of("new"));
      ASSERT_FALSE(written.ok()) << "the failure of step " << step << " was not told";
      EXPECT_EQ(written.error().code, "file.failed");
    }
    EXPECT_EQ(content(), renamed ? "new" : "old") << "step " << step;
    EXPECT_EQ(files_.list(directory_.path()), std::vector<Path>{note_}) << "step " << step;
  }
}

TEST_F(PowerCut, AFullDiskIsNamedWhereverItIsNoticed) {
  EXPECT_EQ(code_when("open note.new", ENOSPC), "file.disk_full");
  EXPECT_EQ(code_when("write note.new", ENOSPC), "file.disk_full");
  EXPECT_EQ(code_when("sync note.new", EDQUOT), "file.disk_full");
  EXPECT_EQ(content(), "old");
}

TEST_F(PowerCut, AFolderThatMayNotBeWrittenIsNamed) {
  EXPECT_EQ(code_when("open note.new", EACCES), "file.denied");
  EXPECT_EQ(code_when("open note.new", EROFS), "file.denied");
  EXPECT_EQ(code_when("rename note.new note", EPERM), "file.denied");
  EXPECT_EQ(content(), "old");
}

TEST_F(PowerCut, TheFailureNamesTheFileThatWasMeant) {
  MachineCalls calls;
  calls.fault = [](const std::string& call) { return call == "write note.new" ? ENOSPC : 0; };
  const Status written = files_.write(note_, view_of("new"));
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error(), refused("file.disk_full").with("path", note_.string()));
}

TEST_F(PowerCut, ADiskThatTakesLittleAtATimeGetsAllOfIt) {
  const std::string text = "a text of more than a few bytes";
  MachineCalls calls;
  calls.bytes_max = 3;
  ASSERT_TRUE(files_.write(note_, view_of(text)).ok());
  EXPECT_EQ(content(), text);
}

TEST_F(PowerCut, ADiskThatIsFullInTheMiddleKeepsTheOldContent) {
  MachineCalls calls;
  calls.bytes_max = 3;
  int writes = 0;
  calls.fault = [&](const std::string& call) {
    return call == "write note.new" && ++writes == 4 ? ENOSPC : 0;
  };
  EXPECT_EQ(files_.write(note_, view_of("a text of many bytes")).error().code, "file.disk_full");
  EXPECT_EQ(content(), "old");
}

TEST_F(PowerCut, ASignalInTheMiddleIsNoFailure) {
  MachineCalls calls;
  calls.bytes_max = 2;
  int asked = 0;
  calls.fault = [&](const std::string& call) {
    const bool moves = call.starts_with("write") || call.starts_with("read");
    return moves && ++asked % 2 == 1 ? EINTR : 0;
  };
  ASSERT_TRUE(files_.write(note_, view_of("interrupted")).ok());
  EXPECT_EQ(content(), "interrupted");
}

TEST_F(PowerCut, AnEmptyFileIsSyncedToo) {
  MachineCalls calls;
  ASSERT_TRUE(files_.write(note_, {}).ok());
  EXPECT_EQ(calls.made.at(1), "sync note.new");
}

// A key lies in a folder that was made for it a moment ago: the folder must still be there after the cut.
TEST_F(PowerCut, ANewFolderIsDurableFromTheTopDown) {
  MachineCalls calls;
  ASSERT_TRUE(files_.make_directory(directory_.path() / "a" / "b").ok());
  EXPECT_EQ(calls.made,
            (Calls{"mkdir a", "open " + folder(), "sync " + folder(), "mkdir b", "open a", "sync a"}));
}

TEST_F(PowerCut, AFolderThatIsThereCostsNoSync) {
  ASSERT_TRUE(files_.make_directory(directory_.path() / "a").ok());
  MachineCalls calls;
  ASSERT_TRUE(files_.make_directory(directory_.path() / "a").ok());
  EXPECT_EQ(calls.made, Calls{});
}

TEST_F(PowerCut, AFolderThatAnotherProcessMadeFirstIsFine) {
  const Path path = directory_.path() / "a";
  MachineCalls calls;
  calls.fault = [&](const std::string& call) {
    if (call != "mkdir a") return 0;
    std::filesystem::create_directory(path);
    return EEXIST;
  };
  EXPECT_TRUE(files_.make_directory(path).ok());
}

TEST_F(PowerCut, AFolderThatCannotBeMadeStopsThoseBelowIt) {
  MachineCalls calls;
  calls.fault = [](const std::string& call) { return call == "mkdir a" ? EROFS : 0; };
  const Status made = files_.make_directory(directory_.path() / "a" / "b");
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error(), refused("file.denied").with("path", (directory_.path() / "a").string()));
  EXPECT_EQ(calls.made, Calls{"mkdir a"});
}

TEST_F(PowerCut, ADiskThatCannotBeReadIsNoMissingFile) {
  MachineCalls calls;
  calls.fault = [](const std::string& call) { return call == "read note" ? EIO : 0; };
  EXPECT_EQ(files_.read(note_, 100).error(), refused("file.failed").with("path", note_.string()));
}

TEST_F(PowerCut, AFileThatMayNotBeReadIsNamedSo) {
  MachineCalls calls;
  calls.fault = [](const std::string& call) { return call == "open note" ? EACCES : 0; };
  EXPECT_EQ(files_.read(note_, 100).error().code, "file.denied");
}

}  // namespace
}  // namespace mektep
