#pragma once
// The inside of an open Integration: scopes that were opened, who asked for what, what moved.

#include "server/store/admission_room.h"

namespace mektep::server {

class Integration::Parts {
 public:
  Parts(const ServerParts& server, std::unique_ptr<Work> open) : server_(server), work_(std::move(open)) {}

  const ServerParts& server() const { return server_; }
  Work& work() { return *work_; }
  AdmissionRoom& room(ScopeNumber scope);
  void admit(Integration& integration, const Submission& submission);
  void take_unparked(const std::vector<Arrival>& arrivals);
  // The pack behind held changes, from the log or from what is kept beside it.
  Result<Arrival> held_payload(ScopeNumber scope, const HeldPack& row);
  void derive(Integration& integration);
  Batch close();

 private:
  struct Asked {
    Admitted admitted;
    Sequence last;  // of the pack, for its receipt
  };
  void refuse(std::string code);
  Result<Arrival> open(const Submission& submission) const;
  std::optional<PublicKey> key_of(ScopeNumber scope, DeviceId device) const;
  bool is_brought_early(const Submission& submission, const Error& why);
  std::string why_foreign(Integration& integration, const PackContent& pack);
  Receipt receipt_for(const PackContent& pack) const;
  void date(Receipt& receipt);

  const ServerParts& server_;
  std::unique_ptr<Work> work_;
  std::map<ScopeNumber, std::unique_ptr<AdmissionRoom>> rooms_;
  std::map<ScopeNumber, Position> began_at_;
  std::map<ScopeNumber, Position> derived_at_;
  std::vector<Asked> asked_;
  std::vector<Unparked> unparked_;
};

}  // namespace mektep::server
