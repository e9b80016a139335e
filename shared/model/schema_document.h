#pragma once
// A schema document between its text and its meaning. Private to the room: everybody else asks Schema.

#include <string>
#include <string_view>
#include <vector>

#include "shared/model/schema.h"

namespace mektep {

// Where in a document something stands, for errors.
struct SchemaPlace {
  std::string type;
  std::string field;  // or the tally's name
  std::uint32_t line = 0;
};
// `code` is schema.*; `key` and `word` say what is wrong there.
Error schema_error(std::string_view code, const SchemaPlace& place, std::string_view key,
                   std::string_view word);

struct ParsedField {
  Field field;
  SchemaPlace place;
};
struct ParsedTally {
  Tally tally;
  SchemaPlace place;
};
struct ParsedType {
  RecordType type;  // its fields and tallies stand beside it
  SchemaPlace place;
  std::vector<ParsedField> fields;
  std::vector<ParsedTally> tallies;
};
struct ParsedSchema {
  std::uint32_t version = 0;
  std::vector<ParsedType> types;
};

// Who wrote the document: a person, whose slips are named; or the server, perhaps a later program, whose
// unknown keys are passed over and whose fields of unknown kinds are left out.
enum class SchemaOrigin { person, server };

// The grammar alone: keys, kinds of values, words.
Result<ParsedSchema> read_schema_document(std::string_view toml, SchemaOrigin origin);

// What the parts must be to each other: names, numbers, references, bounds. A type from the server may
// refer to types that arrive later.
Status check_schema(const ParsedSchema& parsed, SchemaOrigin origin);

// One type as a document of its own, which read_schema_document reads back.
std::string write_type_document(const RecordType& type);

// With fields and tallies in place.
RecordType assembled(ParsedType parsed);

}  // namespace mektep
