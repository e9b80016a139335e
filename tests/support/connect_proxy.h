#pragma once
// An HTTP proxy that knows one verb: CONNECT. For tests of the way through such a box; lives on a loop of
// the test's and does what it is told.

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <memory>
#include <string>
#include <vector>

#include "shared/net/loop.h"
#include "shared/net/loop_core.h"

namespace mektep::test {

class ConnectProxy {
 public:
  using tcp = boost::asio::ip::tcp;

  explicit ConnectProxy(net::Loop& loop)
      : acceptor_(loop.core().context, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)) {
    accept();
  }

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
  // What was asked, header lines and all.
  const std::vector<std::string>& asked() const { return *asked_; }
  // Says this in place of opening the way; empty: opens it.
  void answer_with(std::string answer) { *answer_ = std::move(answer); }

 private:
  // Two sockets and two rooms; kept by what waits on them.
  struct Way : std::enable_shared_from_this<Way> {
    Way(tcp::socket the_client, std::shared_ptr<std::string> the_answer,
        std::shared_ptr<std::vector<std::string>> the_asked)
        : client(std::move(the_client)),
          server(client.get_executor()),
          answer(std::move(the_answer)),
          asked(std::move(the_asked)) {}

    void start() {
      boost::asio::async_read_until(
          client, boost::asio::dynamic_buffer(request), "\r\n\r\n",
          [self = shared_from_this()](boost::system::error_code error, std::size_t) {
            if (!error) self->decide();
          });
    }

    void decide() {
      asked->push_back(request);
      if (!answer->empty()) return say(*answer, [](Way& way) { way.client.close(); });
      const auto colon = request.find(':');
      const std::string host = request.substr(8, colon - 8);
      const auto port = static_cast<std::uint16_t>(std::stoi(request.substr(colon + 1)));
      boost::system::error_code failed;
      server.connect({boost::asio::ip::make_address(host), port}, failed);
      if (failed) return say("HTTP/1.1 502 Bad Gateway\r\n\r\n", [](Way& way) { way.client.close(); });
      say("HTTP/1.1 200 Connection established\r\n\r\n", [](Way& way) {
        way.carry(way.client, way.server, way.up);
        way.carry(way.server, way.client, way.down);
      });
    }

    template <class Then>
    void say(const std::string& text, Then then) {
      said = text;
      boost::asio::async_write(
          client, boost::asio::buffer(said),
          [self = shared_from_this(), then](boost::system::error_code error, std::size_t) {
            if (!error) then(*self);
          });
    }

    void carry(tcp::socket& from, tcp::socket& to, std::array<char, 4096>& room) {
      from.async_read_some(boost::asio::buffer(room), [self = shared_from_this(), &from, &to, &room](
                                                          boost::system::error_code error, std::size_t size) {
        if (error) return self->close();
        boost::asio::async_write(to, boost::asio::buffer(room, size),
                                 [self, &from, &to, &room](boost::system::error_code failed, std::size_t) {
                                   failed ? self->close() : self->carry(from, to, room);
                                 });
      });
    }

    void close() {
      boost::system::error_code ignored;
      client.close(ignored);
      server.close(ignored);
    }

    tcp::socket client;
    tcp::socket server;
    std::shared_ptr<std::string> answer;
    std::shared_ptr<std::vector<std::string>> asked;
    std::string request;
    std::string said;
    std::array<char, 4096> up{};
    std::array<char, 4096> down{};
  };

  void accept() {
    acceptor_.async_accept([this](boost::system::error_code error, tcp::socket socket) {
      if (error) return;
      std::make_shared<Way>(std::move(socket), answer_, asked_)->start();
      accept();
    });
  }

  tcp::acceptor acceptor_;
  std::shared_ptr<std::string> answer_ = std::make_shared<std::string>();
  std::shared_ptr<std::vector<std::string>> asked_ = std::make_shared<std::vector<std::string>>();
};

}  // namespace mektep::test
