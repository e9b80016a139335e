#pragma once
// A proxy in front of a server whose ends a test holds; one loop, one thread, real sockets of 127.0.0.1.

#include <gtest/gtest.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shared/net/loop_core.h"
#include "tests/support/seeded_random.h"
#include "tools/link/control.h"
#include "tools/link/proxy.h"

namespace mektep::link {

// A socket and what has come through it.
struct End {
  explicit End(tcp::socket the_socket) : socket(std::move(the_socket)) {}

  void read() {
    socket.async_read_some(asio::buffer(room), [this](error_code error, std::size_t size) {
      got.append(room.data(), size);
      ended = error;
      if (!error) read();
    });
  }

  tcp::socket socket;
  std::array<char, 8192> room{};
  std::string got;
  error_code ended;
};

class BadLink : public testing::Test {
 protected:
  void SetUp() override { accept(); }

  void open(const Profile& profile = {}) {
    ProxyOptions options;
    options.server = acceptor_.local_endpoint();
    options.profile = profile;
    proxy_.emplace(loop_, clock_, random_, options);
    ASSERT_TRUE(proxy_->open().ok());
  }

  void accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      if (error) return;
      servers_.push_back(std::make_unique<End>(std::move(socket)));
      servers_.back()->read();
      accept();
    });
  }

  std::unique_ptr<End> connect() {
    auto end = std::make_unique<End>(tcp::socket(loop_.core().context));
    const std::size_t before = servers_.size();
    end->socket.connect({asio::ip::address_v4::loopback(), proxy_->port()});
    end->socket.set_option(tcp::no_delay(true));
    end->read();
    EXPECT_TRUE(loop_.run_until([&] { return servers_.size() > before; }));
    return end;
  }

  bool refuses() {
    tcp::socket socket(loop_.core().context);
    error_code error;
    socket.connect({asio::ip::address_v4::loopback(), proxy_->port()}, error);
    return error == asio::error::connection_refused;
  }

  void say(End& end, const std::string& text) {
    asio::async_write(end.socket, asio::buffer(text), [](error_code, std::size_t) {});
  }

  net::Loop loop_;
  SystemClock clock_;
  test::SeededRandom random_;
  tcp::acceptor acceptor_{loop_.core().context, {asio::ip::address_v4::loopback(), 0}};
  std::vector<std::unique_ptr<End>> servers_;
  std::optional<Proxy> proxy_;
};

}  // namespace mektep::link
