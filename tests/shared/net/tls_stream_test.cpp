#include "shared/net/tls_stream.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

namespace mektep::net {
namespace {

constexpr WallTime made_at{1'772'300'000'000};
constexpr std::chrono::hours valid_for{24 * 365};

// Two sockets of 127.0.0.1 that are joined.
class TlsStreams : public testing::Test {
 protected:
  void SetUp() override {
    tcp::acceptor acceptor(context_, {asio::ip::make_address("127.0.0.1"), 0});
    client_socket_.connect(acceptor.local_endpoint());
    server_socket_ = acceptor.accept();
    client_socket_.set_option(tcp::no_delay(true));
    server_socket_.set_option(tcp::no_delay(true));
  }

  void run_until(const std::function<bool()>& enough) {
    while (!enough()) {
      context_.restart();
      ASSERT_GT(context_.run_one(), 0U);
    }
  }

  void make_streams(std::vector<Pin> pins) {
    server_.emplace(std::move(server_socket_), *TlsContext::server(credentials_));
    client_.emplace(std::move(client_socket_), TlsContext::client(), std::move(pins), made_at,
                    "school.example");
  }

  // Both ends' answers.
  std::pair<error_code, error_code> shake() {
    std::optional<error_code> client;
    std::optional<error_code> server;
    client_->async_handshake([&](error_code error) {
      client = error;
      if (error) client_->abort();
    });
    server_->async_handshake([&](error_code error) { server = error; });
    run_until([&] { return client && server; });
    return {*client, *server};
  }

  asio::io_context context_;
  tcp::socket client_socket_{context_};
  tcp::socket server_socket_{context_};
  Credentials credentials_ = make_credentials("mektepd", made_at, valid_for);
  Pin pin_ = *pin_of_certificate(credentials_.certificate_pem);
  std::optional<TlsStream> client_;
  std::optional<TlsStream> server_;
};

TEST_F(TlsStreams, ShakeHandsInFewBytes) {
  make_streams({pin_});
  const auto [client, server] = shake();
  EXPECT_FALSE(client);
  EXPECT_FALSE(server);
  EXPECT_EQ(client_->peer().binding, server_->peer().binding);
  EXPECT_EQ(client_->peer().pin, pin_);
  EXPECT_FALSE(server_->peer().pin.has_value());
  const Traffic traffic = client_->traffic();
  EXPECT_LT(traffic.bytes_out, 350U);
  EXPECT_LT(traffic.bytes_in, 750U);
}

TEST_F(TlsStreams, WrongPinFailsBothEnds) {
  make_streams({Pin{}});
  const auto [client, server] = shake();
  EXPECT_TRUE(client);
  EXPECT_TRUE(server);
  EXPECT_TRUE(client_->pin_mismatch());
}

TEST_F(TlsStreams, BytesArriveWholeInBothDirectionsAtOnce) {
  make_streams({pin_});
  shake();
  const std::string up(300'000, 'u');
  const std::string down(300'000, 'd');
  std::string got_up(up.size(), ' ');
  std::string got_down(down.size(), ' ');
  int ended = 0;
  const auto count = [&](error_code error, std::size_t) {
    EXPECT_FALSE(error);
    ++ended;
  };
  asio::async_write(*client_, asio::buffer(up), count);
  asio::async_write(*server_, asio::buffer(down), count);
  asio::async_read(*client_, asio::buffer(got_down), count);
  asio::async_read(*server_, asio::buffer(got_up), count);
  run_until([&] { return ended == 4; });
  EXPECT_EQ(got_up, up);
  EXPECT_EQ(got_down, down);
  EXPECT_EQ(client_->traffic().bytes_out, server_->traffic().bytes_in);
}

TEST_F(TlsStreams, SmallBuffersShareOneRecord) {
  make_streams({pin_});
  shake();
  const std::uint64_t before = client_->traffic().bytes_out;
  const std::array<asio::const_buffer, 2> parts = {asio::buffer("ab", 2), asio::buffer("cd", 2)};
  bool written = false;
  asio::async_write(*client_, parts, [&](error_code, std::size_t) { written = true; });
  run_until([&] { return written; });
  EXPECT_EQ(client_->traffic().bytes_out - before, 4U + 22U);
}

TEST_F(TlsStreams, GoodbyeReadsAsTheEnd) {
  make_streams({pin_});
  shake();
  client_->say_goodbye();
  std::optional<error_code> ended;
  std::array<char, 10> room{};
  server_->async_read_some(asio::buffer(room), [&](error_code error, std::size_t) { ended = error; });
  run_until([&] { return ended.has_value(); });
  EXPECT_EQ(*ended, asio::error::eof);
}

TEST_F(TlsStreams, CutWithoutGoodbyeIsNotTheEnd) {
  make_streams({pin_});
  shake();
  client_->abort();
  std::optional<error_code> ended;
  std::array<char, 10> room{};
  server_->async_read_some(asio::buffer(room), [&](error_code error, std::size_t) { ended = error; });
  run_until([&] { return ended.has_value(); });
  EXPECT_TRUE(*ended);
}

TEST_F(TlsStreams, AbortEndsAReadThatWaits) {
  make_streams({pin_});
  shake();
  std::optional<error_code> ended;
  std::array<char, 10> room{};
  server_->async_read_some(asio::buffer(room), [&](error_code error, std::size_t) { ended = error; });
  server_->aborter()();
  run_until([&] { return ended.has_value(); });
  EXPECT_EQ(*ended, asio::error::operation_aborted);
  server_->abort();
  server_->say_goodbye();
}

TEST_F(TlsStreams, WriteToAPeerThatLeftFailsAndRaisesNoSignal) {
  make_streams({pin_});
  shake();
  client_->abort();
  std::optional<error_code> ended;
  std::function<void()> flood = [&] {
    asio::async_write(*server_, asio::buffer(credentials_.key_pem), [&](error_code error, std::size_t) {
      if (error) {
        ended = error;
      } else {
        flood();
      }
    });
  };
  flood();
  run_until([&] { return ended.has_value(); });
}

TEST_F(TlsStreams, OlderVersionsAndOtherLanguagesAreNoHandshake) {
  server_.emplace(std::move(server_socket_), *TlsContext::server(credentials_));
  // The hello of a client that speaks nothing newer than TLS 1.2.
  const auto hello = from_hex(
      "160301002f0100002b0303000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f000004c02bc02f01"
      "00");
  ASSERT_TRUE(hello.has_value());
  asio::write(client_socket_, asio::buffer(*hello));
  std::optional<error_code> ended;
  server_->async_handshake([&](error_code error) { ended = error; });
  run_until([&] { return ended.has_value(); });
  EXPECT_TRUE(*ended);
}

TEST_F(TlsStreams, CompanionIsKeptUntilTheLastCopyIsGone) {
  make_streams({pin_});
  const auto companion = std::make_shared<int>(1);
  server_->attach(companion);
  std::optional<TlsStream> copy = *server_;
  server_.reset();
  EXPECT_EQ(companion.use_count(), 2);
  copy.reset();
  EXPECT_EQ(companion.use_count(), 1);
}

}  // namespace
}  // namespace mektep::net
