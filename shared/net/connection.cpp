#include "shared/net/connection.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

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

// An answer that another thread gives later. The first one counts.
template <class Answer>
class Awaited {
 public:
  Awaited(const asio::any_io_executor& executor, std::chrono::milliseconds limit)
      : shared_(std::make_shared<Shared>(executor, limit)) {}

  std::function<void(Answer)> answer() const {
    return [shared = shared_](Answer given) {
      asio::post(shared->timer.get_executor(), [shared, given = std::move(given)]() mutable {
        if (shared->given) return;
        shared->given.emplace(std::move(given));
        shared->timer.cancel();
      });
    };
  }

  // Nothing when the time was over first.
  asio::awaitable<std::optional<Answer>> wait() {
    error_code cancelled;
    co_await shared_->timer.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
    co_return std::move(shared_->given);
  }

 private:
  struct Shared {
    Shared(const asio::any_io_executor& executor, std::chrono::milliseconds limit) : timer(executor, limit) {}
    asio::steady_timer timer;
    std::optional<Answer> given;
  };
  std::shared_ptr<Shared> shared_;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(TlsStream stream, std::shared_ptr<const ConnectionSetting> setting,
             std::shared_ptr<Companion> companion)
      : stream_(std::move(stream)), setting_(std::move(setting)), companion_(std::move(companion)) {}

  // `self` keeps the connection until the coroutine ends.
  static asio::awaitable<void> run(std::shared_ptr<Connection> self) {
    if (co_await self->handshake()) {
      while (co_await self->serve_one()) {
      }
    }
    self->leave();
  }

 private:
  const ListenerOptions& options() const { return setting_->options; }

  Deadline within(std::chrono::milliseconds limit) { return {stream_.get_executor(), limit, stream_.aborter()}; }

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
    error_code error = co_await read_header(parser);
    if (error) co_return co_await reject(error);
    if (const unsigned status = objection(parser.get()); status != 0) {
      co_await respond(Request{}, {status, {}, {}}, false);
      co_return false;
    }
    if (websocket::is_upgrade(parser.get())) {
      co_await upgrade(parser.release());
      co_return false;
    }
    error = co_await read_body(parser);
    if (error) co_return co_await reject(error);
    co_return co_await answer_request(parser.release());
  }

  asio::awaitable<error_code> read_header(Parser& parser) {
    error_code error;
    const Deadline deadline = within(first_ ? options().header_limit : options().idle_limit);
    first_ = false;
    co_await http::async_read_header(stream_, buffer_, parser, asio::redirect_error(asio::use_awaitable, error));
    co_return error;
  }

  asio::awaitable<error_code> read_body(Parser& parser) {
    error_code error;
    const Deadline deadline = within(options().body_limit);
    co_await http::async_read(stream_, buffer_, parser, asio::redirect_error(asio::use_awaitable, error));
    co_return error;
  }

  // This Beast lacks later fixes of HTTP framing, so what needs them is not taken: no transfer coding
  // (and with it no request of two lengths), and one Host.
  static unsigned objection(const Request& request) {
    if (request.count(http::field::transfer_encoding) != 0) return 411;
    if (request.count(http::field::content_length) > 1 || request.count(http::field::host) != 1) return 400;
    return 0;
  }

  asio::awaitable<bool> reject(const error_code& error) {
    unsigned status = 400;
    if (error == http::error::header_limit) status = 431;
    if (error == http::error::body_limit) status = 413;
    // Only what could be read and was wrong gets an answer; a peer that went away does not.
    const bool readable = error.category() == make_error_code(http::error::bad_method).category() &&
                          error != http::error::end_of_stream && error != http::error::partial_message;
    if (readable) co_await respond(Request{}, {status, {}, {}}, false);
    co_return false;
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
    if (!response) response = HttpResponse{503, {}, {}};
    const bool keep = request.keep_alive();
    co_return co_await respond(request, std::move(*response), keep);
  }

  asio::awaitable<bool> respond(const Request& request, HttpResponse given, bool keep) {
    http::response<http::string_body> response;
    response.version(11);
    response.result(given.status);
    for (const auto& [name, value] : given.headers) response.insert(beast_view(name), value);
    response.keep_alive(keep);
    response.content_length(given.body.size());
    if (request.method() != http::verb::head) response.body() = std::move(given.body);
    error_code error;
    const Deadline deadline = within(options().send_limit);
    co_await http::async_write(stream_, response, asio::redirect_error(asio::use_awaitable, error));
    co_return keep && !error;
  }

  static bool speaks_our_protocol(const Request& request) {
    const auto offered = request[http::field::sec_websocket_protocol];
    const http::token_list protocols{offered};
    return std::any_of(protocols.begin(), protocols.end(),
                       [](const auto& name) { return name == beast_view(sync_protocol); });
  }

  asio::awaitable<void> upgrade(Request request) {
    // Frames before our 101 come from nobody we know.
    const bool wanted = request.target() == beast_view(sync_target) && buffer_.size() == 0;
    if (!wanted || !speaks_our_protocol(request)) {
      co_await respond(request, {wanted ? 426U : 404U, {}, {}}, false);
      co_return;
    }
    const auto coded = request[beast_view(hello_header)];
    auto hello = from_base64url({coded.data(), coded.size()});
    if (!hello || hello->empty() || hello->size() > limits::hello_bytes_max) {
      co_await respond(request, {400, {}, {}}, false);
      co_return;
    }
    Awaited<UpgradeAnswer> awaited(stream_.get_executor(), options().answer_limit);
    setting_->service.on_upgrade({std::move(*hello), peer_}, awaited.answer());
    auto answer = co_await awaited.wait();
    if (!answer) answer.emplace(Refuse{503, {}, {}});
    if (const auto* refuse = std::get_if<Refuse>(&*answer)) {
      co_await respond(request, response_of(*refuse), false);
    } else {
      co_await welcome(std::move(request), std::move(std::get<Welcome>(*answer)));
    }
  }

  static HttpResponse response_of(const Refuse& refuse) {
    HttpResponse response{refuse.status, {}, {}};
    if (!refuse.refusal.empty()) response.headers.emplace_back(refusal_header, to_base64url(refuse.refusal));
    if (refuse.retry_after.count() > 0) {
      response.headers.emplace_back(retry_after_header, std::to_string(refuse.retry_after.count()));
    }
    return response;
  }

  asio::awaitable<void> welcome(Request request, Welcome welcome) {
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
