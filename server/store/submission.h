#pragma once
// What comes in and what is answered: plain data between sessions and the one writing thread.

#include <optional>
#include <string>
#include <vector>

#include "shared/crypto/receipt.h"
#include "shared/model/change.h"

namespace mektep::server {

// A pack as a session received it, `previous` filled in.
struct Submission {
  DeviceId from;  // the device of the session: the one that pays for it
  Bytes pack;
};

enum class Outcome {
  logged,   // in the log now
  known,    // was stored before: the same answer as then
  parked,   // R1: stored until `need` arrives
  no_room,  // R1 too, but the device has its quota parked: not stored; its credit closes until some is used
  aside,    // no valid card, or the late payload of a void: kept, fed to nobody
  lost,     // a fork's loser: kept, noted
  refused,  // inauthentic or malformed bytes, or no business in this scope: counted, not kept
  failed,   // the machine could not store it (disk full): nothing was, the same may be sent again
};

struct Admitted {
  Outcome outcome = Outcome::refused;
  std::optional<Receipt> receipt;  // unsigned; for every outcome whose bytes are stored but `parked`
  ScopeNumber scope;               // these three from the pack, where it could be read
  StreamId stream;
  ChainHead head{};
  std::vector<Version> need;  // parked, no_room: what it waits for, the last missing of each stream
  std::string code;           // refused, failed: why
};

// A pack that was parked earlier and is stored for good now: its device hears of it when it is there.
struct Unparked {
  DeviceId from;
  Receipt receipt;  // unsigned
};

struct Batch {
  std::vector<Admitted> admitted;  // one per submission, in order
  std::vector<Unparked> unparked;
  std::vector<ScopeNumber> moved;  // scopes whose log grew
};

// A change of the server's own stream of a scope: what the office wrote, cards, answers.
struct OwnChange {
  ScopeNumber scope;
  std::string person;  // an office user's name, kept in the audit; empty for the server itself
  std::vector<Op> ops;
};

}  // namespace mektep::server
