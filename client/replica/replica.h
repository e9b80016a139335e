#pragma once
// A device's copy of the scopes it was granted, in one SQLite file, with what was written here on top.
//
// The base of each scope is exactly the server's log up to a position. Drafts, own packs not yet seen in
// the log, and packs from other roads are pending: kept raw, applied over the base to make what is shown.
//
// Owner: the composition root of the program or the library's façade. Not thread-safe; several processes
// may open the same folder: every method that writes is one transaction under the commit lock and reads
// what the others left. `Saved` is returned only after a commit with a real fsync.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client/replica/identity.h"
#include "client/replica/reading.h"
#include "client/replica/writing.h"
#include "shared/base/clock.h"
#include "shared/base/files.h"
#include "shared/base/limits.h"
#include "shared/base/log.h"
#include "shared/base/random.h"
#include "shared/crypto/receipt.h"
#include "shared/merge/ledger.h"
#include "shared/store/range_sums.h"

namespace mektep::client {

// What a replica is handed; everything outlives it.
struct Environment {
  Clock& clock;
  Random& random;
  Files& files;
  Log& log;
};

struct ReplicaOptions {
  Path directory;          // created when missing
  std::string vfs;         // SQLite VFS name; empty = the default
  // Nothing of the file system's, for tests and the simulator: a memdb under the directory's name, or what
  // `vfs` keeps under that path. No lock between processes.
  bool in_memory = false;
  std::function<void(std::string_view)> fault_point;  // may throw: a crash at that store call
};

class ReplicaFiles;

class Replica {
 public:
  // Fails with replica.newer_format, replica.not_writable, replica.busy.
  static Result<std::unique_ptr<Replica>> open(const Environment& environment, ReplicaOptions options);
  ~Replica();

  // --- Identity (identity.h) ---
  const std::optional<Identity>& identity() const;
  // Makes the keys before the first contact; durable. The same keys on a second call.
  Result<Keys*> prepare_keys();
  Status enrol(const Identity& identity);

  // --- Reading (reading.h) ---
  const Schema& schema() const;
  // Fails with record.unknown, record.ambiguous. `text` is an id, or a unique beginning of one (≥ 4).
  Result<RecordName> find(std::string_view id_text) const;
  // What is "for the team only" is shown to its team alone; where nobody says who reads, to nobody.
  Result<ReadRecord> read(const RecordName& name, const ReadingPerson& person = {}) const;
  Result<std::vector<ReadRecord>> list(const ListQuery& query) const;
  Result<std::size_t> count_hidden(const ListQuery& query) const;  // left out of `list` for that reason
  std::vector<ConflictCard> conflicts(const ReadingPerson& person = {}) const;
  std::size_t count_hidden_conflicts(const ReadingPerson& person = {}) const;
  // Without the titles of records that are not for this person.
  std::vector<UnsentItem> unsent(const ReadingPerson& person = {}) const;
  std::vector<HeldItem> held() const;
  // `recalled`: older packs of the server's log, that this file let go; newest first.
  std::vector<HistoryEntry> history(const RecordName& name, const std::vector<Recalled>& recalled = {}) const;
  // Up to there a scope's log is not in this file; 0: all of it is.
  Position log_start(ScopeNumber scope) const;
  // The record that a reference of this device's scopes means; empty when it is not here.
  std::optional<RecordName> named(const Reference& reference) const;
  // kk, ru, en of a code, from the codebook's records.
  std::optional<Labels> code_label(const std::string& codebook, const std::string& code) const;
  // What people call the device that wrote a stream; empty for this device's drafts and unknown ones.
  std::string device_name(ScopeNumber scope, StreamId stream) const;
  std::vector<Writer> writers() const;  // people that the device's cards name, with roles
  std::vector<ScopeDigest> digests() const;
  // A copy of the whole file that any SQLite tool opens; how many records it shows.
  Result<std::size_t> copy_to(const Path& file) const;
  ReplicaState state() const;
  LinkNote link_note() const;
  Status note_link(const LinkNote& note);
  // Brings the search index up to date; `list` does so before it answers. For idle moments.
  Status catch_up_search();

