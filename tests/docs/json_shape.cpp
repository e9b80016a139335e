#include "tests/docs/json_shape.h"

#include <algorithm>

namespace mektep::docs {
namespace {

namespace json = boost::json;
constexpr std::string_view reference_prefix = "#/$defs/";

std::string_view type_of(const json::value& value) {
  switch (value.kind()) {
    case json::kind::object: return "object";
    case json::kind::array: return "array";
    case json::kind::string: return "string";
    case json::kind::bool_: return "boolean";
    case json::kind::null: return "null";
    case json::kind::int64:
    case json::kind::uint64: return "integer";
    case json::kind::double_: break;
  }
  return "number";
}

bool has_type(const json::value& value, const json::value& wanted) {
  if (wanted.is_string()) return type_of(value) == std::string_view(wanted.as_string());
  const auto& types = wanted.as_array();
  return std::any_of(types.begin(), types.end(), [&](const auto& type) { return has_type(value, type); });
}

void append(std::vector<std::string>& all, std::vector<std::string> more) {
  all.insert(all.end(), more.begin(), more.end());
}

std::vector<std::string> misfits_of_object(const json::object& object, const json::object& shape,
                                           const json::object& definitions, const std::string& place) {
  std::vector<std::string> found;
  if (const auto* required = shape.if_contains("required")) {
    for (const auto& key : required->as_array()) {
      if (!object.contains(key.as_string())) found.push_back(place + ": lacks " + std::string(key.as_string()));
    }
  }
  if (const auto* properties = shape.if_contains("properties")) {
    for (const auto& [key, part] : properties->as_object()) {
      const auto* value = object.if_contains(key);
      if (value == nullptr) continue;
      append(found, misfits(*value, part.as_object(), definitions, place + "/" + std::string(key)));
    }
  }
  return found;
}

}  // namespace

std::vector<std::string> misfits(const json::value& document, const json::object& shape,
                                 const json::object& definitions, const std::string& place) {
  if (const auto* reference = shape.if_contains("$ref")) {
    const auto name = std::string_view(reference->as_string()).substr(reference_prefix.size());
    return misfits(document, definitions.at(name).as_object(), definitions, place);
  }
  if (const auto* type = shape.if_contains("type"); type != nullptr && !has_type(document, *type)) {
    return {place + ": is " + std::string(type_of(document))};
  }
  if (const auto* words = shape.if_contains("enum")) {
    const auto& known = words->as_array();
    if (std::find(known.begin(), known.end(), document) == known.end()) return {place + ": is no known word"};
  }
  std::vector<std::string> found;
  if (const auto* object = document.if_object()) {
    append(found, misfits_of_object(*object, shape, definitions, place));
  }
  const auto* items = shape.if_contains("items");
  if (const auto* array = document.if_array(); array != nullptr && items != nullptr) {
    for (std::size_t at = 0; at < array->size(); ++at) {
      append(found, misfits((*array)[at], items->as_object(), definitions, place + "/" + std::to_string(at)));
    }
  }
  return found;
}

}  // namespace mektep::docs
