#include "tools/sim/network.h"

#include <algorithm>
#include <sstream>

#include "server/store/enrolment.h"
#include "server/store/own_record.h"
#include "shared/base/embedded.h"
#include "shared/pack/pack.h"

namespace mektep::embedded {
std::span<const EmbeddedFile> sim_files();
}

namespace mektep::sim {
namespace {

using namespace std::chrono_literals;

constexpr TypeNumber person_type{38};
constexpr Monotonic contact_time_max = 15min;

template <class Value>
Value must(Result<Value> result) {
  if (!result) throw std::runtime_error(describe(result.error()));
  return std::move(*result);
}

// Whether it writes records of a type that this schema does not have.
bool speaks_of_later(BytesView pack, const Schema& schema) {
  const auto opened = open_pack(pack);
  if (!opened) return false;
  for (const Change& change : opened->content.changes) {
    for (const Op& op : change.ops) {
      if (is_cell_op(op.kind) && schema.type(op.record.type) == nullptr) return true;
    }
  }
  return false;
}

}  // namespace

Schema sim_schema() { return must(Schema::parse(embedded::sim_files().front().text())); }

Schema later_sim_schema() {
  constexpr std::string_view version = "version = 1";
  std::string text = embedded::sim_files().front().text();
  text.replace(text.find(version), version.size(), "version = 2");
  return must(Schema::parse(text + embedded::sim_files().back().text()));
}

Network::Network(const NetworkOptions& options)
    : world_(options.seed, options.clocks, options.trace),
      schema_(sim_schema()),
      clocks_luck_{options.seed, 7} {
  server_ = std::make_unique<ServerNode>(world_, "server", schema_);
  hearing_.message = [this](DeviceNode& device, const Message& message) { hear(device, message); };
  world_.calm = true;
  set_up_schools(options.schools);
  for (std::size_t school = 0; school < options.schools; ++school) {
    for (std::size_t count = 0; count < options.devices; ++count) enrol_device(school);
  }
  sync_everybody();
  world_.calm = false;
}

Network::~Network() {
  for (const auto& seat : seats_) seat->device->stop();
  world_.timeline.clear();
}

void Network::set_up_schools(std::size_t count) {
  for (std::size_t number = 0; number < count; ++number) {
    SchoolPlace place;
    place.school = must(register_school(server_->parts(), "KZ61-020" + std::to_string(number)));
    std::vector<server::OwnChange> changes;
    for (std::uint64_t person = 0; person < 2; ++person) {
      const RecordId id{((number * 10 + person + 1) << 32U) | 7U};
      server::OwnRecord record({person_type, id}, {});
      record.set(FieldNumber{1}, "Person " + std::to_string(person));
      changes.push_back({place.scope(), "office", record.take()});
      place.people.push_back(id);
    }
    must(server::write_own(server_->parts(), changes));
    schools_.push_back(std::move(place));
  }
}

std::string Network::new_name() { return "d" + std::to_string(++named_); }

// Right, off by up to a century, or anywhere between.
WallTime Network::drawn_clock() {
  const auto off =
      static_cast<std::int64_t>(clocks_luck_.below(2 * static_cast<std::uint64_t>(century_ms))) - century_ms;
  const bool wrong = clocks_luck_.chance(0.6);
  if (!wrong || world_.clocks == Clocks::all_right) return world_start;
  world_.faults.count(Fault::clock);
  return {world_start.ms + off};
}

void Network::enrol_device(std::size_t school) {
  if (!add_device(school)) throw std::runtime_error("a device did not enrol");
}

bool Network::add_device(std::size_t school) {
  FixedBytes<16> secret{};
  const bool invited = server_->perform([&](const server::ServerParts& parts) -> Result<server::Batch> {
    auto made = server::invite(parts, {schools_[school].school.code, "coordinator", {}, "office"});
    if (!made) return made.error();
    secret = *made;
    return server::Batch{};
  });
  if (!invited) return false;
  Seat& seat = take_in(std::make_unique<DeviceNode>(world_, new_name(), school, drawn_clock()));
  std::optional<ContactEnd> ended;
  enrol(contact_parts(), *seat.device, secret, Luck{world_.seed, 8, ++contacts_},
        [&](const ContactEnd& end) { ended = end; });
  world_.timeline.run_until([&] { return ended.has_value(); }, contact_time_max);
  if (!ended || !ended->status || !seat.device->up()) {
    lose(seat);
    return false;
  }
  seat.device->note_id();
  world_.trace.line(seat.device->name(), "enrolled");
  return true;
}

Seat& Network::take_in(std::unique_ptr<DeviceNode> device) {
  auto seat = std::make_unique<Seat>();
  seat->device = std::move(device);
  const std::size_t school = seat->device->school();
  seat->person = std::make_unique<Person>(
      Person::Place{world_, *seat->device, saves_, names_, {}, schools_[school].people});
  seat->person->set_scopes(scopes_of(school));
  seats_.push_back(std::move(seat));
  return *seats_.back();
}

std::vector<ScopeNumber> Network::scopes_of(std::size_t school) const {
  std::vector<ScopeNumber> scopes{schools_[school].scope(), schools_[school].scope(),
                                  schools_[school].scope(), schools_[school].desk()};
  if (schools_.size() > 1 && school < 2) scopes.push_back(pair());
  return scopes;
}

std::vector<ScopeNumber> Network::all_scopes() const {
  std::vector<ScopeNumber> scopes{network_scope};
  for (const SchoolPlace& place : schools_) {
    scopes.push_back(place.scope());
    scopes.push_back(place.desk());
  }
  if (schools_.size() > 1) scopes.push_back(pair());
  return scopes;
}

bool Network::may_have(std::size_t school, ScopeNumber scope) const {
  const auto own = scopes_of(school);
  return scope == network_scope || std::find(own.begin(), own.end(), scope) != own.end();
}

void Network::sync(Seat& seat, bool bad_weather, bool watch) {
  Luck luck{world_.seed, 8, ++contacts_};
  const Weather weather = draw_weather(luck, bad_weather);
  world_.trace.line(seat.device->name(), watch ? "watch" : "sync", std::to_string(contacts_));
  mektep::sim::sync(contact_parts(), *seat.device, {watch}, weather, luck,
                    [this, name = seat.device->name()](const ContactEnd& end) { take_end(name, end); });
}

void Network::take_end(const std::string& who, const ContactEnd& end) {
  std::ostringstream detail;
  detail << (end.status ? "done" : end.status.error().code) << " pushed " << end.progress.packs_pushed
         << " receipts " << end.progress.receipts << " received " << end.progress.packs_received
         << " snapshots " << end.progress.snapshots_taken;
  world_.trace.line(who, "ended", detail.str());
  if (!end.progress.digests_differ.empty()) violation(who + ": digests differ at a mark");
  if (!end.status && end.status.error().remedy == Remedy::refused &&
      end.status.error().code != "session.revoked") {
    violation(who + ": a contact failed for good: " + describe(end.status.error()));
  }
}

Status Network::sync_now(Seat& seat) {
  std::optional<ContactEnd> ended;
  Luck luck{world_.seed, 8, ++contacts_};
  const Weather weather = draw_weather(luck, false);
  mektep::sim::sync(contact_parts(), *seat.device, {}, weather, luck,
                    [&, name = seat.device->name()](const ContactEnd& end) {
                      take_end(name, end);
                      ended = end;
                    });
  world_.timeline.run_until([&] { return ended.has_value(); }, contact_time_max);
  return ended ? ended->status : Status(no_link("net.timeout"));
}

void Network::sync_everybody() {
  for (std::size_t at = 0; at < seats_.size(); ++at) {
    if (!seats_[at]->gone && !seats_[at]->revoked) static_cast<void>(sync_now(*seats_[at]));
  }
}

// What it has to send, and what it has of the log.
std::vector<Bytes> Network::packs_on(Seat& seat) {
  std::vector<Bytes> packs;
  seat.device->run([&](client::Replica& replica) {
    for (auto& pack : replica.outgoing(SIZE_MAX, {})) packs.push_back(std::move(pack.bytes));
  });
  const PackLog log(seat.device->disk().observer());
  for (const ScopeNumber scope : all_scopes()) {
    for (auto& pack : log.read_after(scope, Position{0}, SIZE_MAX)) packs.push_back(std::move(pack.bytes));
  }
  return packs;
}

// Takes one after another out, in any order; counts those that come before one of the same stream.
template <class Take>
std::size_t Network::hand_over(std::vector<Bytes> packs, double loss, const Take& take) {
  Luck luck{world_.seed, 9, ++contacts_};
  std::map<StreamId, Sequence> greatest;
  std::size_t taken = 0;
  while (!packs.empty()) {
    const auto at = packs.begin() + static_cast<std::ptrdiff_t>(luck.below(packs.size()));
    if (!luck.chance(loss)) {
      if (const auto header = read_header(*at)) {
        Sequence& last = greatest[header->stream];
        if (header->last() < last) world_.faults.count(Fault::reorder);
        last = std::max(last, header->last());
      }
      ++taken;
      if (!take(*at)) break;
    }
    packs.erase(at);
  }
  return taken;
}

std::size_t Network::exchange(Seat& from, Seat& to, double loss) {
  if (!from.device->up() || !to.device->up() || from.device->school() != to.device->school()) return 0;
  const std::size_t taken = hand_over(packs_on(from), loss, [&](const Bytes& pack) {
    return to.device->run([&](client::Replica& replica) {
      if (speaks_of_later(pack, replica.schema())) world_.faults.count(Fault::old_schema);
      if (const auto result = replica.take_raw(pack); !result)
        violation("take_raw: " + describe(result.error()));
    });
  });
  world_.trace.line(from.device->name(), "gave", to.device->name() + " " + std::to_string(taken));
  return taken;
}

std::size_t Network::carry_to_server(Seat& from, double loss) {
  if (!from.device->up()) return 0;
  const std::size_t taken = hand_over(packs_on(from), loss, [&](const Bytes& pack) {
    return server_->perform([&](const server::ServerParts& parts) {
      return server::integrate(parts, {{from.device->id(), pack}});
    });
  });
  world_.trace.line(from.device->name(), "carried", std::to_string(taken));
  return taken;
}

Seat& Network::add_copy(const Seat& of) {
  const std::string name = new_name();
  auto copy = of.device->copy(name);
  saves_.folder_copied(of.device->name(), name);
  world_.trace.line(of.device->name(), "copied", name);
  Seat& seat = take_in(std::move(copy));
  seat.revoked = of.revoked;
  return seat;
}

std::unique_ptr<DeviceNode> Network::keep_copy(Seat& seat) {
  const std::string name = new_name();
  auto copy = seat.device->copy(name);
  saves_.folder_copied(seat.device->name(), name + "-backup");
  copy->stop();
  return copy;
}

Seat& Network::restore_copy(DeviceNode& backup) {
  const std::string name = new_name();
  auto copy = backup.copy(name);
  saves_.folder_copied(backup.name() + "-backup", name);
  world_.trace.line(backup.name(), "restored", name);
  return take_in(std::move(copy));
}

void Network::lose(Seat& seat) {
  world_.trace.line(seat.device->name(), "lost");
  seat.gone = true;
  seat.device->stop();
  saves_.folder_gone(seat.device->name());
}

}  // namespace mektep::sim
