#include "client/link/link.h"

#include <algorithm>
#include <memory>
#include <type_traits>
#include <variant>

#include "shared/net/backoff.h"
#include "shared/net/drive.h"
#include "shared/net/machine.h"
#include "shared/net/websocket.h"

namespace mektep::client {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds outbox_poll = 1s;

// Lays the driver's machine over a session machine.
template <class Session>
class Driven : public net::Machine {
 public:
  explicit Driven(Session& session) : session_(session) {}
  std::optional<Bytes> next_message(Monotonic now) override { return session_.next_message(now); }
  void on_message(BytesView message, Monotonic now) override { session_.on_message(message, now); }
  void on_tick(Monotonic now) override { session_.on_tick(now); }
  Monotonic deadline() const override { return session_.deadline(); }
  bool finished() const override { return session_.finished(); }
  void on_lost(const Error&, Monotonic) override {
    if constexpr (std::is_same_v<Session, ClientSession>) session_.lost();
  }

 protected:
  Session& session_;
};

// A session that stays for news also looks every second whether somebody saved or wants to leave.
class Watching final : public Driven<ClientSession> {
 public:
  Watching(ClientSession& session, const WatchHooks& hooks) : Driven(session), hooks_(hooks) {}

  void on_tick(Monotonic now) override {
    Driven::on_tick(now);
    if (now < poll_at_) return;
    poll_at_ = now + outbox_poll;
    if (hooks_.stop && hooks_.stop()) session_.leave();
    if (hooks_.outbox_grew && hooks_.outbox_grew()) session_.outbox_grew(now);
  }
  Monotonic deadline() const override { return std::min(Driven::deadline(), poll_at_); }

 private:
  const WatchHooks& hooks_;
  Monotonic poll_at_{0};
};

net::ConnectOptions options_for(const std::vector<FixedBytes<32>>& pins, const Clock& clock) {
  net::ConnectOptions options;
  options.pins = pins;
  options.now = clock.wall();
  return options;
}

Status refusal_status(const net::Refusal& answer, Contact& contact) {
  contact.traffic = answer.traffic;
  if (answer.retry_after) contact.retry_after_s = static_cast<std::uint32_t>(answer.retry_after->count());
  const auto refusal = decode_refusal(answer.body);
  if (!refusal) return no_link("net.refused").with("status", std::to_string(answer.status));
  contact.retry_after_s = std::max(contact.retry_after_s, refusal->retry_after_s);
  return refusal->retry_after_s > 0 ? no_link(refusal->code) : refused(refusal->code);
}

// Connects, hands the session its welcome, drives it, and puts together how it went.
template <class Session>
void converse(net::Loop& loop, const net::Endpoint& endpoint, net::ConnectOptions options, const Clock& clock,
              Session& session, std::shared_ptr<net::Machine> machine, Contact& contact) {
  const auto hello = [&](const net::Peer& peer) -> Result<Bytes> { return session.hello(peer.binding); };
  auto answer = net::connect_now(loop, endpoint, std::move(options), hello);
  if (!answer) {
    contact.status = answer.error();
    return;
  }
  if (const auto* refusal = std::get_if<net::Refusal>(&*answer)) {
    contact.status = refusal_status(*refusal, contact);
    return;
  }
  auto& accepted = std::get<net::Accepted>(*answer);
  contact.certificate_dates_wrong = accepted.transport->peer().certificate_dates_wrong;
  if (auto welcomed = session.on_welcome(accepted.welcome, clock.monotonic()); !welcomed) {
    contact.status = welcomed;
    contact.traffic = accepted.transport->traffic();
    accepted.transport->abort();
    return;
  }
  const auto end = net::drive_now(loop, accepted.transport, std::move(machine), clock);
  contact.traffic = end.traffic;
  // What the session says of its end is truer than how the connection ended.
  contact.status = session.finished() ? session.status() : end.status;
}

Contact talk_once(net::Loop& loop, Replica& replica, const Clock& clock, SessionGoal goal,
                  const WatchHooks* hooks) {
  Contact contact;
  if (!replica.identity()) {
    contact.status = refused("replica.not_enrolled");
    return contact;
  }
  const auto keys = replica.prepare_keys();
  if (!keys) {
    contact.status = keys.error();
    return contact;
  }
  const ServerAddress address = replica.identity()->address;
  ClientSession session(replica, **keys, clock, goal);
  std::shared_ptr<net::Machine> machine;
  if (hooks == nullptr) {
    machine = std::make_shared<Driven<ClientSession>>(session);
  } else {
    machine = std::make_shared<Watching>(session, *hooks);
  }
  converse(loop, {address.host, address.port}, options_for(address.pins, clock), clock, session,
           std::move(machine), contact);
  contact.progress = session.progress();
  contact.retry_after_s = std::max(contact.retry_after_s, session.retry_after_s());
  return contact;
}

// The server refers to packs of a stream that it takes for ours: when a copy of this disk wrote them, they
// are not here, and it is asked again for all of them.
Contact talk(net::Loop& loop, Replica& replica, const Clock& clock, SessionGoal goal,
             const WatchHooks* hooks) {
  Contact first = talk_once(loop, replica, clock, goal, hooks);
  if (first.status || first.status.error().code != "feed.not_held") return first;
  goal.names_streams = false;
  Contact second = talk_once(loop, replica, clock, goal, hooks);
  second.traffic.bytes_out += first.traffic.bytes_out;
  second.traffic.bytes_in += first.traffic.bytes_in;
  return second;
}

// What the rows are found to be is put right in the contact; what they are after it is remembered, so that
// the next check has something to compare with.
Contact checked_talk(net::Loop& loop, Replica& replica, const Clock& clock, SessionGoal goal,
                     const WatchHooks* hooks) {
  std::vector<ScopeCheck> damaged;
  if (const auto found = replica.check(false)) {
    std::copy_if(found->begin(), found->end(), std::back_inserter(damaged),
                 [](const ScopeCheck& check) { return check.is_damaged(); });
  }
  Contact contact = talk(loop, replica, clock, goal, hooks);
  contact.damaged = std::move(damaged);
  if (contact.progress.packs_received > 0 && contact.progress.digests_differ.empty()) {
    // A busy file is read through the next time.
    (void)replica.check(false);
  }
  return contact;
}

}  // namespace

