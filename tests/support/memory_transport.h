#pragma once
// Two transports joined in memory, on one thread and a clock that a test moves: what a message meets on
// a real connection (one in flight each way, a peer that does not read, a cut) without any network.

#include <algorithm>
#include <cassert>
#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "shared/base/limits.h"
#include "shared/net/transport.h"
#include "tests/support/manual_clock.h"

namespace mektep::test {

// The event queue of any number of pairs. Outlives them.
class MemoryLoop {
 public:
  explicit MemoryLoop(ManualClock& clock) : clock_(clock) {}

  void post(std::function<void()> task) { tasks_.push_back(std::move(task)); }
  void at(Monotonic time, std::function<void()> task) { alarms_.push_back({time, std::move(task)}); }
  Monotonic now() const { return clock_.monotonic(); }

  // Everything that is due, and what follows from it.
  void run() {
    while (!tasks_.empty()) {
      const auto task = std::move(tasks_.front());
      tasks_.pop_front();
      task();
    }
  }

  // The same, with the time moving on from one alarm to the next.
  void run_for(std::chrono::milliseconds time) {
    const Monotonic end = now() + time;
    run();
    for (;;) {
      const auto next =
          std::min_element(alarms_.begin(), alarms_.end(),
                           [](const Alarm& left, const Alarm& right) { return left.time < right.time; });
      if (next == alarms_.end() || next->time > end) break;
      clock_.advance(std::max(next->time - now(), Monotonic{0}));
      post(std::move(next->task));
      alarms_.erase(next);
      run();
    }
    clock_.advance(end - now());
  }

 private:
  struct Alarm {
    Monotonic time;
    std::function<void()> task;
  };

  ManualClock& clock_;
  std::deque<std::function<void()>> tasks_;
  std::vector<Alarm> alarms_;
};

class MemoryTransport final : public net::Transport, public std::enable_shared_from_this<MemoryTransport> {
 public:
  explicit MemoryTransport(MemoryLoop& loop) : loop_(loop) { peer_.address = "memory"; }

  static std::pair<std::shared_ptr<MemoryTransport>, std::shared_ptr<MemoryTransport>> make_pair(
      MemoryLoop& loop) {
    auto left = std::make_shared<MemoryTransport>(loop);
    auto right = std::make_shared<MemoryTransport>(loop);
    left->other_ = right;
    right->other_ = left;
    return {left, right};
  }

  void send(Bytes message, std::chrono::milliseconds limit, Sent then) override {
    assert(!sent_ && message.size() <= limits::message_bytes_max);
    sent_ = std::move(then);
    const auto other = other_.lock();
    if (ended_ || !other) return end_send(no_link("net.cut"));
    outgoing_ = std::move(message);
    time_out(limit, sends_, &MemoryTransport::sends_);
    other->take_from(*this);
  }

  void receive(std::chrono::milliseconds limit, Received then) override {
    assert(!received_);
    received_ = std::move(then);
    if (ended_) return end_receive(*ended_);
    time_out(limit, receives_, &MemoryTransport::receives_);
    if (const auto other = other_.lock()) take_from(*other);
  }

  void close(net::CloseCode code, Task then) override {
    const auto number = std::to_string(static_cast<int>(code));
    if (const auto other = other_.lock()) other->end(no_link("net.closed").with("close_code", number));
    end(no_link("net.cut"));
    loop_.post(std::move(then));
  }

  void abort() override {
    if (const auto other = other_.lock()) other->end(no_link("net.cut"));
    end(no_link("net.cut"));
  }

  void post(Task task) override { loop_.post(std::move(task)); }

  void alarm(std::chrono::milliseconds delay, Task task) override {
    const std::uint64_t round = ++alarms_;
    if (delay == net::no_limit) return;
    loop_.at(loop_.now() + delay, [weak = weak_from_this(), round, task = std::move(task)] {
      const auto self = weak.lock();
      if (self && self->alarms_ == round) task();
    });
  }

  const net::Peer& peer() const override { return peer_; }
  net::Traffic traffic() const override { return traffic_; }

  // What a test sets before it starts anything.
  net::Peer& peer() { return peer_; }
  // A peer that does not read: its messages stay with the sender.
  void stall(bool stalled) {
    stalled_ = stalled;
    if (const auto other = other_.lock(); !stalled && other) take_from(*other);
  }
  bool ended() const { return ended_.has_value(); }

 private:
  // One message changes hands when one side sends and the other receives.
  void take_from(MemoryTransport& sender) {
    if (stalled_ || !received_ || !sender.outgoing_) return;
    Bytes message = std::move(*sender.outgoing_);
    sender.outgoing_.reset();
    traffic_.bytes_in += message.size();
    sender.traffic_.bytes_out += message.size();
    sender.end_send(done);
    end_receive(std::move(message));
  }

  void end_send(Status how) {
    ++sends_;
    loop_.post([then = std::exchange(sent_, {}), how = std::move(how)] { then(how); });
  }

  void end_receive(Result<Bytes> how) {
    ++receives_;
    loop_.post([then = std::exchange(received_, {}), how = std::move(how)] { then(how); });
  }

  void end(const Error& why) {
    if (ended_) return;
    ended_ = why;
    outgoing_.reset();
    if (sent_) end_send(why);
    if (received_) end_receive(why);
  }

  void time_out(std::chrono::milliseconds limit, std::uint64_t round,
                std::uint64_t MemoryTransport::*counter) {
    if (limit == net::no_limit) return;
    loop_.at(loop_.now() + limit, [weak = weak_from_this(), round, counter] {
      const auto self = weak.lock();
      if (self && (*self).*counter == round) self->end(no_link("net.timeout"));
    });
  }

  MemoryLoop& loop_;
  std::weak_ptr<MemoryTransport> other_;
  net::Peer peer_;
  net::Traffic traffic_;
  std::optional<Error> ended_;
  std::optional<Bytes> outgoing_;
  Sent sent_;
  Received received_;
  std::uint64_t sends_ = 0;
  std::uint64_t receives_ = 0;
  std::uint64_t alarms_ = 0;
  bool stalled_ = false;
};

}  // namespace mektep::test
