#pragma once
// Whether a person belongs to the team of a record, on this device. Reads only. Owner: Reader.

#include "client/replica/ground.h"

namespace mektep::client {

class Team {
 public:
  explicit Team(Ground& ground) : ground_(ground) {}

  // Records of types that are for everybody are shown to everybody, even when nobody says who reads.
  bool may_read(const RecordName& name, const RecordType& type, const RecordState& state,
                const ReadingPerson& person);

 private:
  bool is_named_by(ScopeNumber scope, const Reference& reference, RecordId person);

  Ground& ground_;
};

}  // namespace mektep::client
