#pragma once
// Values of fields as SQLite columns. Texts, codes, references (the text form of the id) and the joined
// forms of sets (a JSON array) and long texts (paragraphs parted by line breaks) are TEXT; integers,
// decimals (units), dates (days) and booleans are INTEGER. Pure.

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "shared/model/schema.h"
#include "shared/model/value.h"

namespace mektep {

// A field of a type that has a table.
struct Column {
  Field field;
  TypeNumber target;  // of a reference; 0 when the schema does not know the type
};

using ColumnValue = std::variant<std::monostate, std::int64_t, std::string>;

bool is_scalar(FieldKind kind);
bool is_integer_column(FieldKind kind);

// What the column of a scalar shows. A value of another kind than the field's shows as NULL, bytes as
// hexadecimal digits where the column is TEXT.
ColumnValue column_of(const Column& column, const Value& value);
// Whether the column alone gives the value back.
bool tells(const Column& column, const Value& value);
// The value whose column this is. The column was made from a value that it tells; another text is a
// damaged file and throws DatabaseBroken.
Value value_of(const Column& column, const ColumnValue& shown);

// Elements of a set in the order of their keys, files by their titles; those of a later program as null.
std::string json_array(const std::vector<Value>& elements);

// "2021-02-14", "2.5": how a scalar's column reads in views and titles; empty for NULL.
std::string column_text(const Column& column, const ColumnValue& shown);

}  // namespace mektep
