#include "client/cli/fields.h"

#include <algorithm>

#include "client/replica/naming.h"
#include "shared/model/dates.h"
#include "shared/model/record_id.h"
#include "shared/model/text.h"

namespace mektep::client {
namespace {

enum class Sign { set, add, remove };

struct Typed {
  std::string field;
  Sign sign = Sign::set;
  std::string value;
};

Result<Typed> split(const std::string& typed) {
  const auto equals = typed.find('=');
  if (equals == std::string::npos || equals == 0) return wrong_usage("field.malformed").with("given", typed);
  Typed parts;
  parts.value = typed.substr(equals + 1);
  std::size_t name_end = equals;
  if (typed[equals - 1] == '+') parts.sign = Sign::add;
  if (typed[equals - 1] == '-') parts.sign = Sign::remove;
  if (parts.sign != Sign::set) --name_end;
  parts.field = typed.substr(0, name_end);
  return parts;
}

std::vector<std::string> split_list(const std::string& list) {
  std::vector<std::string> items;
  std::size_t from = 0;
  while (from <= list.size()) {
    const auto comma = std::min(list.find(',', from), list.size());
    const auto item = trimmed(std::string_view(list).substr(from, comma - from));
    if (!item.empty()) items.emplace_back(item);
    from = comma + 1;
  }
  return items;
}

// A failure of reading a value, with the field it is about.
Error about(Error error, const Field& field) { return std::move(error).with("field", field.name); }

Result<Value> parse_boolean(const Field& field, const std::string& typed) {
  if (typed == "yes" || typed == "true" || typed == "1" || typed == "иә" || typed == "да") return Value(true);
  if (typed == "no" || typed == "false" || typed == "0" || typed == "жоқ" || typed == "нет")
    return Value(false);
  return refused("field.not_yes_or_no").with("field", field.name).with("given", typed);
}

Result<Value> parse_scalar(const Replica& replica, const Field& field, ScopeNumber own_scope,
                           const std::string& typed) {
  if (typed.empty()) return Value(Nothing{});
  switch (field.kind) {
    case FieldKind::integer: {
      const auto number = parse_integer(typed);
      return number ? Result<Value>(Value(*number)) : about(number.error(), field);
    }
    case FieldKind::decimal: {
      const auto number = parse_decimal(typed, field.scale);
      return number ? Result<Value>(Value(*number)) : about(number.error(), field);
    }
    case FieldKind::date: {
      const auto date = parse_date(typed);
      return date ? Result<Value>(Value(*date)) : about(date.error(), field);
    }
    case FieldKind::boolean:
      return parse_boolean(field, typed);
    case FieldKind::reference: {
      const auto found = find_reference(replica, field, own_scope, typed);
      return found ? Result<Value>(Value(*found)) : found.error();
    }
    default:
      return Value(typed);
  }
}

Result<std::vector<Value>> parse_elements(const Replica& replica, const Field& field, ScopeNumber own_scope,
                                          const std::string& typed) {
  std::vector<Value> elements;
  for (const auto& item : split_list(typed)) {
    if (field.element != ElementKind::reference) {
      elements.emplace_back(item);
      continue;
    }
    const auto found = find_reference(replica, field, own_scope, item);
    if (!found) return found.error();
    elements.emplace_back(*found);
  }
  return elements;
}

Reference reference_to(const RecordName& name, ScopeNumber own_scope) {
  return {name.scope == own_scope ? ScopeNumber{0} : name.scope, name.key.type, name.key.id};
}

// Whether a key field or a title of the record is exactly what was typed.
bool is_exactly(const ReadRecord& record, const RecordType& type, const std::string& typed) {
  const auto holds = [&](const std::string& field_name) {
    const Field* field = type.field(field_name);
    for (const auto& shown : record.shown.fields) {
      if (field == nullptr || shown.field != field->number) continue;
      const auto* text = std::get_if<std::string>(&shown.value);
      if (text != nullptr && *text == typed) return true;
    }
    return false;
  };
  return std::any_of(type.natural_key.begin(), type.natural_key.end(), holds) ||
         std::any_of(type.title.begin(), type.title.end(), holds);
}

}  // namespace

Result<const RecordType*> type_named(const Replica& replica, const std::string& name) {
  if (!replica.identity()) return refused("replica.not_enrolled");
  return type_named(replica.schema(), name);
}

Result<Reference> find_reference(const Replica& replica, const Field& field, ScopeNumber own_scope,
                                 const std::string& typed) {
  const Error unknown = refused("field.unknown_reference").with("field", field.name).with("given", typed);
  const RecordType* target = replica.schema().type(field.target);
  if (target == nullptr) return unknown;
  if (record_id_from_text(typed)) {
    const auto found = replica.find(typed);
    if (!found) return found.error();
    return reference_to(*found, own_scope);
  }
  ListQuery query;
  query.type = field.target;
  query.find = typed;
  const auto listed = replica.list(query);
  if (!listed) return listed.error();
  std::vector<RecordName> exact;
  for (const auto& record : *listed) {
    if (is_exactly(record, *target, typed)) exact.push_back(record.name);
  }
  if (exact.size() == 1) return reference_to(exact.front(), own_scope);
  if (exact.empty() && listed->size() == 1) return reference_to(listed->front().name, own_scope);
  if (listed->empty()) return unknown;
  return refused("field.ambiguous_reference").with("field", field.name).with("given", typed);
}

Result<FieldWrite> parse_field(const Replica& replica, const RecordType& type, ScopeNumber own_scope,
                               const std::string& typed) {
  const auto parts = split(typed);
  if (!parts) return parts.error();
  const auto named = field_named(type, parts->field);
  if (!named) return named.error();
  const Field* field = *named;
  FieldWrite write;
  write.field = field->number;
  if (field->kind == FieldKind::long_text) {
    if (parts->sign != Sign::set) return wrong_usage("field.not_a_set").with("field", field->name);
    write.text = parts->value;
    return write;
  }
  if (field->kind != FieldKind::set) {
    if (parts->sign != Sign::set) return wrong_usage("field.not_a_set").with("field", field->name);
    auto value = parse_scalar(replica, *field, own_scope, parts->value);
    if (!value) return value.error();
    write.value = std::move(*value);
    return write;
  }
  if (field->element == ElementKind::file) return wrong_usage("field.is_attached").with("field", field->name);
  auto elements = parse_elements(replica, *field, own_scope, parts->value);
  if (!elements) return elements.error();
  if (parts->sign == Sign::remove) {
    write.remove = std::move(*elements);
  } else {
    write.add = std::move(*elements);
    write.whole_set = parts->sign == Sign::set;
  }
  return write;
}

Result<std::vector<FieldWrite>> parse_fields(const Replica& replica, const RecordType& type,
                                             ScopeNumber own_scope, const std::vector<std::string>& typed) {
  std::vector<FieldWrite> writes;
  for (const auto& one : typed) {
    auto write = parse_field(replica, type, own_scope, one);
    if (!write) return write.error();
    const auto same = std::find_if(writes.begin(), writes.end(),
                                   [&](const FieldWrite& other) { return other.field == write->field; });
    if (same == writes.end()) {
      writes.push_back(std::move(*write));
      continue;
    }
    if (write->value || write->text) {
      *same = std::move(*write);
    } else {
      same->add.insert(same->add.end(), write->add.begin(), write->add.end());
      same->remove.insert(same->remove.end(), write->remove.begin(), write->remove.end());
    }
  }
  return writes;
}

}  // namespace mektep::client
