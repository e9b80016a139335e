#include "shared/net/drive.h"

#include <algorithm>
#include <utility>

#include "shared/base/limits.h"

namespace mektep::net {

struct Waker::Bell {
  std::weak_ptr<Transport> transport;
  Transport::Task pump;
  std::atomic<bool> rung{false};
};

Waker::Waker(std::weak_ptr<Transport> transport, Transport::Task pump) : bell_(std::make_shared<Bell>()) {
  bell_->transport = std::move(transport);
  bell_->pump = std::move(pump);
}

void Waker::wake() const {
  if (!bell_ || bell_->rung.exchange(true)) return;
  const auto transport = bell_->transport.lock();
  if (!transport) return;
  transport->post([bell = bell_] {
    // Cleared first: who rings from here on is heard in another round.
    bell->rung.store(false);
    bell->pump();
  });
}

namespace {

// Kept alive by the transport's callbacks; lives on the transport's strand.
class Driver : public std::enable_shared_from_this<Driver> {
 public:
  Driver(std::shared_ptr<Transport> transport, std::shared_ptr<Machine> machine, const Clock& clock,
         std::function<void(DriveEnd)> then)
      : transport_(std::move(transport)),
        machine_(std::move(machine)),
        clock_(clock),
        then_(std::move(then)) {}

  void start() {
    std::weak_ptr<Driver> weak = weak_from_this();
    Waker waker(transport_, [weak] {
      if (const auto self = weak.lock()) {
        self->step([&](Machine& machine, Monotonic now) { machine.on_wake(now); });
      }
    });
    step([&](Machine& machine, Monotonic now) { machine.on_start(waker, now); });
  }

 private:
  // One event: tells the machine, then performs what it wants next.
  template <class Event>
  void step(const Event& event) {
    if (over_) return;
    try {
      event(*machine_, clock_.monotonic());
      pump();
    } catch (...) {
      failure_ = std::current_exception();
      finish(no_link("net.session_failed"), CloseCode::internal_error);
    }
  }

  void pump() {
    if (!sending_) {
      auto message = machine_->next_message(clock_.monotonic());
      if (message) {
        send(std::move(*message));
      } else if (machine_->finished()) {
        finish(done, machine_->close_code());
        return;
      }
    }
    if (!receiving_ && machine_->wants_message()) receive();
    set_alarm();
  }

  void send(Bytes message) {
    sending_ = true;
    transport_->send(std::move(message), limits::send_timeout, [self = shared_from_this()](Status sent) {
      self->sending_ = false;
      if (!sent) return self->lose(sent.error());
      self->step([](Machine&, Monotonic) {});
    });
  }

  void receive() {
    receiving_ = true;
    transport_->receive(no_limit, [self = shared_from_this()](Result<Bytes> message) {
      self->receiving_ = false;
      if (!message) return self->lose(message.error());
      self->step([&](Machine& machine, Monotonic now) { machine.on_message(*message, now); });
    });
  }

  void set_alarm() {
    Monotonic wanted = machine_->deadline();
    // Only what is in flight keeps this driver; a machine that wants nothing is asked again after a while.
    if (!receiving_ && !sending_) wanted = std::min(wanted, clock_.monotonic() + limits::idle_timeout);
    if (wanted == alarm_) return;
    alarm_ = wanted;
    if (wanted == Monotonic::max()) return transport_->alarm(no_limit, {});
    // A deadline that stays in the past must not starve the connection.
    const Monotonic delay = std::max(wanted - clock_.monotonic(), Monotonic{1});
    transport_->alarm(delay, [self = shared_from_this()] {
      self->alarm_ = Monotonic::max();
      self->step([](Machine& machine, Monotonic now) {
        if (machine.deadline() <= now) machine.on_tick(now);
      });
    });
  }

  void lose(const Error& why) {
    if (over_) return;
    over_ = true;
    end_.status = why;
    try {
      machine_->on_lost(why, clock_.monotonic());
    } catch (...) {
      failure_ = std::current_exception();
    }
    transport_->alarm(no_limit, {});
    transport_->abort();
    report();
  }

  void finish(Status status, CloseCode code) {
    over_ = true;
    end_.status = std::move(status);
    transport_->alarm(no_limit, {});
    transport_->close(code, [self = shared_from_this()] { self->report(); });
  }

  void report() {
    end_.traffic = transport_->traffic();
    end_.failure = failure_;
    // A machine may hold its own waker, and so this driver's transport: let go of both.
    const auto then = std::exchange(then_, {});
    machine_.reset();
    then(std::move(end_));
  }

  std::shared_ptr<Transport> transport_;
  std::shared_ptr<Machine> machine_;
  const Clock& clock_;
  std::function<void(DriveEnd)> then_;
  DriveEnd end_;
  std::exception_ptr failure_;
  Monotonic alarm_ = Monotonic::max();
  bool sending_ = false;
  bool receiving_ = false;
  bool over_ = false;
};

}  // namespace

void drive(std::shared_ptr<Transport> transport, std::shared_ptr<Machine> machine, const Clock& clock,
           std::function<void(DriveEnd)> then) {
  auto& strand = *transport;
  auto driver = std::make_shared<Driver>(std::move(transport), std::move(machine), clock, std::move(then));
  strand.post([driver] { driver->start(); });
}

DriveEnd drive_now(Loop& loop, std::shared_ptr<Transport> transport, std::shared_ptr<Machine> machine,
                   const Clock& clock) {
  auto end = std::make_shared<std::optional<DriveEnd>>();
  drive(transport, std::move(machine), clock, [end](DriveEnd reached) { *end = std::move(reached); });
  if (!loop.run_until([&end] { return end->has_value(); })) {
    return {no_link("net.stopped"), transport->traffic(), nullptr};
  }
  if ((*end)->failure) std::rethrow_exception((*end)->failure);
  return std::move(**end);
}

}  // namespace mektep::net
