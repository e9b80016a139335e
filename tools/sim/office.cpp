#include "tools/sim/office.h"

#include <algorithm>

#include "server/store/devices.h"
#include "server/store/own_record.h"
#include "shared/codec/canonical.h"

namespace mektep::sim {
namespace {

constexpr TypeNumber activity_type{40};
constexpr TypeNumber notice_type{44};
constexpr FieldNumber topic_field{1};
constexpr std::uint64_t notices = 3;
constexpr std::uint16_t first_own_type = 32;
constexpr char office_name[] = "office";
constexpr std::size_t seats_max = 8;

}  // namespace

void Office::act() {
  Luck& luck = network_.world().luck;
  Seat& seat = *network_.seats()[luck.below(network_.seats().size())];
  const std::uint64_t what = luck.below(26);
  if (what >= 24) {
    take_in_device();
  } else if (what >= 22) {
    back_up();
  } else if (what >= 20) {
    publish_schema();
  } else if (what < 4) {
    publish_notice();
  } else if (what < 9 && !network_.names().empty()) {
    edit_record(network_.names()[luck.below(network_.names().size())]);
  } else if (what < 12) {
    turn_card(seat);
  } else if (what < 14) {
    turn_person(seat);
  } else if (what < 16) {
    release_one();
  } else if (what < 18) {
    network_.declare_lost_one();
  } else if (what < 19) {
    erase_one();
  } else if (luck.chance(0.3)) {
    revoke(seat);
  }
}

bool Office::perform(const char* what, const Change& change) {
  const bool did = network_.server().perform([&](const server::ServerParts& parts) -> Result<server::Batch> {
    auto integration = server::Integration::begin(parts);
    if (!integration) return integration.error();
    if (const Status changed = change(**integration); !changed) return changed.error();
    return (*integration)->commit();
  });
  network_.world().trace.line(office_name, what, did ? "done" : "not done");
  return did;
}

std::set<Uid> Office::uids_in(const RecordState& state, FieldNumber field) const {
  std::set<Uid> uids;
  const auto cell = state.cells.find({field, {}});
  if (cell == state.cells.end()) return uids;
  for (const LiveValue& live : cell->second) {
    if (const auto uid = uid_in(live.value)) uids.insert(*uid);
  }
  return uids;
}

bool Office::back_up() {
  return perform("back up", [](server::Integration& integration) -> Status {
    const server::Reader& reader = integration.work().reader();
    for (const ScopeNumber scope : reader.scopes()) {
      integration.work().scope(scope).set_backed_up(reader.head(scope)->position);
    }
    return done;
  });
}

// A new PC in an old school.
bool Office::take_in_device() {
  const std::size_t school = network_.world().luck.below(network_.schools().size());
  if (!network_.server().up() || network_.seats().size() >= seats_max) return false;
  return network_.add_device(school);
}

bool Office::publish_schema() {
  const Schema later = later_sim_schema();
  if (network_.server().schema().version() >= later.version()) return false;
  const bool did = network_.server().adopt(later);
  network_.world().trace.line(office_name, "schema", did ? "published" : "not published");
  return did;
}

bool Office::publish_notice() {
  const RecordId id{((network_.world().luck.below(notices) + 1) << 32U) | 9U};
  const client::RecordName name{network_scope, {notice_type, id}};
  return edit_record(name);
}

bool Office::edit_record(const client::RecordName& name) {
  const bool has_topic = name.key.type == activity_type || name.key.type == notice_type;
  if (!has_topic) return false;
  const Uid uid = network_.saves().next();
  const bool did = perform("edit", [&](server::Integration& integration) {
    const RecordState state = integration.record(name.scope, name.key);
    network_.saves().note(uid, {name, topic_field, uids_in(state, topic_field)});
    server::OwnRecord record(name.key, state);
    record.set(topic_field, value_with(uid, FieldKind::text));
    return integration.write({{name.scope, office_name, record.take()}});
  });
  if (did) network_.saves().answered(office_name, uid);
  return did;
}

bool Office::change_card(Seat& seat, const char* what,
                         const std::function<void(server::CardContent&)>& change) {
  return perform(what, [&](server::Integration& integration) -> Status {
    const auto device = integration.work().reader().device(seat.device->id());
    if (!device || device->revoked) return refused("device.unknown");
    std::vector<server::OwnChange> changes;
    for (const ScopeNumber scope : server::scopes_of_school(integration.work().reader(), device->school)) {
      const RecordState card = integration.record(scope, server::card_key(device->id));
      if (card.empty()) continue;
      server::CardContent content = server::card_content(card);
      change(content);
      changes.push_back({scope, office_name, server::card_ops(integration, scope, *device, content)});
    }
    return integration.write(changes);
  });
}

bool Office::turn_card(Seat& seat) {
  const bool did =
      change_card(seat, "card", [](server::CardContent& content) { content.active = !content.active; });
  if (did) network_.world().faults.count(Fault::revoke);
  return did;
}

bool Office::turn_person(Seat& seat) {
  const auto& people = network_.schools()[seat.device->school()].people;
  const std::string person = server::card_person(people.back(), "coordinator");
  return change_card(seat, "person", [&](server::CardContent& content) {
    if (content.people.erase(person) == 0) content.people.insert(person);
  });
}

bool Office::revoke(Seat& seat) {
  if (!network_.server().up() || seat.revoked) return false;
  const auto device = network_.server().reader().device(seat.device->id());
  if (!device) return false;
  const bool did = network_.server().perform(
      [&](const server::ServerParts& parts) { return server::revoke(parts, device->number, office_name); });
  if (!did) return false;
  network_.world().faults.count(Fault::revoke);
  network_.world().trace.line(office_name, "revoke", seat.device->name());
  for (const auto& other : network_.seats()) {
    if (other->device->id() == seat.device->id()) other->revoked = true;
  }
  return true;
}

bool Office::release_one() {
  if (!network_.server().up()) return false;
  auto rows = network_.server().reader().held({});
  std::erase_if(rows, [](const server::HeldPack& row) { return row.released; });
  if (rows.empty()) return false;
  const server::HeldPack row = rows[network_.world().luck.below(rows.size())];
  return perform("release",
                 [&](server::Integration& integration) { return integration.release(row.scope, row.head); });
}

bool Office::erase_one() {
  if (!network_.server().up() || network_.names().empty()) return false;
  const client::RecordName name = network_.names()[network_.world().luck.below(network_.names().size())];
  const RecordState state = network_.server().reader().record(name.scope, name.key);
  const auto cell = std::find_if(state.cells.begin(), state.cells.end(), [](const auto& one) {
    return one.first.field != life_field && uid_in(one.second.front().value);
  });
  if (cell == state.cells.end() || name.key.type.value < first_own_type) return false;
  const LiveValue live = cell->second.front();
  Op op;
  op.kind = OpKind::erase;
  op.supersedes = {live.stamp.version};
  op.payload = encode_erased({{name.key, cell->first, live.stamp.version}});
  const bool did = perform("erase", [&](server::Integration& integration) {
    return integration.write({{name.scope, office_name, {op}}});
  });
  if (did) network_.saves().note_removed({*uid_in(live.value)});
  return did;
}

}  // namespace mektep::sim
