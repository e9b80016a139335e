#pragma once
// A ledger in memory, or an overlay in memory over another ledger: reads fall through to the one below,
// writes stay here. Pending packs are laid on a base this way, and a failed trial is simply dropped.
//
// A copy is independent of the original; copies share the ledger below, which is borrowed, must outlive
// them and must not change under them. Not thread-safe.

#include <map>
#include <set>
#include <tuple>

#include "shared/merge/ledger.h"

namespace mektep {

class MemoryLedger final : public Ledger {
 public:
  explicit MemoryLedger(std::set<DeviceId> servers = {}) : servers_(std::move(servers)) {}
  // An overlay. Named, because a MemoryLedger made from another one is a copy.
  static MemoryLedger over(const Ledger& below);

  std::optional<StreamHead> stream(StreamId stream) const override;
  void put_stream(StreamId stream, const StreamHead& head) override;
  std::optional<Token> token(const Version& version) const override;
  std::optional<Position> position(const Version& version) const override;
  void put_range(StreamId stream, Sequence first, Sequence last, Token token, Position position) override;
  void put_token(const Version& version, Token token) override;
  std::optional<VoidEntry> void_entry(const Version& version) const override;
  void put_void(const Version& version, const VoidEntry& entry) override;
  std::optional<Position> reissued(const Version& version) const override;
  void put_reissued(const Version& version, Position position) override;
  bool named(const RecordKey& record, const CellKey& cell, const Version& version) const override;
  void put_named(const RecordKey& record, const CellKey& cell, const Version& version) override;
  bool erased(const Erased& what) const override;
  void put_erased(const Erased& what) override;
  RecordState record(const RecordKey& key) const override;
  void put_record(const RecordKey& key, const RecordState& state) override;
  bool carded(DeviceId device) const override;
  bool is_server(DeviceId device) const override;

  // A record of this layer with no copy; empty when this layer does not hold it.
  const RecordState* find(const RecordKey& key) const;
  // What this layer holds, in key order. Over another ledger: the records that differ from it, and an
  // empty state stands for a record that has no live value any more.
  const std::map<RecordKey, RecordState>& records() const { return records_; }
  const std::map<StreamId, StreamHead>& streams() const { return streams_; }
  const std::map<Version, VoidEntry>& voids() const { return voids_; }
  const std::map<Version, Position>& reissues() const { return reissued_; }

  // Consecutive versions that one pack gave.
  struct Range {
    Sequence last;
    Token token;
    Position position;
    friend bool operator==(const Range&, const Range&) = default;
  };
  // The rest of this layer, for who writes it down.
  const std::map<Version, Range>& ranges() const { return ranges_; }  // by their first version
  const std::map<Version, Token>& tokens() const { return tokens_; }
  const std::set<std::tuple<RecordKey, CellKey, Version>>& named() const { return named_; }
  const std::set<Erased>& erasures() const { return erased_; }

  // Same contents; the same ledger below.
  friend bool operator==(const MemoryLedger& left, const MemoryLedger& right);

 private:
  const Range* range_of(const Version& version) const;

  const Ledger* below_ = nullptr;
  std::set<DeviceId> servers_;
  std::map<StreamId, StreamHead> streams_;
  std::map<Version, Range> ranges_;
  std::map<Version, Token> tokens_;
  std::map<Version, VoidEntry> voids_;
  std::map<Version, Position> reissued_;
  std::set<std::tuple<RecordKey, CellKey, Version>> named_;
  std::set<Erased> erased_;
  std::map<RecordKey, RecordState> records_;
};

}  // namespace mektep
