#include "server/store/devices.h"

#include <algorithm>

#include "server/store/cards.h"
#include "server/store/disk_room.h"

namespace mektep::server {

Result<Batch> revoke(const ServerParts& parts, std::uint32_t number, std::string_view by) {
  return unless_full([&]() -> Result<Batch> {
    auto begun = Integration::begin(parts);
    if (!begun) return begun.error();
    Integration& integration = **begun;
    const Reader& reader = integration.work().reader();
    std::vector<Device> devices = reader.devices();
    const auto device = std::find_if(devices.begin(), devices.end(), [number](const Device& candidate) {
      return candidate.number == number;
    });
    if (device == devices.end()) return refused("device.unknown").with("number", std::to_string(number));
    std::vector<OwnChange> cards;
    for (const ScopeNumber scope : scopes_of_school(reader, device->school)) {
      CardContent content = card_content(integration.record(scope, card_key(device->id)));
      // Without a card there is nothing to end, and a first card that says so would only tell of the device.
      if (!content.active) continue;
      content.active = false;
      cards.push_back({scope, {}, card_ops(integration, scope, *device, content)});
    }
    if (const Status written = integration.write(cards); !written) return written.error();
    if (!device->revoked) {
      device->revoked = true;
      integration.work().put_device(*device);
      integration.audit(std::string(by), "device.revoked", "device " + std::to_string(number));
    }
    return integration.commit();
  });
}

Status note_contacts(const ServerParts& parts, const std::vector<Contact>& contacts) {
  if (contacts.empty()) return done;
  return unless_full([&]() -> Status {
    auto integration = Integration::begin(parts);
    if (!integration) return integration.error();
    Work& work = (*integration)->work();
    for (const Contact& contact : contacts) {
      std::optional<Device> device = work.reader().device(contact.device);
      if (!device) continue;
      device->seen_ms = (*integration)->now_ms();
      device->unsent_changes = contact.unsent_changes;
      device->program = contact.program;
      work.put_device(*device);
    }
    (*integration)->commit();
    return done;
  });
}

Status note_repair(const ServerParts& parts, std::uint32_t number, ScopeNumber scope, std::size_t records) {
  return unless_full([&]() -> Status {
    auto integration = Integration::begin(parts);
    if (!integration) return integration.error();
    (*integration)
        ->audit("device " + std::to_string(number), "replica.repaired",
                "scope " + std::to_string(scope.value) + ", records " + std::to_string(records));
    (*integration)->commit();
    return done;
  });
}

}  // namespace mektep::server
