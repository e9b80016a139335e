#include "server/store/enrolment.h"

#include <algorithm>

#include "server/store/cards.h"
#include "server/store/disk_room.h"
#include "shared/base/limits.h"
#include "shared/merge/merge.h"
#include "shared/model/element.h"
#include "shared/model/record_id.h"

namespace mektep::server {
namespace {

constexpr std::size_t name_bytes_max = 64;

Error refused_alike() { return refused("enrol.refused"); }

std::int64_t expiry(const ServerParts& parts) {
  return parts.clock.wall().ms + std::chrono::milliseconds(limits::enrolment_valid_for).count();
}

// The person's roles in the directory; the link's own where it gives none.
void add_person(std::set<std::string>& people, const RecordType& type, RecordId id, const RecordState& person,
                std::string_view link_role) {
  bool any = false;
  const Field* roles = type.field("roles");
  for (const auto& [key, cell] : person.cells) {
    if (roles == nullptr || key.field != roles->number) continue;
    const auto element = element_value(key.element);
    const auto* role = element ? std::get_if<std::string>(&*element) : nullptr;
    if (role == nullptr) continue;
    people.insert(card_person(id, *role));
    any = true;
  }
  if (!any) people.insert(card_person(id, link_role));
}

std::vector<RecordId> everybody(const Reader& reader, ScopeNumber scope, TypeNumber type) {
  std::vector<RecordId> people;
  for (auto page = reader.keys(scope, RecordKey{type, RecordId{0}}, limits::supersedes_max);
       !page.empty() && page.front().type == type;
       page = reader.keys(scope, page.back(), limits::supersedes_max)) {
    for (const RecordKey& key : page) {
      if (key.type == type) people.push_back(key.id);
    }
  }
  return people;
}

// Who may write on a device of this link: as the directory stands now.
std::set<std::string> people_of(const ServerParts& parts, const Reader& reader,
                                const Invitation& invitation) {
  std::set<std::string> people;
  const RecordType* type = parts.store.schema().type("person");
  if (type == nullptr) return people;
  const ScopeNumber scope = school_scope(invitation.school);
  const std::vector<RecordId> ids =
      invitation.people.empty() ? everybody(reader, scope, type->number) : invitation.people;
  for (const RecordId id : ids) {
    const RecordState person = reader.record(scope, {type->number, id});
    if (!is_gone(person)) add_person(people, *type, id, person, invitation.role);
  }
  return people;
}

Hash32 hash_of(const Secret& secret) { return hash32({view_of("mektep/enrol"), secret}); }

DeviceCertificate certify(const ServerParts& parts, const Device& device) {
  DeviceCertificate certificate;
  certificate.network = parts.keys.network();
  certificate.signing = device.signing;
  certificate.box = device.box;
  certificate.tls_key_hash = device.tls_key_hash;
  certificate.number = device.number;
  certificate.issued_ms = device.enrolled_ms;
  sign(certificate, parts.keys.server);
  return certificate;
}

// A device that is here already keeps its number; it may not change its school this way, nor come back
// after it was revoked.
Result<Device> admitted_device(const ServerParts& parts, const Reader& reader, const Newcomer& newcomer,
                               const Invitation& invitation) {
  const DeviceId id = device_id_of(newcomer.signing);
  Device device;
  if (const auto known = reader.device(id)) {
    if (known->revoked || known->school != invitation.school) return refused_alike();
    device = *known;
  } else {
    const std::vector<Device> devices = reader.devices();
    if (devices.size() >= limits::devices_max) return refused("enrol.too_many_devices");
    const std::uint32_t last = devices.empty() ? 0 : devices.back().number;
    device.number = std::max(last, reader.numbers_given().device) + 1;
    device.enrolled_ms = parts.clock.wall().ms;
  }
  device.id = id;
  device.signing = newcomer.signing;
  device.box = newcomer.box;
  device.tls_key_hash = newcomer.tls_key_hash;
  device.name = newcomer.name;
  device.school = invitation.school;
  device.role = invitation.role;
  return device;
}

bool presentable(const Newcomer& newcomer) {
  return is_acceptable(newcomer.signing) && newcomer.box != PublicKey{} &&
         newcomer.name.size() <= name_bytes_max;
}

// Counted where the link is known; enough of them end it. A guess names no link, so only the log of events
// can tell of it.
Status count_failure(Integration& integration, std::optional<Invitation> invitation) {
  integration.audit({}, "enrol.failed", {});
  if (invitation && ++invitation->tries >= static_cast<std::uint32_t>(limits::enrolment_tries_max)) {
    integration.work().remove_invitation(invitation->secret_hash);
  } else if (invitation) {
    integration.work().put_invitation(*invitation);
  }
  integration.commit();
  return done;
}

Status write_cards(Integration& integration, const Device& device, const CardContent& content) {
  std::vector<OwnChange> cards;
  for (const ScopeNumber scope : scopes_of_school(integration.work().reader(), device.school)) {
    cards.push_back({scope, {}, card_ops(integration, scope, device, content)});
  }
  return integration.write(cards);
}

}  // namespace

Result<School> register_school(const ServerParts& parts, std::string_view code) {
  return unless_full([&]() -> Result<School> {
    auto integration = Integration::begin(parts);
    if (!integration) return integration.error();
    Work& work = (*integration)->work();
    if (const auto known = work.reader().school(code)) return *known;
    const std::vector<School> schools = work.reader().schools();
    if (schools.size() >= school_number_max) return refused("school.too_many");
    const std::uint32_t last = schools.empty() ? 0 : schools.back().number.value;
    const std::uint32_t number = std::max(last, work.reader().numbers_given().school) + 1;
    if (number > school_number_max) return refused("school.too_many");
    const School school{SchoolNumber{number}, std::string(code)};
    work.put_school(school);
    (*integration)->commit();
    return school;
  });
}

Result<Secret> invite(const ServerParts& parts, const InvitationOrder& order) {
  return unless_full([&]() -> Result<Secret> {
    auto integration = Integration::begin(parts);
    if (!integration) return integration.error();
    const Reader& reader = (*integration)->work().reader();
    const auto school = reader.school(order.school);
    if (!school) return refused("school.unknown").with("code", order.school);
    const RecordType* type = parts.store.schema().type("person");
    for (const RecordId id : order.people) {
      const bool there =
          type != nullptr && !is_gone(reader.record(school_scope(school->number), {type->number, id}));
      if (!there) return refused("enrol.unknown_person").with("id", to_text(id));
    }
    const auto secret = parts.random.bytes<16>();
    Invitation invitation{hash_of(secret), school->number, order.role, order.people, expiry(parts), 0, {}};
    if (people_of(parts, reader, invitation).empty())
      return refused("enrol.no_people").with("code", order.school);
    (*integration)->work().put_invitation(invitation);
    (*integration)->audit(order.by, "enrol.invited", order.school);
    (*integration)->commit();
    return secret;
  });
}

Result<Welcomed> redeem(const ServerParts& parts, const Newcomer& newcomer) {
  return unless_full([&]() -> Result<Welcomed> {
    auto begun = Integration::begin(parts);
    if (!begun) return begun.error();
    Integration& integration = **begun;
    const Reader& reader = integration.work().reader();
    std::optional<Invitation> invitation = reader.invitation(hash_of(newcomer.secret));
    const DeviceId id = device_id_of(newcomer.signing);
    const bool valid = invitation && integration.now_ms() < invitation->expires_ms && presentable(newcomer) &&
                       (invitation->used_by == DeviceId{0} || invitation->used_by == id);
    const Result<Device> device =
        valid ? admitted_device(parts, reader, newcomer, *invitation) : Result<Device>(refused_alike());
    if (!device) {
      if (const Status counted = count_failure(integration, invitation); !counted) return counted.error();
      return device.error();
    }
    const DeviceCertificate certificate = certify(parts, *device);
    CardContent card{encode(certificate), people_of(parts, reader, *invitation), true};
    if (const Status written = write_cards(integration, *device, card); !written) return written.error();
    const School school = *reader.school(device->school);
    invitation->used_by = device->id;
    integration.work().put_invitation(*invitation);
    integration.work().put_device(*device);
    integration.audit("device " + std::to_string(device->number), "device.enrolled", school.code);
    integration.commit();
    return Welcomed{*device, certificate, school};
  });
}

}  // namespace mektep::server
