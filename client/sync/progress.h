#pragma once
// What one contact did, for the lines that `mektep sync` prints and for tests.

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "client/replica/reading.h"
#include "shared/protocol/recovery_message.h"

namespace mektep::client {

struct SyncProgress {
  std::uint64_t packs_pushed = 0;  // frames of kind Push
  std::uint64_t pack_bytes_pushed = 0;
  std::uint64_t pack_bytes_receipted = 0;  // of those: covered by a receipt before the contact ended
  std::uint64_t packs_confirmed = 0;       // left out of the push: the server's head showed it has them
  std::uint64_t pack_bytes_confirmed = 0;
  Sequence resumed_at;  // first sequence pushed of a stream that the server knew; 0: none
  std::uint64_t receipts = 0;
  std::uint64_t packs_received = 0;
  std::uint64_t own_packs_referenced = 0;
  std::set<RecordName> records_changed;
  std::vector<ScopeNumber> digests_differ;
  std::vector<ScopeNumber> up_to_date;  // a Mark agreed with the base
  std::uint64_t records_repaired = 0;  // their base was damaged here
  std::uint64_t snapshots_taken = 0;   // scopes whose base came whole
  std::uint64_t files_sent = 0;  // stored at the server in this contact
  std::uint64_t file_bytes_sent = 0;
  std::uint64_t files_received = 0;
  std::uint64_t file_bytes_received = 0;
  std::uint64_t waiting_packs = 0;      // parked at the server: they wait for another device's work
  std::uint64_t scopes_rewound = 0;       // the server had been restored: their base went back
  std::uint64_t changes_handed_back = 0;  // that the restored server lacks
  std::vector<Recalled> recalled;         // packs of the asked record's older history, newest first
  bool recalled_all = false;              // its history is whole with them
};

}  // namespace mektep::client
