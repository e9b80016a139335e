#pragma once
// What is known of one scope, and the rules R1 and R4 to R6 of how a pack changes it.
//
// A Ledger is state without decisions; the functions below it are decisions without state. The same
// rules run over the tables of a store, over memory (memory_ledger.h: tests, the simulator's oracle) and
// over an overlay that lays pending packs on a base. State is a function of the packs in log order alone.

#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "shared/model/change.h"
#include "shared/model/record.h"

namespace mektep {

// How far a stream is known without a gap, voids included.
struct StreamHead {
  Sequence sequence;
  std::optional<ChainHead> head;  // of the last real pack; missing when a void without bytes came last
  DeviceId device;
  friend bool operator==(const StreamHead&, const StreamHead&) = default;
};

struct VoidEntry {
  VoidReason reason = VoidReason::refused;
  std::string why;
  Position position;  // of the pack that declared it
  friend bool operator==(const VoidEntry&, const VoidEntry&) = default;
};

// Not thread-safe. A getter sees every put before it.
class Ledger {
 public:
  virtual ~Ledger() = default;

  virtual std::optional<StreamHead> stream(StreamId stream) const = 0;
  virtual void put_stream(StreamId stream, const StreamHead& head) = 0;

  // The chain head (8 bytes) behind a version, where it is known.
  virtual std::optional<Token> token(const Version& version) const = 0;
  // The log position where the version became known; empty for an unknown version. Of a void version the
  // position of its void, whenever its pack was logged.
  virtual std::optional<Position> position(const Version& version) const = 0;
  // The sequences first..last have this token and became known at `position`.
  virtual void put_range(StreamId stream, Sequence first, Sequence last, Token token, Position position) = 0;
  // A token learned from a name or a void, where no pack gave one. Replaces a learned one.
  virtual void put_token(const Version& version, Token token) = 0;

  virtual std::optional<VoidEntry> void_entry(const Version& version) const = 0;
  virtual void put_void(const Version& version, const VoidEntry& entry) = 0;
  // Where the original was re-issued; empty when it was not.
  virtual std::optional<Position> reissued(const Version& version) const = 0;
  virtual void put_reissued(const Version& version, Position position) = 0;

  // R5: an op named this version of the cell as superseded. Asked for void versions only, so an
  // implementation may keep just those that were void when they were named.
  virtual bool named(const RecordKey& record, const CellKey& cell, const Version& version) const = 0;
  virtual void put_named(const RecordKey& record, const CellKey& cell, const Version& version) = 0;

  virtual bool erased(const Erased& what) const = 0;
  virtual void put_erased(const Erased& what) = 0;

  virtual RecordState record(const RecordKey& key) const = 0;
  virtual void put_record(const RecordKey& key, const RecordState& state) = 0;

  // Whether the device has an active card here. Derived from the card's record; true for the server's.
  virtual bool carded(DeviceId device) const = 0;
  // Whether packs of this device are the server's own: log ops count only there.
  virtual bool is_server(DeviceId device) const = 0;
};

// Whether a change can be applied now. Log ops name versions too, in `supersedes`: an erasure the ones it
// empties, a re-issue those that its original names. There the names only wait, they supersede nothing.
enum class Fit {
  fits,
  unknown_names,  // R1: names a version that is not known yet
  mismatch,       // names a version by another chain head than the ledger's
};

bool known(const Ledger& ledger, const Version& version);
Fit fit(const Ledger& ledger, const PackContent& pack, std::size_t change);
// What a change names, sorted: a re-issue of it names the same, its original's own stream included.
std::vector<Version> names_of(const Change& change);
// The versions a pack names that are not known, the pack's own aside; for Need.
std::vector<Version> unknown_names(const Ledger& ledger, const PackContent& pack);
// Same stream and sequence, other chain head: the ledger holds another branch.
bool loses_fork(const Ledger& ledger, const PackContent& pack);
// R1: the pack's first sequence is at most one beyond the stream's head.
bool contiguous(const Ledger& ledger, const PackContent& pack);

// Reads the payloads of log ops: passed in, so that the rules need neither codec nor keys. Each answers
// with nothing when the bytes are not of its grammar; the op then does nothing, here and everywhere.
struct LogOpReader {
  std::function<std::optional<std::vector<VoidRange>>(BytesView payload)> voids;
  std::function<std::optional<Reissue>(BytesView payload)> reissue;
  // Opens the sealed original inside a re-issue; empty when it is not authentic.
  std::function<std::optional<PackContent>(const Reissue&)> open;
  std::function<std::optional<std::vector<Erased>>(BytesView payload)> erased;
};

// What applying a pack did, for those who keep rows, search and observers in step.
struct Applied {
  std::set<RecordKey> records;    // touched
  std::vector<VoidRange> voids;   // declared by it, those without effect left out
  std::vector<Version> reissued;  // re-issued by it
  std::vector<Erased> erased;     // to be emptied wherever the value is kept
};

// Applies a logged pack. The caller has seen to R1 (contiguous, every name known) and to the position;
// sequences at or below the stream's head are skipped, so replaying is harmless.
Applied apply(Ledger& ledger, const PackContent& pack, Position position, const LogOpReader& reader);

}  // namespace mektep
