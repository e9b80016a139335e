#pragma once
// What a form lets through: kinds, bounds, codes, sizes, and text in one clean form. The log is not bound by
// these checks; they keep a person's slip from becoming everybody's record.
// Pure but for the codebooks it is handed.

#include <functional>

#include "shared/model/record.h"
#include "shared/model/schema.h"

namespace mektep::client {

enum class CodeVerdict { known, unknown, no_codebook };

struct FormRules {
  const Schema& schema;
  ScopeNumber scope;  // of the record: references inside it are written without a scope
  std::function<CodeVerdict(const std::string& book, const std::string& code)> code;
};

// The value in the form in which it is stored; an empty text is Nothing. Fails with value.wrong_kind (field,
// kind), value.wrong_type (field, type), value.out_of_range (field, min, max), value.too_long (field, size,
// limit: characters), value.too_large (field, size, limit: bytes), value.unknown_code (field, value,
// codebook), text.* (field).
Result<Value> checked_value(const Field& field, const Value& value, const FormRules& rules);
// One element of a set.
Result<Value> checked_element(const Field& field, const Value& value, const FormRules& rules);
// A long text, whole; paragraphs are checked one by one.
Result<std::string> checked_text(const Field& field, std::string_view text);

}  // namespace mektep::client
