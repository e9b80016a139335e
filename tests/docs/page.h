#pragma once
// A page of docs/ as the tests read it.

#include <string>
#include <string_view>
#include <vector>

namespace mektep::docs {

// Throws when it is not there. `path` is from the root of the repository.
std::string read_page(const std::string& path);
std::vector<std::string> lines_of(std::string_view text);
// Of ```kind blocks, in order.
std::vector<std::string> fenced_blocks(std::string_view text, std::string_view kind);
// Of `code` spans outside fenced and indented blocks.
std::vector<std::string> code_spans(std::string_view text);

// A verb as docs/cli.md describes it.
struct VerbSection {
  std::string program;                // "mektep", "mektepd"
  std::string name;                   // "held export"
  std::vector<std::string> options;   // "--person"
  std::vector<std::string> commands;  // of its example, without the "$ "
  std::string output;                 // JSON; empty: no example
};
std::vector<VerbSection> verb_sections(std::string_view page);

// White space and what stands beside brackets and commas do not count.
std::string normal_sql(std::string_view sql);

}  // namespace mektep::docs
