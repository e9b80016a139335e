#include "client/replica/snapshot_intake.h"

#include "client/replica/layout.h"
#include "client/replica/log_start.h"
#include "shared/files/file_list.h"
#include "shared/model/builtin.h"
#include "shared/model/scope.h"
#include "shared/protocol/signing.h"

namespace mektep::client {
namespace {

Error snapshot_refused(const char* what) { return refused("snapshot.refused").with("what", what); }

bool is_of(const Snapshot& snapshot, const SnapshotOffer& offer) {
  return snapshot.scope == offer.scope && snapshot.epoch == offer.epoch && snapshot.position == offer.position &&
         snapshot.log_digest == offer.log_digest && snapshot.state_digest == offer.state_digest;
}

}  // namespace

Status SnapshotIntake::check(const SnapshotOffer& offer, bool replaces) {
  const auto& identity = ground_.identity_file().identity();
  if (!identity || !verify(offer, identity->server.receipts)) return snapshot_refused("signature");
  ground_.renew();
  if (offer.epoch != ground_.epoch()) return snapshot_refused("epoch");
  if (chunk_count(offer.size) > limits::file_chunks_max) return snapshot_refused("size");
  const auto head = ground_.log().head(offer.scope);
  const bool nothing_here = !head || head->position.value == 0;
  return (nothing_here || replaces) && offer.position.value > 0 ? Status(done) : Status(snapshot_refused("position"));
}

Result<SnapshotTaken> SnapshotIntake::take(const SnapshotOffer& offer, BytesView file,
                                           std::optional<Position> shared) {
  if (auto checked = check(offer, shared.has_value()); !checked) return checked.error();
  if (file.size() != offer.size || file_name_of(list_of(file)) != offer.file) return snapshot_refused("file");
  const auto snapshot = decode_snapshot(file);
  if (!snapshot) return snapshot_refused("form");
  if (!is_of(*snapshot, offer)) return snapshot_refused("offer");
  auto turn = ground_.begin();
  if (!turn) return turn.error();
  SnapshotTaken taken;
  if (shared) taken.rewound = rewinding_.go_back(offer.scope, *shared);
  if (auto still = check(offer, false); !still) return still.error();
  if (auto put = put_snapshot(ground_.database(), ground_.tables(), *snapshot); !put) {
    return put.error().code == "snapshot.refused" ? put.error() : snapshot_refused("record");
  }
  set_log_start(ground_.database(), offer.scope, {offer.position, offer.log_digest});
  ScopeLedger ledger = ground_.ledger(offer.scope);
  Moved moved;
  moved.meaning = true;
  pending_.settle(ledger, moved);
  note_for_search(*snapshot);
  bool schema_came = false;
  for (const auto& record : snapshot->records) {
    taken.records.push_back({offer.scope, record.key});
    schema_came = schema_came || (offer.scope == network_scope && record.key.type == builtin::schema_type);
  }
  if (schema_came) {
    const auto stamp = read_setting(ground_.database(), setting::schema_stamp);
    write_setting(ground_.database(), setting::schema_stamp, stamp + 1);
  }
  turn->commit();
  ground_.forget();
  return taken;
}

// The index reads the log, and of these records there is none here.
void SnapshotIntake::note_for_search(const Snapshot& snapshot) {
  for (const auto& record : snapshot.records) {
    ground_.database()
        .prepared("INSERT OR IGNORE INTO search_todo(scope, type, id) VALUES(?, ?, ?)")
        .bind_all(snapshot.scope, record.key.type, record.key.id)
        .run();
  }
}

}  // namespace mektep::client
