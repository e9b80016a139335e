#include "shared/model/schema_document.h"

#include <optional>

#include "shared/base/limits.h"
#include "shared/model/schema_table.h"
#include "shared/model/schema_words.h"

namespace mektep {
namespace {

std::int64_t power_of_ten(int exponent) {
  std::int64_t power = 1;
  while (exponent-- > 0) power *= 10;
  return power;
}

void read_scale(SchemaTable& table, Field& field) {
  const auto scale = table.required<std::int64_t>("scale");
  if (scale < 1 || scale > 9) table.fail("schema.number_out_of_range", "scale", std::to_string(scale));
  field.scale = static_cast<int>(scale);
}

// Bounds of decimals are written in whole units.
void read_bounds(SchemaTable& table, Field& field) {
  const std::int64_t unit = field.scale >= 1 && field.scale <= 9 ? power_of_ten(field.scale) : 1;
  const auto bound = [&](std::string_view key) {
    auto value = table.optional<std::int64_t>(key);
    if (!value) return value;
    const bool fits = *value <= INT64_MAX / unit && *value >= INT64_MIN / unit;
    if (!fits) table.fail("schema.number_out_of_range", key, std::to_string(*value));
    *value = fits ? *value * unit : 0;
    return value;
  };
  if (field.kind != FieldKind::text) field.minimum = bound("min");
  field.maximum = bound("max");
  if (field.minimum && field.maximum && *field.minimum > *field.maximum)
    table.fail("schema.bounds_crossed", "min");
}

void read_element(SchemaTable& table, Field& field) {
  field.element = table.word("of", schema_words::elements).value_or(ElementKind::none);
  if (field.element == ElementKind::code) field.codebook = table.required<std::string>("codebook");
  if (field.element == ElementKind::reference) field.target = table.required<std::string>("type");
}

void read_kind(SchemaTable& table, Field& field) {
  switch (field.kind) {
    case FieldKind::decimal:
      read_scale(table, field);
      break;
    case FieldKind::code:
      field.codebook = table.required<std::string>("codebook");
      break;
    case FieldKind::reference:
      field.target = table.required<std::string>("type");
      break;
    case FieldKind::set:
      read_element(table, field);
      break;
    default:
      break;
  }
  if (field.kind == FieldKind::text || field.kind == FieldKind::integer || field.kind == FieldKind::decimal) {
    read_bounds(table, field);
  }
}

// Empty for a field that only a later program can hold.
std::optional<ParsedField> read_field(SchemaTable table) {
  Field field;
  field.name = table.required<std::string>("name");
  table.name_field(field.name);
  field.number = FieldNumber{table.number(1)};
  const auto kind = table.word("kind", schema_words::kinds);
  if (kind) {
    field.kind = *kind;
    read_kind(table, field);
  }
  field.required = table.optional<bool>("required").value_or(false);
  field.writers = table.words("writers");
  field.labels = table.labels();
  table.finish();
  if (!kind || (field.kind == FieldKind::set && field.element == ElementKind::none)) return std::nullopt;
  return ParsedField{std::move(field), table.place()};
}

ParsedTally read_tally(SchemaTable table) {
  Tally tally;
  tally.name = table.required<std::string>("name");
  table.name_field(tally.name);
  tally.number = table.number(1);
  tally.sum = table.optional<std::string>("sum").value_or("");
  tally.distinct = table.optional<std::string>("distinct").value_or("");
  tally.dimensions = table.words("by");
  for (const std::string& text : tally.dimensions) {
    const auto dimension = dimension_of(text);
    if (!dimension) {
      table.fail("schema.bad_dimension", "by", text);
    } else if (!dimension->parent.empty()) {
      if (!tally.parent.empty() && tally.parent != dimension->parent)
        table.fail("schema.two_parents", "by", text);
      tally.parent = dimension->parent;
    }
  }
  tally.labels = table.labels();
  table.finish();
  return {std::move(tally), table.place()};
}

// A later program's word is read as the narrower circle.
bool read_readers(SchemaTable& table) {
  const std::string readers = table.optional<std::string>("readers").value_or("all");
  const bool is_known = readers == "all" || readers == "team";
  if (!is_known && table.by_person()) table.fail("schema.unknown_word", "readers", readers);
  return readers != "all";
}

ParsedType read_type(SchemaTable table) {
  ParsedType parsed;
  RecordType& type = parsed.type;
  type.name = table.required<std::string>("name");
  table.name_type(type.name);
  type.number = TypeNumber{table.number(32)};
  if (const auto scope = table.word("scope", schema_words::scopes)) {
    type.scope = *scope;
  } else {
    table.fail("schema.unknown_word", "scope");
  }
  type.labels = table.labels();
  type.writers = table.words("writers");
  if (type.writers.empty()) table.fail("schema.key_missing", "writers");
  type.team_only = read_readers(table);
  type.natural_key = table.words("key");
  type.title = table.words("title");
  if (type.title.empty()) table.fail("schema.key_missing", "title");
  type.date = table.optional<std::string>("date").value_or("");
  table.each("field", limits::schema_fields_max, [&](SchemaTable inner) {
    if (auto field = read_field(std::move(inner))) parsed.fields.push_back(std::move(*field));
  });
  table.each("tally", limits::schema_tallies_max,
             [&](SchemaTable inner) { parsed.tallies.push_back(read_tally(std::move(inner))); });
  table.finish();
  parsed.place = table.place();
  return parsed;
}

ParsedSchema read_root(SchemaTable table) {
  ParsedSchema parsed;
  const auto version = table.required<std::int64_t>("version");
  if (version < 1 || version > 0x7fff'ffff) {
    table.fail("schema.number_out_of_range", "version", std::to_string(version));
  }
  parsed.version = static_cast<std::uint32_t>(version);
  table.each("type", limits::schema_types_max,
             [&](SchemaTable inner) { parsed.types.push_back(read_type(std::move(inner))); });
  table.finish();
  return parsed;
}

}  // namespace

Error schema_error(std::string_view code, const SchemaPlace& place, std::string_view key,
                   std::string_view word) {
  return refused(std::string(code))
      .with("type", place.type)
      .with("field", place.field)
      .with("key", std::string(key))
      .with("word", std::string(word))
      .with("line", std::to_string(place.line));
}

Result<ParsedSchema> read_schema_document(std::string_view text, SchemaOrigin origin) {
  if (text.size() > limits::schema_bytes_max) {
    return schema_error("schema.too_large", {}, "", std::to_string(limits::schema_bytes_max));
  }
  SchemaReading reading{origin, std::nullopt};
  try {
    const toml::table root = toml::parse(text);
    ParsedSchema parsed = read_root(SchemaTable(reading, root, {}));
    if (reading.error) return *std::move(reading.error);
    return parsed;
  } catch (const toml::parse_error& error) {
    return schema_error("schema.not_toml", {"", "", error.source().begin.line}, "", "");
  }
}

}  // namespace mektep
