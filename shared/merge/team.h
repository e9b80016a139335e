#pragma once
// Who a record of a type "for the team only" is shown to: the people that it names, those that a record it
// refers to names, and its authors. A rule of what is shown, the same for the library, the pages and the
// server's queries; replication inside a school does not hide such a record. Pure.

#include <set>
#include <vector>

#include "shared/model/record.h"
#include "shared/model/schema.h"

namespace mektep {

// What the record's reference fields name, rivals and every element of a set: persons, and the records that
// may name more of them.
struct Named {
  std::set<RecordId> people;
  std::vector<Reference> others;
};
Named named_in(const RecordState& state, const RecordType& type, const Schema& schema);

// Whoever wrote something that still lives. The server and the office write as nobody.
std::set<RecordId> authors_of(const RecordState& state);

}  // namespace mektep
