#include "shared/net/websocket_transport.h"

#include <atomic>
#include <mutex>
#include <thread>

#include "shared/base/random.h"
#include "shared/net/drive.h"
#include "tests/shared/net/net_fixture.h"

namespace mektep::net {
namespace {

using namespace std::chrono_literals;

class Carrying : public ListeningTest {
 protected:
  void open() {
    listen();
    client_ = open_transport();
    ASSERT_NE(client_, nullptr);
    server_ = server_ends_.back();
  }

  // Sends and waits for both ends.
  std::optional<Bytes> carry(Transport& from, Transport& to, Bytes message) {
    std::optional<Result<Bytes>> got;
    bool sent = false;
    to.receive(no_limit, [&](Result<Bytes> received) { got.emplace(std::move(received)); });
    from.send(std::move(message), 5s, [&](Status status) { sent = status.ok(); });
    EXPECT_TRUE(run_until([&] { return sent && got.has_value(); }));
    if (!got->ok()) return std::nullopt;
    return std::move(**got);
  }

  std::string failure_of_receive(Transport& transport, std::chrono::milliseconds limit = no_limit) {
    std::optional<Error> failure;
    transport.receive(limit, [&](Result<Bytes> received) {
      if (!received.ok()) failure = received.error();
    });
    EXPECT_TRUE(run_until([&] { return failure.has_value(); }));
    return describe(*failure);
  }

  std::shared_ptr<Transport> client_;
  std::shared_ptr<Transport> server_;
};

TEST_F(Carrying, CarriesEverySizeUpToTheLargest) {
  open();
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{125}, std::size_t{126},
                                 std::size_t{4096}, limits::message_bytes_max}) {
    const Bytes message(size, 0xa5);
    EXPECT_EQ(carry(*client_, *server_, message), message) << size;
    EXPECT_EQ(carry(*server_, *client_, message), message) << size;
  }
}

TEST_F(Carrying, CountsTheBytesOfTheConnectionWithTls) {
  open();
  const Traffic before = client_->traffic();
  EXPECT_TRUE(carry(*client_, *server_, Bytes(1000, 7)).has_value());
  const Traffic after = client_->traffic();
  // One record: 22 bytes of TLS, 8 of the masked frame's header.
  EXPECT_EQ(after.bytes_out - before.bytes_out, 1000U + 22 + 8);
  EXPECT_EQ(after.bytes_in, before.bytes_in);
  EXPECT_EQ(server_->traffic(), (Traffic{after.bytes_in, after.bytes_out}));
}

TEST_F(Carrying, MessageAboveTheLimitEndsTheConnection) {
  open();
  client_->send(Bytes(limits::message_bytes_max + 1, 1), 5s, [](const Status&) {});
  EXPECT_EQ(failure_of_receive(*server_), "net.cut host=127.0.0.1");
}

TEST_F(Carrying, CloseTellsTheOtherSideHow) {
  open();
  bool closed = false;
  client_->close(CloseCode::try_again_later, [&] { closed = true; });
  EXPECT_EQ(failure_of_receive(*server_), describe(no_link("net.closed").with("close_code", "1013")));
  EXPECT_TRUE(run_until([&] { return closed; }));
}

TEST_F(Carrying, CloseEndsOwnReceive) {
  open();
  bool ended = false;
  bool closed = false;
  server_->receive(no_limit, [](const Result<Bytes>&) {});
  client_->receive(no_limit, [&](const Result<Bytes>& received) { ended = !received.ok(); });
  client_->close(CloseCode::normal, [&] { closed = true; });
  EXPECT_TRUE(run_until([&] { return ended && closed; }));
}

TEST_F(Carrying, AbortReachesTheOtherSideAsACut) {
  open();
  client_->abort();
  EXPECT_EQ(failure_of_receive(*server_), describe(no_link("net.cut").with("host", "127.0.0.1")));
}

TEST_F(Carrying, ReceiveThatTakesTooLongFails) {
  open();
  EXPECT_EQ(failure_of_receive(*client_, 5ms), describe(no_link("net.timeout").with("host", "127.0.0.1")));
}

TEST_F(Carrying, SendToAPeerThatDoesNotReadFailsInTime) {
  open();
  std::optional<Error> failure;
  int sent = 0;
  std::function<void()> flood = [&] {
    client_->send(Bytes(limits::message_bytes_max, 1), 50ms, [&](const Status& status) {
      ++sent;
      if (status.ok()) return flood();
      failure = status.error();
    });
  };
  flood();
  EXPECT_TRUE(run_until([&] { return failure.has_value(); }));
  EXPECT_EQ(failure->code, "net.timeout");
  EXPECT_GT(sent, 1);
}

TEST_F(Carrying, SlowPeerDoesNotHoldUpItsNeighbour) {
  open();
  const auto neighbour = open_transport();
  const auto neighbours_server = server_ends_.back();
  std::function<void()> flood = [&] {
    client_->send(Bytes(limits::message_bytes_max, 1), 10s, [&](const Status& status) {
      if (status.ok()) flood();
    });
  };
  flood();
  for (int message = 0; message < 100; ++message) {
    ASSERT_TRUE(carry(*neighbour, *neighbours_server, Bytes(100, 2)).has_value());
  }
  client_->abort();
  EXPECT_TRUE(loop_.run_for(1ms));
}

