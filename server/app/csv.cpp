#include "server/app/csv.h"

#include <algorithm>

#include "shared/model/text.h"

namespace mektep::server {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
// What a program writes in place of letters that it could not read.
constexpr std::string_view replacement_character = "\xef\xbf\xbd";

class CsvReader {
 public:
  CsvReader(const std::string& file, std::string_view text) : file_(file), text_(text) {}

  // The next row that is not blank; no cells at the end of the text.
  Result<CsvRow> next() {
    for (;;) {
      CsvRow row{line_, {}};
      if (text_.empty()) return row;
      if (auto read = read_row(row); !read) return read.error();
      if (row.cells.size() > 1 || !row.cells.front().empty()) return row;
    }
  }

 private:
  Status read_row(CsvRow& row) {
    for (;;) {
      auto cell = text_.starts_with('"') ? quoted() : plain();
      if (!cell) return cell.error();
      row.cells.push_back(std::move(*cell));
      if (take(",")) continue;
      if (take("\n") || take("\r\n"))
        ++line_;
      else if (!text_.empty())
        return wrong_row();
      return done;
    }
  }

  Result<std::string> plain() {
    const auto end = text_.find_first_of(",\"\r\n");
    if (end != std::string_view::npos && text_[end] == '"') return wrong_row();
    const auto size = std::min(end, text_.size());
    std::string cell(text_.substr(0, size));
    text_.remove_prefix(size);
    return cell;
  }

  Result<std::string> quoted() {
    const auto began = line_;
    std::string cell;
    for (text_.remove_prefix(1);;) {
      const auto end = text_.find('"');
      if (end == std::string_view::npos) {
        line_ = began;
        return wrong_row();
      }
      cell += text_.substr(0, end);
      line_ += static_cast<std::size_t>(
          std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
      text_.remove_prefix(end + 1);
      if (!take("\"")) return cell;
      cell += '"';
    }
  }

  bool take(std::string_view expected) {
    if (!text_.starts_with(expected)) return false;
    text_.remove_prefix(expected.size());
    return true;
  }

  Error wrong_row() const {
    return refused("import.wrong_row").with("file", file_).with("line", std::to_string(line_));
  }

  const std::string& file_;
  std::string_view text_;
  std::size_t line_ = 1;
};

Error at_line(std::string code, const std::string& file, std::size_t line) {
  return refused(std::move(code)).with("file", file).with("line", std::to_string(line));
}

// Before anything is split: a file in another encoding is told so, whatever its commas look like.
Status check_encoding(const std::string& file, std::string_view text) {
  for (std::size_t line = 1; !text.empty(); ++line) {
    const auto size = std::min(text.find('\n'), text.size() - 1) + 1;
    const auto one = text.substr(0, size);
    const auto clean = clean_text(one, Lines::many);
    const bool unreadable = !clean && clean.error().code == "text.invalid_utf8";
    if (unreadable || one.find(replacement_character) != std::string_view::npos) {
      return at_line("import.wrong_encoding", file, line);
    }
    text.remove_prefix(size);
  }
  return done;
}

Status clean_cells(const CsvTable& table, CsvRow& row) {
  for (std::size_t at = 0; at < row.cells.size(); ++at) {
    auto clean = clean_text(row.cells[at], Lines::one);
    if (!clean) {
      // Shown would be what nobody sees, or what turns the rest of the line around.
      return at_line("import.wrong_value", table.file, row.line)
          .with("column", table.columns[at])
          .with("given", "…");
    }
    row.cells[at] = trimmed(*clean);
  }
  return done;
}

Result<std::vector<std::string>> read_columns(const std::string& file, const CsvRow& heading) {
  std::vector<std::string> columns;
  for (const auto& cell : heading.cells) {
    std::string column(trimmed(cell));
    if (std::find(columns.begin(), columns.end(), column) != columns.end()) {
      return refused("import.column_doubled").with("file", file).with("column", column);
    }
    columns.push_back(std::move(column));
  }
  return columns;
}

}  // namespace

Result<CsvTable> read_csv(std::string file, BytesView content) {
  std::string_view text = text_of(content);
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  if (auto readable = check_encoding(file, text); !readable) return readable.error();
  CsvTable table{std::move(file), {}, {}};
  CsvReader reader(table.file, text);
  auto heading = reader.next();
  if (!heading) return heading.error();
  auto columns = read_columns(table.file, *heading);
  if (!columns) return columns.error();
  table.columns = std::move(*columns);
  for (;;) {
    auto row = reader.next();
    if (!row) return row.error();
    if (row->cells.empty()) break;
    if (row->cells.size() != table.columns.size()) return at_line("import.wrong_row", table.file, row->line);
    if (auto clean = clean_cells(table, *row); !clean) return clean.error();
    table.rows.push_back(std::move(*row));
  }
  if (table.rows.empty()) return refused("import.empty").with("file", table.file);
  return table;
}

}  // namespace mektep::server
