#include "client/replica/ground.h"

#include "shared/model/builtin.h"
#include "shared/model/scope.h"
#include "tests/client/replica/open_ground.h"
#include "tests/client/replica/school.h"

namespace mektep::client::test {
namespace {

struct Opening {
  Result<std::unique_ptr<Ground>> open() {
    ReplicaOptions options;
    options.directory = directory.path();
    return Ground::open({clock, random, files, log}, std::move(options));
  }
  std::string code() {
    const auto opened = open();
    return opened ? "opened" : opened.error().code;
  }
  TempDirectory directory;
  ManualClock clock;
  SeededRandom random;
  SystemFiles files;
  NoLog log;
};

}  // namespace

TEST(Ground, AFolderIsMadeWhenItIsMissing) {
  Opening opening;
  ReplicaOptions options;
  options.directory = opening.directory.file("a") / "b";
  EXPECT_TRUE(Ground::open({opening.clock, opening.random, opening.files, opening.log}, options).ok());
  EXPECT_TRUE(std::filesystem::exists(opening.directory.file("a") / "b" / "replica.db"));
}

TEST(Ground, AFileOfALaterProgramIsLeftAlone) {
  Opening opening;
  ASSERT_EQ(opening.code(), "opened");
  {
    auto ground = opening.open();
    auto turn = (*ground)->begin();
    (*ground)->database().execute("PRAGMA user_version = 99");
    turn->commit();
  }
  const auto opened = opening.open();
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, "replica.newer_format");
  EXPECT_EQ(opened.error().argument("found"), "99");
}

TEST(Ground, AFileThatIsNoReplicaIsLeftAlone) {
  Opening opening;
  const std::string text(8192, 'x');
  ASSERT_TRUE(opening.files.write(opening.directory.file("replica.db"), view_of(text)).ok());
  EXPECT_EQ(opening.code(), "replica.foreign_file");
}

TEST(Ground, AFolderThatMayNotBeWrittenSaysSo) {
  Opening opening;
  ASSERT_TRUE(opening.files.write(opening.directory.file("file"), view_of("x")).ok());
  ReplicaOptions options;
  options.directory = opening.directory.file("file");  // a file where a folder should be
  const auto opened =
      Ground::open({opening.clock, opening.random, opening.files, opening.log}, std::move(options));
  ASSERT_FALSE(opened.ok());
}

TEST(Ground, WhatWasNotCommittedMakesMemoryStale) {
  OpenGround ground;
  const auto before = ground->stamp();
  { auto turn = ground.turn(); }
  EXPECT_GT(ground->stamp(), before);
  const auto stamp = ground->stamp();
  {
    auto turn = ground.turn();
    turn.commit();
  }
  EXPECT_EQ(ground->stamp(), stamp) << "what was remembered of one's own commit still holds";
}

TEST(Ground, AnotherProcessesCommitMakesMemoryStale) {
  Opening opening;
  auto one = *opening.open();
  auto other = *opening.open();
  one->renew();
  const auto before = one->stamp();
  one->renew();
  EXPECT_EQ(one->stamp(), before);
  auto turn = *other->begin();
  write_setting(other->database(), setting::server_wall_ms, 5);
  turn.commit();
  one->renew();
  EXPECT_GT(one->stamp(), before);
}

TEST(Ground, ARememberedValueIsDerivedOncePerStamp) {
  OpenGround ground;
  Remembered<int> remembered;
  int derived = 0;
  for (int at = 0; at < 3; ++at) EXPECT_EQ(remembered.get(*ground, [&] { return ++derived; }), 1);
  ground->forget();
  EXPECT_EQ(remembered.get(*ground, [&] { return ++derived; }), 2);
}

TEST(Ground, BeforeEnrolmentThereIsNoServerAndNoDevice) {
  OpenGround ground;
  EXPECT_TRUE(ground->servers().empty());
  EXPECT_EQ(ground->device(), DeviceId{0});
  EXPECT_EQ(ground->epoch(), Epoch{0});
  ASSERT_TRUE(ground->identity_file().prepare_keys().ok());
  EXPECT_NE(ground->device(), DeviceId{0});
}

TEST(Ground, AProcessLearnsTheSchemaThatAnotherReceived) {
  School a(false);
  ReplicaOptions options;
  options.directory = a.pc.path();
  SeededRandom random(5);
  ManualClock clock;
  SystemFiles files;
  NoLog log;
  auto other = std::move(*Ground::open({clock, random, files, log}, options));
  ASSERT_NE(other->schema().type("activity"), nullptr);
  std::string grown = shipped_schema();
  grown.replace(grown.find("version = 2"), 11, "version = 3");
  grown += R"toml(
[[type]]
number = 900
name = "book_loan"
scope = "school"
labels = { kk = "Кітап", ru = "Книга", en = "Loan" }
writers = ["coordinator"]
title = ["title"]
  [[type.field]]
  number = 1
  name = "title"
  kind = "text"
  labels = { kk = "Атауы", ru = "Название", en = "Title" }
)toml";
  a.server.publish_schema(grown);
  a.sync_all();
  EXPECT_NE(a.pc->schema().type("book_loan"), nullptr);
  auto turn = other->begin();
  ASSERT_TRUE(turn.ok());
  EXPECT_NE(other->schema().type("book_loan"), nullptr);
  EXPECT_EQ(other->schema().version(), 3U);
}

}  // namespace mektep::client::test