TEST_F(Carrying, LatestAlarmCounts) {
  open();
  std::string rung;
  client_->alarm(0ms, [&] { rung += "first"; });
  client_->alarm(1ms, [&] { rung += "second"; });
  EXPECT_TRUE(run_until([&] { return !rung.empty(); }));
  client_->alarm(0ms, [&] { rung += "third"; });
  client_->alarm(no_limit, {});
  EXPECT_TRUE(loop_.run_for(3ms));
  EXPECT_EQ(rung, "second");
}

// Sends `count` numbered messages and counts what it hears.
class Counter final : public Machine {
 public:
  Counter(int to_send, int to_hear) : to_send_(to_send), to_hear_(to_hear) {}
  std::optional<Bytes> next_message(Monotonic) override {
    if (sent_ == to_send_) return std::nullopt;
    return Bytes(100, static_cast<std::uint8_t>(sent_++));
  }
  void on_message(BytesView message, Monotonic) override {
    in_order_ = in_order_ && message.front() == static_cast<std::uint8_t>(heard_);
    ++heard_;
  }
  void on_tick(Monotonic) override {}
  Monotonic deadline() const override { return Monotonic::max(); }
  bool finished() const override { return in_order_ && sent_ == to_send_ && heard_ == to_hear_; }
  int heard() const { return heard_; }

 private:
  int to_send_;
  int to_hear_;
  int sent_ = 0;
  int heard_ = 0;
  bool in_order_ = true;
};

TEST_F(Carrying, DriverCarriesAWholeConversation) {
  const SystemClock clock;
  const auto servers_machine = std::make_shared<Counter>(200, 300);
  std::optional<DriveEnd> servers_end;
  service_.decide = [&](std::function<void(UpgradeAnswer)> answer) {
    answer(Welcome{{}, [&](std::shared_ptr<Transport> transport) {
                     drive(std::move(transport), servers_machine, clock,
                           [&](DriveEnd end) { servers_end = std::move(end); });
                   }});
  };
  listen();
  auto answer = connect_now(loop_, endpoint(), trusting(), saying("hello"));
  ASSERT_TRUE(answer.ok());
  const auto machine = std::make_shared<Counter>(300, 200);
  const DriveEnd end = drive_now(loop_, std::get<Accepted>(*answer).transport, machine, clock);
  EXPECT_TRUE(end.status.ok()) << describe(end.status.error());
  EXPECT_EQ(machine->heard(), 200);
  EXPECT_GT(end.traffic.bytes_out, 30'000U);
  EXPECT_TRUE(run_until([&] { return servers_end.has_value(); }));
  EXPECT_EQ(servers_machine->heard(), 300);
}

// Says a number each time it is woken until it has said `last`; anybody may wake it.
class Talker final : public Machine {
 public:
  explicit Talker(int last) : last_(last) {}
  void on_start(Waker waker, Monotonic) override {
    const std::lock_guard lock(mutex_);
    waker_ = waker;
  }
  Waker waker() const {
    const std::lock_guard lock(mutex_);
    return waker_;
  }
  std::optional<Bytes> next_message(Monotonic) override {
    if (said_ == last_ || said_ >= allowed_.load()) return std::nullopt;
    ++said_;
    return Bytes(10, 1);
  }
  void on_message(BytesView, Monotonic) override {}
  void on_tick(Monotonic) override {}
  Monotonic deadline() const override { return Monotonic::max(); }
  bool finished() const override { return said_ == last_; }
  // Any thread.
  void allow_one_more() {
    ++allowed_;
    waker().wake();
  }

 private:
  mutable std::mutex mutex_;
  Waker waker_;
  int last_;
  int said_ = 0;
  std::atomic<int> allowed_ = 0;
};

TEST_F(Carrying, WakesFromOtherThreadsAreNeverLost) {
  constexpr int news = 500;
  const SystemClock clock;
  const auto talker = std::make_shared<Talker>(news);
  std::atomic<bool> ended = false;
  service_.decide = [&](std::function<void(UpgradeAnswer)> answer) {
    answer(Welcome{{}, [&](std::shared_ptr<Transport> transport) {
                     drive(std::move(transport), talker, clock, [&](const DriveEnd&) { ended = true; });
                   }});
  };
  listen();
  std::thread server([this] { loop_.run_on(2, log_); });
  Loop clients;
  auto answer = connect_now(clients, endpoint(), trusting(), saying("hello"));
  ASSERT_TRUE(answer.ok());
  std::thread writer([&] {
    for (int at = 0; at < news; ++at) talker->allow_one_more();
  });
  const auto listener = std::make_shared<Counter>(0, -1);
  const DriveEnd end = drive_now(clients, std::get<Accepted>(*answer).transport, listener, clock);
  writer.join();
  EXPECT_EQ(end.status.error().argument("close_code"), "1000");
  EXPECT_EQ(listener->heard(), news);
  while (!ended) std::this_thread::yield();
  loop_.stop();
  server.join();
}

}  // namespace
}  // namespace mektep::net
