#include "shared/net/websocket_transport.h"

#include <boost/asio/post.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <utility>

namespace mektep::net {

namespace websocket = beast::websocket;

void beast_close_socket(TlsStream& stream) { stream.abort(); }

void teardown(beast::role_type, TlsStream& stream, error_code& error) {
  stream.say_goodbye();
  stream.abort();
  error = {};
}

void prepare(WebSocket& socket, std::chrono::milliseconds handshake_limit) {
  static_assert(limits::idle_timeout == 2 * limits::ping_interval, "Beast pings at half of the idle time");
  socket.set_option(websocket::stream_base::timeout{handshake_limit, limits::idle_timeout, true});
  socket.read_message_max(limits::message_bytes_max);
  socket.binary(true);
  // A message is one frame; the write buffer only serves the client's masking.
  socket.auto_fragment(false);
  socket.write_buffer_bytes(4096);
}

WebSocketTransport::WebSocketTransport(std::unique_ptr<WebSocket> socket, TlsStream stream)
    : stream_(std::move(stream)),
      socket_(std::move(socket)),
      peer_(stream_.peer()),
      send_limit_(stream_.get_executor()),
      receive_limit_(stream_.get_executor()),
      close_limit_(stream_.get_executor()),
      alarm_(stream_.get_executor()) {}

void WebSocketTransport::start(Limit& limit, std::chrono::milliseconds time) {
  if (time == no_limit) return;
  limit.timer.expires_after(time);
  limit.timer.async_wait([self = shared_from_this(), &limit, round = limit.round](const error_code& error) {
    if (error || limit.round != round) return;
    self->timed_out_ = true;
    self->stream_.abort();
  });
}

void WebSocketTransport::end(Limit& limit) {
  limit.round += 1;
  limit.timer.cancel();
}

Error WebSocketTransport::why(const error_code& error) const {
  if (timed_out_ || error == beast::error::timeout) return no_link("net.timeout").with("host", peer_.address);
  if (error == websocket::error::closed) {
    return no_link("net.closed").with("close_code", std::to_string(socket_->reason().code));
  }
  return no_link("net.cut").with("host", peer_.address);
}

void WebSocketTransport::send(Bytes message, std::chrono::milliseconds limit, Sent then) {
  outgoing_ = std::move(message);
  start(send_limit_, limit);
  socket_->async_write(asio::buffer(outgoing_), [self = shared_from_this(), then = std::move(then)](
                                                    const error_code& error, std::size_t) {
    end(self->send_limit_);
    self->outgoing_ = {};
    then(error ? Status(self->why(error)) : Status(done));
  });
}

void WebSocketTransport::receive(std::chrono::milliseconds limit, Received then) {
  start(receive_limit_, limit);
  socket_->async_read(incoming_, [self = shared_from_this(), then = std::move(then)](
                                     const error_code& error, std::size_t) { self->received(error, then); });
}

void WebSocketTransport::received(const error_code& error, const Received& then) {
  end(receive_limit_);
  if (error) return then(why(error));
  if (!socket_->got_binary()) {
    abort();
    return then(no_link("net.cut").with("host", peer_.address));
  }
  const auto* start = static_cast<const std::uint8_t*>(incoming_.cdata().data());
  Bytes message(start, start + incoming_.size());
  // An idle connection keeps no message's memory.
  incoming_.clear();
  incoming_.shrink_to_fit();
  then(std::move(message));
}

void WebSocketTransport::close(CloseCode code, Task then) {
  start(close_limit_, limits::close_timeout);
  const websocket::close_reason reason(static_cast<std::uint16_t>(code));
  socket_->async_close(reason, [self = shared_from_this(), then = std::move(then)](const error_code&) {
    end(self->close_limit_);
    self->stream_.abort();
    then();
  });
}

void WebSocketTransport::abort() { stream_.abort(); }

void WebSocketTransport::post(Task task) { asio::post(stream_.get_executor(), std::move(task)); }

void WebSocketTransport::alarm(std::chrono::milliseconds delay, Task task) {
  end(alarm_);
  if (delay == no_limit) return;
  alarm_.timer.expires_after(delay);
  // A weak reference: an alarm far away keeps no dead connection in memory.
  alarm_.timer.async_wait(
      [weak = weak_from_this(), round = alarm_.round, task = std::move(task)](const error_code& error) {
        const auto self = weak.lock();
        if (!error && self && self->alarm_.round == round) task();
      });
}

}  // namespace mektep::net
