#pragma once
// A CSV table whose columns were checked, and its cells as values of the schema's fields. Errors name the
// file, the line and the column. Pure.

#include <functional>
#include <span>

#include "server/app/csv.h"
#include "shared/model/schema.h"
#include "shared/model/value.h"

namespace mektep::server {

struct SheetColumn {
  std::string_view name;
  // Where it goes; empty for one that is read by hand or passed over.
  std::string_view field;
  enum class Need { required, optional } need = Need::required;
};

// What cells refer to, answered by whoever knows; empty when it is unknown.
struct SheetLookups {
  std::function<bool(const std::string& book, const std::string& code)> code;
  std::function<std::optional<Reference>(const std::string& type, const std::string& code)> reference;
};

class SheetRow {
 public:
  SheetRow(const CsvTable& table, const CsvRow& row) : table_(table), row_(row) {}

  std::size_t line() const { return row_.line; }
  // Empty for a column that the table lacks.
  const std::string& cell(std::string_view column) const;
  bool has(std::string_view column) const;
  // The parts of a cell that were joined with "+".
  std::vector<std::string> parts(std::string_view column) const;

  // The cell as a value of the field; an empty one is Nothing, and refused when the field is required.
  // Fails with import.wrong_value, import.unknown_code (file, line, column, given).
  Result<Value> value(std::string_view column, const Field& field, const SheetLookups& lookups) const;
  // The cell of a set field, as element keys.
  Result<std::vector<Bytes>> elements(std::string_view column, const Field& field, const SheetLookups& lookups) const;

  Error wrong_value(std::string_view column) const;
  Error unknown_code(std::string_view column, std::string_view given) const;
  // import.doubled_code (file, line, code)
  Error doubled(std::string_view code) const;

 private:
  Error at(std::string code) const;
  Result<Value> typed(std::string_view column, const std::string& text, const Field& field,
                      const SheetLookups& lookups) const;

  const CsvTable& table_;
  const CsvRow& row_;
};

// Fails with import.column_missing, import.column_unknown (file, column).
Status check_columns(const CsvTable& table, std::span<const SheetColumn> columns);

}  // namespace mektep::server
