#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <charconv>

#include "server/app/address.h"
#include "server/tally/directory.h"
#include "server/app/opened.h"
#include "server/app/people.h"
#include "server/app/verbs.h"
#include "server/http/scope_labels.h"
#include "server/store/devices.h"
#include "server/store/enrolment.h"
#include "shared/base/limits.h"
#include "shared/base/nearest.h"
#include "shared/model/dates.h"
#include "shared/protocol/enrolment_link.h"

namespace mektep::server {
namespace {

namespace json = boost::json;

constexpr char office[] = "office";

std::string instant(std::int64_t ms) { return ms == 0 ? std::string() : to_iso(WallTime{ms}); }

json::object to_json(const Device& device, const std::string& school) {
  Bytes id;
  append_u64(id, device.id.value);
  return {{"number", device.number},
          {"id", to_hex(id)},
          {"name", device.name},
          {"school", school},
          {"role", device.role},
          {"enrolled", instant(device.enrolled_ms)},
          {"seen", instant(device.seen_ms)},
          {"unsent", device.unsent_changes},
          {"revoked", device.revoked}};
}

Status check_role(const Directory& directory, const std::string& role) {
  const auto book = directory.books.find("roles");
  if (book == directory.books.end() || book->second.contains(role)) return done;
  std::vector<std::string> roles;
  for (const auto& [code, names] : book->second) roles.push_back(code);
  return refused("enrol.unknown_role")
      .with("given", role)
      .with("nearest", nearest(role, roles))
      .with("known", listed(roles));
}

Result<Address> address_for(const Run& run) {
  Address address;
  const bool complete = run.asked.has("--host") && run.asked.has("--port");
  if (!complete) {
    auto remembered = remembered_address(run.place.files, run.directory());
    if (!remembered) return remembered;
    address = std::move(*remembered);
  }
  if (run.asked.has("--host")) address.host = run.asked.value("--host");
  if (run.asked.has("--port")) {
    const auto given = parse_address(":" + run.asked.value("--port"), 0);
    if (!given) return given;
    address.port = given->port;
  }
  return address;
}

Result<EnrolmentLink> link_for(const Run& run, const ServerFolder& folder, const Secret& secret) {
  const auto address = address_for(run);
  if (!address) return address.error();
  const auto pin = folder.pin();
  if (!pin) return pin.error();
  const auto until =
      run.place.clock.wall().ms / 1000 + std::chrono::seconds(limits::enrolment_valid_for).count();
  return EnrolmentLink{address->host, address->port, secret, {*pin}, until};
}

Result<InvitationOrder> order_for(const Run& run, ServerFolder& folder) {
  const auto reader = folder.store().reader();
  if (!reader) return reader.error();
  const std::string code = run.asked.value("school");
  const auto school = (*reader)->school(code);
  if (!school) return refused("school.unknown").with("code", code);
  const std::string role = run.asked.value("--role");
  const Schema& schema = folder.store().schema();
  if (auto known = check_role(Directory::read(**reader, schema), role); !known) return known.error();
  const auto people = people_of(**reader, schema, school_scope(school->number));
  auto chosen = people_for(people, {code, role, run.asked.all("--person")});
  if (!chosen) return chosen.error();
  return InvitationOrder{code, role, std::move(*chosen), office};
}

}  // namespace

Status enrol_verb(const Run& run) {
  const auto folder = ServerFolder::open(run.place, run.directory(), ServerFolder::Use::command);
  if (!folder) return folder.error();
  // Before the secret is drawn: a link that nobody can be given would use up nothing.
  if (auto address = address_for(run); !address) return address.error();
  const auto order = order_for(run, **folder);
  if (!order) return order.error();
  const auto secret = invite((*folder)->parts(), *order);
  if (!secret) return secret.error();
  const auto link = link_for(run, **folder, *secret);
  if (!link) return link.error();
  const std::string until = to_iso(WallTime{link->until_s * 1000});
  run.console.print(json::object{
      {"link", to_text(*link)}, {"school", order->school}, {"role", order->role}, {"expires", until}});
  run.console.print_line(to_text(*link));
  run.console.say("enrol.link_valid", {{"until", until}});
  run.console.say("enrol.link_is_secret");
  return done;
}

Status devices_verb(const Run& run) {
  const auto opened = open_for_reading(run);
  if (!opened) return opened.error();
  json::array devices;
  Table table{{"heading.number", "heading.device", "heading.school", "heading.role", "heading.last_seen",
               "heading.unsent", "heading.state"},
              {}};
  const Catalog& words = run.console.catalog();
  for (const Device& device : opened->reader->devices()) {
    const std::string school = code_of(device.school, *opened->reader);
    devices.push_back(to_json(device, school));
    table.rows.push_back({std::to_string(device.number), device.name, school, device.role,
                          instant(device.seen_ms), std::to_string(device.unsent_changes),
                          words.say(device.revoked ? "word.revoked" : "word.active")});
  }
  run.console.print(json::object{{"devices", std::move(devices)}});
  run.console.print(table);
  if (table.rows.empty()) run.console.say("list.empty");
  return done;
}

Status revoke_verb(const Run& run) {
  const std::string given = run.asked.value("device");
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), number);
  if (error != std::errc() || end != given.data() + given.size())
    return refused("device.unknown").with("number", given);
  const auto folder = ServerFolder::open(run.place, run.directory(), ServerFolder::Use::command);
  if (!folder) return folder.error();
  if (const auto revoked = revoke((*folder)->parts(), number, office); !revoked) return revoked.error();
  const auto reader = (*folder)->store().reader();
  if (!reader) return reader.error();
  json::array devices;
  for (const Device& device : (*reader)->devices()) {
    if (device.number == number) devices.push_back(to_json(device, code_of(device.school, **reader)));
  }
  run.console.print(json::object{{"devices", std::move(devices)}});
  run.console.say("revoke.done", {{"device", given}});
  return done;
}

}  // namespace mektep::server
