#pragma once
// What the server keeps, behind a narrow interface: read a scope's log after a position, read and page
// records, the registry; and one transaction at a time that writes. SQLite and memory implement it here;
// PostgreSQL can, because nothing above this room writes SQL. What is decided in a transaction
// (admission, own changes, tallies) lies above it: integration.h.
//
// Threads: a Store is made and its Works are used by the one writing thread; a Reader by one thread at a
// time, any. Failures of the machine throw (shared/sqlite/failure.h); the open Work is then undone.

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "server/store/registry.h"
#include "server/store/submission.h"
#include "shared/merge/ledger.h"
#include "shared/model/schema.h"
#include "shared/store/pack_log.h"
#include "shared/store/range_sums.h"
#include "shared/store/scope_head.h"
#include "shared/store/snapshot.h"

namespace mektep::server {

// Sees what was committed. Each call is a moment of its own, but for those inside `together`.
class Reader {
 public:
  virtual ~Reader() = default;
  virtual void together(const std::function<void()>& reads) const = 0;

  virtual Epoch epoch() const = 0;

  // Logs.
  virtual std::vector<ScopeNumber> scopes() const = 0;
  virtual std::optional<ScopeHead> head(ScopeNumber scope) const = 0;
  // At least one pack when there is any, then up to `bytes_max`.
  virtual std::vector<LoggedPack> read_after(ScopeNumber scope, Position cursor,
                                             std::size_t bytes_max) const = 0;
  virtual std::optional<Position> position_of(ScopeNumber scope, const ChainHead& head) const = 0;
  virtual std::optional<Hash16> digest_at(ScopeNumber scope, Position position) const = 0;
  virtual std::optional<StreamHead> stream(ScopeNumber scope, StreamId stream) const = 0;

  // Records.
  virtual RecordState record(ScopeNumber scope, const RecordKey& key) const = 0;
  // In (type, id) order after `after`.
  virtual std::vector<RecordKey> keys(ScopeNumber scope, std::optional<RecordKey> after,
                                      std::size_t count_max) const = 0;
  // Of all types, in (type, id) order, whose ids lie in the span.
  virtual std::vector<RecordKey> keys_in(ScopeNumber scope, const IdSpan& span) const = 0;
  // The base whole, inside `together`. A store that makes none feeds its log from the beginning.
  virtual std::optional<Snapshot> snapshot(ScopeNumber) const { return std::nullopt; }

  // Registry.
  virtual std::vector<School> schools() const = 0;
  virtual std::optional<School> school(std::string_view code) const = 0;
  virtual std::optional<School> school(SchoolNumber number) const = 0;
  virtual std::vector<Device> devices() const = 0;
  virtual std::optional<Device> device(DeviceId id) const = 0;
  virtual std::optional<Invitation> invitation(const Hash32& secret_hash) const = 0;
  virtual std::vector<HeldPack> held(std::optional<ScopeNumber> scope) const = 0;            // without bytes
  virtual std::optional<HeldPack> kept(ScopeNumber scope, const ChainHead& head) const = 0;  // not `logged`
  virtual std::vector<ParkedPack> parked(ScopeNumber scope) const = 0;
  virtual std::size_t parked_bytes(DeviceId from) const = 0;
  // Numbers up to these may have been given before the server was restored, and are not given again.
  virtual NumbersGiven numbers_given() const = 0;
  virtual std::vector<AuditLine> audit(std::size_t count_max) const = 0;  // newest first

  // Files: whether a record of the scope names it; what a device keeps here, and whether it may.
  virtual bool names_file(ScopeNumber scope, const Hash32& file) const = 0;
  virtual bool keeps_file(DeviceId device, const Hash32& file) const = 0;
  virtual std::uint64_t file_bytes(DeviceId device) const = 0;

