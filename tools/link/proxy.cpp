#include "tools/link/proxy.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "shared/base/limits.h"
#include "shared/net/loop_core.h"

namespace mektep::link {
namespace {

// A kernel's buffer may not hide the link: what the sender could hand over it believes sent.
constexpr int socket_buffer_bytes = 16 * 1024;

Shape shape_of(const Profile& profile, Way way) {
  Shape shape;
  shape.kbit = way == Way::up ? profile.up_kbit : profile.down_kbit;
  shape.delay = Time(profile.rtt) / 2;
  shape.jitter = Time(profile.jitter) / 2;
  shape.loss_pct = profile.loss_pct;
  shape.retransmit = retransmit_delay(profile);
  shape.queue /= profile.speed;
  return shape;
}

std::chrono::milliseconds whole_ms(Time time) { return std::chrono::ceil<std::chrono::milliseconds>(time); }

}  // namespace

Proxy::Proxy(net::Loop& loop, const Clock& clock, Random& random, const ProxyOptions& options)
    : clock_(clock),
      random_(random),
      options_(options),
      up_neck_(options.profile.up_kbit),
      down_neck_(options.profile.down_kbit),
      acceptor_(loop.core().context),
      accepting_(loop),
      cutting_(loop),
      outage_(loop) {}

Proxy::~Proxy() {
  // The relays' waits outlive this object for a turn of the loop; they must not come back to it.
  for (const auto& [number, weak] : std::exchange(relays_, {})) {
    if (const auto relay = weak.lock()) relay->cut();
  }
}

Status Proxy::open() {
  if (!bind_port()) return refused("link.port_taken").with("port", std::to_string(options_.port));
  options_.port = acceptor_.local_endpoint().port();
  up();
  cut_again_later();
  outage_later();
  return done;
}

bool Proxy::bind_port() {
  error_code error;
  acceptor_.open(tcp::v4(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind({asio::ip::address_v4::loopback(), options_.port}, error);
  if (error) return false;
  if (options_.profile.up_kbit > 0) {
    acceptor_.set_option(asio::socket_base::receive_buffer_size(socket_buffer_bytes), error);
  }
  return true;
}

void Proxy::up() {
  if (!acceptor_.is_open() && !bind_port()) return;
  error_code error;
  acceptor_.listen(tcp::acceptor::max_listen_connections, error);
  if (error) return;
  stats_.up = true;
  accept();
}

void Proxy::down() {
  if (stats_.up) {
    // The port stays ours, bound but deaf, so that who tries hears "refused" and nobody else gets it.
    error_code ignored;
    accepting_.cancel();
    acceptor_.close(ignored);
    bind_port();
    stats_.up = false;
  }
  cut();
}

void Proxy::cut() {
  stats_.cuts += 1;
  cut_after_.reset();
  // A relay that ends takes itself out of the list.
  const auto relays = relays_;
  for (const auto& [number, weak] : relays) {
    if (const auto relay = weak.lock()) relay->cut();
  }
}

void Proxy::cut_after_up(std::uint64_t bytes) {
  cut_after_ = bytes;
  if (bytes == 0) cut();
}

ProxyStats Proxy::stats() const {
  ProxyStats stats = stats_;
  stats.open = relays_.size();
  return stats;
}

void Proxy::accept() {
  acceptor_.async_accept([this](error_code error, tcp::socket socket) {
    // Closed by down() or by the end, which this object may not have outlived.
    if (error == asio::error::operation_aborted) return;
    if (!error) {
      admit(std::move(socket));
      return accept();
    }
    // Out of descriptors, most likely.
    accepting_.start(limits::accept_retry_first, [this] { accept(); });
  });
}

void Proxy::admit(tcp::socket socket) {
  const std::uint64_t number = ++stats_.connections;
  Road& road = *this;
  auto relay = std::make_shared<Relay>(std::move(socket), road, [this, number] { relays_.erase(number); });
  relays_.emplace(number, relay);
  relay->start(options_.server);
}

DelayLine Proxy::line(Way way) {
  DelayLine line(shape_of(options_.profile, way), way == Way::up ? up_neck_ : down_neck_, random_);
  // A connection over this link would have cost a round trip before its first byte.
  line.open_at(Time(clock_.monotonic()) + Time(options_.profile.rtt));
  return line;
}

std::size_t Proxy::allowance(Way way) const {
  if (way == Way::down || !cut_after_) return std::numeric_limits<std::size_t>::max();
  return static_cast<std::size_t>(*cut_after_);
}

void Proxy::passed(Way way, std::size_t bytes) {
  (way == Way::up ? stats_.bytes_up : stats_.bytes_down) += bytes;
  if (way == Way::down || !cut_after_) return;
  *cut_after_ -= std::min<std::uint64_t>(*cut_after_, bytes);
  if (*cut_after_ == 0) cut();
}

void Proxy::cut_again_later() {
  if (options_.cut_every.count() == 0) return;
  cutting_.start(options_.cut_every, [this] {
    cut();
    cut_again_later();
  });
}

void Proxy::outage_later() {
  if (!options_.outages) return;
  const auto mean = stats_.up ? options_.profile.mean_up : options_.profile.mean_down;
  outage_.start(whole_ms(drawn_around(mean, random_)), [this] {
    stats_.up ? down() : up();
    outage_later();
  });
}

}  // namespace mektep::link