  // --- Writing (writing.h) ---
  // One save by one person: checked against schema and rights, merged, durable. Fails with record.*,
  // field.*, value.*; then nothing was changed.
  Result<Saved> write(const Author& author, const std::vector<RecordEdit>& edits);
  // Several saves in one transaction, for imports: all or none.
  Result<std::vector<Saved>> write_many(const Author& author,
                                        const std::vector<std::vector<RecordEdit>>& saves);
  Result<Saved> withdraw(const Author& author, const RecordName& name, const Basis& basis);
  Result<Saved> restore(const Author& author, const RecordName& name, const Basis& basis);
  // Supersedes every rival of the cell with one value (`take`: 1-based among the rivals shown).
  Result<Saved> resolve(const Author& author, const RecordName& name, FieldNumber field, const Bytes& element,
                        std::optional<std::size_t> take, std::optional<Value> value, const Basis& basis);
  // The school's own counts of the months from `from` to `to`, for a report.
  std::vector<Figure> figures(Date from, Date to) const;
  // Seals the school's drafts and writes the frozen copy into the desk scope, one transaction.
  Result<Submitted> submit(const Author& author, const Submission& submission);

  // --- Outbox: from drafts to receipts (used by client/sync) ---
  // Own streams and heads, for Hello.
  std::vector<OwnStream> own_streams() const;
  // Seals all drafts into packs, durable before it returns. `confirmed`: streams that this session's
  // Welcome confirmed; only those are continued, everything else opens a new stream. A pack is sealed once,
  // so it aims at `pack_bytes`: what the link takes in about half a second.
  Status seal(const std::vector<OwnStream>& confirmed, std::size_t pack_bytes = limits::pack_bytes_target);
  // Packs without a level-2 receipt of this epoch, in the order in which they were sealed or came, which is
  // one that R1 likes; a fork's losers too, because the server keeps them. Whole bytes.
  std::vector<OutgoingPack> outgoing(std::size_t bytes_max, const OutgoingCursor& after) const;
  // Held changes of this device become drafts again, to be sealed anew; how many.
  Result<std::size_t> retry_held();
  Status take_receipt(const Receipt& receipt);
  // The server parked a pack of this stream: what follows is sealed under a new one.
  void take_need(ScopeNumber scope, StreamId parked, const std::vector<Version>& versions);

  // --- Intake: the base moves (used by client/sync) ---
  std::vector<Cursor> cursors() const;
  Epoch epoch() const;
  Status take_epoch(Epoch epoch, std::int64_t server_wall_ms);
  Status take_grants(const Grants& grants);
  // A slice of one scope's log from position + 1 on. One commit with the new position. `pack` empty: the
  // client's own, by head. Fails with feed.gap, feed.malformed, feed.bad_seal; the base stays.
  Result<std::vector<RecordName>> take_feed(const std::vector<Feed>& slice);
  // A scope's base whole, where nothing of its log is here, or in place of one that has to go back to `shared`
  // (snapshot_intake.h).
  Status check_snapshot(const SnapshotOffer& offer, bool replaces = false) const;
  Result<SnapshotTaken> take_snapshot(const SnapshotOffer& offer, BytesView file,
                                      std::optional<Position> shared = std::nullopt);
  // Whether a recalled pack is one of that scope and sealed by whom it says. Fails with feed.malformed,
  // feed.unknown_device, feed.bad_seal.
  Status check_recalled(const Recalled& recalled) const;
  // Compares both digests at the mark's position. Remembers when the scope was last up to date.
  Result<MarkVerdict> take_mark(const Mark& mark);
  // --- Whether the file is sound (checking.h) ---
  Result<std::vector<ScopeCheck>> check(bool thorough);
  bool suspects(ScopeNumber scope) const;
  Inspection inspect() const;  // reads it all: inspection.h
  Status trust(ScopeNumber scope);
  std::vector<SpanSum> range_sums(ScopeNumber scope, const std::vector<IdSpan>& spans) const;
  Result<std::vector<RecordId>> repair(const Records& records);

  // The log digest behind a position of the base; empty where it is not known here.
  std::optional<Hash16> digest_at(ScopeNumber scope, Position position) const;
  // The base goes back to `shared`, the last place that the server's log and the base have in common; what
  // it held beyond is pending again and goes out.
  Result<Rewound> rewind(ScopeNumber scope, Position shared);
  // A raw pack from another road than the server's log (hub, stick): pending. Known ones are ignored.
  Status take_raw(BytesView pack);

  // --- Files that records name (replica_files.h) ---
  ReplicaFiles& files();
  const ReplicaFiles& files() const;

 private:
  class Parts;
  explicit Replica(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace mektep::client
