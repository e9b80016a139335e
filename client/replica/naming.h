#pragma once
// From what a person typed to types and fields of the schema, with the nearest name when it is none. Pure.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/model/schema.h"

namespace mektep::client {

// The name that the fewest slips of the keyboard turn `typed` into; empty when none is near.
std::string nearest_name(std::string_view typed, const std::vector<std::string>& names);

// Fails with type.unknown (type, nearest).
Result<const RecordType*> type_named(const Schema& schema, std::string_view typed);
// Fails with field.unknown (type, field, nearest).
Result<const Field*> field_named(const RecordType& type, std::string_view typed);

}  // namespace mektep::client
