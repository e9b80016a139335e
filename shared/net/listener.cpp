#include "shared/net/listener.h"

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cassert>
#include <utility>

#include "shared/net/connection.h"
#include "shared/net/loop_core.h"
#include "shared/net/socket_options.h"
#include "shared/net/task_group.h"

namespace mektep::net {
namespace {

using boost::system::error_code;
using tcp = asio::ip::tcp;

// Who counts as one: an IPv4 address, or the /64 that a provider gives to one household or school.
std::string neighbour_of(const asio::ip::address& address) {
  if (address.is_v4()) return address.to_string();
  const auto six = address.to_v6();
  if (six.is_v4_mapped()) return asio::ip::make_address_v4(asio::ip::v4_mapped, six).to_string();
  auto bytes = six.to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
  return asio::ip::address_v6(bytes).to_string();
}

void listen_at(tcp::acceptor& acceptor, const tcp::endpoint& endpoint, error_code& error) {
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error && endpoint.address().is_v6()) acceptor.set_option(asio::ip::v6_only(false), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
}

}  // namespace

// Lives on its strand; kept by the accepting coroutine as well.
struct Listener::Core : std::enable_shared_from_this<Listener::Core> {
  Core(Loop& the_loop, std::shared_ptr<const ConnectionSetting> the_setting)
      : loop(the_loop),
        strand(asio::make_strand(the_loop.core().context)),
        acceptor(strand),
        retry(strand),
        patience(strand),
        setting(std::move(the_setting)),
        seats(setting->options.seats) {}

  Status listen() {
    const ListenerOptions& options = setting->options;
    error_code error;
    const auto address = asio::ip::make_address(options.address, error);
    if (error) return refused("net.address_bad").with("address", options.address);
    listen_at(acceptor, {address, options.port}, error);
    if (error == asio::error::address_family_not_supported && address == asio::ip::address_v6::any()) {
      // A machine without IPv6.
      listen_at(acceptor, {asio::ip::address_v4::any(), options.port}, error);
    }
    if (error == asio::error::address_in_use) {
      return refused("net.port_taken").with("port", std::to_string(options.port));
    }
    if (error) {
      return refused("net.listen_failed")
          .with("address", options.address)
          .with("port", std::to_string(options.port))
          .with("reason", error.message());
    }
    port = acceptor.local_endpoint().port();
    return done;
  }

  static asio::awaitable<void> accept_all(std::shared_ptr<Core> self) {
    auto wait = limits::accept_retry_first;
    while (self->acceptor.is_open()) {
      error_code error;
      // Every connection gets a strand of its own.
      tcp::socket socket = co_await self->acceptor.async_accept(
          asio::make_strand(self->loop.core().context), asio::redirect_error(asio::use_awaitable, error));
      if (!self->acceptor.is_open()) break;
      if (!error) {
        wait = limits::accept_retry_first;
        self->seat(std::move(socket));
        continue;
      }
      // Out of descriptors, most likely: the others will end, so waiting helps and giving up does not.
      self->setting->log.line("net.accept_failed", {{"what", error.message()}});
      self->retry.expires_after(wait);
      wait = std::min(wait * 2, limits::accept_retry_max);
      co_await self->retry.async_wait(asio::redirect_error(asio::use_awaitable, error));
    }
  }

  void seat(tcp::socket socket) {
    error_code error;
    const tcp::endpoint remote = socket.remote_endpoint(error);
    if (error) return;
    auto taken = seats.take(neighbour_of(remote.address()));
    if (!taken) return;  // the socket closes itself
    prepare(socket);
    const auto executor = socket.get_executor();
    asio::dispatch(executor, [self = shared_from_this(), socket = std::move(socket),
                              place = std::move(taken)]() mutable {
      serve_connection(std::move(socket), self->setting, std::move(place), self->group);
    });
  }

  void close_acceptor() {
    error_code ignored;
    acceptor.close(ignored);
    retry.cancel();
  }

  void stop(std::chrono::milliseconds limit, std::function<void()> then) {
    close_acceptor();
    group.close();
    patience.expires_after(limit);
    patience.async_wait([self = shared_from_this()](const error_code& cancelled) {
      if (!cancelled) self->group.cancel_all();
    });
    // The last connection to end may be on another strand.
    group.when_empty([self = shared_from_this(), then = std::move(then)] {
      asio::post(self->strand, [self, then] {
        self->patience.cancel();
        then();
      });
    });
  }

  Loop& loop;
  asio::strand<asio::io_context::executor_type> strand;
  tcp::acceptor acceptor;
  asio::steady_timer retry;
  asio::steady_timer patience;
  std::shared_ptr<const ConnectionSetting> setting;
  Seats seats;
  TaskGroup group;
  std::uint16_t port = 0;
};

Listener::Listener(std::shared_ptr<Core> core) : core_(std::move(core)) {}

Listener::~Listener() {
  asio::post(core_->strand, [core = core_] {
    core->close_acceptor();
    core->group.close();
    core->group.cancel_all();
  });
}

Result<std::unique_ptr<Listener>> Listener::open(Loop& loop, ListenerOptions options,
                                                 std::shared_ptr<const TlsContext> context, Service& service,
                                                 Log& log) {
  assert(context != nullptr);
  auto core = std::make_shared<Core>(loop, std::make_shared<const ConnectionSetting>(ConnectionSetting{
                                               std::move(options), std::move(context), service, log}));
  const Status listening = core->listen();
  if (!listening) return listening.error();
  asio::co_spawn(core->strand, Core::accept_all(core), asio::detached);
  return std::unique_ptr<Listener>(new Listener(std::move(core)));
}

std::uint16_t Listener::port() const { return core_->port; }

std::size_t Listener::connections() const { return core_->group.size(); }

void Listener::stop_accepting() {
  asio::post(core_->strand, [core = core_] { core->close_acceptor(); });
}

void Listener::stop(std::chrono::milliseconds limit, std::function<void()> then) {
  asio::post(core_->strand,
             [core = core_, limit, then = std::move(then)]() mutable { core->stop(limit, std::move(then)); });
}

}  // namespace mektep::net