  // Tallies: of one name over all scopes, or of one scope.
  virtual std::vector<TallyRow> tally(std::string_view name) const = 0;
  virtual std::vector<TallyRow> tallies(ScopeNumber scope) const = 0;
};

// A scope inside a Work: its ledger with its log. Sees what the Work did to it.
class ScopeWork {
 public:
  virtual ~ScopeWork() = default;
  virtual const ScopeHead& head() const = 0;
  virtual const Ledger& ledger() const = 0;
  // Puts the pack into the log at the next position and applies it. R1 and rights were checked.
  virtual Applied append(BytesView bytes, const PackContent& content, std::int64_t received_ms) = 0;
  virtual bool logged(const ChainHead& head) const = 0;
  // As Reader::read_after, with what this Work logged.
  virtual std::vector<LoggedPack> read_after(Position cursor, std::size_t bytes_max) const = 0;
  // The records changed since the Work began, with their state before.
  virtual const std::map<RecordKey, RecordState>& before() const = 0;
  // The stream that the server writes here; empty before its first change in this epoch.
  virtual std::optional<StreamId> own_stream() const = 0;
  virtual void set_own_stream(StreamId stream) = 0;
  // Up to where a verified backup lies elsewhere; it never goes back here.
  virtual void set_backed_up(Position position) = 0;
};

// One transaction. Undone unless committed.
class Work {
 public:
  virtual ~Work() = default;
  // Sees what this Work wrote, but for records, streams and heads of scopes: those stand in `scope`.
  virtual const Reader& reader() const = 0;
  virtual ScopeWork& scope(ScopeNumber scope) = 0;

  virtual void set_epoch(Epoch epoch) = 0;  // forgets the own streams: the server goes on under new ones
  virtual void set_numbers_given(const NumbersGiven& numbers) = 0;
  virtual void put_school(const School& school) = 0;
  virtual void put_device(const Device& device) = 0;
  virtual void put_invitation(const Invitation& invitation) = 0;
  virtual void remove_invitation(const Hash32& secret_hash) = 0;
  virtual void put_page_token(const PageToken& token) = 0;
  // True once, before it expires; then it is gone.
  virtual bool take_page_token(const Hash32& secret_hash, std::int64_t now_ms) = 0;
  virtual void park(const ParkedPack& pack) = 0;
  virtual void unpark(ScopeNumber scope, const ChainHead& head) = 0;
  virtual void hold(const HeldPack& pack) = 0;
  virtual void put_audit(const AuditLine& line) = 0;

  // The files that a record names now.
  virtual void put_files(ScopeNumber scope, const RecordKey& key, const std::set<Hash32>& files) = 0;
  // The device brought this file, or proved that it has it; its bytes count for the device.
  virtual void put_file_keeper(DeviceId device, const Hash32& file, std::uint64_t size) = 0;

  virtual Contribution contribution(ScopeNumber scope, const RecordKey& key) const = 0;
  virtual void put_contribution(ScopeNumber scope, const RecordKey& key,
                                const Contribution& contribution) = 0;
  virtual std::vector<RecordKey> children(ScopeNumber scope, const RecordKey& parent) const = 0;
  // Adds to a row; a row that comes to nothing goes.
  virtual void add_to_tally(ScopeNumber scope, const TallyCell& cell, std::int64_t amount,
                            std::int64_t contested) = 0;
  // Adds to the reference count of a value; the count afterwards.
  virtual std::int64_t add_reference(ScopeNumber scope, const TallyCell& cell, std::string_view value,
                                     std::int64_t count) = 0;
  virtual void drop_tallies(ScopeNumber scope) = 0;

  // When it returns, all of it survives a power cut.
  virtual void commit() = 0;
};

class Store {
 public:
  virtual ~Store() = default;
  // May outlive no Store. The SQLite one opens a connection of its own.
  virtual Result<std::unique_ptr<Reader>> reader() = 0;
  // One at a time. Fails with store.busy.
  virtual Result<std::unique_ptr<Work>> begin() = 0;
  // Typed tables for the types of `schema`; no Work is open.
  virtual Status use(const Schema& schema) = 0;
  virtual const Schema& schema() const = 0;
};

}  // namespace mektep::server
