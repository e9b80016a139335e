#include "client/replica/value_check.h"

#include <algorithm>
#include <string>

#include "shared/base/limits.h"
#include "shared/merge/paragraphs.h"
#include "shared/model/attachment.h"
#include "shared/model/dates.h"
#include "shared/model/element.h"
#include "shared/model/scope.h"
#include "shared/model/text.h"

namespace mektep::client {
namespace {

std::string_view kind_name(FieldKind kind) {
  switch (kind) {
    case FieldKind::text:
      return "text";
    case FieldKind::long_text:
      return "long_text";
    case FieldKind::integer:
      return "integer";
    case FieldKind::decimal:
      return "decimal";
    case FieldKind::date:
      return "date";
    case FieldKind::boolean:
      return "boolean";
    case FieldKind::code:
      return "code";
    case FieldKind::reference:
      return "reference";
    case FieldKind::set:
      return "set";
  }
  return "text";
}

Error named(std::string code, const Field& field) {
  return wrong_usage(std::move(code)).with("field", field.name);
}

Error wrong_kind(const Field& field) {
  return named("value.wrong_kind", field).with("kind", std::string(kind_name(field.kind)));
}

std::string bound_text(const Field& field, std::optional<std::int64_t> bound) {
  if (!bound) return {};
  if (field.kind == FieldKind::decimal) return to_text(Decimal{*bound}, field.scale);
  return std::to_string(*bound);
}

Status check_range(const Field& field, std::int64_t number) {
  if ((!field.minimum || number >= *field.minimum) && (!field.maximum || number <= *field.maximum))
    return done;
  return named("value.out_of_range", field)
      .with("min", bound_text(field, field.minimum))
      .with("max", bound_text(field, field.maximum));
}

Status check_bytes(const Field& field, std::size_t size, std::size_t limit) {
  if (size <= limit) return done;
  return named("value.too_large", field)
      .with("size", std::to_string(size))
      .with("limit", std::to_string(limit));
}

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U;
  }));
}

Result<std::string> one_line(const Field& field, const std::string& typed, std::size_t bytes_max) {
  if (auto size = check_bytes(field, typed.size(), bytes_max); !size) return size.error();
  auto text = clean_text(typed, Lines::one);
  if (!text) return Error(text.error()).with("field", field.name);
  if (auto size = check_bytes(field, text->size(), bytes_max); !size) return size.error();
  const std::size_t characters = characters_in(*text);
  if (field.kind == FieldKind::text && field.maximum &&
      static_cast<std::int64_t>(characters) > *field.maximum) {
    return named("value.too_long", field)
        .with("size", std::to_string(characters))
        .with("limit", std::to_string(*field.maximum));
  }
  return text;
}

Result<Value> checked_line(const Field& field, const Value& value, std::size_t bytes_max) {
  const auto* typed = std::get_if<std::string>(&value);
  if (typed == nullptr) return wrong_kind(field);
  auto text = one_line(field, *typed, bytes_max);
  if (!text) return text.error();
  if (trimmed(*text).empty()) return Value(Nothing{});
  return Value(std::move(*text));
}

Result<Value> checked_code(const Field& field, const Value& value, const FormRules& rules) {
  auto code = checked_line(field, value, limits::element_bytes_max);
  if (!code || std::holds_alternative<Nothing>(*code)) return code;
  const auto& text = std::get<std::string>(*code);
  if (rules.code(field.codebook, text) != CodeVerdict::unknown) return code;
  return named("value.unknown_code", field).with("value", text).with("codebook", field.codebook);
}

// One name for one record: without a scope inside the same scope, with the network's where the target type
// lives there, so that natural keys made of references agree.
Result<Value> checked_reference(const Field& field, const Value& value, const FormRules& rules) {
  const auto* reference = std::get_if<Reference>(&value);
  if (reference == nullptr) return wrong_kind(field);
  const RecordType* target = rules.schema.type(field.target);
  if (target != nullptr && reference->type != target->number) {
    return named("value.wrong_type", field).with("type", field.target);
  }
  Reference stored = *reference;
  if (stored.scope.value == 0 && target != nullptr && target->scope == ScopeKind::network)
    stored.scope = network_scope;
  if (stored.scope == rules.scope) stored.scope = ScopeNumber{0};
  return Value(stored);
}

template <class Kind>
Result<Value> checked_number(const Field& field, const Value& value, std::int64_t (*units)(const Kind&)) {
  const auto* number = std::get_if<Kind>(&value);
  if (number == nullptr) return wrong_kind(field);
  if (auto range = check_range(field, units(*number)); !range) return range.error();
  return value;
}

}  // namespace

Result<Value> checked_value(const Field& field, const Value& value, const FormRules& rules) {
  if (std::holds_alternative<Nothing>(value)) return value;
  switch (field.kind) {
    case FieldKind::text:
      return checked_line(field, value, limits::scalar_bytes_max);
    case FieldKind::code:
      return checked_code(field, value, rules);
    case FieldKind::reference:
      return checked_reference(field, value, rules);
    case FieldKind::integer:
      return checked_number<std::int64_t>(field, value, [](const std::int64_t& number) { return number; });
    case FieldKind::decimal:
      return checked_number<Decimal>(field, value, [](const Decimal& number) { return number.units; });
    case FieldKind::date:
      return checked_number<Date>(field, value, [](const Date& date) { return std::int64_t{date.days}; });
    case FieldKind::boolean:
      if (std::holds_alternative<bool>(value)) return value;
      break;
    case FieldKind::long_text:
    case FieldKind::set:
      break;
  }
  return wrong_kind(field);
}

Result<Value> checked_element(const Field& field, const Value& value, const FormRules& rules) {
  Result<Value> checked = wrong_kind(field);
  if (field.element == ElementKind::code) checked = checked_code(field, value, rules);
  if (field.element == ElementKind::reference) checked = checked_reference(field, value, rules);
  if (field.element == ElementKind::text) checked = checked_line(field, value, limits::element_bytes_max);
  if (field.element == ElementKind::file && attachment_of(value)) checked = value;
  if (checked && std::holds_alternative<Nothing>(*checked)) return wrong_kind(field);
  return checked;
}

Result<std::string> checked_text(const Field& field, std::string_view typed) {
  if (auto size = check_bytes(field, typed.size(), limits::change_bytes_max); !size) return size.error();
  auto text = clean_text(typed, Lines::many);
  if (!text) return Error(text.error()).with("field", field.name);
  for (const std::string& paragraph : split_paragraphs(*text)) {
    if (auto size = check_bytes(field, paragraph.size(), limits::paragraph_bytes_max); !size)
      return size.error();
  }
  return text;
}

}  // namespace mektep::client
