#pragma once
// Transport over a WebSocket that has been opened, for either role. For the files of this room.

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <memory>
#include <string>

#include "shared/base/limits.h"
#include "shared/net/tls_stream.h"
#include "shared/net/transport.h"

namespace mektep::net {

namespace beast = boost::beast;

// How Beast ends a connection: found by argument-dependent lookup.
void beast_close_socket(TlsStream& stream);
void teardown(beast::role_type role, TlsStream& stream, error_code& error);

template <class Handler>
void async_teardown(beast::role_type, TlsStream& stream, Handler&& handler) {
  stream.say_goodbye();
  stream.abort();
  asio::post(stream.get_executor(),
             [handler = std::forward<Handler>(handler)]() mutable { handler(error_code{}); });
}

// Without permessage-deflate at all: it costs 190 kB a connection, and this version of Beast lets it
// pass the limit of a message's size.
using WebSocket = beast::websocket::stream<TlsStream, false>;

// Limits and timeouts of a WebSocket that is about to be opened.
void prepare(WebSocket& socket, std::chrono::milliseconds handshake_limit);

class WebSocketTransport final : public Transport, public std::enable_shared_from_this<WebSocketTransport> {
 public:
  // `stream` is the one below `socket`.
  WebSocketTransport(std::unique_ptr<WebSocket> socket, TlsStream stream);

  void send(Bytes message, std::chrono::milliseconds limit, Sent then) override;
  void receive(std::chrono::milliseconds limit, Received then) override;
  void close(CloseCode code, Task then) override;
  void abort() override;
  void post(Task task) override;
  void alarm(std::chrono::milliseconds delay, Task task) override;
  const Peer& peer() const override { return peer_; }
  Traffic traffic() const override { return stream_.traffic(); }

 private:
  // A deadline of one operation; what ends in time makes it void.
  struct Limit {
    explicit Limit(const asio::any_io_executor& executor) : timer(executor) {}
    asio::steady_timer timer;
    std::uint64_t round = 0;
  };

  void start(Limit& limit, std::chrono::milliseconds time);
  static void end(Limit& limit);
  Error why(const error_code& error) const;
  void received(const error_code& error, const Received& then);

  TlsStream stream_;
  std::unique_ptr<WebSocket> socket_;
  Peer peer_;
  Limit send_limit_;
  Limit receive_limit_;
  Limit close_limit_;
  Limit alarm_;
  Bytes outgoing_;
  beast::flat_buffer incoming_{limits::message_bytes_max};
  bool timed_out_ = false;
};

}  // namespace mektep::net
