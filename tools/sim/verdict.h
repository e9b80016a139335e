#pragma once
// What must hold once everything has come to rest. Each check looks at the real stores and says what is
// wrong. Owner: whoever ends a run. One thread.

#include <map>
#include <string>
#include <vector>

#include "shared/model/attachment.h"
#include "shared/store/record_tables.h"
#include "tools/sim/fold.h"
#include "tools/sim/network.h"

namespace mektep::sim {

class Verdict {
 public:
  // After Network::settle; `network` outlives it.
  explicit Verdict(Network& network);

  // All of the checks below; each adds to the network's violations.
  void check();

  void check_logs();      // gapless, causes first; state = fold, twice
  void check_devices();   // every device of a scope has the server's bytes, and nothing else
  void check_saves();     // nothing answered is lost, nothing unseen was superseded
  void check_receipts();  // what was receipted is in the log, or kept
  void check_files();     // what a record names and a device of ours sent stands at the server, whole
  void check_server();    // tallies, parked, held

  // The live values, by the order in which records were made: what clocks may not change.
  std::string values() const;
  std::uint64_t conflicts() const;

 private:
  void check_ledger(ScopeNumber scope);
  void check_fold(ScopeNumber scope);
  void check_file(ScopeNumber scope, const Attachment& attachment);
  void check_device(DeviceNode& device);
  void check_scope_of(DeviceNode& device, ScopeNumber scope, RecordTables& tables);
  void check_shown(DeviceNode& device, ScopeNumber scope, const RecordKey& key, const RecordState& state);
  void gather_held();
  void gather_counted();
  bool accounted(Uid uid, std::set<Uid>& asked) const;
  void check_killers();
  static bool says_again(const Fold& fold, const CountedOp& killer);
  bool saw(Uid author, Uid value, std::set<Uid>& asked) const;
  void wrong(const std::string& what) { network_.violation(what); }
  std::vector<RecordKey> keys_of(ScopeNumber scope) const;

  Network& network_;
  const server::Reader& reader_;
  std::map<ScopeNumber, std::vector<LoggedPack>> logs_;
  std::map<ScopeNumber, Fold> folds_;
  std::set<Uid> held_;  // with their payload, at the server or on a device
  std::set<Uid> live_;
  std::map<Uid, std::set<Uid>> seen_by_;  // a number, and those that were written by people who saw it
  std::set<Uid> counted_;
};

}  // namespace mektep::sim
