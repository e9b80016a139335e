#include "shared/model/schema_table.h"

namespace mektep {
namespace {

std::uint32_t line_of(const toml::node& node) { return node.source().begin.line; }

}  // namespace

void SchemaReading::fail(std::string_view code, const SchemaPlace& place, std::string_view key,
                         std::string_view word) {
  if (!error) error = schema_error(code, place, key, word);
}

SchemaTable::SchemaTable(SchemaReading& reading, const toml::table& table, SchemaPlace place)
    : reading_(reading), table_(table), place_(std::move(place)) {
  place_.line = line_of(table);
}

const toml::node* SchemaTable::get(std::string_view key) {
  asked_.emplace(key);
  return table_.get(key);
}

void SchemaTable::fail(std::string_view code, std::string_view key, std::string_view word) {
  SchemaPlace place = place_;
  if (const toml::node* node = table_.get(key)) place.line = line_of(*node);
  reading_.fail(code, place, key, word);
}

std::uint16_t SchemaTable::number(std::int64_t minimum) {
  const auto number = required<std::int64_t>("number");
  if (number < minimum || number > 0xffff)
    fail("schema.number_out_of_range", "number", std::to_string(number));
  return static_cast<std::uint16_t>(number);
}

std::vector<std::string> SchemaTable::words(std::string_view key) {
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

Labels SchemaTable::labels() {
  Labels labels;
  const toml::node* node = get("labels");
  const toml::table* table = node == nullptr ? nullptr : node->as_table();
  if (table == nullptr) {
    fail(node == nullptr ? "schema.key_missing" : "schema.wrong_value", "labels");
    return labels;
  }
  SchemaTable inner(reading_, *table, place_);
  for (std::size_t language = 0; language < labels.size(); ++language) {
    labels[language] = inner.required<std::string>(schema_words::languages[language]);
    if (labels[language].empty()) fail("schema.label_missing", "labels", schema_words::languages[language]);
  }
  inner.finish();
  return labels;
}

std::vector<const toml::table*> SchemaTable::tables(std::string_view key, std::size_t count_max) {
  std::vector<const toml::table*> tables;
  const toml::node* node = get(key);
  if (node == nullptr) return tables;
  const toml::array* array = node->as_array();
  if (array == nullptr) {
    fail("schema.wrong_value", key);
    return tables;
  }
  if (array->size() > count_max) {
    fail("schema.too_many", key, std::to_string(count_max));
    return tables;
  }
  for (const toml::node& item : *array) {
    if (const toml::table* table = item.as_table()) {
      tables.push_back(table);
    } else {
      fail("schema.wrong_value", key);
    }
  }
  return tables;
}

void SchemaTable::finish() {
  if (!by_person()) return;
  for (const auto& [key, node] : table_) {
    if (!asked_.contains(std::string(key.str()))) fail("schema.unknown_key", key.str(), key.str());
  }
}

}  // namespace mektep
