#include "shared/net/tls_stream.h"

#include <openssl/err.h>

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <optional>
#include <stdexcept>

#include "shared/net/tls_core.h"

namespace mektep::net {
namespace {

constexpr std::string_view binding_label = "EXPORTER-mektep-hello";

std::string address_of(const tcp::socket& socket) {
  error_code error;
  const tcp::endpoint remote = socket.remote_endpoint(error);
  if (error) return {};
  const auto address = remote.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}

bool is_address(const std::string& host) {
  error_code error;
  asio::ip::make_address(host, error);
  return !error;
}

}  // namespace

// The session's one owner. What waits on the socket holds a reference, so a stream may be let go of early.
struct TlsStream::State : std::enable_shared_from_this<TlsStream::State> {
  enum class Step { handshake, read, write };

  struct Wait {
    Completion then;
    asio::mutable_buffer room;
    Bytes record;
  };

  State(tcp::socket the_socket, std::shared_ptr<const TlsContext> the_context)
      : socket(std::move(the_socket)), context(std::move(the_context)), address(address_of(socket)) {
    socket.non_blocking(true);
    bio_method = make_bio_method();
    session.reset(SSL_new(context->core().context.get()));
    BIO* bio = BIO_new(bio_method.get());
    if (!session || bio == nullptr) throw std::bad_alloc();
    BIO_set_data(bio, this);
    BIO_set_init(bio, 1);
    SSL_set_bio(session.get(), bio, bio);
  }

  // Between OpenSSL and the socket: counts, never blocks, and never raises SIGPIPE.
  static OwnedBioMethod make_bio_method() {
    OwnedBioMethod method(BIO_meth_new(BIO_TYPE_SOURCE_SINK, "mektep socket"));
    if (!method) throw std::bad_alloc();
    BIO_meth_set_read(method.get(), [](BIO* bio, char* data, int size) {
      State& state = *static_cast<State*>(BIO_get_data(bio));
      error_code error;
      const std::size_t got =
          state.socket.read_some(asio::buffer(data, static_cast<std::size_t>(size)), error);
      state.traffic.bytes_in += got;
      return state.answer(bio, got, error, [bio] { BIO_set_retry_read(bio); });
    });
    BIO_meth_set_write(method.get(), [](BIO* bio, const char* data, int size) {
      State& state = *static_cast<State*>(BIO_get_data(bio));
      error_code error;
      const std::size_t put =
          state.socket.write_some(asio::buffer(data, static_cast<std::size_t>(size)), error);
      state.traffic.bytes_out += put;
      return state.answer(bio, put, error, [bio] { BIO_set_retry_write(bio); });
    });
    BIO_meth_set_ctrl(method.get(), [](BIO*, int command, long, void*) -> long {
      return command == BIO_CTRL_FLUSH ? 1 : 0;
    });
    return method;
  }

  template <class Retry>
  int answer(BIO* bio, std::size_t size, const error_code& error, const Retry& retry) {
    BIO_clear_retry_flags(bio);
    if (!error) return static_cast<int>(size);
    if (error == asio::error::would_block || error == asio::error::try_again) {
      retry();
    } else {
      socket_error = error;
    }
    return error == asio::error::eof ? 0 : -1;
  }

  void begin(Step step, Wait wait) {
    // Completes through the queue even when it can at once: a handler never runs inside its own start.
    if (const auto ended = attempt(step, wait)) {
      asio::post(socket.get_executor(),
                 [wait = std::move(wait), ended] { wait.then(ended->first, ended->second); });
    }
  }

  using Outcome = std::pair<error_code, std::size_t>;

  // Nothing when the socket has to become ready first; `wait` went there.
  std::optional<Outcome> attempt(Step step, Wait& wait) {
    if (!socket.is_open()) return Outcome{asio::error::operation_aborted, 0};
    ERR_clear_error();
    std::size_t size = 0;
    const int answer = perform(step, wait, size);
    if (answer > 0) return Outcome{error_code{}, size};
    switch (SSL_get_error(session.get(), answer)) {
      case SSL_ERROR_WANT_READ:
        await(step, std::move(wait), tcp::socket::wait_read);
        return std::nullopt;
      case SSL_ERROR_WANT_WRITE:
        await(step, std::move(wait), tcp::socket::wait_write);
        return std::nullopt;
      case SSL_ERROR_ZERO_RETURN:
        return Outcome{asio::error::eof, 0};
      default:
        break;
    }
    broken = true;
    ERR_clear_error();
    return Outcome{socket_error ? socket_error : error_code(asio::error::connection_reset), 0};
  }

