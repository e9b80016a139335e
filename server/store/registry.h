#pragma once
// What the server knows of devices, schools and held work besides the logs: plain data.

#include <cstdint>
#include <string>
#include <vector>

#include "shared/crypto/certificate.h"
#include "shared/crypto/hash.h"
#include "shared/merge/contribution.h"
#include "shared/model/change.h"
#include "shared/model/scope.h"

namespace mektep::server {

struct School {
  SchoolNumber number;
  std::string code;  // "KZ61-0203"
  friend bool operator==(const School&, const School&) = default;
};

struct Device {
  std::uint32_t number = 0;  // 1, 2, 3 … as people call it
  DeviceId id;
  PublicKey signing{};
  PublicKey box{};
  FixedBytes<32> tls_key_hash{};
  std::string name;
  SchoolNumber school;
  std::string role;
  bool revoked = false;
  std::int64_t enrolled_ms = 0;
  std::int64_t seen_ms = 0;  // 0: never since enrolment
  std::uint32_t unsent_changes = 0;
  std::uint32_t program = 0;
  friend bool operator==(const Device&, const Device&) = default;
};

// The greatest numbers that schools and devices may have been given, known here or not.
struct NumbersGiven {
  std::uint32_t school = 0;
  std::uint32_t device = 0;
  friend bool operator==(const NumbersGiven&, const NumbersGiven&) = default;
};

// A one-time link, by the hash of its secret.
struct Invitation {
  Hash32 secret_hash{};
  SchoolNumber school;
  std::string role;
  std::vector<RecordId> people;  // who will write on the device; empty: every person of the school
  std::int64_t expires_ms = 0;
  std::uint32_t tries = 0;  // failed ones
  DeviceId used_by;         // 0: not used yet
  friend bool operator==(const Invitation&, const Invitation&) = default;
};

// Opens the office's page once; by the hash of its secret.
struct PageToken {
  Hash32 secret_hash{};
  std::int64_t expires_ms = 0;
  friend bool operator==(const PageToken&, const PageToken&) = default;
};

// R1: a pack that waits for what it names. In order of arrival.
struct ParkedPack {
  ScopeNumber scope;
  ChainHead head{};
  DeviceId from;  // who pays for it
  std::int64_t received_ms = 0;
  Bytes bytes;
  friend bool operator==(const ParkedPack&, const ParkedPack&) = default;
};

// Where the payload of held changes lies.
enum class Kept : std::uint8_t {
  logged = 1,  // in the log, void
  aside = 2,   // came without a valid card
  lost = 3,    // a fork's loser
  late = 4,    // payload of a version that had been declared lost
};

// Work that does not count, with its reason: nothing is thrown away.
struct HeldPack {
  ScopeNumber scope;
  ChainHead head{};  // of the pack
  StreamId stream;
  Sequence first;  // of the held changes
  Sequence last;
  DeviceId device;  // that sealed it
  Kept kept = Kept::logged;
  std::string code;       // why, a code of the catalogue
  bool released = false;  // re-issued since: it counts
  std::int64_t received_ms = 0;
  std::uint32_t size = 0;  // bytes of the pack
  Bytes bytes;             // empty when it lies in the log
  friend bool operator==(const HeldPack&, const HeldPack&) = default;
};

// What a person of the office, or a stranger, did. Never a field's value.
struct AuditLine {
  std::int64_t at_ms = 0;
  std::string who;      // office user; "device 12"; empty: the server
  std::string what;     // an event id: "device.enrolled"
  std::string subject;  // ids only
  friend bool operator==(const AuditLine&, const AuditLine&) = default;
};

struct TallyRow {
  ScopeNumber scope;
  TallyCell cell;
  std::int64_t amount = 0;
  std::int64_t contested = 0;  // records behind it that are contested
  friend bool operator==(const TallyRow&, const TallyRow&) = default;
};

}  // namespace mektep::server
