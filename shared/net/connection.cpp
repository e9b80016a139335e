#include "shared/net/connection.h"

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <optional>
#include <utility>

#include "shared/net/awaited.h"
#include "shared/net/deadline.h"
#include "shared/net/tls_stream.h"
#include "shared/net/websocket_transport.h"

namespace mektep::net {
namespace {

namespace http = beast::http;
namespace websocket = beast::websocket;
using Request = http::request<http::string_body>;
using Parser = http::request_parser<http::string_body>;

beast::string_view beast_view(std::string_view text) { return {text.data(), text.size()}; }

// Held by the stream: a seat, and the ticket of the group that waits for it.
struct Companion {
  std::unique_ptr<Seats::Seat> seat;
  TaskGroup::Ticket ticket;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(TlsStream stream, std::shared_ptr<const ConnectionSetting> setting,
             std::shared_ptr<Companion> companion)
      : stream_(std::move(stream)), setting_(std::move(setting)), companion_(std::move(companion)) {}

  // `self` keeps the connection until the coroutine ends.
  static asio::awaitable<void> run(std::shared_ptr<Connection> self) {
    // GCC 12 miscompiles a co_await inside the condition of a loop.
    bool more = co_await self->handshake();
    while (more) more = co_await self->serve_one();
    self->leave();
  }

 private:
  enum class Method { head, other };
  enum class Then { keep, close };
  static constexpr unsigned peer_left = 1;

  const ListenerOptions& options() const { return setting_->options; }

  Deadline within(std::chrono::milliseconds limit) {
    return {stream_.get_executor(), limit, stream_.aborter()};
  }

  void leave() {
    if (taken_over_) return;
    stream_.say_goodbye();
    stream_.abort();
  }

  asio::awaitable<bool> handshake() {
    error_code error;
    const Deadline deadline = within(options().tls_limit);
    co_await stream_.async_handshake(asio::redirect_error(asio::use_awaitable, error));
    if (!error) peer_ = stream_.peer();
    co_return !error;
  }

  // One request and its answer; false when there will be no other.
  asio::awaitable<bool> serve_one() {
    Parser parser;
    parser.header_limit(limits::request_header_bytes_max);
    parser.body_limit(limits::request_body_bytes_max);
    unsigned status = co_await read_header(parser);
    if (status == 0) status = objection(parser.get());
    if (status == 0 && websocket::is_upgrade(parser.get())) {
      Request request = parser.release();
      co_await upgrade(std::move(request));
      co_return false;
    }
    if (status == 0) status = co_await read_body(parser);
    bool more = false;
    if (status == 0) {
      Request request = parser.release();
      more = co_await answer_request(std::move(request));
    } else if (status != peer_left) {
      co_await respond(answer_of(status), Method::other, Then::close);
    }
    co_return more;
  }

  // 0 when it was read, else the status to answer with, or peer_left.
  asio::awaitable<unsigned> read_header(Parser& parser) {
    error_code error;
    const Deadline deadline = within(first_ ? options().header_limit : options().idle_limit);
    first_ = false;
    co_await http::async_read_header(stream_, buffer_, parser,
                                     asio::redirect_error(asio::use_awaitable, error));
    co_return status_of(error);
  }

  asio::awaitable<unsigned> read_body(Parser& parser) {
    error_code error;
    const Deadline deadline = within(options().body_limit);
    co_await http::async_read(stream_, buffer_, parser, asio::redirect_error(asio::use_awaitable, error));
    co_return status_of(error);
  }

  // This Beast lacks later fixes of HTTP framing, so what needs them is not taken: no transfer coding
  // (and with it no request of two lengths), and one Host.
  static unsigned objection(const Request& request) {
    if (request.count(http::field::transfer_encoding) != 0) return 411;
    if (request.count(http::field::content_length) > 1 || request.count(http::field::host) != 1) return 400;
    return 0;
  }

  // Only what could be read and was wrong gets an answer; a peer that went away does not.
  static unsigned status_of(const error_code& error) {
    if (!error) return 0;
    if (error == http::error::header_limit) return 431;
    if (error == http::error::body_limit) return 413;
    if (error == http::error::end_of_stream || error == http::error::partial_message) return peer_left;
    return error.category() == make_error_code(http::error::bad_method).category() ? 400 : peer_left;
  }

  asio::awaitable<bool> answer_request(Request request) {
    HttpRequest handed;
    handed.method = std::string(request.method_string());
    handed.target = std::string(request.target());
    for (const auto& field : request) {
      handed.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    }
    handed.body = std::move(request.body());
    Awaited<HttpResponse> awaited(stream_.get_executor(), options().answer_limit);
    setting_->service.on_request(std::move(handed), peer_, awaited.answer());
    auto response = co_await awaited.wait();
    if (!response) response = answer_of(503);
    const Method method = request.method() == http::verb::head ? Method::head : Method::other;
    const Then then = request.keep_alive() ? Then::keep : Then::close;
    const bool more = co_await respond(std::move(*response), method, then);
    co_return more;
  }

