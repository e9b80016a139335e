#include "shared/net/dial.h"

#include <netinet/tcp.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <utility>

#include "shared/net/deadline.h"
#include "shared/net/socket_options.h"

namespace mektep::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
using tcp = asio::ip::tcp;

constexpr unsigned status_proxy_password = 407;

std::string text_of(const Endpoint& endpoint) {
  const bool version_six = endpoint.host.find(':') != std::string::npos;
  return (version_six ? "[" + endpoint.host + "]" : endpoint.host) + ":" + std::to_string(endpoint.port);
}

Error fail(const char* code, const Endpoint& endpoint) {
  return no_link(code).with("host", endpoint.host).with("port", std::to_string(endpoint.port));
}

Error fail_at(const char* code, const ProxyAddress& proxy) {
  return no_link(code).with("proxy", text_of({proxy.host, proxy.port}));
}

// Asks the proxy for a way to the endpoint; nothing of ours has been sent yet, not even to whom we are.
asio::awaitable<Status> ask_for_way(tcp::socket& socket, const Endpoint& endpoint, const ProxyAddress& proxy) {
  http::request<http::empty_body> request(http::verb::connect, text_of(endpoint), 11);
  request.set(http::field::host, text_of(endpoint));
  if (!proxy.credentials.empty()) request.set(http::field::proxy_authorization, "Basic " + proxy.credentials);
  error_code error;
  co_await http::async_write(socket, request, asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return fail_at("net.proxy_unreachable", proxy);
  // Our TLS speaks first, so an honest proxy sends nothing behind its answer.
  beast::flat_buffer buffer(limits::request_header_bytes_max);
  http::response_parser<http::empty_body> parser;
  parser.skip(true);
  parser.header_limit(limits::request_header_bytes_max);
  co_await http::async_read_header(socket, buffer, parser, asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return fail_at("net.proxy_unreachable", proxy);
  const unsigned status = parser.get().result_int();
  if (status == status_proxy_password) {
    co_return refused("net.proxy_password").with("proxy", text_of({proxy.host, proxy.port}));
  }
  const bool open = status / 100 == 2 && buffer.size() == 0;
  if (open) co_return done;
  co_return fail_at("net.proxy_refused", proxy)
      .with("status", std::to_string(status))
      .with("host", endpoint.host)
      .with("port", std::to_string(endpoint.port));
}

// To the first of its addresses that answers. Without an error and without a connection when time was up.
asio::awaitable<error_code> reach(tcp::socket& socket, tcp::resolver& resolver, const Endpoint& endpoint) {
  error_code error;
  const auto addresses = co_await resolver.async_resolve(endpoint.host, std::to_string(endpoint.port),
                                                         asio::redirect_error(asio::use_awaitable, error));
  if (error) co_return error;
  co_await asio::async_connect(socket, addresses, asio::redirect_error(asio::use_awaitable, error));
  co_return error;
}

}  // namespace

asio::awaitable<Result<tcp::socket>> dial(const Endpoint& endpoint, const ConnectOptions& options) {
  const auto executor = co_await asio::this_coro::executor;
  tcp::resolver resolver(executor);
  tcp::socket socket(executor);
  const Deadline deadline(executor, options.connect_limit, [&resolver, &socket] {
    error_code ignored;
    resolver.cancel();
    socket.close(ignored);
  });
  const auto& proxy = options.proxy;
  const Endpoint first = proxy ? Endpoint{proxy->host, proxy->port} : endpoint;
  const error_code error = co_await reach(socket, resolver, first);
  if (deadline.expired()) co_return fail("net.timeout", first);
  if (error) co_return proxy ? fail_at("net.proxy_unreachable", *proxy) : fail("net.unreachable", endpoint);
  prepare(socket);
  if (proxy) {
    const Status way = co_await ask_for_way(socket, endpoint, *proxy);
    if (deadline.expired()) co_return fail("net.timeout", first);
    if (!way) co_return way.error();
  }
  co_return std::move(socket);
}

}  // namespace mektep::net
