// What the parts of a schema must be to each other.

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "shared/base/limits.h"
#include "shared/model/builtin.h"
#include "shared/model/schema_document.h"

namespace mektep {
namespace {

bool is_name(std::string_view name) {
  if (name.empty() || name.size() > limits::schema_name_bytes_max) return false;
  if (name[0] < 'a' || name[0] > 'z') return false;
  return std::all_of(name.begin(), name.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_';
  });
}

// Columns that every view has and whose meaning no field may take.
bool is_reserved(std::string_view name) { return name == "id" || name == "scope"; }

bool is_scalar(const Field& field) {
  return field.kind != FieldKind::set && field.kind != FieldKind::long_text;
}

// Figures go to the office; what a record for its team says in words, and whom it names, does not.
bool tells_nothing(const Field& field) {
  return field.kind != FieldKind::text && field.kind != FieldKind::reference;
}

const Field* field_of(const ParsedType& type, std::string_view name) {
  for (const ParsedField& parsed : type.fields) {
    if (parsed.field.name == name) return &parsed.field;
  }
  return nullptr;
}

class Rules {
 public:
  Rules(const ParsedSchema& parsed, SchemaOrigin origin) : parsed_(parsed), origin_(origin) {}

  Status run() {
    collect_types();
    for (const ParsedType& type : parsed_.types) {
      check_fields(type);
      check_parts(type);
      for (const ParsedTally& tally : type.tallies) check_tally(type, tally);
    }
    if (error_) return *error_;
    return done;
  }

 private:
  void fail(std::string_view code, const SchemaPlace& place, std::string_view key, std::string_view word) {
    if (!error_) error_ = schema_error(code, place, key, word);
  }

  void collect_types() {
    std::set<TypeNumber> numbers;
    for (const RecordType& type : builtin_) types_.emplace(type.name, nullptr);
    for (const ParsedType& type : parsed_.types) {
      const RecordType& made = type.type;
      if (!is_name(made.name)) fail("schema.bad_name", type.place, "name", made.name);
      if (!types_.emplace(made.name, &type).second) fail("schema.name_taken", type.place, "name", made.name);
      if (!numbers.insert(made.number).second) {
        fail("schema.number_taken", type.place, "number", std::to_string(made.number.value));
      }
      check_words(type.place, "writers", made.writers);
    }
  }

  void check_words(const SchemaPlace& place, std::string_view key, const std::vector<std::string>& words) {
    for (const std::string& word : words) {
      if (!is_name(word)) fail("schema.bad_name", place, key, word);
    }
  }

  void check_fields(const ParsedType& type) {
    std::set<std::string_view> names;
    std::set<FieldNumber> numbers;
    if (type.fields.empty()) fail("schema.key_missing", type.place, "field", "");
    for (const auto& [field, place] : type.fields) {
      if (!is_name(field.name)) fail("schema.bad_name", place, "name", field.name);
      if (is_reserved(field.name)) fail("schema.name_reserved", place, "name", field.name);
      if (!names.insert(field.name).second) fail("schema.name_taken", place, "name", field.name);
      if (!numbers.insert(field.number).second) {
        fail("schema.number_taken", place, "number", std::to_string(field.number.value));
      }
      if (!field.codebook.empty() && !is_name(field.codebook)) {
        fail("schema.bad_name", place, "codebook", field.codebook);
      }
      check_words(place, "writers", field.writers);
      check_target(field, place);
    }
  }

  void check_target(const Field& field, const SchemaPlace& place) {
    const bool refers = field.kind == FieldKind::reference || field.element == ElementKind::reference;
    if (!refers || origin_ == SchemaOrigin::server) return;
    if (!types_.contains(field.target)) fail("schema.unknown_type", place, "type", field.target);
  }

  // The named field of the type, when it exists and is fit for `key`.
  template <class Fit>
  void check_field(const ParsedType& type, const SchemaPlace& place, std::string_view key,
                   std::string_view name, const Fit& is_fit) {
    const Field* field = field_of(type, name);
    if (field == nullptr) {
      fail("schema.unknown_field", place, key, name);
    } else if (!is_fit(*field)) {
      fail("schema.unfit_field", place, key, name);
    }
  }

