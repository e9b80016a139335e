#pragma once
// An open Work as admission sees one scope of it. Lives as long as the Integration that made it.

#include "server/store/admission.h"
#include "server/store/integration.h"

namespace mektep::server {

class AdmissionRoom final : public AdmissionScope {
 public:
  AdmissionRoom(const ServerParts& parts, Work& work, ScopeNumber number);

  ScopeWork& scope() { return scope_; }

  const Ledger& ledger() const override { return scope_.ledger(); }
  Lamport lamport() const override { return scope_.head().lamport; }
  bool logged(const ChainHead& head) const override { return scope_.logged(head); }
  bool kept(const ChainHead& head) const override;
  std::vector<std::string> judge(const PackContent& pack) const override;
  void log(const Arrival& arrival) override;
  bool log_own(std::vector<Op> ops) override;
  void hold(const Arrival& arrival, const HeldRange& range) override;
  const std::vector<Arrival>& parked() const override { return parked_; }
  bool park(const Arrival& arrival) override;
  void unpark(const ChainHead& head) override;

 private:
  const ServerParts& parts_;
  Work& work_;
  ScopeNumber number_;
  ScopeWork& scope_;
  std::vector<Arrival> parked_;
};

}  // namespace mektep::server
