#include "client/replica/naming.h"

#include <algorithm>
#include <numeric>

#include "shared/model/builtin.h"

namespace mektep::client {
namespace {

constexpr std::size_t typed_bytes_max = 64;  // longer than any name
constexpr std::uint16_t first_type_of_schemas = 32;

// Letters put in, left out or exchanged.
std::size_t distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t at = 0; at < left.size(); ++at) {
    std::size_t diagonal = row[0];
    row[0] = at + 1;
    for (std::size_t other = 0; other < right.size(); ++other) {
      const std::size_t exchanged = diagonal + (left[at] == right[other] ? 0 : 1);
      diagonal = row[other + 1];
      row[other + 1] = std::min({exchanged, row[other] + 1, row[other + 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string nearest_name(std::string_view typed, const std::vector<std::string>& names) {
  typed = typed.substr(0, typed_bytes_max);
  std::string nearest;
  std::size_t best = std::max<std::size_t>(1, typed.size() / 2) + 1;
  for (const std::string& name : names) {
    const std::size_t slips = distance(typed, name);
    if (slips >= best) continue;
    best = slips;
    nearest = name;
  }
  return nearest;
}

Result<const RecordType*> type_named(const Schema& schema, std::string_view typed) {
  const RecordType* type = schema.type(typed);
  if (type != nullptr && type->number.value >= first_type_of_schemas) return type;
  std::vector<std::string> names;
  for (const RecordType& known : schema.types()) {
    if (known.number.value >= first_type_of_schemas) names.push_back(known.name);
  }
  return wrong_usage("type.unknown")
      .with("type", std::string(typed))
      .with("nearest", nearest_name(typed, names));
}

Result<const Field*> field_named(const RecordType& type, std::string_view typed) {
  if (const Field* field = type.field(typed)) return field;
  std::vector<std::string> names;
  for (const Field& field : type.fields) names.push_back(field.name);
  return wrong_usage("field.unknown")
      .with("type", type.name)
      .with("field", std::string(typed))
      .with("nearest", nearest_name(typed, names));
}

}  // namespace mektep::client