  void check_parts(const ParsedType& type) {
    const RecordType& made = type.type;
    for (const std::string& name : made.natural_key) check_field(type, type.place, "key", name, is_scalar);
    for (const std::string& name : made.title) check_field(type, type.place, "title", name, is_scalar);
    if (made.title.size() > limits::title_fields_max) {
      fail("schema.too_many", type.place, "title", std::to_string(limits::title_fields_max));
    }
    if (!made.date.empty()) {
      check_field(type, type.place, "date", made.date,
                  [](const Field& field) { return field.kind == FieldKind::date; });
    }
  }

  void check_tally(const ParsedType& type, const ParsedTally& parsed) {
    const auto& [tally, place] = parsed;
    if (!is_name(tally.name)) fail("schema.bad_name", place, "name", tally.name);
    if (!tally_names_.insert(tally.name).second) fail("schema.name_taken", place, "name", tally.name);
    if (!tally_numbers_.emplace(type.type.number, tally.number).second) {
      fail("schema.number_taken", place, "number", std::to_string(tally.number));
    }
    if (!tally.sum.empty() && !tally.distinct.empty())
      fail("schema.sum_and_distinct", place, "distinct", tally.distinct);
    if (!tally.sum.empty()) {
      check_field(type, place, "sum", tally.sum, [](const Field& field) {
        return field.kind == FieldKind::integer || field.kind == FieldKind::decimal;
      });
    }
    if (!tally.distinct.empty()) check_field(type, place, "distinct", tally.distinct, is_scalar);
    if (tally.dimensions.size() > limits::tally_dimensions_max) {
      fail("schema.too_many", place, "by", std::to_string(limits::tally_dimensions_max));
    }
    for (const std::string& text : tally.dimensions) check_dimension(type, place, text);
  }

  void check_dimension(const ParsedType& type, const SchemaPlace& place, const std::string& text) {
    const auto dimension = dimension_of(text);
    if (!dimension) return fail("schema.bad_dimension", place, "by", text);
    const ParsedType* owner = &type;
    if (!dimension->parent.empty()) {
      check_field(type, place, "by", dimension->parent,
                  [](const Field& field) { return field.kind == FieldKind::reference; });
      owner = parent_of(type, place, *dimension, text);
      if (owner == nullptr) return;
    }
    const bool for_the_team = type.type.team_only || owner->type.team_only;
    check_field(*owner, place, "by", dimension->field, [&](const Field& field) {
      if (for_the_team && origin_ == SchemaOrigin::person && !tells_nothing(field)) return false;
      return is_scalar(field) && (dimension->part == Dimension::Part::whole || field.kind == FieldKind::date);
    });
  }

  // The type that the parent reference means: one that is known here and lives in the same kind of scope.
  const ParsedType* parent_of(const ParsedType& type, const SchemaPlace& place, const Dimension& dimension,
                              const std::string& text) {
    const Field* reference = field_of(type, dimension.parent);
    if (reference == nullptr) return nullptr;
    const auto found = types_.find(reference->target);
    if (found == types_.end() || found->second == nullptr) return nullptr;
    if (found->second->type.scope != type.type.scope) fail("schema.parent_elsewhere", place, "by", text);
    return found->second;
  }

  const ParsedSchema& parsed_;
  const SchemaOrigin origin_;
  const std::vector<RecordType> builtin_ = builtin::types();
  std::map<std::string_view, const ParsedType*> types_;  // built-in ones without a parsed form
  std::set<std::string_view> tally_names_;
  std::set<std::pair<TypeNumber, std::uint16_t>> tally_numbers_;
  std::optional<Error> error_;
};

}  // namespace

Status check_schema(const ParsedSchema& parsed, SchemaOrigin origin) { return Rules(parsed, origin).run(); }

RecordType assembled(ParsedType parsed) {
  RecordType type = std::move(parsed.type);
  type.fields.reserve(parsed.fields.size());
  for (ParsedField& field : parsed.fields) type.fields.push_back(std::move(field.field));
  type.tallies.reserve(parsed.tallies.size());
  for (ParsedTally& tally : parsed.tallies) type.tallies.push_back(std::move(tally.tally));
  return type;
}

}  // namespace mektep
