#include "tools/sim/wire.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "shared/base/limits.h"

namespace mektep::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t window_messages = 4;  // that an operating system takes before it makes us wait
constexpr Monotonic retry_time = 200ms;
constexpr std::uint8_t more_flag = 1;

bool is_inside_frame(BytesView message) { return message.size() > 1 && (message[1] & more_flag) != 0; }

}  // namespace

Weather draw_weather(Luck& luck, bool bad) {
  Weather weather;
  weather.latency = luck.time(5ms, 600ms);
  if (!bad) return weather;
  if (luck.chance(0.3)) weather.loss = 0.1;
  if (luck.chance(0.5)) {
    weather.cut_at_message = luck.between(1, luck.chance(0.5) ? 6 : 30);
    weather.silent_cut = luck.chance(0.5);
    weather.arrives_after_cut = luck.chance(0.5);
  } else if (luck.chance(0.4)) {
    weather.stall_at = luck.time(10ms, 3s);
    weather.stall_time = luck.time(1s, 200s);
    weather.stall_up = luck.chance(0.5);
  }
  return weather;
}

class Wire::End final : public net::Transport, public std::enable_shared_from_this<End> {
 public:
  End(std::shared_ptr<Wire> wire, Way out) : wire_(std::move(wire)), out_(out) { peer_.address = "sim"; }

  void send(Bytes message, std::chrono::milliseconds limit, Sent then) override {
    assert(!sent_ && message.size() <= limits::message_bytes_max);
    if (ended_) return post([then = std::move(then), why = *ended_] { then(why); });
    traffic_.bytes_out += message.size();
    ++under_way_;
    sent_ = std::move(then);
    wire_->carry(out_, std::move(message));
    answer_send();
    if (!sent_) return;
    wire_->timeline_.after(limit, [weak = weak_from_this(), round = sends_] {
      const auto self = weak.lock();
      if (self && self->sends_ == round) self->end(no_link("net.timeout"));
    });
  }

  // Who waits for news waits without a limit: that the far end is alive the pings say, which are not
  // simulated as messages (Wire::cut and Wire::stall know when they would have failed).
  void receive(std::chrono::milliseconds, Received then) override {
    assert(!received_);
    received_ = std::move(then);
    answer_receive();
  }

  void close(net::CloseCode, Task then) override {
    if (const auto other = wire_->end_of(out_)) other->end_after_last();
    end(no_link("net.cut"));
    post(std::move(then));
  }

  void abort() override {
    if (const auto other = wire_->end_of(out_)) other->end_later(wire_->weather_.latency);
    end(no_link("net.cut"));
  }

  void post(Task task) override {
    wire_->timeline_.after(0ms, [self = shared_from_this(), task = std::move(task)] {
      if (!self->dead_) task();
    });
  }

  void alarm(std::chrono::milliseconds delay, Task task) override {
    const std::uint64_t round = ++alarms_;
    alarm_ = std::move(task);
    if (delay == net::no_limit) return;
    wire_->timeline_.after(delay, [weak = weak_from_this(), round] {
      const auto self = weak.lock();
      if (!self || self->alarms_ != round || self->dead_) return;
      const auto due = std::exchange(self->alarm_, {});
      if (due) due();
    });
  }

  const net::Peer& peer() const override { return peer_; }
  net::Traffic traffic() const override { return traffic_; }

  bool ended() const { return ended_.has_value() || dead_; }

  void take(const Bytes& message) {
    if (ended()) return;
    traffic_.bytes_in += message.size();
    arrived_.push_back(message);
    answer_receive();
  }
  void one_less_under_way() {
    --under_way_;
    answer_send();
  }

  void end(const Error& why) {
    if (ended_) return;
    ended_ = why;
    arrived_.clear();
    fail_all();
  }
  void end_later(Monotonic delay) {
    wire_->timeline_.after(delay, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->end(no_link("net.cut"));
    });
  }
  // The other end closed: what it said before is heard first.
  void end_after_last() {
    wire_->timeline_.after(wire_->arrival(out_ == Way::up ? Way::down : Way::up) - wire_->timeline_.now(),
                           [weak = weak_from_this()] {
                             const auto self = weak.lock();
                             if (!self || self->ended()) return;
                             self->closed_ = true;
                             self->answer_receive();
                           });
  }

  void die() {
    dead_ = true;
    ++alarms_;
    ++sends_;
    // The driver of a dead process goes with its callbacks, after this call has left them.
    wire_->timeline_.after(0ms, [sent = std::exchange(sent_, {}), received = std::exchange(received_, {}),
                                 alarm = std::exchange(alarm_, {})] {});
    if (const auto other = wire_->end_of(out_)) other->end_later(wire_->weather_.latency);
  }

 private:
  void answer_send() {
    if (!sent_ || under_way_ > window_messages || ended_) return;
    ++sends_;
    post([then = std::exchange(sent_, {})] { then(done); });
  }
  void answer_receive() {
    if (!received_) return;
    if (ended_ || (closed_ && arrived_.empty())) {
      const Error why = ended_ ? *ended_ : no_link("net.closed").with("close_code", "1000");
      return post([then = std::exchange(received_, {}), why] { then(why); });
    }
    if (arrived_.empty()) return;
    post([then = std::exchange(received_, {}), message = std::move(arrived_.front())] { then(message); });
    arrived_.pop_front();
  }
  void fail_all() {
    ++sends_;
    if (sent_) post([then = std::exchange(sent_, {}), why = *ended_] { then(why); });
    answer_receive();
  }

  std::shared_ptr<Wire> wire_;
  Way out_;
  net::Peer peer_;
  net::Traffic traffic_;
  std::optional<Error> ended_;
  bool closed_ = false;
  bool dead_ = false;
  Sent sent_;
  Received received_;
  Task alarm_;
  std::deque<Bytes> arrived_;
  std::size_t under_way_ = 0;
  std::uint64_t sends_ = 0;
  std::uint64_t alarms_ = 0;
};

