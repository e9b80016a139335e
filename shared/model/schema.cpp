#include "shared/model/schema.h"

#include <algorithm>

#include "shared/model/builtin.h"
#include "shared/model/schema_document.h"

namespace mektep {
namespace {

template <class List, class Matches>
auto find_in(const List& list, const Matches& matches) -> decltype(&list.front()) {
  const auto found = std::find_if(list.begin(), list.end(), matches);
  return found == list.end() ? nullptr : &*found;
}

bool by_number(const RecordType& left, const RecordType& right) { return left.number < right.number; }

// A number once given keeps its meaning: what the columns, the keys and the merge rest on.
bool same_meaning(const Field& old_field, const Field& new_field) {
  return old_field.kind == new_field.kind && old_field.element == new_field.element &&
         old_field.scale == new_field.scale && old_field.target == new_field.target;
}

// Natural keys as numbers: a renamed field is the same field.
std::vector<FieldNumber> key_numbers(const RecordType& type) {
  std::vector<FieldNumber> numbers;
  for (const std::string& name : type.natural_key) {
    if (const Field* field = type.field(name)) numbers.push_back(field->number);
  }
  return numbers;
}

Status check_follows(const RecordType& old_type, const RecordType& new_type) {
  const SchemaPlace place{new_type.name, "", 0};
  if (old_type.scope != new_type.scope) return schema_error("schema.scope_changed", place, "scope", "");
  if (key_numbers(old_type) != key_numbers(new_type))
    return schema_error("schema.key_changed", place, "key", "");
  for (const Field& old_field : old_type.fields) {
    const Field* new_field = new_type.field(old_field.number);
    const std::string number = std::to_string(old_field.number.value);
    if (new_field == nullptr) {
      return schema_error("schema.field_removed", {new_type.name, old_field.name, 0}, "number", number);
    }
    if (!same_meaning(old_field, *new_field)) {
      return schema_error("schema.field_changed", {new_type.name, new_field->name, 0}, "number", number);
    }
  }
  return done;
}

}  // namespace

const Field* RecordType::field(std::string_view wanted) const {
  return find_in(fields, [&](const Field& field) { return field.name == wanted; });
}

const Field* RecordType::field(FieldNumber wanted) const {
  return find_in(fields, [&](const Field& field) { return field.number == wanted; });
}

std::optional<Dimension> dimension_of(std::string_view text) {
  Dimension dimension;
  if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
    const std::string_view part = text.substr(colon + 1);
    if (part != "month" && part != "year") return std::nullopt;
    dimension.part = part == "month" ? Dimension::Part::month : Dimension::Part::year;
    text = text.substr(0, colon);
  }
  if (const std::size_t dot = text.find('.'); dot != std::string_view::npos) {
    dimension.parent = text.substr(0, dot);
    text.remove_prefix(dot + 1);
    if (dimension.parent.empty() || text.find('.') != std::string_view::npos) return std::nullopt;
  }
  dimension.field = text;
  return dimension.field.empty() ? std::nullopt : std::optional(dimension);
}

Schema::Schema() : types_(builtin::types()) { std::sort(types_.begin(), types_.end(), by_number); }

Result<Schema> Schema::parse(std::string_view toml) {
  auto parsed = read_schema_document(toml, SchemaOrigin::person);
  if (!parsed) return parsed.error();
  if (const Status checked = check_schema(*parsed, SchemaOrigin::person); !checked) return checked.error();
  Schema schema;
  schema.version_ = parsed->version;
  for (ParsedType& type : parsed->types) schema.types_.push_back(assembled(std::move(type)));
  std::sort(schema.types_.begin(), schema.types_.end(), by_number);
  return schema;
}

const RecordType* Schema::type(std::string_view name) const {
  return find_in(types_, [&](const RecordType& type) { return type.name == name; });
}

const RecordType* Schema::type(TypeNumber number) const {
  const auto found =
      std::lower_bound(types_.begin(), types_.end(), number,
                       [](const RecordType& type, TypeNumber wanted) { return type.number < wanted; });
  return found == types_.end() || found->number != number ? nullptr : &*found;
}

std::string Schema::document_of(const RecordType& type) const {
  const auto received = documents_.find(type.number);
  return received == documents_.end() ? write_type_document(type) : received->second;
}

Result<Schema> Schema::with_type(std::string_view document, std::uint32_t version) const {
  auto parsed = read_schema_document(document, SchemaOrigin::server);
  if (!parsed) return parsed.error();
  if (parsed->types.size() != 1) return schema_error("schema.not_one_type", {}, "type", "");
  if (const Status checked = check_schema(*parsed, SchemaOrigin::server); !checked) return checked.error();
  RecordType type = assembled(std::move(parsed->types.front()));
  if (const RecordType* namesake = this->type(std::string_view(type.name));
      namesake != nullptr && namesake->number != type.number) {
    return schema_error("schema.name_taken", {type.name, "", 0}, "name", type.name);
  }
  Schema next = *this;
  const auto place = std::lower_bound(next.types_.begin(), next.types_.end(), type, by_number);
  next.documents_[type.number] = std::string(document);
  if (place != next.types_.end() && place->number == type.number) {
    if (const Status follows = check_follows(*place, type); !follows) return follows.error();
    *place = std::move(type);
  } else {
    next.types_.insert(place, std::move(type));
  }
  next.version_ = std::max(next.version_, version);
  return next;
}

Status Schema::may_follow(const Schema& held) const {
  if (version_ <= held.version_) {
    return schema_error("schema.version_not_raised", {}, "version", std::to_string(held.version_));
  }
  for (const RecordType& old_type : held.types_) {
    const RecordType* new_type = type(old_type.number);
    if (new_type == nullptr) {
      return schema_error("schema.type_removed", {old_type.name, "", 0}, "number",
                          std::to_string(old_type.number.value));
    }
    if (const Status follows = check_follows(old_type, *new_type); !follows) return follows;
  }
  return done;
}

}  // namespace mektep
