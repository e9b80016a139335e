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

}  // namespace mektep::server
