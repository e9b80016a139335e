#include "tools/sim/contact.h"

#include <utility>

#include "shared/base/limits.h"
#include "shared/net/drive.h"

namespace mektep::sim {
namespace {

using namespace std::chrono_literals;

// How often a session that stays looks for new saves. The program does every second; a night of that would be
// most of a run.
constexpr Monotonic outbox_poll = 30s;

class SyncMachine final : public net::Machine {
 public:
  SyncMachine(DeviceNode& device, client::Replica& replica, const client::Keys& keys,
              client::SessionGoal goal)
      : disk_(device.disk()),
        replica_(replica),
        session_(replica, keys, device.clock(), goal),
        watches_(goal.watch) {}

  client::ClientSession& session() { return session_; }

  std::optional<Bytes> next_message(Monotonic now) override {
    const Disk::Work work(disk_);
    auto message = session_.next_message(now);
    disk_.require_power();
    return message;
  }
  void on_message(BytesView message, Monotonic now) override {
    const Disk::Work work(disk_);
    session_.on_message(message, now);
    disk_.require_power();
  }
  void on_tick(Monotonic now) override {
    const Disk::Work work(disk_);
    session_.on_tick(now);
    disk_.require_power();
    if (!watches_ || now < poll_at_) return;
    poll_at_ = now + outbox_poll;
    if (replica_.state().unsent_changes > 0) session_.outbox_grew(now);
  }
  Monotonic deadline() const override {
    return watches_ ? std::min(session_.deadline(), poll_at_) : session_.deadline();
  }
  bool finished() const override { return session_.finished(); }
  void on_lost(const Error&, Monotonic) override {
    const Disk::Work work(disk_);
    session_.lost();
    disk_.require_power();
  }

  ContactEnd end(const net::DriveEnd& drive) const {
    return {session_.finished() ? session_.status() : drive.status, session_.progress(), drive.traffic};
  }

 private:
  Disk& disk_;
  client::Replica& replica_;
  client::ClientSession session_;
  bool watches_;
  Monotonic poll_at_{0};
};

class EnrolMachine final : public net::Machine {
 public:
  EnrolMachine(client::Replica& replica, const client::Keys& keys, const Clock& clock, EnrolmentLink link,
               const std::string& name)
      : session_(replica, keys, clock, std::move(link), name) {}

  client::EnrolmentSession& session() { return session_; }

  std::optional<Bytes> next_message(Monotonic now) override { return session_.next_message(now); }
  void on_message(BytesView message, Monotonic now) override { session_.on_message(message, now); }
  void on_tick(Monotonic now) override { session_.on_tick(now); }
  Monotonic deadline() const override { return session_.deadline(); }
  bool finished() const override { return session_.finished(); }

  ContactEnd end(const net::DriveEnd& drive) const {
    return {session_.finished() ? session_.status() : drive.status, {}};
  }

 private:
  client::EnrolmentSession session_;
};

// The road of one contact, from the upgrade to the end.
template <class Machine>
class Contact : public std::enable_shared_from_this<Contact<Machine>> {
 public:
  Contact(const ContactParts& parts, DeviceNode& device, std::shared_ptr<Machine> machine,
          const Weather& weather, Luck luck, Ended ended)
      : parts_(parts),
        device_(device),
        machine_(std::move(machine)),
        weather_(weather),
        luck_(luck),
        ended_(std::move(ended)) {}

  void start() {
    net::ChannelBinding binding = luck_.bytes<32>();
    Bytes hello;
    if (!device_.run([&](client::Replica&) { hello = machine_->session().hello(binding); }))
      return end({no_link("net.cut"), {}});
    wire_ = Wire::make(parts_.world.timeline, parts_.world.faults, Luck{luck_.u64()}, weather_);
    const auto transport = wire_->client();
    device_.join(wire_);
    wire_->watch_client([self = this->shared_from_this()](BytesView message) { self->hear(message); });
    // Two round trips of TCP and TLS come before the request.
    parts_.world.timeline.after(5 * weather_.latency, [self = this->shared_from_this(), transport, hello,
                                                       binding] { self->ask(hello, binding); });
    parts_.world.timeline.after(Monotonic{limits::handshake_timeout},
                                [self = this->shared_from_this(), transport] {
                                  if (!self->answered_) self->end({no_link("net.timeout"), {}});
                                });
  }

