#pragma once
// What a replica shows. Every read carries its basis: the versions behind what was shown.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "shared/merge/shown.h"
#include "shared/protocol/message.h"

namespace mektep::client {

struct RecordName {
  ScopeNumber scope;
  RecordKey key;
  friend auto operator<=>(const RecordName&, const RecordName&) = default;
};

// Who reads; empty when nobody says so. What is "for the team only" is shown to its team alone.
using ReadingPerson = std::optional<RecordId>;

// The versions (drafts by local number) behind what a read showed, with the chain head behind each
// version of the log. `write` takes it back and never replaces it by what is current.
struct BasisCell {
  std::vector<Version> shown;  // behind the shown value; of a set element or paragraph: all of it
  std::vector<Version> all;    // every live value: what an explicit resolve names
  friend bool operator==(const BasisCell&, const BasisCell&) = default;
};
struct Basis {
  std::map<CellKey, BasisCell> cells;
  std::map<Version, Token> tokens;
  std::vector<Version> live;  // every live version of the record: what a withdraw covers
  std::vector<Paragraph> paragraphs_of(FieldNumber field) const;  // as they were shown
  std::map<FieldNumber, std::vector<Paragraph>> paragraphs;
  friend bool operator==(const Basis&, const Basis&) = default;
};
// Forms carry a basis as text (base64url of its canonical bytes).
std::string to_text(const Basis& basis);
Result<Basis> basis_from_text(std::string_view text);

enum class Badge { here, sent, accepted };  // saved on this device, receipted by the server, by a person

struct ReadRecord {
  RecordName name;
  ShownRecord shown;
  Basis basis;
  Badge badge = Badge::here;
};

struct ListQuery {
  std::string type;
  std::string find;          // search text; empty = all
  bool unsent = false;
  bool with_gone = false;
  std::size_t count_max = 500;
  std::optional<ScopeNumber> scope;
  ReadingPerson person;      // records that are not for this person are left out
};

struct ConflictCard {
  RecordName name;
  std::string title;
  Conflict conflict;
};

struct UnsentItem {
  RecordName name;
  std::string title;
  RecordId author;
  std::int64_t wall_ms = 0;
  bool sealed = false;
  std::string reason;  // a code: why it has not left (outbox.no_link_yet, outbox.waits_for, …)
};

struct HeldItem {
  ScopeNumber scope;
  StreamId stream;
  Sequence first;
  Sequence last;
  VoidReason reason = VoidReason::refused;
  std::string why;
  std::vector<RecordName> records;  // as far as the payload is here
  Bytes payload;                    // the pack, when this device holds it
};

struct HistoryEntry {
  Stamp stamp;
  Position position;  // 0: not in the server's log yet
  Change change;
  bool is_void = false;
};

struct Writer {
  RecordId person;
  std::string name;
  std::vector<std::string> roles;
};

// The last attempt to reach the server, by this device's clock; instants in ms, 0: never.
struct LinkNote {
  std::int64_t tried_ms = 0;
  std::string result;          // a code of the catalogue; empty: it went well
  std::int64_t next_ms = 0;    // 0: nobody is going to try by itself
  std::int64_t linked_ms = 0;  // the link stood then
  std::uint64_t bytes_per_second = 0;  // to the server, as last measured
  std::int64_t round_trip_ms = 0;
  friend bool operator==(const LinkNote&, const LinkNote&) = default;
};

// What a status line needs.
struct ReplicaState {
  std::size_t unsent_changes = 0;
  std::size_t unsent_bytes = 0;      // about
  std::size_t conflicts = 0;
  std::size_t held = 0;
  std::int64_t last_receipt_ms = 0;  // 0: never
  std::int64_t last_contact_ms = 0;
  std::int64_t server_wall_ms = 0;   // the server's clock then
  std::int64_t rewound_ms = 0;       // when the server was found to be restored from a backup; 0: never
  std::size_t handed_back = 0;       // changes that it lacked then, and that this device had
  std::int64_t copied_ms = 0;        // when another copy of this folder was found at work; 0: never
  std::vector<std::pair<Grant, Cursor>> scopes;
  LinkNote link;
};

struct ScopeDigest {
  std::string label;
  Position position;
  Hash16 log_digest{};
  Hash16 state_digest{};     // of the base
  std::size_t pending = 0;   // drafts and packs above it
};

// What reading all rows of a scope found.
struct ScopeCheck {
  ScopeNumber scope;
  std::size_t records = 0;
  std::size_t unreadable_rows = 0;     // their base is asked for again
  std::size_t unreadable_pending = 0;  // what was saved on this device and not sent: left as it is
  bool digest_wrong = false;           // the rows do not sum up to the digest kept beside the log
  bool values_wrong = false;           // a value changed though nothing came
  bool is_damaged() const { return unreadable_rows > 0 || unreadable_pending > 0 || digest_wrong || values_wrong; }
};

// What reading the whole file found.
struct LogFault {
  ScopeNumber scope;
  Position position;
  std::string code;  // doctor.*
};
struct Inspection {
  bool file_sound = true;        // SQLite's own check
  std::size_t packs = 0;         // read
  std::vector<LogFault> faults;  // the first of each scope's log
};

enum class MarkVerdict {
  equal,
  behind,         // the mark is of another position than the base's
  log_differs,
  state_differs,
};

}  // namespace mektep::client
