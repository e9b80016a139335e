#pragma once
// What two ends of a session say to each other. Plain data; frame.h gives the bytes, docs/protocol.md
// the grammar for strangers. Numbers of kinds are on the wire and never reused.

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "shared/crypto/certificate.h"
#include "shared/crypto/receipt.h"
#include "shared/model/change.h"
#include "shared/model/schema.h"
#include "shared/protocol/file_message.h"
#include "shared/protocol/recovery_message.h"

namespace mektep {

// Protocol versions, lowest and highest that an end speaks. History: compatibility.h.
struct ProtocolRange {
  std::uint8_t lowest = 1;
  std::uint8_t highest = 1;
  friend bool operator==(const ProtocolRange&, const ProtocolRange&) = default;
};

// Where a reader stands in a scope's log.
struct Cursor {
  ScopeNumber scope;
  Position position;
  Hash16 log_digest{};  // of the log up to there
  friend bool operator==(const Cursor&, const Cursor&) = default;
};

// The stream a device last sealed under in a scope, and how far.
struct OwnStream {
  ScopeNumber scope;
  StreamId stream;
  Sequence sequence;
  Token token;  // of the head behind `sequence`
  friend bool operator==(const OwnStream&, const OwnStream&) = default;
};

// --- In the HTTP upgrade ---

// The client's first word, signed by the device over the TLS exporter (the channel binding).
struct Hello {
  ProtocolRange protocol;
  DeviceId device;
  Epoch epoch;  // 0 before the first contact
  std::uint32_t unsent_changes = 0;
  std::uint32_t unsent_bytes = 0;
  std::int64_t wall_ms = 0;
  std::uint32_t program = 0;        // version of the program, for the office's list of devices
  bool know_follows = false;        // cursors and streams did not fit: a Know frame comes first
  std::vector<Cursor> cursors;
  std::vector<OwnStream> streams;
  Signature signature{};
  friend bool operator==(const Hello&, const Hello&) = default;
};

// The first word of a device that has a one-time link but no certificate yet. Signed by the new key.
struct EnrolHello {
  ProtocolRange protocol;
  FixedBytes<16> secret{};  // from the link
  PublicKey signing{};
  PublicKey box{};
  std::string name;         // what people call the device, ≤ 64 bytes
  std::int64_t wall_ms = 0;
  Signature signature{};
  friend bool operator==(const EnrolHello&, const EnrolHello&) = default;
};

struct Welcome {
  std::uint8_t protocol = 1;
  Epoch epoch;
  std::int64_t wall_ms = 0;
  std::uint32_t credit = 0;           // bytes of packs the client may have under way
  std::vector<OwnStream> confirmed;   // of Hello's streams: those whose head the server's log has
  friend bool operator==(const Welcome&, const Welcome&) = default;
};

// The answer in place of a 101: a code of the catalogue and when to try again.
struct Refusal {
  std::string code;
  std::uint32_t retry_after_s = 0;  // 0: trying again helps nobody
  friend bool operator==(const Refusal&, const Refusal&) = default;
};

// --- Frames ---

// Cursors and streams, when Hello had no room. The server answers with Confirmed.
struct Know {
  std::vector<Cursor> cursors;
  std::vector<OwnStream> streams;
  friend bool operator==(const Know&, const Know&) = default;
};
struct Confirmed {
  std::vector<OwnStream> streams;
  friend bool operator==(const Confirmed&, const Confirmed&) = default;
};

// What the device may read and write, whole each time. `label` is for people: "school/KZ61-0203".
struct Grant {
  ScopeNumber scope;
  std::string label;
  bool writes = false;
  friend bool operator==(const Grant&, const Grant&) = default;
};
struct Grants {
  std::vector<Grant> grants;
  std::uint32_t schema_version = 0;
  friend bool operator==(const Grants&, const Grants&) = default;
};

// The server's answer to an EnrolHello; a Bye follows.
struct Enrolled {
  DeviceCertificate device;
  ServerCertificate server;
  Epoch epoch;
  std::string school;          // code of the device's school
  ScopeNumber school_scope;
  friend bool operator==(const Enrolled&, const Enrolled&) = default;
};

// The log after the reader's cursor. `pack` is empty when it is the client's own (`head` tells which).
struct Feed {
  ScopeNumber scope;
  Position position;
  std::int64_t received_ms = 0;
  ChainHead head{};  // zero unless `pack` is empty
  Bytes pack;        // without previous, where the reader's stream head gives it
  friend bool operator==(const Feed&, const Feed&) = default;
};

struct Push {
  Bytes pack;  // without previous, where the server's answer or an earlier Push gives it
  friend bool operator==(const Push&, const Push&) = default;
};

// Versions that a parked pack lacks; the owner of the parked stream seals what follows under a new one.
struct Need {
  ScopeNumber scope;
  StreamId parked;
  std::vector<Version> versions;  // the last missing of each stream
  friend bool operator==(const Need&, const Need&) = default;
};

// The device's grant on the scope ended at this position of the scope's log.
struct Drop {
  ScopeNumber scope;
  Position position;
  std::string code;
  friend bool operator==(const Drop&, const Drop&) = default;
};

// The client wants the log of a scope from its cursor (granted ones are followed unasked: school, desk,
// pair, network; site and topic on request).
struct Follow {
  Cursor cursor;
  friend bool operator==(const Follow&, const Follow&) = default;
};

struct Credit {
  std::uint32_t bytes = 0;  // more that may be under way; 0 with a full quota
  friend bool operator==(const Credit&, const Credit&) = default;
};

struct Bye {
  std::string code;
  std::uint32_t retry_after_s = 0;
  friend bool operator==(const Bye&, const Bye&) = default;
};

// A frame of a later program that may be ignored: kept for the trace only.
struct UnknownFrame {
  std::uint8_t kind = 0;
  friend bool operator==(const UnknownFrame&, const UnknownFrame&) = default;
};

using Message = std::variant<Know, Confirmed, Grants, Enrolled, Feed, Mark, Push, Receipt, Need, Drop, Follow,
                             Credit, Bye, Trail, Retrace, Compare, Ranges, Records, Have, Want, Chunk, Stored,
                             NoFile, SnapshotOffer, Recall, Recalled, Dropped, SignedMark, Repaired, UnknownFrame>;

}  // namespace mektep
