#include "shared/files/file_shelf.h"

#include <gtest/gtest.h>

#include "tests/support/crashing_files.h"
#include "tests/support/seeded_random.h"
#include "tests/support/temp_directory.h"

namespace mektep {
namespace {

constexpr std::size_t chunk = limits::file_chunk_bytes;
constexpr std::uint64_t plenty = 1 << 30;

class ShelfTest : public ::testing::Test {
 protected:
  Bytes drawn(std::size_t bytes) {
    Bytes content(bytes);
    random_.fill(content);
    return content;
  }
  Path photo(const Bytes& content) {
    const Path path = directory_.file("photo.jpg");
    EXPECT_TRUE(files_.write(path, content).ok());
    return path;
  }
  Bytes on_shelf(const FileName& file) const {
    return *shelf_.read(file, 0, static_cast<std::size_t>(shelf_.list(file)->size));
  }
  std::size_t arriving() const { return files_.list(folder_ / "arriving").size(); }

  test::SeededRandom random_{3};
  test::TempDirectory directory_;
  SystemFiles system_;
  test::CrashingFiles files_{system_};
  const Path folder_ = directory_.file("files");
  FileShelf shelf_{files_, folder_};
};

TEST_F(ShelfTest, KeepsACopyUnderTheNameOfItsContent) {
  const Bytes content = drawn(3 * chunk + 17);
  const auto put = shelf_.put_copy(photo(content), plenty);
  ASSERT_TRUE(put.ok());
  EXPECT_EQ(put->file, file_name_of(list_of(content)));
  EXPECT_TRUE(shelf_.holds(put->file));
  EXPECT_EQ(*shelf_.list(put->file), list_of(content));
  EXPECT_EQ(on_shelf(put->file), content);
  EXPECT_TRUE(shelf_.verify(put->file).ok());
  EXPECT_EQ(arriving(), 0U);
}

TEST_F(ShelfTest, TheSameFileStandsOnce) {
  const Path path = photo(drawn(chunk));
  const auto first = shelf_.put_copy(path, plenty);
  const auto second = shelf_.put_copy(path, plenty);
  EXPECT_EQ(first->file, second->file);
  EXPECT_EQ(arriving(), 0U);
}

TEST_F(ShelfTest, TakesContentFromMemory) {
  const Bytes content = drawn(chunk + 1);
  const auto put = shelf_.put(content);
  ASSERT_TRUE(put.ok());
  EXPECT_EQ(on_shelf(put->file), content);
}

TEST_F(ShelfTest, AnEmptyFileIsNotTaken) {
  EXPECT_EQ(shelf_.put_copy(photo({}), plenty).error().code, "file.empty");
}

TEST_F(ShelfTest, AFileOverTheLimitIsNamedWithSizeAndLimit) {
  const Path path = photo(drawn(101));
  EXPECT_EQ(shelf_.put_copy(path, 100).error(), refused("file.too_large")
                                                    .with("path", path.string())
                                                    .with("size", "101")
                                                    .with("limit", "100"));
}

TEST_F(ShelfTest, AFileThatIsNotThereOrIsAFolderIsNamed) {
  EXPECT_EQ(shelf_.put_copy(directory_.file("none"), plenty).error().code, "file.missing");
  EXPECT_EQ(shelf_.put_copy(directory_.path(), plenty).error().code, "file.not_a_file");
}

TEST_F(ShelfTest, AFileThatGrowsOrShrinksWhileItIsReadIsNotTaken) {
  for (const std::size_t later : {std::size_t{100}, 5 * chunk}) {
    const Path path = photo(drawn(3 * chunk));
    std::size_t reads = 0;
    files_.on_read = [&](const Path& read, std::uint64_t) {
      if (read == path && ++reads == 3) { EXPECT_TRUE(system_.write(path, Bytes(later, 1)).ok()); }
    };
    EXPECT_EQ(shelf_.put_copy(path, plenty).error().code, "file.changed");
  }
  EXPECT_EQ(arriving(), 0U);
}

TEST_F(ShelfTest, AFileThatIsRewrittenWhileItIsReadIsNotTaken) {
  const Path path = photo(drawn(3 * chunk));
  const Bytes other = drawn(3 * chunk);
  std::size_t reads = 0;
  files_.on_read = [&](const Path& read, std::uint64_t) {
    if (read == path && ++reads == 5) { EXPECT_TRUE(system_.write(path, other).ok()); }
  };
  EXPECT_EQ(shelf_.put_copy(path, plenty).error(), refused("file.changed").with("path", path.string()));
  EXPECT_EQ(arriving(), 0U);
}

TEST_F(ShelfTest, AFileThatVanishesWhileItIsReadIsNotTaken) {
  const Path path = photo(drawn(3 * chunk));
  std::size_t reads = 0;
  files_.on_read = [&](const Path& read, std::uint64_t) {
    if (read == path && ++reads == 2) { EXPECT_TRUE(system_.remove(path).ok()); }
  };
  EXPECT_EQ(shelf_.put_copy(path, plenty).error().code, "file.missing");
}

TEST_F(ShelfTest, AStopAtAnyStepOfPuttingLeavesAShelfThatIsRight) {
  const Bytes content = drawn(2 * chunk + 5);
  const Path path = photo(content);
  const FileName name = file_name_of(list_of(content));
  files_.stop_at(0);
  {
    test::TempDirectory elsewhere;
    FileShelf other(files_, elsewhere.file("files"));
    ASSERT_TRUE(other.put_copy(path, plenty).ok());
  }
  const std::size_t steps = files_.calls();
  ASSERT_GT(steps, 5U);
  for (std::size_t step = 1; step <= steps; ++step) {
    const Path folder = directory_.file("files" + std::to_string(step));
    FileShelf shelf(files_, folder);
    files_.stop_at(step);
    EXPECT_THROW(static_cast<void>(shelf.put_copy(path, plenty)), test::MachineStopped) << step;
    files_.stop_at(0);
    EXPECT_TRUE(!shelf.holds(name) || shelf.verify(name).ok()) << step;
    ASSERT_TRUE(shelf.put_copy(path, plenty).ok()) << step;
    EXPECT_TRUE(shelf.verify(name).ok()) << step;
  }
}

TEST_F(ShelfTest, AnArrivalGoesOnInAnotherProcess) {
  const Bytes content = drawn(chunk + 500);
  const FileList list = list_of(content);
  const FileName name = file_name_of(list);
  {
    auto arrival = shelf_.arrive(name, list, 7);
    ASSERT_TRUE(arrival->take(0, BytesView(content).first(40'000)).ok());
  }
  EXPECT_EQ(shelf_.arriving_bytes(7), 40'000U);
  EXPECT_EQ(shelf_.arriving_list(name, 7), list);
  FileShelf again(files_, folder_);
  auto arrival = again.arrive(name, list, 7);
  EXPECT_EQ(arrival->offset(), 40'000U);
  ASSERT_TRUE(arrival->take(40'000, BytesView(content).subspan(40'000, chunk - 40'000)).ok());
  ASSERT_TRUE(arrival->take(chunk, BytesView(content).subspan(chunk)).ok());
  EXPECT_EQ(on_shelf(name), content);
  EXPECT_EQ(again.arriving_bytes(7), 0U);
}

TEST_F(ShelfTest, WhatOneSenderSentIsNotAnothers) {
  const Bytes content = drawn(chunk);
  const FileList list = list_of(content);
  auto arrival = shelf_.arrive(file_name_of(list), list, 7);
  ASSERT_TRUE(arrival->take(0, BytesView(content).first(1000)).ok());
  EXPECT_EQ(shelf_.arrive(file_name_of(list), list, 8)->offset(), 0U);
  EXPECT_EQ(shelf_.arriving_bytes(8), 0U);
}

TEST_F(ShelfTest, AListOfAnotherFileIsRefused) {
  const FileList list = list_of(drawn(10));
  EXPECT_EQ(shelf_.arrive(file_name_of(list_of(drawn(11))), list).error().code, "file.wrong_list");
}

TEST_F(ShelfTest, ForgettingAnArrivalLeavesNothingOfIt) {
  const Bytes content = drawn(chunk);
  const FileList list = list_of(content);
  auto arrival = shelf_.arrive(file_name_of(list), list, 7);
  ASSERT_TRUE(arrival->take(0, BytesView(content).first(1000)).ok());
  ASSERT_TRUE(shelf_.forget_arrival(file_name_of(list), 7).ok());
  EXPECT_EQ(arriving(), 0U);
  EXPECT_EQ(shelf_.arriving_list(file_name_of(list), 7), std::nullopt);
}

TEST_F(ShelfTest, CopiesOutForAPerson) {
  const Bytes content = drawn(2 * chunk + 1);
  const auto put = shelf_.put(content);
  const Path target = directory_.file("out.jpg");
  ASSERT_TRUE(shelf_.copy_out(put->file, target).ok());
  EXPECT_EQ(*files_.read(target, content.size()), content);
  EXPECT_EQ(shelf_.copy_out(file_name_of(list_of({})), target).error().code, "file.missing");
}

TEST_F(ShelfTest, DamageOnTheDiskIsNoticedAndNotGivenOut) {
  const Bytes content = drawn(2 * chunk);
  const auto put = shelf_.put(content);
  const std::string name = to_hex(put->file);
  Bytes damaged = content;
  damaged[chunk + 1] ^= 1U;
  ASSERT_TRUE(system_.write(folder_ / name.substr(0, 2) / name, damaged).ok());
  EXPECT_EQ(shelf_.verify(put->file).error().code, "file.damaged");
  const Path target = directory_.file("out.jpg");
  EXPECT_EQ(shelf_.copy_out(put->file, target).error().code, "file.damaged");
  EXPECT_FALSE(files_.exists(target));
  EXPECT_FALSE(files_.exists(target.string() + ".part"));
}

TEST_F(ShelfTest, RemovesAFileWithItsList) {
  const auto put = shelf_.put(drawn(100));
  ASSERT_TRUE(shelf_.remove(put->file).ok());
  EXPECT_FALSE(shelf_.holds(put->file));
  EXPECT_EQ(shelf_.list(put->file).error().code, "file.missing");
  EXPECT_TRUE(shelf_.remove(put->file).ok());
}

TEST_F(ShelfTest, ArrivalsThatNobodyWaitsForAreForgotten) {
  const FileList awaited = list_of(drawn(2 * chunk));
  const FileList stray = list_of(drawn(3 * chunk));
  const auto begin = [&](const FileList& list, std::uint64_t from) {
    auto arrival = shelf_.arrive(file_name_of(list), list, from);
    ASSERT_TRUE(arrival.ok());
    ASSERT_TRUE(files_.write_at(folder_ / "arriving" / (to_hex(file_name_of(list)) + "-0"), 0, Bytes(10)).ok());
  };
  begin(awaited, 0);
  begin(stray, 0);
  ASSERT_TRUE(shelf_.arrive(file_name_of(stray), stray, 7).ok());
  shelf_.forget_arrivals_but({file_name_of(awaited)});
  EXPECT_TRUE(shelf_.arriving_list(file_name_of(awaited)));
  EXPECT_FALSE(shelf_.arriving_list(file_name_of(stray)));
  EXPECT_TRUE(shelf_.arriving_list(file_name_of(stray), 7)) << "somebody else sends it";
}

}  // namespace
}  // namespace mektep