  int perform(Step step, const Wait& wait, std::size_t& size) {
    if (step == Step::handshake) return SSL_do_handshake(session.get());
    if (step == Step::write)
      return SSL_write_ex(session.get(), wait.record.data(), wait.record.size(), &size);
    return SSL_read_ex(session.get(), wait.room.data(), wait.room.size(), &size);
  }

  // The handler lies in the loop's queue and never in this object: it holds the stream, and so this object,
  // and the loop's end must be able to free both.
  void await(Step step, Wait wait, tcp::socket::wait_type readiness) {
    socket.async_wait(readiness,
                      [self = shared_from_this(), step, wait = std::move(wait)](error_code error) mutable {
                        if (error) return wait.then(error, 0);
                        if (const auto ended = self->attempt(step, wait))
                          wait.then(ended->first, ended->second);
                      });
  }

  tcp::socket socket;
  std::shared_ptr<const TlsContext> context;
  std::string address;
  OwnedBioMethod bio_method;
  OwnedSession session;
  PinCheck check;
  Traffic traffic;
  error_code socket_error;
  // OpenSSL must not be asked for a shutdown after a fatal error.
  bool broken = false;
  std::shared_ptr<void> companion;
};

TlsStream::TlsStream(tcp::socket socket, std::shared_ptr<const TlsContext> context)
    : state_(std::make_shared<State>(std::move(socket), std::move(context))) {
  SSL_set_accept_state(state_->session.get());
}

TlsStream::TlsStream(tcp::socket socket, std::shared_ptr<const TlsContext> context, std::vector<Pin> pins,
                     WallTime now, const std::string& server_name)
    : state_(std::make_shared<State>(std::move(socket), std::move(context))) {
  SSL* session = state_->session.get();
  SSL_set_connect_state(session);
  state_->check.pins = std::move(pins);
  state_->check.now = now;
  set_pin_check(*session, state_->check);
  if (is_address(server_name)) return;
  // SSL_set_tlsext_host_name is this call behind a cast of the old style.
  std::string name = server_name;
  SSL_ctrl(session, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
}

TlsStream::executor_type TlsStream::get_executor() const { return state_->socket.get_executor(); }

void TlsStream::handshake(Completion then) {
  state_->begin(State::Step::handshake, {std::move(then), {}, {}});
}

void TlsStream::read_some(asio::mutable_buffer room, Completion then) {
  state_->begin(State::Step::read, {std::move(then), room, {}});
}

void TlsStream::write_some(Bytes record, Completion then) {
  state_->begin(State::Step::write, {std::move(then), {}, std::move(record)});
}

void TlsStream::say_goodbye() {
  State& state = *state_;
  if (state.broken || !state.socket.is_open() || !SSL_is_init_finished(state.session.get())) return;
  ERR_clear_error();
  SSL_shutdown(state.session.get());
  ERR_clear_error();
  error_code ignored;
  state.socket.shutdown(tcp::socket::shutdown_send, ignored);
}

void TlsStream::abort() {
  error_code ignored;
  state_->socket.close(ignored);
}

std::function<void()> TlsStream::aborter() const {
  return [weak = state_->weak_from_this(), executor = get_executor()] {
    asio::post(executor, [weak] {
      error_code ignored;
      if (const auto state = weak.lock()) state->socket.close(ignored);
    });
  };
}

Peer TlsStream::peer() const {
  Peer peer;
  peer.address = state_->address;
  peer.pin = state_->check.found;
  peer.certificate_dates_wrong = state_->check.dates_wrong;
  const int exported =
      SSL_export_keying_material(state_->session.get(), peer.binding.data(), peer.binding.size(),
                                 binding_label.data(), binding_label.size(), nullptr, 0, 0);
  if (exported != 1) throw std::logic_error("no channel binding before the handshake");
  return peer;
}

bool TlsStream::pin_mismatch() const { return state_->check.mismatch; }

std::string TlsStream::stranger() const { return state_->check.stranger; }

Traffic TlsStream::traffic() const { return state_->traffic; }

void TlsStream::attach(std::shared_ptr<void> companion) { state_->companion = std::move(companion); }

}  // namespace mektep::net
