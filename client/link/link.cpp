#include "client/link/link.h"

#include <algorithm>
#include <memory>
#include <type_traits>
#include <variant>

#include "client/link/waiting.h"
#include "shared/net/backoff.h"
#include "shared/net/drive.h"
#include "shared/net/machine.h"
#include "shared/net/websocket.h"

namespace mektep::client {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds outbox_poll = 1s;
constexpr std::chrono::milliseconds progress_interval = 250ms;
// Of a budget, for what follows the last pack: its receipts, Mark, Bye, and TLS around them.
constexpr std::uint64_t farewell_bytes = 1024;

// Lays the driver's machine over a session machine.
template <class Session>
class Driven : public net::Machine {
 public:
  explicit Driven(Session& session) : session_(session) {}
  // Of the connection that it is driven on.
  virtual void on_connected(std::weak_ptr<const net::Transport> /*transport*/) {}
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

// A session whose bytes are counted: for whoever looks on, and for a budget.
class Counted : public Driven<ClientSession> {
 public:
  Counted(ClientSession& session, const LinkOptions& options) : Driven(session), options_(options) {}

  void on_connected(std::weak_ptr<const net::Transport> transport) override {
    transport_ = std::move(transport);
  }
  std::optional<Bytes> next_message(Monotonic now) override {
    look(now);
    return Driven::next_message(now);
  }
  void on_message(BytesView message, Monotonic now) override {
    Driven::on_message(message, now);
    look(now);
  }
  bool budget_used_up() const { return budget_used_up_; }

 private:
  void look(Monotonic now) {
    const auto transport = transport_.lock();
    if (!transport) return;
    const net::Traffic traffic = transport->traffic();
    keep_budget(traffic);
    if (!options_.progress || now < shown_at_ + progress_interval) return;
    shown_at_ = now;
    options_.progress({traffic, session_.progress()});
  }

  void keep_budget(const net::Traffic& traffic) {
    if (options_.bytes_max == 0 || session_.finished()) return;
    // A budget below one pack would get nowhere, however often it is given: each contact brings one over.
    const SyncProgress& progress = session_.progress();
    if (progress.packs_received + progress.packs_pushed == 0) return;
    const std::uint64_t used = traffic.bytes_in + traffic.bytes_out;
    if (used + farewell_bytes < options_.bytes_max) return;
    budget_used_up_ = true;
    // What is under way costs its receipt and nothing else; what the server goes on feeding costs more.
    used >= options_.bytes_max ? session_.leave() : session_.wind_down();
  }

  const LinkOptions& options_;
  std::weak_ptr<const net::Transport> transport_;
  Monotonic shown_at_{0};
  bool budget_used_up_ = false;
};

// A session that stays for news also looks every second whether somebody saved or wants to leave.
class Watching final : public Counted {
 public:
  Watching(ClientSession& session, const LinkOptions& options, const WatchHooks& hooks,
           std::function<void()> note_linked)
      : Counted(session, options), hooks_(hooks), note_linked_(std::move(note_linked)) {}

  void on_tick(Monotonic now) override {
    Driven::on_tick(now);
    if (now < poll_at_) return;
    poll_at_ = now + outbox_poll;
    if (now >= note_at_) {
      note_at_ = now + limits::linked_note_interval;
      note_linked_();
    }
    if (hooks_.stop && hooks_.stop()) session_.leave();
    if (hooks_.outbox_grew && hooks_.outbox_grew()) session_.outbox_grew(now);
  }
  Monotonic deadline() const override { return std::min(Driven::deadline(), poll_at_); }

