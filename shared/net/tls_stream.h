#pragma once
// A TLS 1.3 session over one TCP socket, as a stream that Beast can stand on. For the files of this room.
//
// OpenSSL reads and writes the socket by itself whenever the socket is ready, so an idle connection holds
// no buffers at all (Asio's own TLS stream keeps four of 17 kB). The session's type is known to
// tls_stream.cpp alone. All calls are made on the socket's strand; at most one read and one write wait.

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <utility>

#include "shared/net/tls.h"

namespace mektep::net {

namespace asio = boost::asio;
using boost::system::error_code;
using tcp = asio::ip::tcp;

class TlsStream {
 public:
  using executor_type = asio::any_io_executor;
  using Completion = std::function<void(error_code, std::size_t)>;

  // The server's end.
  TlsStream(tcp::socket socket, std::shared_ptr<const TlsContext> context);
  // The client's end; `server_name` is sent when it is a name and not an address.
  TlsStream(tcp::socket socket, std::shared_ptr<const TlsContext> context, std::vector<Pin> pins,
            WallTime now, const std::string& server_name);

  executor_type get_executor() const;

  template <class Token>
  auto async_handshake(Token&& token) {
    return asio::async_initiate<Token, void(error_code)>(
        [stream = *this](auto handler) mutable {
          const auto executor = asio::get_associated_executor(handler, stream.get_executor());
          auto then = stream.erase([handler = std::move(handler)](
                                       error_code error, std::size_t) mutable { std::move(handler)(error); },
                                   executor);
          stream.handshake(std::move(then));
        },
        token);
  }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    asio::mutable_buffer room;
    for (auto at = asio::buffer_sequence_begin(buffers); at != asio::buffer_sequence_end(buffers); ++at) {
      if (room.size() == 0) room = *at;
    }
    return asio::async_initiate<Token, void(error_code, std::size_t)>(
        [stream = *this, room](auto handler) mutable {
          const auto executor = asio::get_associated_executor(handler, stream.get_executor());
          stream.read_some(room, stream.erase(std::move(handler), executor));
        },
        token);
  }

  // Gathers the buffers into one record: a message's header does not pay for a record of its own.
  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    Bytes record(std::min(asio::buffer_size(buffers), record_bytes_max));
    asio::buffer_copy(asio::buffer(record), buffers);
    return asio::async_initiate<Token, void(error_code, std::size_t)>(
        [stream = *this](auto handler, Bytes bytes) mutable {
          const auto executor = asio::get_associated_executor(handler, stream.get_executor());
          stream.write_some(std::move(bytes), stream.erase(std::move(handler), executor));
        },
        token, std::move(record));
  }

  // Says that nothing more will be written; does not wait.
  void say_goodbye();
  // Closes the socket; what waits fails with operation_aborted. Fine to repeat.
  void abort();
  // The same from any thread, later; does not keep the stream alive.
  std::function<void()> aborter() const;

  // After the handshake. The mismatch flag is also valid after a failed one.
  Peer peer() const;
  bool pin_mismatch() const;
  // What the certificate with the wrong key calls who signed it: "Kaspersky", "FortiGate CA".
  std::string stranger() const;
  Traffic traffic() const;
  // Kept until the last copy of this stream is gone: the connection's seat and ticket.
  void attach(std::shared_ptr<void> companion);

 private:
  static constexpr std::size_t record_bytes_max = 16 * 1024;
  struct State;

  // A handler of any type as one that may be stored: the price is one allocation a wait.
  template <class Handler, class Executor>
  static Completion erase(Handler&& handler, const Executor& executor) {
    auto kept = std::make_shared<std::decay_t<Handler>>(std::forward<Handler>(handler));
    return [kept, executor](error_code error, std::size_t size) {
      asio::dispatch(executor, [kept, error, size] { std::move (*kept)(error, size); });
    };
  }

  void handshake(Completion then);
  void read_some(asio::mutable_buffer room, Completion then);
  void write_some(Bytes record, Completion then);

  std::shared_ptr<State> state_;
};

}  // namespace mektep::net
