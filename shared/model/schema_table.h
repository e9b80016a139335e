#pragma once
// One table of a schema document while it is read. Private to the room, and the only header that knows the
// TOML library.

#include <toml++/toml.h>

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "shared/model/schema_document.h"
#include "shared/model/schema_words.h"

namespace mektep {

// The first thing that is wrong with a document. Reading goes on with empty values and is thrown away at
// the end, so that readers need no branch after every key.
struct SchemaReading {
  SchemaOrigin origin = SchemaOrigin::person;
  std::optional<Error> error;

  void fail(std::string_view code, const SchemaPlace& place, std::string_view key, std::string_view word);
};

// Knows which of its keys were asked for. `reading` and `table` must outlive it.
class SchemaTable {
 public:
  SchemaTable(SchemaReading& reading, const toml::table& table, SchemaPlace place);

  const SchemaPlace& place() const { return place_; }
  bool by_person() const { return reading_.origin == SchemaOrigin::person; }
  void name_type(std::string name) { place_.type = std::move(name); }
  void name_field(std::string name) { place_.field = std::move(name); }
  // At the line of the key, where it stands.
  void fail(std::string_view code, std::string_view key, std::string_view word = {});

  // std::string, std::int64_t or bool.
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
  // One of the words; an unknown one is a slip of a person's, and of the server's a later program's.
  template <class Meaning, std::size_t Count>
  std::optional<Meaning> word(std::string_view key, const schema_words::Words<Meaning, Count>& known) {
    const auto written = required<std::string>(key);
    const auto meaning = schema_words::meaning_of(known, written);
    if (!meaning && by_person()) fail("schema.unknown_word", key, written);
    return meaning;
  }
  std::uint16_t number(std::int64_t minimum);
  std::vector<std::string> words(std::string_view key);
  Labels labels();

  // Every table of an array of tables; fails beyond `count_max`.
  template <class Visit>
  void each(std::string_view key, std::size_t count_max, const Visit& visit) {
    for (const toml::table* table : tables(key, count_max)) visit(SchemaTable(reading_, *table, place_));
  }

  // A person's misspelt key must not be passed over in silence.
  void finish();

 private:
  const toml::node* get(std::string_view key);
  std::vector<const toml::table*> tables(std::string_view key, std::size_t count_max);

  SchemaReading& reading_;
  const toml::table& table_;
  SchemaPlace place_;
  std::set<std::string> asked_;
};

}  // namespace mektep