 private:
  const WatchHooks& hooks_;
  std::function<void()> note_linked_;
  Monotonic poll_at_{0};
  Monotonic note_at_{0};
};

Result<net::ConnectOptions> options_for(const ServerAddress& address, const Clock& clock,
                                        const LinkOptions& wishes) {
  auto proxy = net::proxy_for(wishes.proxy, address.host, address.port);
  if (!proxy) return proxy.error();
  net::ConnectOptions options;
  options.pins = address.pins;
  options.now = clock.wall();
  options.proxy = std::move(*proxy);
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
void converse(net::Loop& loop, const ServerAddress& address, const LinkOptions& wishes, const Clock& clock,
              Session& session, std::shared_ptr<Driven<Session>> machine, Contact& contact) {
  auto options = options_for(address, clock, wishes);
  if (!options) {
    contact.status = options.error();
    return;
  }
  const net::Endpoint endpoint{address.host, address.port};
  const auto hello = [&](const net::Peer& peer) -> Result<Bytes> { return session.hello(peer.binding); };
  auto answer = net::connect_now(loop, endpoint, std::move(*options), hello);
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
  machine->on_connected(accepted.transport);
  const auto end = net::drive_now(loop, accepted.transport, std::move(machine), clock);
  contact.traffic = end.traffic;
  // What the session says of its end is truer than how the connection ended.
  contact.status = session.finished() ? session.status() : end.status;
}

// How the link was, for the next contact and for whoever asks. A store that is busy keeps the old note:
// nothing depends on it.
void note_end(Replica& replica, const Clock& clock, const Contact& contact, std::chrono::milliseconds next_try) {
  LinkNote note = replica.link_note();
  note.tried_ms = clock.wall().ms;
  note.result = contact.status ? std::string() : contact.status.error().code;
  note.next_ms = next_try.count() == 0 ? 0 : note.tried_ms + next_try.count();
  note.linked_ms = 0;
  if (contact.bytes_per_second != 0) note.bytes_per_second = contact.bytes_per_second;
  if (contact.round_trip.count() != 0) note.round_trip_ms = contact.round_trip.count();
  static_cast<void>(replica.note_link(note));
}

void note_linked(Replica& replica, const Clock& clock) {
  LinkNote note = replica.link_note();
  note.linked_ms = clock.wall().ms;
  note.next_ms = 0;
  static_cast<void>(replica.note_link(note));
}

Contact talk_once(net::Loop& loop, Replica& replica, const Clock& clock, SessionGoal goal,
                  const LinkOptions& options, const WatchHooks* hooks) {
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
  std::shared_ptr<Counted> machine;
  if (hooks == nullptr) {
    machine = std::make_shared<Counted>(session, options);
  } else {
    machine = std::make_shared<Watching>(session, options, *hooks, [&] { note_linked(replica, clock); });
  }
  converse<ClientSession>(loop, address, options, clock, session, machine, contact);
  contact.budget_used_up = machine->budget_used_up();
  contact.progress = session.progress();
  contact.bytes_per_second = session.pace().measured();
  contact.round_trip = session.pace().round_trip().value_or(Monotonic{0});
  contact.retry_after_s = std::max(contact.retry_after_s, session.retry_after_s());
  return contact;
}

// The server refers to packs of a stream that it takes for ours: when a copy of this disk wrote them, they
// are not here, and it is asked again for all of them.
Contact talk(net::Loop& loop, Replica& replica, const Clock& clock, SessionGoal goal, const LinkOptions& options,
             const WatchHooks* hooks) {
  Contact first = talk_once(loop, replica, clock, goal, options, hooks);
  if (first.status || first.status.error().code != "feed.not_held") return first;
  goal.names_streams = false;
  Contact second = talk_once(loop, replica, clock, goal, options, hooks);
  second.traffic.bytes_out += first.traffic.bytes_out;
  second.traffic.bytes_in += first.traffic.bytes_in;
  return second;
}

// What the rows are found to be is put right in the contact; what they are after it is remembered, so that
// the next check has something to compare with.
Contact checked_talk(net::Loop& loop, Replica& replica, const Clock& clock, SessionGoal goal,
                     const LinkOptions& options, const WatchHooks* hooks) {
  std::vector<ScopeCheck> damaged;
  if (const auto found = replica.check(false)) {
    std::copy_if(found->begin(), found->end(), std::back_inserter(damaged),
                 [](const ScopeCheck& check) { return check.is_damaged(); });
  }
  Contact contact = talk(loop, replica, clock, goal, options, hooks);
  contact.damaged = std::move(damaged);
  if (contact.progress.packs_received > 0 && contact.progress.digests_differ.empty()) {
    // A busy file is read through the next time.
    (void)replica.check(false);
  }
  return contact;
}

// Only a link that was not there comes back. A server that refused or asked for time is left alone, and one
// whose port answers while it does not (a balancer's) would answer the knocking for ever.
std::optional<net::Endpoint> where_to_knock(const Replica& replica, const Contact& contact,
                                            const LinkOptions& options) {
  if (contact.status || contact.retry_after_s > 0) return std::nullopt;
  const std::string& code = contact.status.error().code;
  if (code != "net.unreachable" && code != "net.timeout") return std::nullopt;
  const ServerAddress& address = replica.identity()->address;
  const auto proxy = net::proxy_for(options.proxy, address.host, address.port);
  if (!proxy || proxy->has_value()) return std::nullopt;
  return net::Endpoint{address.host, address.port};
}

}  // namespace

Contact sync_once(net::Loop& loop, Replica& replica, const Clock& clock, const LinkOptions& options) {
  const SessionGoal goal{.watch = false, .recall = options.recall};
  Contact contact = checked_talk(loop, replica, clock, goal, options, nullptr);
  note_end(replica, clock, contact, 0ms);
  return contact;
}

void watch(net::Loop& loop, Replica& replica, const Clock& clock, Random& random, const WatchHooks& hooks,
           const LinkOptions& options) {
  net::Backoff backoff(random);
  while (!loop.stopped() && !(hooks.stop && hooks.stop())) {
    const Contact contact = checked_talk(loop, replica, clock, SessionGoal{.watch = true}, options, &hooks);
    if (contact.progress.receipts > 0 || !contact.progress.up_to_date.empty()) backoff.reset();
    std::optional<std::chrono::milliseconds> asked;
    if (contact.retry_after_s > 0) asked = std::chrono::seconds(contact.retry_after_s);
    const auto wait = backoff.after_failure(asked);
    const bool stays = contact.status.ok() || contact.status.error().remedy == Remedy::no_link;
    note_end(replica, clock, contact, stays && !(hooks.stop && hooks.stop()) ? wait : 0ms);
    if (hooks.report) hooks.report(contact, wait);
    if (!stays) return;
    // Answered where nothing was before: the link is back, and what waits longer waits for nothing.
    if (wait_for_link(loop, random, {wait, where_to_knock(replica, contact, options)}, hooks.stop)) backoff.reset();
  }
}

Contact enrol(net::Loop& loop, Replica& replica, const Clock& clock, const EnrolmentLink& link,
              const std::string& device_name, const LinkOptions& options) {
  Contact contact;
  const auto keys = replica.prepare_keys();
  if (!keys) {
    contact.status = keys.error();
    return contact;
  }
  EnrolmentSession session(replica, **keys, clock, link, device_name);
  const auto machine = std::make_shared<Driven<EnrolmentSession>>(session);
  converse<EnrolmentSession>(loop, {link.host, link.port, link.pins}, options, clock, session, machine, contact);
  return contact;
}

}  // namespace mektep::client