Contact sync_once(net::Loop& loop, Replica& replica, const Clock& clock) {
  return checked_talk(loop, replica, clock, SessionGoal{.watch = false}, nullptr);
}

void watch(net::Loop& loop, Replica& replica, const Clock& clock, Random& random, const WatchHooks& hooks) {
  net::Backoff backoff(random);
  while (!loop.stopped() && !(hooks.stop && hooks.stop())) {
    const Contact contact = checked_talk(loop, replica, clock, SessionGoal{.watch = true}, &hooks);
    if (contact.progress.receipts > 0 || !contact.progress.up_to_date.empty()) backoff.reset();
    std::optional<std::chrono::milliseconds> asked;
    if (contact.retry_after_s > 0) asked = std::chrono::seconds(contact.retry_after_s);
    const auto wait = backoff.after_failure(asked);
    if (hooks.report) hooks.report(contact, wait);
    if (!contact.status.ok() && contact.status.error().remedy != Remedy::no_link) return;
    auto left = wait;
    while (left > 0ms && !loop.stopped() && !(hooks.stop && hooks.stop())) {
      const auto nap = std::min<std::chrono::milliseconds>(left, 200ms);
      loop.run_for(nap);
      left -= nap;
    }
  }
}

Contact enrol(net::Loop& loop, Replica& replica, const Clock& clock, const EnrolmentLink& link,
              const std::string& device_name) {
  Contact contact;
  const auto keys = replica.prepare_keys();
  if (!keys) {
    contact.status = keys.error();
    return contact;
  }
  EnrolmentSession session(replica, **keys, clock, link, device_name);
  converse(loop, {link.host, link.port}, options_for(link.pins, clock), clock, session,
           std::make_shared<Driven<EnrolmentSession>>(session), contact);
  return contact;
}

}  // namespace mektep::client
