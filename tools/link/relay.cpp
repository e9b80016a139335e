#include "tools/link/relay.h"

#include <algorithm>
#include <boost/asio/write.hpp>
#include <utility>

namespace mektep::link {
namespace {

// What one write delivers at most: enough for the fastest profile between two ticks of the clock.
constexpr std::size_t delivery_bytes_max = 64 * 1024;
// A smaller receive buffer was set by the proxy, because its link is slow; the kernel reports twice what was
// set.
constexpr int unshaped_room_min = 64 * 1024;

void reset(tcp::socket& socket) {
  error_code ignored;
  socket.set_option(asio::socket_base::linger(true, 0), ignored);
  socket.close(ignored);
}

}  // namespace

Relay::Relay(tcp::socket client, Road& road, std::function<void()> ended)
    : road_(road),
      ended_(std::move(ended)),
      client_(std::move(client)),
      server_(client_.get_executor()),
      up_(Way::up, client_, server_, road.line(Way::up)),
      down_(Way::down, server_, client_, road.line(Way::down)) {}

Relay::~Relay() = default;

void Relay::start(const tcp::endpoint& server) {
  // Before connecting, so that the window is as small from the start as the other side's.
  error_code ignored;
  asio::socket_base::receive_buffer_size room;
  client_.get_option(room, ignored);
  server_.open(server.protocol(), ignored);
  if (room.value() < unshaped_room_min)
    server_.set_option(asio::socket_base::receive_buffer_size(room.value() / 2), ignored);
  server_.async_connect(server, [self = shared_from_this()](error_code error) {
    if (self->over_) return;
    if (error) return self->cut();
    self->server_.set_option(tcp::no_delay(true), error);
    self->client_.set_option(tcp::no_delay(true), error);
    self->read(self->up_);
    self->read(self->down_);
  });
}

void Relay::cut() {
  if (over_) return;
  over_ = true;
  reset(client_);
  reset(server_);
  up_.timer.cancel();
  down_.timer.cancel();
  ended_();
}

void Relay::read(Half& half) {
  if (over_ || half.reading || half.source_ended || half.line.full()) return;
  half.reading = true;
  half.from.async_read_some(
      asio::buffer(half.room), [self = shared_from_this(), &half](error_code error, std::size_t size) {
        half.reading = false;
        if (self->over_) return;
        if (error && error != asio::error::eof) return self->cut();
        half.source_ended = static_cast<bool>(error);
        if (size > 0) {
          half.line.push(Bytes(half.room.begin(), half.room.begin() + static_cast<std::ptrdiff_t>(size)),
                         self->now());
        }
        self->deliver(half);
        self->read(half);
      });
}

void Relay::deliver(Half& half) {
  if (over_ || half.writing) return;
  const auto next = half.line.next();
  if (!next) {
    if (half.source_ended) {
      error_code ignored;
      half.to.shutdown(tcp::socket::shutdown_send, ignored);
      end_if_over();
    }
    return;
  }
  half.writing = true;
  half.timer.expires_after(std::max(Time{0}, *next - now()));
  half.timer.async_wait([self = shared_from_this(), &half](error_code) {
    if (!self->over_) self->write(half);
  });
}

void Relay::write(Half& half) {
  half.arriving = half.line.take(now(), std::min(delivery_bytes_max, road_.allowance(half.way)));
  asio::async_write(half.to, asio::buffer(half.arriving),
                    [self = shared_from_this(), &half](error_code error, std::size_t size) {
                      half.writing = false;
                      if (self->over_) return;
                      if (error) return self->cut();
                      self->road_.passed(half.way, size);
                      self->deliver(half);
                      self->read(half);
                    });
}

void Relay::end_if_over() {
  const auto idle = [](const Half& half) { return half.source_ended && !half.line.next() && !half.writing; };
  if (!idle(up_) || !idle(down_)) return;
  over_ = true;
  error_code ignored;
  client_.close(ignored);
  server_.close(ignored);
  ended_();
}

}  // namespace mektep::link
