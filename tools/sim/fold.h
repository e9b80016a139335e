#pragma once
// What a scope's log means, read a second time and in the simplest way there is: all ops that count, minus
// all versions that some of them supersedes. It shares nothing with the merge but the form of the packs, so
// that a mistake there shows. A value; any thread.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "shared/model/change.h"
#include "shared/store/pack_log.h"

namespace mektep::sim {

struct CountedOp {
  Version version;
  Op op;
  RecordId author;
};

class Fold {
 public:
  // `packs`: the log from its beginning. `server`: the device whose packs are the server's own.
  Fold(ScopeNumber scope, const std::vector<LoggedPack>& packs, DeviceId server);

  // Gaps, packs out of order, names of what is not known yet, broken bytes.
  const std::vector<std::string>& faults() const { return faults_; }

  using Cells = std::map<CellKey, std::map<Version, const CountedOp*>>;
  const std::map<RecordKey, Cells>& live() const { return live_; }
  // The ops that name a version of a cell as superseded.
  std::vector<const CountedOp*> killers(const RecordKey& record, const CellKey& cell,
                                        const Version& version) const;
  const std::vector<CountedOp>& counted() const { return counted_; }
  // Ops of changes that are in the log and do not count.
  const std::vector<CountedOp>& held() const { return held_; }
  const std::map<Version, VoidReason>& voids() const { return voids_; }
  const std::set<Version>& reissued() const { return reissued_; }

 private:
  void take(const PackContent& pack);
  void check_order(const PackContent& pack);
  void take_change(const PackContent& pack, std::size_t index);
  void take_log_op(const Op& op);
  void take_void(const VoidRange& range);
  void take_reissue(const Reissue& reissue);
  void count(const Version& version, RecordId author, const Op& op);
  bool known(const Version& version) const;
  void find_live();

  ScopeNumber scope_;
  DeviceId server_;
  std::vector<std::string> faults_;
  std::vector<CountedOp> counted_;
  std::vector<CountedOp> held_;
  std::map<StreamId, Sequence> heads_;
  std::map<Version, Token> tokens_;
  std::map<Version, VoidReason> voids_;
  std::set<Version> reissued_;
  std::map<RecordKey, Cells> live_;
};

}  // namespace mektep::sim
