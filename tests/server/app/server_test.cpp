#include "server/app/server.h"

#include <future>
#include <thread>

#include "tests/server/app/run_fixture.h"

namespace mektep::server::test {
namespace {

using namespace std::chrono_literals;
constexpr auto patience = 20s;

// Listens on this machine alone, on a port that the system picks.
class ServerTest : public ::testing::Test, public Runs {
 protected:
  ServerTest() { init(); }
  Result<std::unique_ptr<Server>> start(net::Loop& loop) {
    return Server::start(place, loop, folder(), {{"127.0.0.1", 0}, "", Language::kk});
  }
};

TEST_F(ServerTest, AReadyServerSaysHowToReachIt) {
  net::Loop loop;
  const auto server = start(loop);
  ASSERT_TRUE(server.ok()) << describe(server.error());
  const ServerReady& ready = (*server)->ready();
  EXPECT_EQ(ready.reachable.host, "127.0.0.1");
  EXPECT_NE(ready.reachable.port, 0U);
  EXPECT_TRUE(
      ready.page.starts_with("https://127.0.0.1:" + std::to_string(ready.reachable.port) + "/open?secret="));
  const auto opened = ServerFolder::open(place, folder(), ServerFolder::Use::command);
  EXPECT_EQ(ready.pin, *(*opened)->pin());
}

TEST_F(ServerTest, TheHostOfLinksCanBeNamed) {
  net::Loop loop;
  const auto server = Server::start(place, loop, folder(), {{"", 0}, "mektep.example", Language::kk});
  ASSERT_TRUE(server.ok());
  EXPECT_TRUE((*server)->ready().page.starts_with("https://mektep.example:"));
  EXPECT_EQ(remembered_address(files, folder())->host, "mektep.example");
}

TEST_F(ServerTest, AStopEndsTheRun) {
  net::Loop loop;
  const auto server = start(loop);
  ASSERT_TRUE(server.ok());
  auto ended = std::async(std::launch::async, [&] { return (*server)->run(); });
  (*server)->stop();
  ASSERT_EQ(ended.wait_for(patience), std::future_status::ready);
  EXPECT_TRUE(ended.get().ok());
}

TEST_F(ServerTest, AFolderIsFreeAfterTheEnd) {
  {
    net::Loop loop;
    const auto server = start(loop);
    ASSERT_TRUE(server.ok());
    EXPECT_EQ(run({"serve", "--listen", "127.0.0.1:0"}).code(), "store.held_by_other");
  }
  net::Loop loop;
  EXPECT_TRUE(start(loop).ok());
}

TEST_F(ServerTest, ATakenPortIsToldSo) {
  net::Loop loop;
  const auto server = start(loop);
  ASSERT_TRUE(server.ok());
  const auto port = (*server)->ready().reachable.port;
  Runs other;
  ASSERT_EQ(other.run({"init"}).exit, 0);
  const auto outcome = other.run({"serve", "--listen", "127.0.0.1:" + std::to_string(port)});
  EXPECT_EQ(outcome.exit, 1);
  EXPECT_EQ(outcome.code(), "net.port_taken");
}

TEST_F(ServerTest, CommandsWriteBesideAServerThatRuns) {
  net::Loop loop;
  const auto server = start(loop);
  ASSERT_TRUE(server.ok());
  auto ended = std::async(std::launch::async, [&] { return (*server)->run(); });
  EXPECT_EQ(run({"import", "regions", shipped("regions.csv")}).exit, 0);
  EXPECT_EQ(run({"verify"}).exit, 0);
  (*server)->stop();
  ASSERT_EQ(ended.wait_for(patience), std::future_status::ready);
  EXPECT_TRUE(ended.get().ok());
  EXPECT_EQ(run({"verify"}).exit, 0);
}

}  // namespace
}  // namespace mektep::server::test
