#pragma once
// Who comes in: schools get their numbers, devices get in by one-time links. Each call is one transaction
// with everything it writes: registry, cards in the scopes, audit. Who goes: devices.h.
// Thread: the writing thread. Failures: as stated, and store.busy, store.disk_full.

#include "server/store/integration.h"

namespace mektep::server {

using Secret = FixedBytes<16>;

// Gives the school its number, which names its scopes. The same number on a second call.
// Fails with school.too_many.
Result<School> register_school(const ServerParts& parts, std::string_view code);

struct InvitationOrder {
  std::string school;            // code
  std::string role;              // of the people whom the directory gives none
  std::vector<RecordId> people;  // who will write on the device; empty: every person of the school
  std::string by;                // the office user
};
// The secret leaves the server in the link alone. Fails with school.unknown (code), enrol.no_people
// (code), enrol.unknown_person (id).
Result<Secret> invite(const ServerParts& parts, const InvitationOrder& order);

// What a device presents: its word was verified by the caller.
struct Newcomer {
  Secret secret{};
  PublicKey signing{};
  PublicKey box{};
  FixedBytes<32> tls_key_hash{};
  std::string name;
};
struct Welcomed {
  Device device;
  DeviceCertificate certificate;
  School school;
};
// One use; the same device with the same secret gets the same answer again while the link is valid, since
// an answer can get lost. Expired, used and guessed secrets fail alike: enrol.refused; it is counted.
Result<Welcomed> redeem(const ServerParts& parts, const Newcomer& newcomer);

}  // namespace mektep::server
