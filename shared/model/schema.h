#pragma once
// The schema as data: record types, fields, labels, writers, natural keys, tallies. A document read at
// run time (data/schema.toml, docs/schema.md); a new record type needs no new program.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/ids.h"
#include "shared/base/result.h"

namespace mektep {

// kk, ru, en in this order.
using Labels = std::array<std::string, 3>;

enum class FieldKind : std::uint8_t {
  text,
  long_text,
  integer,
  decimal,
  date,
  boolean,
  code,
  reference,
  set
};
// What a set holds.
enum class ElementKind : std::uint8_t { none, text, code, reference, file };

struct Field {
  FieldNumber number;
  std::string name;  // [a-z][a-z0-9_]*, checked: it becomes a column
  FieldKind kind = FieldKind::text;
  ElementKind element = ElementKind::none;
  int scale = 0;                        // decimal: digits behind the point
  std::string codebook;                 // code, set of codes
  std::string target;                   // reference, set of references: a type's name
  bool required = false;                // a check of the form, not of the log
  std::optional<std::int64_t> minimum;  // integers; decimals in units of the scale
  std::optional<std::int64_t> maximum;  // the same; of a text its characters
  Labels labels;
  std::vector<std::string> writers;  // role codes; empty = the type's writers
  friend bool operator==(const Field&, const Field&) = default;
};

// What is counted or summed, by which dimensions. The contribution of a record is a pure function of
// its state and, when `parent` is named, of one parent in the same scope.
struct Tally {
  std::uint16_t number = 0;             // unique in its type
  std::string name;                     // unique in the schema
  std::string sum;                      // a decimal or integer field; empty = count records
  std::string distinct;                 // a field: count different values; empty = no
  std::string parent;                   // a reference field of this type; empty = no
  std::vector<std::string> dimensions;  // as written: "field", "parent.field", each perhaps with a date part
  Labels labels;
  friend bool operator==(const Tally&, const Tally&) = default;
};

// A dimension taken apart: "activity.from:month".
struct Dimension {
  enum class Part : std::uint8_t { whole, month, year };  // of a date: 2021-02, 2021
  std::string parent;  // a reference field of the type; empty = its own field
  std::string field;
  Part part = Part::whole;
  friend bool operator==(const Dimension&, const Dimension&) = default;
};
// Empty when the text has another form.
std::optional<Dimension> dimension_of(std::string_view text);

enum class ScopeKind : std::uint8_t { network, site, school, desk, pair, topic };

struct RecordType {
  TypeNumber number;  // below 32: the program's own (builtin.h)
  std::string name;
  ScopeKind scope = ScopeKind::school;
  Labels labels;
  std::vector<std::string> writers;
  std::vector<std::string> natural_key;  // fields; empty = ids are drawn
  std::vector<std::string> title;        // fields that name a record in lists
  std::string date;                      // the date field of lists and the view; empty = none
  bool team_only = false;                // shown to its team: shared/merge/team.h
  std::vector<Field> fields;
  std::vector<Tally> tallies;

  const Field* field(std::string_view name) const;
  const Field* field(FieldNumber number) const;
  friend bool operator==(const RecordType&, const RecordType&) = default;
};

class Schema {
 public:
  // The built-in types alone.
  Schema();

  // Fails with schema.* and the arguments type, field, key, word and line; those that do not apply are
  // empty, or 0.
  static Result<Schema> parse(std::string_view toml);

  std::uint32_t version() const { return version_; }
  const std::vector<RecordType>& types() const { return types_; }
  const RecordType* type(std::string_view name) const;
  const RecordType* type(TypeNumber number) const;

  // The document of one type, for the signed record that carries it on the wire; `with_type` reads it
  // back, passing over what only a later program knows. A type that is already there is replaced when its
  // numbers agree (fields are only added). What was read back is handed out unchanged.
  std::string document_of(const RecordType& type) const;
  Result<Schema> with_type(std::string_view document, std::uint32_t version) const;

  // Whether this document may replace `held`: a higher version, nothing removed, no number with another
  // meaning. Fails with schema.* like parse.
  Status may_follow(const Schema& held) const;

 private:
  std::uint32_t version_ = 0;
  std::vector<RecordType> types_;  // sorted by number
  std::map<TypeNumber, std::string> documents_;
};

}  // namespace mektep
