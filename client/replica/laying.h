#pragma once
// Which of the raw packs of a scope count over its base, and in what order: R1 tried over and over until no
// pack more fits, on a ledger in memory over the scope's own. What fits today may be parked tomorrow, when
// the log decides otherwise; so nothing of a laying is kept but which packs it took.
// Owner: a transaction's scope. Thread: one at a time.

#include <set>
#include <vector>

#include "client/replica/ground.h"
#include "shared/merge/memory_ledger.h"

namespace mektep::client {

// Forwards all to a ledger in memory over `base`, but keeps no records other than cards: what is laid is
// decided by streams, voids, chain heads and cards alone, and values are laid over each row by itself.
class PendingLedger final : public Ledger {
 public:
  explicit PendingLedger(const Ledger& base) : memory_(MemoryLedger::over(base)) {}
  bool moved_voids() const { return !memory_.voids().empty(); }

  std::optional<StreamHead> stream(StreamId stream) const override { return memory_.stream(stream); }
  void put_stream(StreamId stream, const StreamHead& head) override { memory_.put_stream(stream, head); }
  std::optional<Token> token(const Version& version) const override { return memory_.token(version); }
  std::optional<Position> position(const Version& version) const override {
    return memory_.position(version);
  }
  void put_range(StreamId stream, Sequence first, Sequence last, Token token, Position position) override {
    memory_.put_range(stream, first, last, token, position);
  }
  void put_token(const Version& version, Token token) override { memory_.put_token(version, token); }
  std::optional<VoidEntry> void_entry(const Version& version) const override {
    return memory_.void_entry(version);
  }
  void put_void(const Version& version, const VoidEntry& entry) override { memory_.put_void(version, entry); }
  std::optional<Position> reissued(const Version& version) const override {
    return memory_.reissued(version);
  }
  void put_reissued(const Version& version, Position position) override {
    memory_.put_reissued(version, position);
  }
  bool named(const RecordKey& record, const CellKey& cell, const Version& version) const override {
    return memory_.named(record, cell, version);
  }
  void put_named(const RecordKey& record, const CellKey& cell, const Version& version) override {
    memory_.put_named(record, cell, version);
  }
  bool erased(const Erased& what) const override { return memory_.erased(what); }
  void put_erased(const Erased& what) override { memory_.put_erased(what); }
  RecordState record(const RecordKey& key) const override;
  void put_record(const RecordKey& key, const RecordState& state) override;
  bool carded(DeviceId device) const override { return memory_.carded(device); }
  bool is_server(DeviceId device) const override { return memory_.is_server(device); }

 private:
  MemoryLedger memory_;
};

// A raw pack, opened.
struct PendingPack {
  RawPack raw;  // without its bytes
  OpenedContent content;
};

class Laying {
 public:
  // `base` and `reader` outlive it.
  // `lamport`: the greatest one known; what is far ahead of it waits for the server's word.
  Laying(const Ledger& base, const LogOpReader& reader, Lamport lamport)
      : ledger_(base), reader_(reader), lamport_(lamport) {}

  // Takes what fits; the rest waits or has lost.
  void lay(std::vector<PendingPack> packs);

  const std::vector<PendingPack>& laid() const { return laid_; }
  // Whether a void or a re-issue is pending: then records of other packs are concerned too.
  bool changes_meaning() const { return ledger_.moved_voids() || reissues_; }

  // What counts over the base of the records in `wanted`, in order; only cell ops.
  std::map<RecordKey, std::vector<PendingOp>> ops_over(const std::set<RecordKey>& wanted) const;

 private:
  struct Counted {
    OpenedContent content;
    std::size_t change = 0;
    bool reissued = false;
  };
  enum class Verdict { laid, waits, void_of_effect };
  Verdict consider(const PendingPack& pack);
  bool waits(const PendingPack& pack) const;
  void count_changes(const PendingPack& pack, Sequence known);
  void count_reissues(const PackContent& pack, const std::vector<Version>& reissued);

  PendingLedger ledger_;
  const LogOpReader& reader_;
  Lamport lamport_;
  std::vector<PendingPack> laid_;
  std::vector<Counted> counted_;
  bool reissues_ = false;
};

}  // namespace mektep::client