Wire::Wire(Timeline& timeline, Faults& faults, Luck luck, const Weather& weather)
    : timeline_(timeline), faults_(faults), luck_(luck), weather_(weather) {}

std::shared_ptr<Wire> Wire::make(Timeline& timeline, Faults& faults, Luck luck, const Weather& weather) {
  auto wire = std::make_shared<Wire>(timeline, faults, luck, weather);
  if (weather.stall_at) {
    timeline.after(*weather.stall_at, [weak = std::weak_ptr(wire)] {
      if (const auto self = weak.lock()) self->stall();
    });
  }
  return wire;
}

std::shared_ptr<net::Transport> Wire::client() {
  auto end = client_.lock();
  if (!end) client_ = end = std::make_shared<End>(shared_from_this(), Way::up);
  return end;
}

std::shared_ptr<net::Transport> Wire::server() {
  auto end = server_.lock();
  if (!end) server_ = end = std::make_shared<End>(shared_from_this(), Way::down);
  return end;
}

void Wire::kill_client() {
  if (const auto end = client_.lock()) end->die();
}

void Wire::kill_server() {
  if (const auto end = server_.lock()) end->die();
}

void Wire::drop() {
  cut_ = true;
  weather_.arrives_after_cut = false;
  for (const auto& end : {client_.lock(), server_.lock()}) {
    if (end) end->end(no_link("net.cut"));
  }
}

bool Wire::client_ended() const {
  const auto end = client_.lock();
  return !end || end->ended();
}

bool Wire::ended() const {
  const auto is_over = [](const std::shared_ptr<End>& end) { return !end || end->ended(); };
  return is_over(client_.lock()) && is_over(server_.lock());
}

Monotonic Wire::arrival(Way way, std::size_t bytes) {
  const std::uint64_t rate = way == Way::up ? weather_.up_bytes_per_second : weather_.down_bytes_per_second;
  auto& sent_at = sent_at_[static_cast<int>(way)];
  sent_at = std::max(sent_at, timeline_.now());
  if (rate != 0) sent_at += Monotonic(static_cast<std::int64_t>((bytes * 1000 + rate - 1) / rate));
  Monotonic time = sent_at + weather_.latency;
  while (luck_.chance(weather_.loss)) {
    faults_.count(Fault::loss);
    time += retry_time + luck_.time(0ms, retry_time);
  }
  auto& free_at = free_at_[static_cast<int>(way)];
  if (const auto until = stalled_until_[static_cast<int>(way)]) time = std::max(time, *until);
  free_at = std::max(free_at, time);
  return free_at;
}

void Wire::carry(Way way, Bytes message) {
  const Monotonic delay = arrival(way, message.size()) - timeline_.now();
  timeline_.after(delay, [self = shared_from_this(), way, message = std::move(message)] {
    self->arrive(way, message);
  });
}

void Wire::arrive(Way way, const Bytes& message) {
  if (cut_ && !(weather_.arrives_after_cut && way == Way::up)) return;
  if (const auto sender = end_of(way == Way::up ? Way::down : Way::up)) sender->one_less_under_way();
  const auto receiver = end_of(way);
  if (!receiver || receiver->ended()) return;
  if (way == Way::down && watch_) watch_(message);
  receiver->take(message);
  if (!cut_ && weather_.cut_at_message == ++messages_) cut(message);
}

void Wire::cut(const Bytes& message) {
  const auto client = client_.lock();
  const auto server = server_.lock();
  const bool both_there = client && server && !client->ended() && !server->ended();
  cut_ = true;
  if (!both_there) return;
  faults_.count(Fault::cut);
  if (is_inside_frame(message)) faults_.count_cut_inside_frame();
  client->end(no_link("net.cut"));
  server->end_later(weather_.silent_cut ? Monotonic{limits::idle_timeout} : weather_.latency);
}

void Wire::stall() {
  const auto client = client_.lock();
  const auto server = server_.lock();
  if (!client || !server || client->ended() || server->ended()) return;
  faults_.count(Fault::one_way);
  const Way way = weather_.stall_up ? Way::up : Way::down;
  stalled_until_[static_cast<int>(way)] = timeline_.now() + weather_.stall_time;
  if (weather_.stall_time < limits::idle_timeout) return;
  // The end that hears nothing gives up first and says so the other way, which still works.
  const auto deaf = way == Way::up ? server : client;
  timeline_.after(Monotonic{limits::idle_timeout}, [weak = std::weak_ptr(deaf)] {
    if (const auto end = weak.lock(); end && !end->ended()) end->abort();
  });
}

}  // namespace mektep::sim
