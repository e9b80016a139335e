#include "shared/model/schema_document.h"

#include <toml++/toml.h>

#include <optional>
#include <set>

#include "shared/base/limits.h"
#include "shared/model/schema_words.h"

namespace mektep {
namespace {

std::uint32_t line_of(const toml::node& node) { return node.source().begin.line; }

// The first thing that is wrong with a document. Reading goes on with empty values and is thrown away at
// the end, so that readers need no branch after every key.
struct Reading {
  SchemaOrigin origin = SchemaOrigin::person;
  std::optional<Error> error;

  void fail(std::string_view code, const SchemaPlace& place, std::string_view key, std::string_view word) {
    if (!error) error = schema_error(code, place, key, word);
  }
};

// One table of the document; knows which of its keys were asked for.
class Table {
 public:
  Table(Reading& reading, const toml::table& table, SchemaPlace place)
      : reading_(reading), table_(table), place_(std::move(place)) {
    place_.line = line_of(table);
  }

  const SchemaPlace& place() const { return place_; }
  bool by_person() const { return reading_.origin == SchemaOrigin::person; }
  void name_type(std::string name) { place_.type = std::move(name); }
  void name_field(std::string name) { place_.field = std::move(name); }
  void fail(std::string_view code, std::string_view key, std::string_view word = {}) {
    SchemaPlace place = place_;
    if (const toml::node* node = table_.get(key)) place.line = line_of(*node);
    reading_.fail(code, place, key, word);
  }

  template <class Value>
  std::optional<Value> optional(std::string_view key) {
    const toml::node* node = get(key);
    if (node == nullptr) return std::nullopt;
    std::optional<Value> value = node->value_exact<Value>();
    if (!value) fail("schema.wrong_value", key);
    return value;
  }
  template <class Value>
  Value required(std::string_view key) {
    if (get(key) == nullptr) fail("schema.key_missing", key);
    return optional<Value>(key).value_or(Value{});
  }

  std::uint16_t number(std::int64_t minimum) {
    const auto number = required<std::int64_t>("number");
    if (number < minimum || number > 0xffff)
      fail("schema.number_out_of_range", "number", std::to_string(number));
    return static_cast<std::uint16_t>(number);
  }

  std::vector<std::string> words(std::string_view key) {
    std::vector<std::string> words;
    const toml::node* node = get(key);
    if (node == nullptr) return words;
    const toml::array* array = node->as_array();
    if (array == nullptr) {
      fail("schema.wrong_value", key);
      return words;
    }
    for (const toml::node& item : *array) {
      if (const auto word = item.value_exact<std::string>()) {
        words.push_back(*word);
      } else {
        fail("schema.wrong_value", key);
      }
    }
    return words;
  }

  template <class Meaning, std::size_t Count>
  std::optional<Meaning> word(std::string_view key, const schema_words::Words<Meaning, Count>& known) {
    const auto written = required<std::string>(key);
    const auto meaning = schema_words::meaning_of(known, written);
    if (!meaning && by_person()) fail("schema.unknown_word", key, written);
    return meaning;
  }

  Labels labels() {
    Labels labels;
    const toml::node* node = get("labels");
    const toml::table* table = node == nullptr ? nullptr : node->as_table();
    if (table == nullptr) {
      fail(node == nullptr ? "schema.key_missing" : "schema.wrong_value", "labels");
      return labels;
    }
    Table inner(reading_, *table, place_);
    for (std::size_t language = 0; language < labels.size(); ++language) {
      labels[language] = inner.required<std::string>(schema_words::languages[language]);
      if (labels[language].empty()) fail("schema.label_missing", "labels", schema_words::languages[language]);
    }
    inner.finish();
    return labels;
  }

  // Every table of an array of tables; fails beyond `count_max`.
  template <class Visit>
  void each(std::string_view key, std::size_t count_max, const Visit& visit) {
    const toml::node* node = get(key);
    if (node == nullptr) return;
    const toml::array* array = node->as_array();
    if (array == nullptr) return fail("schema.wrong_value", key);
    if (array->size() > count_max) return fail("schema.too_many", key, std::to_string(count_max));
    for (const toml::node& item : *array) {
      if (const toml::table* table = item.as_table()) {
        visit(Table(reading_, *table, place_));
      } else {
        fail("schema.wrong_value", key);
      }
    }
  }

  // A person's misspelt key must not be passed over in silence.
  void finish() {
    if (!by_person()) return;
    for (const auto& [key, node] : table_) {
      if (!asked_.contains(std::string(key.str()))) fail("schema.unknown_key", key.str(), key.str());
    }
  }

 private:
  const toml::node* get(std::string_view key) {
    asked_.emplace(key);
    return table_.get(key);
  }

  Reading& reading_;
  const toml::table& table_;
  SchemaPlace place_;
  std::set<std::string> asked_;
};

std::int64_t power_of_ten(int exponent) {
  std::int64_t power = 1;
  while (exponent-- > 0) power *= 10;
  return power;
}

void read_scale(Table& table, Field& field) {
  const auto scale = table.required<std::int64_t>("scale");
  if (scale < 1 || scale > 9) table.fail("schema.number_out_of_range", "scale", std::to_string(scale));
  field.scale = static_cast<int>(scale);
}

// Bounds of decimals are written in whole units.
void read_bounds(Table& table, Field& field) {
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

void read_element(Table& table, Field& field) {
  field.element = table.word("of", schema_words::elements).value_or(ElementKind::none);
  if (field.element == ElementKind::code) field.codebook = table.required<std::string>("codebook");
  if (field.element == ElementKind::reference) field.target = table.required<std::string>("type");
}

void read_kind(Table& table, Field& field) {
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
std::optional<ParsedField> read_field(Table table) {
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

ParsedTally read_tally(Table table) {
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
bool read_readers(Table& table) {
  const std::string readers = table.optional<std::string>("readers").value_or("all");
  const bool is_known = readers == "all" || readers == "team";
  if (!is_known && table.by_person()) table.fail("schema.unknown_word", "readers", readers);
  return readers != "all";
}

ParsedType read_type(Table table) {
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
  table.each("field", limits::schema_fields_max, [&](Table inner) {
    if (auto field = read_field(std::move(inner))) parsed.fields.push_back(std::move(*field));
  });
  table.each("tally", limits::schema_tallies_max,
             [&](Table inner) { parsed.tallies.push_back(read_tally(std::move(inner))); });
  table.finish();
  parsed.place = table.place();
  return parsed;
}

ParsedSchema read_root(Table table) {
  ParsedSchema parsed;
  const auto version = table.required<std::int64_t>("version");
  if (version < 1 || version > 0x7fff'ffff) {
    table.fail("schema.number_out_of_range", "version", std::to_string(version));
  }
  parsed.version = static_cast<std::uint32_t>(version);
  table.each("type", limits::schema_types_max,
             [&](Table inner) { parsed.types.push_back(read_type(std::move(inner))); });
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
  Reading reading{origin, std::nullopt};
  try {
    const toml::table root = toml::parse(text);
    ParsedSchema parsed = read_root(Table(reading, root, {}));
    if (reading.error) return *std::move(reading.error);
    return parsed;
  } catch (const toml::parse_error& error) {
    return schema_error("schema.not_toml", {"", "", error.source().begin.line}, "", "");
  }
}

}  // namespace mektep
