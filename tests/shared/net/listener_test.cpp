#include "shared/net/listener.h"

#include <sys/resource.h>
#include <unistd.h>

#include <thread>

#include "tests/shared/net/net_fixture.h"

namespace mektep::net {
namespace {

using namespace std::chrono_literals;

class Listening : public ListeningTest {
 protected:
  Result<Fetched> get(const std::string& target) {
    return fetch_now(loop_, endpoint(), trusting(), [target](const Peer&) {
      return Result<HttpRequest>(HttpRequest{"GET", target, {}, {}});
    });
  }

  void stop(std::chrono::milliseconds limit) {
    bool stopped = false;
    listener_->stop(limit, [&] { stopped = true; });
    EXPECT_TRUE(run_until([&] { return stopped; }));
  }
};

TEST_F(Listening, PortThatIsTakenIsNamed) {
  listen();
  ListenerOptions options;
  options.address = "127.0.0.1";
  options.port = listener_->port();
  const auto second = Listener::open(loop_, options, *TlsContext::server(credentials_), service_, log_);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error(), refused("net.port_taken").with("port", std::to_string(options.port)));
}

TEST_F(Listening, AddressThatIsNoneIsNamed) {
  ListenerOptions options;
  options.address = "everywhere";
  const auto opened = Listener::open(loop_, options, *TlsContext::server(credentials_), service_, log_);
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error(), refused("net.address_bad").with("address", "everywhere"));
}

TEST_F(Listening, AddressOfAnotherMachineFails) {
  ListenerOptions options;
  options.address = "192.0.2.1";
  const auto opened = Listener::open(loop_, options, *TlsContext::server(credentials_), service_, log_);
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, "net.listen_failed");
}

TEST_F(Listening, ConnectionsBeyondTheLimitAreTurnedAwayAndComeInLater) {
  ListenerOptions options;
  options.seats.total = 2;
  listen(options);
  auto first = open_transport();
  const auto second = open_transport();
  EXPECT_FALSE(connect_now(loop_, endpoint(), trusting(), saying("hello")).ok());
  EXPECT_EQ(listener_->connections(), 2U);
  first->abort();
  server_ends_.front()->abort();
  server_ends_.erase(server_ends_.begin());
  client_ends_ -= 1;
  EXPECT_TRUE(run_until([&] { return listener_->connections() == 1; }));
  EXPECT_NE(open_transport(), nullptr);
}

TEST_F(Listening, StrangersDoNotTakeThePlacesOfTheKnown) {
  ListenerOptions options;
  options.seats.unauthenticated = 1;
  listen(options);
  const auto first = open_transport();
  const auto second = open_transport();
  EXPECT_EQ(listener_->connections(), 2U);
  EXPECT_TRUE(get("/").ok());
}

TEST_F(Listening, StopWaitsForThoseWhoLeave) {
  listen();
  const auto client = open_transport();
  auto& server = server_ends_.front();
  client->receive(no_limit, [](const Result<Bytes>&) {});
  bool closed = false;
  server->close(CloseCode::going_away, [&] {
    closed = true;
    server.reset();
  });
  stop(10s);
  EXPECT_TRUE(closed);
}

TEST_F(Listening, StopDropsThoseWhoStay) {
  listen();
  const auto client = open_transport();
  bool dropped = false;
  client->receive(no_limit, [&](const Result<Bytes>& received) { dropped = !received.ok(); });
  server_ends_.front()->receive(no_limit, [this](const Result<Bytes>&) { server_ends_.clear(); });
  stop(5ms);
  EXPECT_TRUE(run_until([&] { return dropped; }));
}

TEST_F(Listening, NobodyComesInAfterStopAccepting) {
  listen();
  const auto client = open_transport();
  listener_->stop_accepting();
  EXPECT_FALSE(get("/").ok());
  bool sent = false;
  client->send({1}, 1s, [&](const Status& status) { sent = status.ok(); });
  EXPECT_TRUE(run_until([&] { return sent; }));
}

TEST_F(Listening, SurvivesRunningOutOfDescriptors) {
  listen();
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit tight = before;
  tight.rlim_cur = 64;
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &tight), 0);
  std::vector<int> hoard;
  for (int fd = dup(0); fd >= 0; fd = dup(0)) hoard.push_back(fd);
  // One is left: for the client's end, none for the server's.
  close(hoard.back());
  hoard.pop_back();
  std::optional<bool> answered;
  fetch(
      loop_, endpoint(), trusting(), [](const Peer&) { return Result<HttpRequest>(HttpRequest{}); },
      [&](const Result<Fetched>& fetched) { answered = fetched.ok(); });
  EXPECT_TRUE(run_until([&] { return !log_.events.empty(); }));
  EXPECT_EQ(log_.events.front(), "net.accept_failed");
  for (const int fd : hoard) close(fd);
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_TRUE(run_until([&] { return answered.has_value(); }));
  EXPECT_TRUE(*answered);
}

TEST_F(Listening, SeveralThreadsServeManyConnections) {
  listen();
  std::thread server([this] { loop_.run_on(2, log_); });
  Loop clients;
  int answered = 0;
  for (int client = 0; client < 40; ++client) {
    fetch(
        clients, endpoint(), trusting(), [](const Peer&) { return Result<HttpRequest>(HttpRequest{}); },
        [&](const Result<Fetched>& fetched) { answered += fetched.ok() ? 1 : 0; });
  }
  EXPECT_TRUE(clients.run_until([&] { return answered == 40; }));
  loop_.stop();
  server.join();
}

}  // namespace
}  // namespace mektep::net
