#pragma once
// Peers that say exactly what a test tells them, byte by byte, over TLS or over bare TCP.

#include <gtest/gtest.h>

#include <array>
#include <boost/asio/write.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shared/net/loop_core.h"
#include "shared/net/tls_stream.h"

namespace mektep::net {

inline tcp::endpoint loopback(std::uint16_t port) { return {asio::ip::address_v4::loopback(), port}; }

// A client that is none of ours.
class RawClient {
 public:
  RawClient(Loop& loop, std::uint16_t port, const Pin& pin, WallTime now) : loop_(loop) {
    tcp::socket socket(loop.core().context);
    socket.connect(loopback(port));
    socket.set_option(tcp::no_delay(true));
    stream_.emplace(std::move(socket), TlsContext::client(), std::vector<Pin>{pin}, now, "127.0.0.1");
    std::optional<error_code> shaken;
    stream_->async_handshake([&](error_code error) { shaken = error; });
    EXPECT_TRUE(loop_.run_until([&] { return shaken.has_value(); }));
    EXPECT_FALSE(*shaken);
  }

  void write(const std::string& text) {
    bool written = false;
    asio::async_write(*stream_, asio::buffer(text), [&](error_code, std::size_t) { written = true; });
    EXPECT_TRUE(loop_.run_until([&] { return written; }));
  }

  // Until the server ends the connection, or `enough` has been said.
  std::string read(const std::string& enough = "\n\n\n") {
    std::string all;
    bool ended = false;
    std::array<char, 4096> room{};
    std::function<void()> again = [&] {
      stream_->async_read_some(asio::buffer(room), [&](error_code error, std::size_t size) {
        all.append(room.data(), size);
        ended = error || all.find(enough) != std::string::npos;
        if (!ended) again();
      });
    };
    again();
    EXPECT_TRUE(loop_.run_until([&] { return ended; }));
    return all;
  }

  TlsStream& stream() { return *stream_; }

 private:
  Loop& loop_;
  std::optional<TlsStream> stream_;
};

// A server that is none of ours: answers the first request of each connection with the same bytes.
class RawServer {
 public:
  RawServer(Loop& loop, const Credentials& credentials, std::string answer)
      : core_(std::make_shared<Core>(loop, credentials, std::move(answer))) {
    core_->accept();
  }
  ~RawServer() {
    core_->acceptor.close();
    for (const auto& stream : core_->streams) stream->abort();
  }

  std::uint16_t port() const { return core_->acceptor.local_endpoint().port(); }
  // All that clients have said above TLS.
  const std::string& heard() const { return core_->heard; }
  // After the answer: ends the connection instead of waiting for more.
  void hang_up(bool wanted) { core_->hangs_up = wanted; }

 private:
  // Kept by its own waits, which end a turn of the loop after the server.
  struct Core : std::enable_shared_from_this<Core> {
    Core(Loop& loop, const Credentials& credentials, std::string the_answer)
        : acceptor(loop.core().context, loopback(0)),
          context(*TlsContext::server(credentials)),
          answer(std::move(the_answer)) {}

    void accept() {
      acceptor.async_accept([self = shared_from_this()](error_code error, tcp::socket socket) {
        if (error) return;
        auto stream = std::make_shared<TlsStream>(std::move(socket), self->context);
        self->streams.push_back(stream);
        stream->async_handshake([self, stream](error_code failed) {
          if (!failed) self->read(stream);
        });
        self->accept();
      });
    }

    void read(const std::shared_ptr<TlsStream>& stream) {
      stream->async_read_some(asio::buffer(room),
                              [self = shared_from_this(), stream](error_code error, std::size_t size) {
                                self->heard.append(self->room.data(), size);
                                if (!error) self->reply(stream);
                              });
    }

    void reply(const std::shared_ptr<TlsStream>& stream) {
      asio::async_write(*stream, asio::buffer(answer),
                        [self = shared_from_this(), stream](error_code, std::size_t) {
                          if (!self->hangs_up) return;
                          stream->say_goodbye();
                          stream->abort();
                        });
    }

    tcp::acceptor acceptor;
    std::shared_ptr<const TlsContext> context;
    std::string answer;
    std::string heard;
    std::array<char, 8192> room{};
    std::vector<std::shared_ptr<TlsStream>> streams;
    bool hangs_up = true;
  };

  std::shared_ptr<Core> core_;
};

// Says `answer` to whoever connects, without any TLS, and hangs up when told to.
class BareServer {
 public:
  BareServer(Loop& loop, std::string answer, bool hang_up)
      : acceptor_(loop.core().context, loopback(0)), answer_(std::move(answer)), hang_up_(hang_up) {
    accept();
  }
  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

 private:
  void accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      if (error) return;
      asio::write(socket, asio::buffer(answer_), error);
      if (!hang_up_) sockets_.push_back(std::move(socket));
      accept();
    });
  }

  tcp::acceptor acceptor_;
  std::string answer_;
  bool hang_up_;
  std::vector<tcp::socket> sockets_;
};

}  // namespace mektep::net
