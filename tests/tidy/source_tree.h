#pragma once
// The repository's own text as the tidy tests look at it.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace mektep::tidy {

struct SourceFile {
  std::string path;                 // from the root, with '/'
  std::vector<std::string> lines;   // as written
  std::vector<std::string> code;    // comments blanked
  std::vector<std::string> bare;    // comments and the insides of literals blanked

  bool is_cpp() const;              // .h or .cpp
  bool is_test() const;             // below tests/
  bool is_source() const { return is_cpp() && !is_test(); }
  std::string where(std::size_t line_index) const;  // "path:12"
};

// All text files of the repository but build, .git and what .gitignore names.
std::vector<SourceFile> read_tree(const std::filesystem::path& root);
SourceFile read_text(std::string path, const std::string& text);

// A function body or lambda at namespace or class level: from its first line to its closing brace.
struct Function {
  std::size_t first = 0;  // index of a line
  std::size_t last = 0;
  std::string head;       // "Status Reader::read(const toml::table& table"

  std::size_t length() const { return last - first + 1; }
};
std::vector<Function> functions_of(const SourceFile& file);

// The name in an #include line, with its quotes or brackets; empty for any other line.
std::string_view included_in(std::string_view line);
// Letters as a reader counts them: bytes that do not continue a UTF-8 sequence.
std::size_t columns_of(std::string_view line);
bool starts_with(std::string_view text, std::string_view beginning);
bool ends_with(std::string_view text, std::string_view ending);
// Whether `word` occurs in `text` with no letter, digit or underscore beside it.
bool has_word(std::string_view text, std::string_view word);

}  // namespace mektep::tidy
