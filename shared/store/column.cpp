#include "shared/store/column.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "shared/model/attachment.h"
#include "shared/model/dates.h"
#include "shared/model/record_id.h"
#include "shared/store/damage.h"

namespace mektep {

bool is_scalar(FieldKind kind) { return kind != FieldKind::set && kind != FieldKind::long_text; }

bool is_integer_column(FieldKind kind) {
  switch (kind) {
    case FieldKind::integer:
    case FieldKind::decimal:
    case FieldKind::date:
    case FieldKind::boolean:
      return true;
    default:
      return false;
  }
}

ColumnValue column_of(const Column& column, const Value& value) {
  switch (column.field.kind) {
    case FieldKind::text:
    case FieldKind::code:
      if (const auto* text = std::get_if<std::string>(&value)) return *text;
      if (const auto* bytes = std::get_if<Bytes>(&value)) return to_hex(*bytes);
      return {};
    case FieldKind::reference:
      if (const auto* reference = std::get_if<Reference>(&value)) return to_text(reference->id);
      return {};
    case FieldKind::integer:
      if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
      return {};
    case FieldKind::decimal:
      if (const auto* decimal = std::get_if<Decimal>(&value)) return decimal->units;
      return {};
    case FieldKind::date:
      if (const auto* date = std::get_if<Date>(&value)) return std::int64_t{date->days};
      return {};
    case FieldKind::boolean:
      if (const auto* yes = std::get_if<bool>(&value)) return std::int64_t{*yes};
      return {};
    case FieldKind::long_text:
    case FieldKind::set:
      break;
  }
  return {};
}

bool tells(const Column& column, const Value& value) {
  switch (column.field.kind) {
    case FieldKind::text:
    case FieldKind::code:
      return std::holds_alternative<std::string>(value);
    case FieldKind::reference: {
      const auto* reference = std::get_if<Reference>(&value);
      return reference != nullptr && reference->scope.value == 0 && reference->type == column.target;
    }
    case FieldKind::integer:
      return std::holds_alternative<std::int64_t>(value);
    case FieldKind::decimal:
      return std::holds_alternative<Decimal>(value);
    case FieldKind::date:
      return std::holds_alternative<Date>(value);
    case FieldKind::boolean:
      return std::holds_alternative<bool>(value);
    case FieldKind::long_text:
    case FieldKind::set:
      break;
  }
  return false;
}

Value value_of(const Column& column, const ColumnValue& shown) {
  const auto* number = std::get_if<std::int64_t>(&shown);
  const auto* text = std::get_if<std::string>(&shown);
  if (is_integer_column(column.field.kind) ? number == nullptr : text == nullptr) throw_damaged("column");
  switch (column.field.kind) {
    case FieldKind::integer:
      return *number;
    case FieldKind::decimal:
      return Decimal{*number};
    case FieldKind::date:
      return Date{static_cast<std::int32_t>(*number)};
    case FieldKind::boolean:
      return *number != 0;
    case FieldKind::reference: {
      const auto id = record_id_from_text(*text);
      if (!id) throw_damaged("reference");
      return Reference{ScopeNumber{0}, column.target, *id};
    }
    default:
      return *text;
  }
}

std::string json_array(const std::vector<Value>& elements) {
  boost::json::array array;
  array.reserve(elements.size());
  for (const Value& element : elements) {
    if (const auto* text = std::get_if<std::string>(&element)) {
      array.emplace_back(*text);
    } else if (const auto* reference = std::get_if<Reference>(&element)) {
      array.emplace_back(to_text(reference->id));
    } else if (const auto attachment = attachment_of(element)) {
      array.emplace_back(attachment->title);
    } else {
      array.emplace_back(nullptr);
    }
  }
  return boost::json::serialize(array);
}

std::string column_text(const Column& column, const ColumnValue& shown) {
  if (const auto* text = std::get_if<std::string>(&shown)) return *text;
  const auto* number = std::get_if<std::int64_t>(&shown);
  if (number == nullptr) return {};
  if (column.field.kind == FieldKind::date) return to_text(Date{static_cast<std::int32_t>(*number)});
  if (column.field.kind == FieldKind::decimal) return to_text(Decimal{*number}, column.field.scale);
  return std::to_string(*number);
}

}  // namespace mektep
