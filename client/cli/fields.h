#pragma once
// "field=value" as people type it, to what the replica writes. Field and code names come from the schema.

#include <string>
#include <vector>

#include "client/replica/replica.h"

namespace mektep::client {

// Before a device is enrolled it knows no types. Fails with replica.not_enrolled, type.unknown (type,
// nearest, known).
Result<const RecordType*> type_named(const Replica& replica, const std::string& name);

// Finds the record that a person meant: an id, a key, or words that name exactly one record of the type.
// Fails with field.unknown_reference or field.ambiguous_reference (field, given).
Result<Reference> find_reference(const Replica& replica, const Field& field, ScopeNumber own_scope,
                                 const std::string& typed);

// One of `field=value`, `field+=a,b`, `field-=a`. Fails with field.malformed (given), field.unknown (type,
// field, nearest, known) and what reading the value fails with, naming the field.
Result<FieldWrite> parse_field(const Replica& replica, const RecordType& type, ScopeNumber own_scope,
                               const std::string& typed);

// The same field written twice is one write. Fails as parse_field does.
Result<std::vector<FieldWrite>> parse_fields(const Replica& replica, const RecordType& type,
                                             ScopeNumber own_scope, const std::vector<std::string>& typed);

}  // namespace mektep::client
