#include "shared/net/websocket.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <utility>

#include "shared/net/deadline.h"
#include "shared/net/dial.h"
#include "shared/net/loop_core.h"
#include "shared/net/tls_stream.h"
#include "shared/net/websocket_transport.h"

namespace mektep::net {
namespace {

namespace http = beast::http;
namespace websocket = beast::websocket;

struct Attempt {
  Endpoint endpoint;
  ConnectOptions options;

  Error fail(const char* code) const {
    return no_link(code).with("host", endpoint.host).with("port", std::to_string(endpoint.port));
  }
  Error refuse(const char* code) const {
    return refused(code).with("host", endpoint.host).with("port", std::to_string(endpoint.port));
  }
};

// As the header Host has it: an address of version six stands in brackets.
std::string host_text(const Endpoint& endpoint) {
  return endpoint.host.find(':') == std::string::npos ? endpoint.host : "[" + endpoint.host + "]";
}

// TCP, then TLS with the pins: nothing of ours is sent before both stand.
asio::awaitable<Result<TlsStream>> open_stream(const Attempt& attempt) {
  auto socket = co_await dial(attempt.endpoint, attempt.options);
  if (!socket) co_return socket.error();
  const auto executor = co_await asio::this_coro::executor;
  TlsStream stream(std::move(*socket), TlsContext::client(), attempt.options.pins, attempt.options.now,
                   attempt.endpoint.host);
  const Deadline deadline(executor, attempt.options.connect_limit, stream.aborter());
  error_code error;
  co_await stream.async_handshake(asio::redirect_error(asio::use_awaitable, error));
  if (deadline.expired()) co_return attempt.fail("net.timeout");
  if (stream.pin_mismatch()) {
    co_return attempt.refuse("net.pin_mismatch").with("name", stream.stranger());
  }
  if (error) co_return attempt.fail("net.tls_failed");
  co_return stream;
}

asio::awaitable<Result<bool>> reach(Attempt attempt) {
  const auto socket = co_await dial(attempt.endpoint, attempt.options);
  if (!socket) co_return socket.error();
  co_return true;
}

std::string text_of_field(beast::string_view text) { return std::string(text.data(), text.size()); }

std::optional<std::chrono::seconds> seconds_in(beast::string_view text) {
  std::uint32_t seconds = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, seconds);
  if (text.empty() || parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
  return std::chrono::seconds(seconds);
}

beast::string_view beast_view(std::string_view text) { return {text.data(), text.size()}; }

Result<ConnectAnswer> refusal_in(const websocket::response_type& response, const TlsStream& stream) {
  Refusal refusal;
  refusal.status = response.result_int();
  const auto coded = response[beast_view(refusal_header)];
  if (auto body = from_base64url({coded.data(), coded.size()})) refusal.body = std::move(*body);
  refusal.retry_after = seconds_in(response[beast_view(retry_after_header)]);
  refusal.traffic = stream.traffic();
  return ConnectAnswer(std::move(refusal));
}

Result<ConnectAnswer> welcome_in(const websocket::response_type& response, const Attempt& attempt,
                                 std::unique_ptr<WebSocket> socket, TlsStream stream) {
  const auto coded = response[beast_view(welcome_header)];
  auto welcome = from_base64url({coded.data(), coded.size()});
  const bool ours = welcome && welcome->size() <= limits::welcome_bytes_max &&
                    response[http::field::sec_websocket_protocol] == beast_view(sync_protocol);
  if (!ours) {
    stream.abort();
    return attempt.refuse("net.not_mektep");
  }
  auto transport = std::make_shared<WebSocketTransport>(std::move(socket), std::move(stream));
  return ConnectAnswer(Accepted{std::move(transport), std::move(*welcome)});
}

// A link that broke, or a server that answered something else than HTTP or WebSocket.
Error failed_upgrade(const error_code& error, const Attempt& attempt) {
  if (error == beast::error::timeout) return attempt.fail("net.timeout");
  const bool broke_off = error == http::error::end_of_stream || error == http::error::partial_message;
  const bool misread = error.category() == make_error_code(http::error::bad_method).category() ||
                       error.category() == make_error_code(websocket::error::closed).category();
  return misread && !broke_off ? attempt.refuse("net.not_mektep") : attempt.fail("net.cut");
}

asio::awaitable<Result<ConnectAnswer>> upgrade(Attempt attempt, HelloMaker make) {
  auto opened = co_await open_stream(attempt);
  if (!opened) co_return opened.error();
  TlsStream stream = *opened;
  const auto hello = make(stream.peer());
  if (!hello) {
    stream.abort();
    co_return hello.error();
  }
  auto socket = std::make_unique<WebSocket>(stream);
  prepare(*socket, attempt.options.handshake_limit);
  socket->set_option(
      websocket::stream_base::decorator([coded = to_base64url(*hello)](websocket::request_type& request) {
        request.set(http::field::sec_websocket_protocol, beast_view(sync_protocol));
        request.set(beast_view(hello_header), coded);
      }));
  websocket::response_type response;
  error_code error;
  co_await socket->async_handshake(response, host_text(attempt.endpoint), beast_view(sync_target),
                                   asio::redirect_error(asio::use_awaitable, error));
  if (error == websocket::error::upgrade_declined) {
    stream.say_goodbye();
    stream.abort();
    co_return refusal_in(response, stream);
  }
  if (error) co_return failed_upgrade(error, attempt);
  co_return welcome_in(response, attempt, std::move(socket), std::move(stream));
}

http::request<http::string_body> request_of(HttpRequest made, const std::string& host) {
  http::request<http::string_body> request;
  request.version(11);
  request.method_string(beast_view(made.method));
  request.target(beast_view(made.target));
  request.set(http::field::host, host);
  for (const auto& [name, value] : made.headers) request.set(beast_view(name), value);
  request.body() = std::move(made.body);
  request.keep_alive(false);
  request.prepare_payload();
  return request;
}

HttpResponse response_of(http::response<http::string_body> received) {
  HttpResponse response;
  response.status = received.result_int();
  for (const auto& field : received) {
    response.headers.emplace_back(text_of_field(field.name_string()), text_of_field(field.value()));
  }
  response.body = std::move(received.body());
  return response;
}

asio::awaitable<Result<Fetched>> ask(Attempt attempt, RequestMaker make) {
  auto opened = co_await open_stream(attempt);
  if (!opened) co_return opened.error();
  TlsStream stream = *opened;
  auto made = make(stream.peer());
  if (!made) {
    stream.abort();
    co_return made.error();
  }
  const auto request = request_of(std::move(*made), host_text(attempt.endpoint));
  const Deadline deadline(stream.get_executor(), attempt.options.handshake_limit, stream.aborter());
  error_code error;
  co_await http::async_write(stream, request, asio::redirect_error(asio::use_awaitable, error));
  beast::flat_buffer buffer;
  http::response_parser<http::string_body> parser;
  parser.body_limit(limits::response_body_bytes_max);
  if (!error) {
    co_await http::async_read(stream, buffer, parser, asio::redirect_error(asio::use_awaitable, error));
  }
  stream.say_goodbye();
  stream.abort();
  if (deadline.expired()) co_return attempt.fail("net.timeout");
  if (error) co_return attempt.fail("net.cut");
  co_return Fetched{response_of(parser.release()), stream.peer(), stream.traffic()};
}

template <class Answer>
asio::awaitable<void> tell(asio::awaitable<Result<Answer>> work, std::function<void(Result<Answer>)> then) {
  then(co_await std::move(work));
}

// An exception on the way (no memory) reaches whoever runs the loop.
template <class Answer>
void spawn(Loop& loop, asio::awaitable<Result<Answer>> work, std::function<void(Result<Answer>)> then) {
  asio::co_spawn(asio::make_strand(loop.core().context), tell(std::move(work), std::move(then)),
                 [](const std::exception_ptr& failure) {
                   if (failure) std::rethrow_exception(failure);
                 });
}

template <class Answer>
Result<Answer> await_on(Loop& loop, const std::shared_ptr<std::optional<Result<Answer>>>& answer) {
  if (!loop.run_until([&answer] { return answer->has_value(); })) return no_link("net.stopped");
  return std::move(**answer);
}

}  // namespace

void connect(Loop& loop, Endpoint endpoint, ConnectOptions options, HelloMaker make,
             std::function<void(Result<ConnectAnswer>)> then) {
  spawn(loop, upgrade({std::move(endpoint), std::move(options)}, std::move(make)), std::move(then));
}

Result<ConnectAnswer> connect_now(Loop& loop, Endpoint endpoint, ConnectOptions options, HelloMaker make) {
  const auto answer = std::make_shared<std::optional<Result<ConnectAnswer>>>();
  connect(loop, std::move(endpoint), std::move(options), std::move(make),
          [answer](Result<ConnectAnswer> got) { answer->emplace(std::move(got)); });
  return await_on(loop, answer);
}

bool reaches_now(Loop& loop, Endpoint endpoint, std::chrono::milliseconds limit) {
  ConnectOptions options;
  options.connect_limit = limit;
  const auto answer = std::make_shared<std::optional<Result<bool>>>();
  spawn<bool>(loop, reach({std::move(endpoint), std::move(options)}),
              [answer](Result<bool> got) { answer->emplace(std::move(got)); });
  return await_on(loop, answer).ok();
}

void fetch(Loop& loop, Endpoint endpoint, ConnectOptions options, RequestMaker make,
           std::function<void(Result<Fetched>)> then) {
  spawn(loop, ask({std::move(endpoint), std::move(options)}, std::move(make)), std::move(then));
}

Result<Fetched> fetch_now(Loop& loop, Endpoint endpoint, ConnectOptions options, RequestMaker make) {
  const auto answer = std::make_shared<std::optional<Result<Fetched>>>();
  fetch(loop, std::move(endpoint), std::move(options), std::move(make),
        [answer](Result<Fetched> got) { answer->emplace(std::move(got)); });
  return await_on(loop, answer);
}

}  // namespace mektep::net
