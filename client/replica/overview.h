#pragma once
// What waits and what happened: unsent work, held changes, the history of a record, and the numbers of a
// status line. Reads only. Owner: Replica.

#include "client/replica/pending.h"
#include "client/replica/reader.h"

namespace mektep::client {

class Overview {
 public:
  Overview(Ground& ground, Drafts& drafts, Rights& rights, Reader& reader)
      : ground_(ground), drafts_(drafts), rights_(rights), reader_(reader) {}

  // One item a record, drafts before what is sealed.
  std::vector<UnsentItem> unsent(const ReadingPerson& person);
  std::vector<HeldItem> held();
  // In the order of the log, then what is pending, then drafts.
  std::vector<HistoryEntry> history(const RecordName& name, const std::vector<Recalled>& recalled);
  ReplicaState state();
  std::vector<ScopeDigest> digests();
  // Empty for this device's drafts and for streams that nobody here knows.
  std::string device_name(ScopeNumber scope, StreamId stream);

 private:
  void note_drafts(std::map<RecordName, UnsentItem>& items);
  void note_packs(std::map<RecordName, UnsentItem>& items);
  std::vector<HeldItem> voided_in(ScopeNumber scope);
  std::vector<HeldItem> lost_in(ScopeNumber scope);
  void add_payload(HeldItem& item);
  void note_records(HeldItem& item, const PackContent& content) const;
  void read_pending(const RecordName& name, std::vector<HistoryEntry>& entries);
  std::size_t count_unsent_sealed(std::size_t& bytes);

  Ground& ground_;
  Drafts& drafts_;
  Rights& rights_;
  Reader& reader_;
};

}  // namespace mektep::client
