#pragma once
// A strict reader of CSV tables (RFC 4180): commas, quotes doubled inside quotes, LF or CRLF, UTF-8 with
// or without a byte order mark. A table is read whole or not at all. Pure; any thread.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/bytes.h"
#include "shared/base/result.h"

namespace mektep::server {

struct CsvRow {
  std::size_t line = 0;            // where it begins, from 1
  std::vector<std::string> cells;  // one per column; clean text (shared/model/text.h), trimmed
};

struct CsvTable {
  std::string file;  // for errors
  std::vector<std::string> columns;
  std::vector<CsvRow> rows;
};

// Fails with import.empty (file), import.wrong_encoding (file, line), import.wrong_row (file, line),
// import.column_doubled (file, column), import.wrong_value (file, line, column, given) for characters that
// no field takes.
Result<CsvTable> read_csv(std::string file, BytesView content);

}  // namespace mektep::server
