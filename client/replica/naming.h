#pragma once
// From what a person typed to types and fields of the schema; when it is none, with the nearest name (empty
// when nothing is near) and all the names. Pure.

#include <string_view>

#include "shared/base/result.h"
#include "shared/model/schema.h"

namespace mektep::client {

// type.unknown (type, nearest, known), field.unknown (type, field, nearest, known).
Error unknown_type(const Schema& schema, std::string_view typed);
Error unknown_field(const RecordType& type, std::string_view typed);

// Fails with type.unknown.
Result<const RecordType*> type_named(const Schema& schema, std::string_view typed);
// Fails with field.unknown.
Result<const Field*> field_named(const RecordType& type, std::string_view typed);

}  // namespace mektep::client
