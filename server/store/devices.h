#pragma once
// Devices that are here: revocation, and when each was seen. Each call is one transaction.
// Thread: the writing thread. Failures: as stated, and store.busy, store.disk_full.

#include "server/store/integration.h"

namespace mektep::server {

// Ends the device's cards in every scope. Fails with device.unknown (number). Twice is once.
Result<Batch> revoke(const ServerParts& parts, std::uint32_t number, std::string_view by);

// A device was here: how much it holds unsent, and its program.
struct Contact {
  DeviceId device;
  std::uint32_t unsent_changes = 0;
  std::uint32_t program = 0;
};
// Devices that are not known are left out.
Status note_contacts(const ServerParts& parts, const std::vector<Contact>& contacts);

// A device found damage in its copy of a scope and put it right: a line of the audit.
Status note_repair(const ServerParts& parts, std::uint32_t number, ScopeNumber scope, std::size_t records);

}  // namespace mektep::server
