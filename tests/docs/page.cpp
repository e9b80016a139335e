#include "tests/docs/page.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace mektep::docs {
namespace {

constexpr std::string_view indent = "    ";
constexpr std::string_view prompt = "    $ ";

bool is_capital_word(std::string_view word) {
  return !word.empty() && (word[0] == '-' || word[0] == '[' || (word[0] >= 'A' && word[0] <= 'Z') ||
                           word.find('|') != std::string_view::npos);
}

// "held export FILE" is the verb "held export": its words end where a parameter begins.
VerbSection section_of(std::string_view heading, std::string program) {
  VerbSection section;
  section.program = std::move(program);
  std::istringstream words{std::string(heading)};
  bool in_name = true;
  for (std::string word; words >> word;) {
    in_name = in_name && !is_capital_word(word);
    if (in_name) section.name += (section.name.empty() ? "" : " ") + word;
    std::erase_if(word, [](char sign) { return sign == '[' || sign == ']'; });
    if (word.starts_with("--")) section.options.push_back(word.substr(0, word.find("\xe2\x80\xa6")));
  }
  return section;
}

}  // namespace

std::string read_page(const std::string& path) {
  std::ifstream file(std::string(MEKTEP_SOURCE_DIR) + "/" + path);
  if (!file) throw std::runtime_error("no page " + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  std::istringstream stream{std::string(text)};
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> fenced_blocks(std::string_view text, std::string_view kind) {
  std::vector<std::string> blocks;
  bool inside = false;
  for (const auto& line : lines_of(text)) {
    if (inside && line == "```") {
      inside = false;
    } else if (inside) {
      blocks.back() += line + "\n";
    } else if (line == "```" + std::string(kind)) {
      inside = true;
      blocks.emplace_back();
    }
  }
  return blocks;
}

std::vector<std::string> code_spans(std::string_view text) {
  std::vector<std::string> spans;
  bool fenced = false;
  for (const auto& line : lines_of(text)) {
    if (line.starts_with("```")) fenced = !fenced;
    if (fenced || line.starts_with(indent) || line.starts_with("```")) continue;
    for (std::size_t open = line.find('`'); open != std::string::npos; open = line.find('`', open + 1)) {
      const auto close = line.find('`', open + 1);
      if (close == std::string::npos) break;
      spans.push_back(line.substr(open + 1, close - open - 1));
      open = close;
    }
  }
  return spans;
}

std::vector<VerbSection> verb_sections(std::string_view page) {
  std::vector<VerbSection> sections;
  std::string program;
  for (const auto& line : lines_of(page)) {
    if (line.starts_with("## `")) program = line.substr(4, line.find('`', 4) - 4);
    if (line.starts_with("### ")) sections.push_back(section_of(line.substr(4), program));
    if (sections.empty() || !line.starts_with(indent)) continue;
    if (line.starts_with(prompt)) {
      sections.back().commands.push_back(line.substr(prompt.size()));
    } else {
      sections.back().output += line.substr(indent.size());
    }
  }
  return sections;
}

std::string normal_sql(std::string_view sql) {
  std::string normal;
  const auto is_tight = [](char sign) { return sign == '(' || sign == ')' || sign == ','; };
  bool space = false;
  for (const char sign : sql) {
    if (sign == ' ' || sign == '\n' || sign == '\t') {
      space = true;
      continue;
    }
    if (space && !normal.empty() && !is_tight(normal.back()) && !is_tight(sign)) normal += ' ';
    space = false;
    normal += sign;
  }
  return normal;
}

}  // namespace mektep::docs
