#include "client/replica/naming.h"

#include "shared/base/nearest.h"

namespace mektep::client {
namespace {

constexpr std::uint16_t first_type_of_schemas = 32;

}  // namespace

Error unknown_type(const Schema& schema, std::string_view typed) {
  std::vector<std::string> names;
  for (const RecordType& known : schema.types()) {
    if (known.number.value >= first_type_of_schemas) names.push_back(known.name);
  }
  return wrong_usage("type.unknown")
      .with("type", std::string(typed))
      .with("nearest", nearest(typed, names))
      .with("known", listed(names));
}

Error unknown_field(const RecordType& type, std::string_view typed) {
  std::vector<std::string> names;
  for (const Field& field : type.fields) names.push_back(field.name);
  return wrong_usage("field.unknown")
      .with("type", type.name)
      .with("field", std::string(typed))
      .with("nearest", nearest(typed, names))
      .with("known", listed(names));
}

Result<const RecordType*> type_named(const Schema& schema, std::string_view typed) {
  const RecordType* type = schema.type(typed);
  if (type != nullptr && type->number.value >= first_type_of_schemas) return type;
  return unknown_type(schema, typed);
}

Result<const Field*> field_named(const RecordType& type, std::string_view typed) {
  if (const Field* field = type.field(typed)) return field;
  return unknown_field(type, typed);
}

}  // namespace mektep::client
