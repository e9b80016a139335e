#include "shared/model/schema_document.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>

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

using FieldNames = std::set<std::string, std::less<>>;

// Empty for a field that only a later program can hold; its name is put into `left_out`.
std::optional<ParsedField> read_field(SchemaTable table, FieldNames& left_out) {
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
  if (!kind || (field.kind == FieldKind::set && field.element == ElementKind::none)) {
    left_out.insert(field.name);
    return std::nullopt;
  }
  return ParsedField{std::move(field), table.place()};
}

// Empty for a tally that only a later program can count.
std::optional<ParsedTally> read_tally(SchemaTable table) {
  Tally tally;
  bool is_known = true;
  const auto slip = [&](std::string_view code, const std::string& text) {
    is_known = false;
    if (table.by_person()) table.fail(code, "by", text);
  };
  tally.name = table.required<std::string>("name");
  table.name_field(tally.name);
  tally.number = table.number(1);
  tally.sum = table.optional<std::string>("sum").value_or("");
  tally.distinct = table.optional<std::string>("distinct").value_or("");
  tally.dimensions = table.words("by");
  for (const std::string& text : tally.dimensions) {
    const auto dimension = dimension_of(text);
    if (!dimension) {
      slip("schema.bad_dimension", text);
    } else if (!dimension->parent.empty()) {
      if (!tally.parent.empty() && tally.parent != dimension->parent) slip("schema.two_parents", text);
      tally.parent = dimension->parent;
    }
  }
  tally.labels = table.labels();
  table.finish();
  if (!is_known) return std::nullopt;
  return ParsedTally{std::move(tally), table.place()};
}

bool names_one_of(const FieldNames& left_out, const Tally& tally) {
  if (left_out.contains(tally.sum) || left_out.contains(tally.distinct)) return true;
  return std::any_of(tally.dimensions.begin(), tally.dimensions.end(), [&](const std::string& text) {
    const auto dimension = dimension_of(text);
    return dimension && left_out.contains(dimension->parent.empty() ? dimension->field : dimension->parent);
  });
}

// What rests on a field that this program cannot hold goes with it. A natural key stays and is refused later:
// without one of its fields it would give other ids.
void leave_out(ParsedType& parsed, const FieldNames& left_out) {
  std::erase_if(parsed.type.title, [&](const std::string& name) { return left_out.contains(name); });
  if (left_out.contains(parsed.type.date)) parsed.type.date.clear();
  std::erase_if(parsed.tallies,
                [&](const ParsedTally& tally) { return names_one_of(left_out, tally.tally); });
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
  FieldNames left_out;
  table.each("field", limits::schema_fields_max, [&](SchemaTable inner) {
    if (auto field = read_field(std::move(inner), left_out)) parsed.fields.push_back(std::move(*field));
  });
  table.each("tally", limits::schema_tallies_max, [&](SchemaTable inner) {
    if (auto tally = read_tally(std::move(inner))) parsed.tallies.push_back(std::move(*tally));
  });
  leave_out(parsed, left_out);
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
