#include "server/app/import_sheet.h"

#include <algorithm>

#include "shared/base/limits.h"
#include "shared/model/dates.h"
#include "shared/model/element.h"

namespace mektep::server {
namespace {

constexpr char list_separator = '+';

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U;
  }));
}

bool in_range(const Field& field, std::int64_t number) {
  return (!field.minimum || number >= *field.minimum) && (!field.maximum || number <= *field.maximum);
}

bool fits(const Field& field, const std::string& text) {
  return text.size() <= limits::scalar_bytes_max &&
         (!field.maximum || static_cast<std::int64_t>(characters_in(text)) <= *field.maximum);
}

std::optional<Value> number_of(const std::string& text, const Field& field) {
  if (field.kind == FieldKind::integer) {
    const auto number = parse_integer(text);
    return number && in_range(field, *number) ? std::optional<Value>(*number) : std::nullopt;
  }
  const auto number = parse_decimal(text, field.scale);
  return number && in_range(field, number->units) ? std::optional<Value>(*number) : std::nullopt;
}

std::optional<Value> yes_or_no(std::string_view text) {
  if (text == "yes") return Value(true);
  if (text == "no") return Value(false);
  return std::nullopt;
}

}  // namespace

bool SheetRow::has(std::string_view column) const {
  return std::find(table_.columns.begin(), table_.columns.end(), column) != table_.columns.end();
}

const std::string& SheetRow::cell(std::string_view column) const {
  static const std::string nothing;
  const auto found = std::find(table_.columns.begin(), table_.columns.end(), column);
  if (found == table_.columns.end()) return nothing;
  return row_.cells[static_cast<std::size_t>(found - table_.columns.begin())];
}

std::vector<std::string> SheetRow::parts(std::string_view column) const {
  std::vector<std::string> parts;
  std::string_view rest = cell(column);
  while (!rest.empty()) {
    const auto end = std::min(rest.find(list_separator), rest.size());
    parts.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return parts;
}

Result<Value> SheetRow::value(std::string_view column, const Field& field, const SheetLookups& lookups) const {
  const std::string& text = cell(column);
  if (!text.empty()) return typed(column, text, field, lookups);
  if (field.required) return wrong_value(column);
  return Value(Nothing{});
}

Result<std::vector<Bytes>> SheetRow::elements(std::string_view column, const Field& field,
                                              const SheetLookups& lookups) const {
  Field element = field;
  element.kind = field.element == ElementKind::code        ? FieldKind::code
                 : field.element == ElementKind::reference ? FieldKind::reference
                                                           : FieldKind::text;
  std::vector<Bytes> keys;
  for (const auto& part : parts(column)) {
    if (part.empty() || part.size() > limits::element_bytes_max) return wrong_value(column);
    const auto one = typed(column, part, element, lookups);
    if (!one) return one.error();
    keys.push_back(element_key(field.element, *one));
  }
  return keys;
}

Result<Value> SheetRow::typed(std::string_view column, const std::string& text, const Field& field,
                              const SheetLookups& lookups) const {
  std::optional<Value> value;
  switch (field.kind) {
    case FieldKind::text:
    case FieldKind::long_text:
      if (fits(field, text)) value = text;
      break;
    case FieldKind::integer:
    case FieldKind::decimal: value = number_of(text, field); break;
    case FieldKind::boolean: value = yes_or_no(text); break;
    case FieldKind::date:
      if (const auto date = parse_date(text)) value = *date;
      break;
    case FieldKind::code:
      if (!lookups.code(field.codebook, text)) return unknown_code(column, text);
      value = text;
      break;
    case FieldKind::reference:
      if (const auto found = lookups.reference(field.target, text)) return Value(*found);
      return unknown_code(column, text);
    case FieldKind::set: break;
  }
  if (!value) return wrong_value(column);
  return std::move(*value);
}

Error SheetRow::at(std::string code) const {
  return refused(std::move(code)).with("file", table_.file).with("line", std::to_string(row_.line));
}

Error SheetRow::wrong_value(std::string_view column) const {
  return at("import.wrong_value").with("column", std::string(column)).with("given", cell(column));
}

Error SheetRow::unknown_code(std::string_view column, std::string_view given) const {
  return at("import.unknown_code").with("column", std::string(column)).with("given", std::string(given));
}

Error SheetRow::doubled(std::string_view code) const {
  return at("import.doubled_code").with("code", std::string(code));
}

Status check_columns(const CsvTable& table, std::span<const SheetColumn> columns) {
  for (const auto& column : columns) {
    const bool there = std::find(table.columns.begin(), table.columns.end(), column.name) != table.columns.end();
    if (there || column.need == SheetColumn::Need::optional) continue;
    return refused("import.column_missing").with("file", table.file).with("column", std::string(column.name));
  }
  for (const auto& name : table.columns) {
    const bool known = std::any_of(columns.begin(), columns.end(), [&](const auto& one) { return one.name == name; });
    if (!known) return refused("import.column_unknown").with("file", table.file).with("column", name);
  }
  return done;
}

}  // namespace mektep::server
