#pragma once
// The base moves: slices of the server's log, verified and applied whole; marks, grants, epochs; and raw
// packs from other roads, which stay pending. Owner: Replica. Thread: one at a time.

#include "client/replica/outbox.h"
#include "client/replica/pending.h"
#include "client/replica/rights.h"
#include "shared/pack/pack.h"

namespace mektep::client {

class Intake {
 public:
  Intake(Ground& ground, Pending& pending, Outbox& outbox, Rights& rights)
      : ground_(ground), pending_(pending), outbox_(outbox), rights_(rights) {}

  std::vector<Cursor> cursors();
  Status take_epoch(Epoch epoch, std::int64_t server_wall_ms);
  Status take_grants(const Grants& grants);
  // Fails with feed.gap, feed.malformed (what), feed.bad_seal, feed.unknown_device, feed.not_held, and, worth
  // another contact, feed.previous_unknown; each with scope and position. The base stays then.
  Result<std::vector<RecordName>> take_feed(const std::vector<Feed>& slice);
  Result<MarkVerdict> take_mark(const Mark& mark);
  Status check_recalled(const Recalled& recalled);
  // Fails with raw.malformed, raw.bad_seal, raw.full (size, limit).
  Status take_raw(BytesView pack);

 private:
  struct Verified {
    OpenedContent content;
    Bytes bytes;  // whole
  };
  Result<Verified> verified(const Feed& feed, const ScopeLedger& ledger);
  Result<Bytes> own_bytes(const Feed& feed);
  std::optional<ChainHead> head_before(const PackHeader& header, const ScopeLedger& ledger);
  std::optional<PublicKey> key_of(DeviceId device, const ScopeLedger& ledger) const;
  Status check_order(const Feed& feed, const PackContent& content, const ScopeLedger& ledger) const;
  void notice_twin(const PackContent& content);
  Result<Moved> append(const std::vector<Feed>& slice, ScopeLedger& ledger);
  void note_schema(ScopeNumber scope, const std::set<RecordKey>& records);

  struct Fed {
    Sequence sequence;
    ChainHead head{};
  };

  Ground& ground_;
  Pending& pending_;
  Outbox& outbox_;
  Rights& rights_;
  std::map<std::pair<ScopeNumber, StreamId>, Fed> fed_;  // the last pack of each stream that this process was fed
};

}  // namespace mektep::client
