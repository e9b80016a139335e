#include "client/replica/replica.h"

#include "client/replica/checking.h"
#include "client/replica/editor.h"
#include "client/replica/figures.h"
#include "client/replica/inspection.h"
#include "client/replica/intake.h"
#include "client/replica/link_notes.h"
#include "client/replica/overview.h"
#include "client/replica/replica_files.h"
#include "client/replica/retrying.h"
#include "client/replica/rewinding.h"
#include "client/replica/snapshot_intake.h"
#include "client/replica/submitting.h"
#include "client/replica/trimming.h"
#include "shared/sqlite/copy.h"

namespace mektep::client {

class Replica::Parts {
 public:
  Parts(std::unique_ptr<Ground> opened, Path files_folder)
      : ground_owner(std::move(opened)),
        ground(*ground_owner),
        files(ground, std::move(files_folder)),
        drafts(ground),
        rights(ground),
        pending(ground, drafts),
        checking(ground, pending),
        outbox(ground, drafts, pending),
        intake(ground, pending, outbox, rights),
        search(ground, drafts),
        trimming(ground, search),
        reader(ground, rights, search),
        overview(ground, drafts, rights, reader),
        retrying(ground, pending, overview),
        rewinding(ground, pending),
        snapshot_intake(ground, pending, rewinding),
        editor(ground, drafts, rights),
        submitting(ground, drafts, rights, outbox),
        link_notes(ground) {}

