#include "server/http/contacts.h"

#include <utility>

namespace mektep::server {

void Contacts::note(const Contact& contact) {
  const std::lock_guard lock(mutex_);
  noted_.insert_or_assign(contact.device, contact);
}

std::vector<Contact> Contacts::take() {
  std::map<DeviceId, Contact> noted;
  {
    const std::lock_guard lock(mutex_);
    noted = std::exchange(noted_, {});
  }
  std::vector<Contact> contacts;
  contacts.reserve(noted.size());
  for (const auto& [device, contact] : noted) contacts.push_back(contact);
  return contacts;
}

Status write_contacts(const ServerParts& parts, const std::vector<Contact>& contacts) {
  if (contacts.empty()) return done;
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
}

}  // namespace mektep::server
