#pragma once
// Who may write what on this device: the cards that the log holds, the grants of the last contact, and the
// roles that the schema asks for. The server judges once more at admission; checking the same rules before a
// save keeps held changes rare.
// Owner: Replica. Thread: one at a time.

#include <map>
#include <optional>

#include "client/replica/ground.h"

namespace mektep::client {

// A device as the records of a scope name it.
struct Card {
  bool active = false;
  PublicKey signing_key{};
  std::string name;
  std::map<RecordId, std::vector<std::string>> people;  // person to roles
};
// Empty when the scope holds no card of the device.
std::optional<Card> card_of(const RecordState& state);
RecordKey card_key(DeviceId device);

class Rights {
 public:
  explicit Rights(Ground& ground) : ground_(ground) {}

  // This device's card that speaks for `scope`: its own, else the school's (a pair exists from the first
  // write of either school, before the server wrote its cards).
  std::optional<Card> card(ScopeNumber scope);
  std::vector<Writer> writers();

  // Fails with device.not_enrolled, device.revoked, person.not_on_device (person), scope.not_granted
  // (scope), scope.read_only (scope).
  Result<std::vector<std::string>> roles_in(ScopeNumber scope, RecordId person);

  std::vector<Grant> grants() const;
  // Inside a transaction.
  void put_grants(const std::vector<Grant>& grants);

 private:
  Status check_grant(ScopeNumber scope) const;
  bool is_own_pair(ScopeNumber scope) const;
  std::string name_of(RecordId person);

  Ground& ground_;
  Remembered<std::map<ScopeNumber, std::optional<Card>>> cards_;
  mutable Remembered<std::map<ScopeNumber, bool>> granted_;  // to whether it may be written
};

// Whether one of `roles` is among the writers of the field, or of the type where the field names none.
bool may_write(const RecordType& type, const Field* field, const std::vector<std::string>& roles);

}  // namespace mektep::client
