#include "tools/link/control.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/json.hpp>
#include <charconv>
#include <utility>

#include "shared/net/loop_core.h"

namespace mektep::link {
namespace {

namespace json = boost::json;

constexpr std::size_t order_bytes_max = 256;

std::string as_json(const ProxyStats& stats) {
  return json::serialize(json::object{{"bytes_up", stats.bytes_up},
                                      {"bytes_down", stats.bytes_down},
                                      {"cuts", stats.cuts},
                                      {"connections", stats.connections},
                                      {"open", stats.open},
                                      {"up", stats.up}});
}

std::string answer(bool ok) { return json::serialize(json::object{{"ok", ok}}); }

bool cut_after(Proxy& proxy, std::string_view number) {
  std::uint64_t bytes = 0;
  const auto parsed = std::from_chars(number.data(), number.data() + number.size(), bytes);
  if (number.empty() || parsed.ec != std::errc{} || parsed.ptr != number.data() + number.size()) return false;
  proxy.cut_after_up(bytes);
  return true;
}

// One who gives orders; kept by its own waits.
class Line : public std::enable_shared_from_this<Line> {
 public:
  Line(tcp::socket socket, Proxy& proxy) : socket_(std::move(socket)), proxy_(proxy) {}

  void read() {
    asio::async_read_until(socket_, asio::dynamic_buffer(received_, order_bytes_max), '\n',
                           [self = shared_from_this()](error_code error, std::size_t size) {
                             if (!error) self->reply(size);
                           });
  }

 private:
  void reply(std::size_t size) {
    std::string order = received_.substr(0, size - 1);
    received_.erase(0, size);
    if (!order.empty() && order.back() == '\r') order.pop_back();
    answer_ = obey(proxy_, order) + "\n";
    asio::async_write(socket_, asio::buffer(answer_),
                      [self = shared_from_this()](error_code error, std::size_t) {
                        if (!error) self->read();
                      });
  }

  tcp::socket socket_;
  Proxy& proxy_;
  std::string received_;
  std::string answer_;
};

}  // namespace

std::string obey(Proxy& proxy, std::string_view order) {
  constexpr std::string_view after = "cut-after-up ";
  if (order == "stats") return as_json(proxy.stats());
  if (order.starts_with(after)) return answer(cut_after(proxy, order.substr(after.size())));
  if (order == "down") {
    proxy.down();
  } else if (order == "up") {
    if (!proxy.stats().up) proxy.up();
  } else if (order == "cut") {
    proxy.cut();
  } else {
    return answer(false);
  }
  return answer(true);
}

Control::Control(net::Loop& loop, Proxy& proxy) : proxy_(proxy), acceptor_(loop.core().context) {}

Status Control::open(std::uint16_t port) {
  error_code error;
  acceptor_.open(tcp::v4(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind({asio::ip::address_v4::loopback(), port}, error);
  if (!error) acceptor_.listen(tcp::acceptor::max_listen_connections, error);
  if (error) return refused("link.port_taken").with("port", std::to_string(port));
  accept();
  return done;
}

std::uint16_t Control::port() const { return acceptor_.local_endpoint().port(); }

void Control::accept() {
  acceptor_.async_accept([this](error_code error, tcp::socket socket) {
    if (error == asio::error::operation_aborted) return;
    if (!error) std::make_shared<Line>(std::move(socket), proxy_)->read();
    accept();
  });
}

}  // namespace mektep::link