  std::unique_ptr<Ground> ground_owner;
  Ground& ground;
  ReplicaFiles files;
  Drafts drafts;
  Rights rights;
  Pending pending;
  Checking checking;
  Outbox outbox;
  Intake intake;
  Search search;
  Trimming trimming;
  Reader reader;
  Overview overview;
  Retrying retrying;
  Rewinding rewinding;
  SnapshotIntake snapshot_intake;
  Editor editor;
  Submitting submitting;
  LinkNotes link_notes;
};

Result<std::unique_ptr<Replica>> Replica::open(const Environment& environment, ReplicaOptions options) {
  Path files_folder = options.directory / "files";
  auto ground = Ground::open(environment, std::move(options));
  if (!ground) return ground.error();
  return std::unique_ptr<Replica>(
      new Replica(std::make_unique<Parts>(std::move(*ground), std::move(files_folder))));
}

Replica::Replica(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Replica::~Replica() = default;

const std::optional<Identity>& Replica::identity() const { return parts_->ground.identity_file().identity(); }
Result<Keys*> Replica::prepare_keys() { return parts_->ground.identity_file().prepare_keys(); }

Status Replica::enrol(const Identity& identity) {
  auto enrolled = parts_->ground.identity_file().enrol(identity);
  parts_->ground.forget();
  return enrolled;
}

const Schema& Replica::schema() const {
  parts_->ground.renew();
  return parts_->ground.schema();
}
Result<RecordName> Replica::find(std::string_view id_text) const { return parts_->reader.find(id_text); }
Result<ReadRecord> Replica::read(const RecordName& name, const ReadingPerson& person) const {
  return parts_->reader.read(name, person);
}
Result<std::vector<ReadRecord>> Replica::list(const ListQuery& query) const {
  return parts_->reader.list(query);
}
Result<std::size_t> Replica::count_hidden(const ListQuery& query) const {
  return parts_->reader.count_hidden(query);
}
std::vector<ConflictCard> Replica::conflicts(const ReadingPerson& person) const {
  return parts_->reader.conflicts(person);
}
std::size_t Replica::count_hidden_conflicts(const ReadingPerson& person) const {
  return parts_->reader.count_hidden_conflicts(person);
}
std::vector<UnsentItem> Replica::unsent(const ReadingPerson& person) const {
  return parts_->overview.unsent(person);
}
std::vector<HeldItem> Replica::held() const { return parts_->overview.held(); }
std::vector<HistoryEntry> Replica::history(const RecordName& name, const std::vector<Recalled>& recalled) const {
  return parts_->overview.history(name, recalled);
}
Position Replica::log_start(ScopeNumber scope) const {
  parts_->ground.renew();
  return mektep::client::log_start(parts_->ground.database(), scope).position;
}
std::optional<RecordName> Replica::named(const Reference& reference) const {
  return parts_->reader.named(reference);
}
std::optional<Labels> Replica::code_label(const std::string& codebook, const std::string& code) const {
  return parts_->reader.code_label(codebook, code);
}
std::string Replica::device_name(ScopeNumber scope, StreamId stream) const {
  return parts_->overview.device_name(scope, stream);
}
std::vector<ScopeDigest> Replica::digests() const { return parts_->overview.digests(); }
std::vector<Writer> Replica::writers() const {
  parts_->ground.renew();
  return parts_->rights.writers();
}
Result<std::size_t> Replica::copy_to(const Path& file) const {
  if (auto copied = copy_database(parts_->ground.database(), file); !copied) return copied.error();
  return parts_->reader.count_records();
}
ReplicaState Replica::state() const {
  ReplicaState state = parts_->overview.state();
  state.link = link_note();
  return state;
}
LinkNote Replica::link_note() const { return parts_->link_notes.read(); }
Status Replica::note_link(const LinkNote& note) { return parts_->link_notes.write(note); }
Status Replica::catch_up_search() { return parts_->search.catch_up(); }

Result<Saved> Replica::write(const Author& author, const std::vector<RecordEdit>& edits) {
  auto saved = parts_->editor.write(author, {edits});
  if (!saved) return saved.error();
  return std::move(saved->front());
}
Result<std::vector<Saved>> Replica::write_many(const Author& author,
                                               const std::vector<std::vector<RecordEdit>>& saves) {
  return parts_->editor.write(author, saves);
}
Result<Saved> Replica::withdraw(const Author& author, const RecordName& name, const Basis& basis) {
  return parts_->editor.withdraw(author, name, basis);
}
Result<Saved> Replica::restore(const Author& author, const RecordName& name, const Basis& basis) {
  return parts_->editor.restore(author, name, basis);
}
Result<Saved> Replica::resolve(const Author& author, const RecordName& name, FieldNumber field,
                               const Bytes& element, std::optional<std::size_t> take,
                               std::optional<Value> value, const Basis& basis) {
  return parts_->editor.resolve(author, name, {field, element, take, std::move(value)}, basis);
}
std::vector<Figure> Replica::figures(Date from, Date to) const {
  if (!identity()) return {};
  return figures_between(parts_->ground, identity()->school_scope, from, to);
}
Result<Submitted> Replica::submit(const Author& author, const Submission& submission) {
  return parts_->submitting.submit(author, submission);
}

std::vector<OwnStream> Replica::own_streams() const { return parts_->outbox.own_streams(); }
Status Replica::seal(const std::vector<OwnStream>& confirmed, std::size_t pack_bytes) {
  return parts_->outbox.seal(confirmed, pack_bytes);
}
std::vector<OutgoingPack> Replica::outgoing(std::size_t bytes_max, const OutgoingCursor& after) const {
  return parts_->outbox.outgoing(bytes_max, after);
}
Result<std::size_t> Replica::retry_held() { return parts_->retrying.retry(); }
Status Replica::take_receipt(const Receipt& receipt) { return parts_->outbox.take_receipt(receipt); }
void Replica::take_need(ScopeNumber scope, StreamId parked, const std::vector<Version>&) {
  parts_->outbox.take_need(scope, parked);
}

std::vector<Cursor> Replica::cursors() const { return parts_->intake.cursors(); }
Epoch Replica::epoch() const { return parts_->ground.epoch(); }
Status Replica::take_epoch(Epoch epoch, std::int64_t server_wall_ms) {
  return parts_->intake.take_epoch(epoch, server_wall_ms);
}
Status Replica::take_grants(const Grants& grants) { return parts_->intake.take_grants(grants); }
Result<std::vector<RecordName>> Replica::take_feed(const std::vector<Feed>& slice) {
  return parts_->intake.take_feed(slice);
}
Status Replica::check_snapshot(const SnapshotOffer& offer, bool replaces) const {
  return parts_->snapshot_intake.check(offer, replaces);
}
Result<SnapshotTaken> Replica::take_snapshot(const SnapshotOffer& offer, BytesView file,
                                             std::optional<Position> shared) {
  return parts_->snapshot_intake.take(offer, file, shared);
}
Status Replica::check_recalled(const Recalled& recalled) const { return parts_->intake.check_recalled(recalled); }
Result<MarkVerdict> Replica::take_mark(const Mark& mark) {
  auto verdict = parts_->intake.take_mark(mark);
  if (!verdict || *verdict != MarkVerdict::equal) return verdict;
  if (auto trimmed = parts_->trimming.trim(mark.scope); !trimmed) return trimmed.error();
  return verdict;
}
Result<std::vector<ScopeCheck>> Replica::check(bool thorough) { return parts_->checking.check(thorough); }
Inspection Replica::inspect() const { return mektep::client::inspect(parts_->ground); }
bool Replica::suspects(ScopeNumber scope) const { return parts_->checking.suspects(scope); }
Status Replica::trust(ScopeNumber scope) { return parts_->checking.trust(scope); }
std::vector<SpanSum> Replica::range_sums(ScopeNumber scope, const std::vector<IdSpan>& spans) const {
  return parts_->checking.sums(scope, spans);
}
Result<std::vector<RecordId>> Replica::repair(const Records& records) { return parts_->checking.replace(records); }
std::optional<Hash16> Replica::digest_at(ScopeNumber scope, Position position) const {
  const LogStart start = mektep::client::log_start(parts_->ground.database(), scope);
  if (start.position.value > 0 && start.position == position) return start.log_digest;
  return parts_->ground.log().digest_at(scope, position);
}
Result<Rewound> Replica::rewind(ScopeNumber scope, Position shared) {
  return parts_->rewinding.rewind(scope, shared);
}
Status Replica::take_raw(BytesView pack) { return parts_->intake.take_raw(pack); }

ReplicaFiles& Replica::files() { return parts_->files; }
const ReplicaFiles& Replica::files() const { return parts_->files; }

}  // namespace mektep::client
