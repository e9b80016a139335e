#pragma once
// From what a person typed to types and fields of the schema, with the nearest name when it is none. Pure.

#include <string_view>

#include "shared/model/schema.h"

namespace mektep::client {

// Fails with type.unknown (type, nearest).
Result<const RecordType*> type_named(const Schema& schema, std::string_view typed);
// Fails with field.unknown (type, field, nearest).
Result<const Field*> field_named(const RecordType& type, std::string_view typed);

}  // namespace mektep::client
