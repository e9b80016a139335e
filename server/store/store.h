#pragma once
// What the server keeps, behind a narrow interface: integrate a batch in one transaction, read a
// scope's log after a position, read and page records, the registry of devices. SQLite and memory
// implement it here; PostgreSQL can, because nothing above this room writes SQL.
//
// Threads: `integrate` and the other writers are called by the one writing thread only; readers by any
// thread that owns its own Reader.

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "shared/crypto/certificate.h"
#include "shared/crypto/receipt.h"
#include "shared/model/scope.h"
#include "shared/store/pack_log.h"
#include "shared/store/record_tables.h"

namespace mektep::server {

// --- Admission ---

// A pack as a session received it, `previous` filled in.
struct Submission {
  DeviceId from;  // the device of the session: the one that pays for it
  Bytes pack;
};

enum class Outcome {
  logged,   // in the log now, or re-issued from it
  known,    // was stored before: the same answer as then
  parked,   // R1: waits for `need`
  aside,    // no valid card: kept, fed to nobody, voided
  lost,     // a fork's loser: kept, noted
  refused,  // inauthentic or malformed bytes: counted, not kept
};

struct Admitted {
  Outcome outcome = Outcome::refused;
  std::optional<Receipt> receipt;  // unsigned; for every outcome whose bytes are stored durably but parked
  StreamId stream;
  std::vector<Version> need;       // parked: what it waits for
  std::string code;                // refused: why
};

struct Batch {
  std::vector<Admitted> admitted;       // one per submission, in order
  std::vector<ScopeNumber> moved;       // scopes whose log grew
};

// A change of the server's own stream of a scope. Several of them may be one pack.
struct OwnChange {
  ScopeNumber scope;
  std::string person;  // an office user's name, kept in the audit; empty for the server itself
  std::vector<Op> ops;
};

// --- Registry ---

struct Person {
  RecordId id;
  std::string name;
  std::vector<std::string> roles;
};

struct Device {
  std::uint32_t number = 0;
  DeviceId id;
  PublicKey signing{};
  PublicKey box{};
  std::string name;
  std::string school;        // code
  SchoolNumber school_number;
  std::string role;
  bool revoked = false;
  std::int64_t enrolled_ms = 0;
  std::int64_t seen_ms = 0;
  std::uint32_t unsent_changes = 0;
  std::uint32_t program = 0;
};

// A one-time link not used yet, by the hash of its secret.
struct Invitation {
  Hash32 secret_hash{};
  std::string school;
  std::string role;
  std::vector<RecordId> people;  // who will write on the device; empty: every person of the school
  std::int64_t expires_ms = 0;
  std::uint32_t tries = 0;
};

class Store;

}  // namespace mektep::server
