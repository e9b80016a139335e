#include "server/app/folder.h"

#include "server/app/schema_records.h"
#include "tests/server/app/run_fixture.h"

namespace mektep::server::test {
namespace {

class FolderTest : public ::testing::Test, public Runs {
 protected:
  FolderOrder order() {
    const auto schema = files.read(shipped("schema.toml"), 1U << 22U);
    return {folder(), directory.file("network.key"), "mektep.example", *Schema::parse(text_of(*schema))};
  }
  std::string opening(ServerFolder::Use use = ServerFolder::Use::command) {
    const auto opened = ServerFolder::open(place, folder(), use);
    return opened ? "opened" : opened.error().code;
  }
};

TEST_F(FolderTest, AFolderThatWasMadeOpens) {
  const auto made = make_folder(place, order());
  ASSERT_TRUE(made.ok()) << describe(made.error());
  const auto opened = ServerFolder::open(place, folder(), ServerFolder::Use::command);
  ASSERT_TRUE(opened.ok()) << describe(opened.error());
  EXPECT_EQ((*opened)->keys().network(), made->network);
  EXPECT_EQ(*(*opened)->pin(), made->pin);
  EXPECT_EQ((*opened)->store().schema().types().size(), order().schema.types().size());
}

TEST_F(FolderTest, TheSchemaTravelsAsRecordsOfTheNetwork) {
  ASSERT_TRUE(make_folder(place, order()).ok());
  const auto opened = ServerFolder::open(place, folder(), ServerFolder::Use::command);
  const auto reader = (*opened)->store().reader();
  EXPECT_NE(read_schema(**reader, log).type("activity"), nullptr);
}

TEST_F(FolderTest, TheNetworksKeyLiesBesideAndNotInside) {
  ASSERT_TRUE(make_folder(place, order()).ok());
  EXPECT_TRUE(files.exists(directory.file("network.key")));
  EXPECT_FALSE(files.exists(folder() / "network.key"));
}

TEST_F(FolderTest, AFolderIsMadeOnce) {
  ASSERT_TRUE(make_folder(place, order()).ok());
  const auto before = files.read(folder() / "server.key", 64);
  const auto again = make_folder(place, order());
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, "store.already_initialised");
  EXPECT_EQ(again.error().argument("path"), folder().string());
  EXPECT_EQ(*files.read(folder() / "server.key", 64), *before);
}

TEST_F(FolderTest, AnotherNetworksKeyIsNotOverwritten) {
  ASSERT_TRUE(files.write(directory.file("network.key"), view_of("precious")).ok());
  const auto made = make_folder(place, order());
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, "init.network_key_exists");
  EXPECT_EQ(text_of(*files.read(directory.file("network.key"), 64)), "precious");
}

TEST_F(FolderTest, AFolderWithoutAServerIsToldSo) { EXPECT_EQ(opening(), "store.not_initialised"); }

TEST_F(FolderTest, OneServerServesAFolderAtATime) {
  ASSERT_TRUE(make_folder(place, order()).ok());
  const auto serving = ServerFolder::open(place, folder(), ServerFolder::Use::serve);
  ASSERT_TRUE(serving.ok());
  EXPECT_EQ(opening(ServerFolder::Use::serve), "store.held_by_other");
  EXPECT_EQ(opening(ServerFolder::Use::command), "opened") << "commands may write beside it";
}

TEST_F(FolderTest, AFolderIsFreeAgainWhenItsServerEnded) {
  ASSERT_TRUE(make_folder(place, order()).ok());
  { ASSERT_EQ(opening(ServerFolder::Use::serve), "opened"); }
  EXPECT_EQ(opening(ServerFolder::Use::serve), "opened");
}

TEST_F(FolderTest, KeysOfAnotherServerAreNotTaken) {
  ASSERT_TRUE(make_folder(place, order()).ok());
  const auto stranger = SigningKey::draw(random);
  ASSERT_TRUE(files.write(folder() / "server.key", stranger.seed()).ok());
  EXPECT_EQ(opening(), "keys.damaged");
}

TEST_F(FolderTest, AMissingKeyIsNoServer) {
  ASSERT_TRUE(make_folder(place, order()).ok());
  ASSERT_TRUE(files.remove(folder() / "box.key").ok());
  EXPECT_EQ(opening(), "store.not_initialised");
}

TEST_F(FolderTest, ATlsFileThatIsGoneIsNamed) {
  ASSERT_TRUE(make_folder(place, order()).ok());
  ASSERT_TRUE(files.remove(folder() / "tls.key.pem").ok());
  const auto opened = ServerFolder::open(place, folder(), ServerFolder::Use::command);
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ((*opened)->credentials().error().code, "file.missing");
}

TEST_F(FolderTest, WhatIsCommittedIsCountedAndAnswered) {
  ASSERT_TRUE(make_folder(place, order()).ok());
  const auto opened = ServerFolder::open(place, folder(), ServerFolder::Use::command);
  EXPECT_EQ((*opened)->parts().derivations.size(), 4U) << "tallies, answers, names of files, who returns";
}

}  // namespace
}  // namespace mektep::server::test