  static HttpResponse answer_of(unsigned status) {
    HttpResponse response;
    response.status = status;
    return response;
  }

  // True when another request may follow.
  asio::awaitable<bool> respond(HttpResponse given, Method method, Then then) {
    http::response<http::string_body> response;
    response.version(11);
    response.result(given.status);
    for (const auto& [name, value] : given.headers) response.insert(beast_view(name), value);
    response.keep_alive(then == Then::keep);
    response.content_length(given.body.size());
    if (method != Method::head) response.body() = std::move(given.body);
    error_code error;
    const Deadline deadline = within(options().send_limit);
    co_await http::async_write(stream_, response, asio::redirect_error(asio::use_awaitable, error));
    co_return then == Then::keep && !error;
  }

  static bool speaks_our_protocol(const Request& request) {
    const auto offered = request[http::field::sec_websocket_protocol];
    const http::token_list protocols{offered};
    return std::any_of(protocols.begin(), protocols.end(),
                       [](const auto& name) { return name == beast_view(sync_protocol); });
  }

  // What is wrong with the upgrade itself, as a status; 0 for nothing.
  unsigned objection_to_upgrade(const Request& request) const {
    // Frames before our 101 come from nobody we know.
    if (request.target() != beast_view(sync_target) || buffer_.size() != 0) return 404;
    return speaks_our_protocol(request) ? 0 : 426;
  }

  static std::optional<Bytes> hello_in(const Request& request) {
    const auto coded = request[beast_view(hello_header)];
    auto hello = from_base64url({coded.data(), coded.size()});
    if (!hello || hello->empty() || hello->size() > limits::hello_bytes_max) return std::nullopt;
    return hello;
  }

  asio::awaitable<void> upgrade(Request request) {
    unsigned status = objection_to_upgrade(request);
    auto hello = hello_in(request);
    if (status == 0 && !hello) status = 400;
    if (status != 0) {
      co_await respond(answer_of(status), Method::other, Then::close);
      co_return;
    }
    Awaited<UpgradeAnswer> awaited(stream_.get_executor(), options().answer_limit);
    setting_->service.on_upgrade({std::move(*hello), peer_}, awaited.answer());
    auto answer = co_await awaited.wait();
    if (answer && std::holds_alternative<Welcome>(*answer)) {
      Welcome welcome = std::move(std::get<Welcome>(*answer));
      co_await open(std::move(request), std::move(welcome));
      co_return;
    }
    HttpResponse response = answer ? response_of(std::get<Refuse>(*answer)) : answer_of(503);
    co_await respond(std::move(response), Method::other, Then::close);
  }

  static HttpResponse response_of(const Refuse& refuse) {
    HttpResponse response = answer_of(refuse.status);
    if (!refuse.refusal.empty()) response.headers.emplace_back(refusal_header, to_base64url(refuse.refusal));
    if (refuse.retry_after.count() > 0) {
      response.headers.emplace_back(retry_after_header, std::to_string(refuse.retry_after.count()));
    }
    return response;
  }

  asio::awaitable<void> open(Request request, Welcome welcome) {
    auto socket = std::make_unique<WebSocket>(stream_);
    prepare(*socket, limits::handshake_timeout);
    socket->set_option(websocket::stream_base::decorator(
        [coded = to_base64url(welcome.welcome)](websocket::response_type& response) {
          response.set(http::field::sec_websocket_protocol, beast_view(sync_protocol));
          response.set(beast_view(welcome_header), coded);
        }));
    error_code error;
    co_await socket->async_accept(request, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
    companion_->seat->authenticated();
    taken_over_ = true;
    welcome.start(std::make_shared<WebSocketTransport>(std::move(socket), stream_));
  }

  TlsStream stream_;
  std::shared_ptr<const ConnectionSetting> setting_;
  std::shared_ptr<Companion> companion_;
  Peer peer_;
  beast::flat_buffer buffer_{limits::request_header_bytes_max + limits::request_body_bytes_max};
  bool first_ = true;
  bool taken_over_ = false;
};

}  // namespace

void serve_connection(tcp::socket socket, std::shared_ptr<const ConnectionSetting> setting,
                      std::unique_ptr<Seats::Seat> seat, TaskGroup& group) {
  const auto executor = socket.get_executor();
  TlsStream stream(std::move(socket), setting->context);
  auto companion = std::make_shared<Companion>();
  companion->seat = std::move(seat);
  companion->ticket = group.join(stream.aborter());
  if (!companion->ticket) return;
  stream.attach(companion);
  Log& log = setting->log;
  auto connection = std::make_shared<Connection>(std::move(stream), std::move(setting), std::move(companion));
  asio::co_spawn(executor, Connection::run(std::move(connection)), [&log](const std::exception_ptr& failure) {
    try {
      if (failure) std::rethrow_exception(failure);
    } catch (const std::exception& thrown) {
      log.line("net.connection_failed", {{"what", thrown.what()}});
    }
  });
}

}  // namespace mektep::net