 private:
  void ask(const Bytes& hello, const net::ChannelBinding& binding) {
    if (!parts_.server.up()) return end({no_link("net.unreachable"), {}});
    net::UpgradeRequest request;
    request.hello = hello;
    request.peer.binding = binding;
    const auto transport = wire_->server();
    parts_.server.upgrade(wire_, std::move(request),
                          [self = this->shared_from_this(), transport](net::UpgradeAnswer answer) {
                            self->answer(std::move(answer), transport);
                          });
  }

  void answer(net::UpgradeAnswer answer, const std::shared_ptr<net::Transport>& transport) {
    auto* welcome = std::get_if<net::Welcome>(&answer);
    if (welcome != nullptr) welcome->start(transport);
    Bytes bytes = welcome != nullptr ? welcome->welcome : std::get<net::Refuse>(answer).refusal;
    // An answer that is lost leaves a session at the server that talks to nobody.
    if (weather_.cut_at_message && luck_.chance(0.1)) {
      parts_.world.faults.count(Fault::cut);
      wire_->client()->abort();
      return end({no_link("net.cut"), {}});
    }
    parts_.world.timeline.after(weather_.latency,
                                [self = this->shared_from_this(), bytes, accepted = welcome != nullptr] {
                                  self->take_answer(bytes, accepted);
                                });
  }

  void take_answer(const Bytes& bytes, bool accepted) {
    if (std::exchange(answered_, true) || over_ || wire_->client_ended()) return;
    if (!accepted) {
      const auto refusal = decode_refusal(bytes);
      return end({refused(refusal ? refusal->code : "net.refused"), {}});
    }
    Status welcomed = done;
    const auto now = parts_.world.timeline.now();
    if (!device_.run([&](client::Replica&) { welcomed = machine_->session().on_welcome(bytes, now); })) {
      return end({no_link("net.cut"), {}});
    }
    if (!welcomed) {
      wire_->client()->abort();
      return end({welcomed, {}});
    }
    net::drive(wire_->client(), machine_, device_.clock(),
               [self = this->shared_from_this()](const net::DriveEnd& drive) { self->finish(drive); });
  }

  void finish(const net::DriveEnd& drive) {
    const ContactEnd how = machine_->end(drive);
    if (drive.failure) device_.take_failure(drive.failure);
    end(how);
  }

  void hear(BytesView bytes) {
    auto message = heard_.read(bytes);
    if (message && *message) parts_.hearing.message(device_, **message);
  }

  void end(const ContactEnd& how) {
    if (std::exchange(over_, true)) return;
    if (wire_) wire_->watch_client({});
    ended_(how);
  }

  ContactParts parts_;
  DeviceNode& device_;
  std::shared_ptr<Machine> machine_;
  Weather weather_;
  Luck luck_;
  Ended ended_;
  std::shared_ptr<Wire> wire_;
  FrameReader heard_;
  bool answered_ = false;
  bool over_ = false;
};

}  // namespace

void sync(const ContactParts& parts, DeviceNode& device, client::SessionGoal goal, const Weather& weather,
          Luck luck, Ended ended) {
  // The server refers to packs that a copy of this disk wrote: it is asked once more, as client/link does.
  if (goal.names_streams) {
    ended = [parts, &device, goal, weather, again = Luck{luck.u64()},
             ended = std::move(ended)](const ContactEnd& end) {
      if (end.status || end.status.error().code != "feed.not_held") return ended(end);
      client::SessionGoal nameless = goal;
      nameless.names_streams = false;
      sync(parts, device, nameless, weather, again, ended);
    };
  }
  std::shared_ptr<SyncMachine> machine;
  const bool ran = device.run([&](client::Replica& replica) {
    const auto keys = replica.prepare_keys();
    if (keys && replica.identity()) machine = std::make_shared<SyncMachine>(device, replica, **keys, goal);
  });
  if (!ran || !machine) return ended({no_link("device.down"), {}});
  std::make_shared<Contact<SyncMachine>>(parts, device, machine, weather, luck, std::move(ended))->start();
}

void enrol(const ContactParts& parts, DeviceNode& device, const FixedBytes<16>& secret, Luck luck,
           Ended ended) {
  std::shared_ptr<EnrolMachine> machine;
  EnrolmentLink link;
  link.host = "sim";
  link.port = 443;
  link.secret = secret;
  const bool ran = device.run([&](client::Replica& replica) {
    const auto keys = replica.prepare_keys();
    if (keys) machine = std::make_shared<EnrolMachine>(replica, **keys, device.clock(), link, device.name());
  });
  if (!ran || !machine) return ended({no_link("device.down"), {}});
  std::make_shared<Contact<EnrolMachine>>(parts, device, machine, Weather{}, luck, std::move(ended))->start();
}

}  // namespace mektep::sim
