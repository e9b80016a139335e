#include "tests/tidy/source_tree.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <sstream>

namespace mektep::tidy {

namespace {

bool is_name_letter(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// Blanks comments, and the insides of literals if asked to; line ends stay where they are.
class Blanker {
 public:
  Blanker(const std::string& text, bool literals_too) : text_(text), literals_too_(literals_too) {}

  std::string run() {
    while (at_ < text_.size()) step();
    return out_;
  }

 private:
  void step() {
    if (next_is("//")) return skip_to("\n", 0, true);
    if (next_is("/*")) return skip_to("*/", 2, true);
    if (next_is("R\"") && !after_name()) return raw_literal();
    if (text_[at_] == '"' || (text_[at_] == '\'' && !after_name())) return literal(text_[at_]);
    out_.push_back(text_[at_++]);
  }

  bool next_is(std::string_view what) const { return text_.compare(at_, what.size(), what) == 0; }
  // The quote in 1'000 and the R in fooR"" are no beginnings.
  bool after_name() const { return at_ > 0 && is_name_letter(text_[at_ - 1]); }

  void skip_to(std::string_view end, std::size_t also, bool blank) {
    const auto found = text_.find(end, at_ + (also != 0 ? 2 : 0));
    const auto stop = found == std::string::npos ? text_.size() : found + also;
    copy(stop, blank);
  }

  void copy(std::size_t stop, bool blank) {
    for (; at_ < stop; ++at_) out_.push_back(blank && text_[at_] != '\n' ? ' ' : text_[at_]);
  }

  void raw_literal() {
    const auto open = text_.find('(', at_);
    const std::string end = ")" + text_.substr(at_ + 2, open - at_ - 2) + "\"";
    copy(open + 1, false);
    const auto close = std::min(text_.find(end, at_), text_.size());
    copy(close, literals_too_);
    copy(std::min(close + end.size(), text_.size()), false);
  }

  void literal(char quote) {
    auto stop = at_ + 1;
    while (stop < text_.size() && text_[stop] != quote && text_[stop] != '\n') {
      stop += text_[stop] == '\\' ? 2U : 1U;
    }
    copy(at_ + 1, false);
    copy(std::min(stop, text_.size()), literals_too_);
    copy(std::min(stop + 1, text_.size()), false);
  }

  const std::string& text_;
  bool literals_too_;
  std::size_t at_ = 0;
  std::string out_;
};

bool is_left_out(const std::filesystem::path& path) {
  const auto name = path.filename().string();
  return name == ".git" || name == "build" || name == "node_modules";
}

bool is_text(const std::string& path) {
  static constexpr std::array<std::string_view, 14> endings{
      ".h", ".cpp", ".txt", ".cmake", ".md", ".toml", ".csv", ".json", ".ts", ".tsx", ".css", ".html", ".sh", ".py"};
  const bool known = std::any_of(endings.begin(), endings.end(), [&](auto end) { return ends_with(path, end); });
  const auto name = path.substr(path.rfind('/') + 1);
  return known || name.find('.') == std::string::npos;  // scripts have no ending
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\n");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\n") - first + 1);
}

// Walks the braces of a file whose comments, literals and preprocessor lines are blank.
class BraceWalk {
 public:
  explicit BraceWalk(const SourceFile& file) : file_(file) {}

  std::vector<Function> run() {
    for (line_ = 0; line_ < file_.bare.size(); ++line_) {
      const auto& line = file_.bare[line_];
      if (!line.empty() && line[line.find_first_not_of(' ') % line.size()] == '#') continue;
      for (const char letter : line) step(letter);
      step(' ');
    }
    return std::move(functions_);
  }

 private:
  enum class Kind { container, function, other };

  void step(char letter) {
    if (letter == '{') return open();
    if (letter == '}') return close();
    if (letter == ';' && round_ == 0) return begin_head();
    if (letter == '(') ++round_;
    if (letter == ')') --round_;
    if (head_.empty() && letter != ' ') head_line_ = line_;
    if (!head_.empty() || letter != ' ') head_.push_back(letter);
  }

  void open() {
    const bool inside = !open_.empty() && open_.back().kind != Kind::container;
    open_.push_back({inside ? Kind::other : kind_of(trimmed(head_)), head_line_, trimmed(head_)});
    begin_head();
  }

  void close() {
    if (!open_.empty()) {
      const auto done = open_.back();
      open_.pop_back();
      if (done.kind == Kind::function) functions_.push_back({done.line, line_, done.head});
    }
    begin_head();
  }

  void begin_head() {
    head_.clear();
    round_ = 0;
  }

  static Kind kind_of(const std::string& head) {
    if (head.find('(') != std::string::npos) return Kind::function;
    for (const auto* word : {"namespace", "class", "struct", "union", "extern"}) {
      if (has_word(head, word)) return Kind::container;
    }
    return Kind::other;
  }

  struct Open {
    Kind kind;
    std::size_t line;
    std::string head;
  };

  const SourceFile& file_;
  std::size_t line_ = 0;
  std::size_t head_line_ = 0;
  int round_ = 0;
  std::string head_;
  std::vector<Open> open_;
  std::vector<Function> functions_;
};

}  // namespace

bool SourceFile::is_cpp() const { return ends_with(path, ".h") || ends_with(path, ".cpp"); }
bool SourceFile::is_test() const { return starts_with(path, "tests/"); }

std::string SourceFile::where(std::size_t line_index) const {
  return path + ":" + std::to_string(line_index + 1);
}

SourceFile read_text(std::string path, const std::string& text) {
  SourceFile file{std::move(path), split(text), {}, {}};
  if (!file.is_cpp()) return file;
  file.code = split(Blanker(text, false).run());
  file.bare = split(Blanker(text, true).run());
  return file;
}

std::vector<SourceFile> read_tree(const std::filesystem::path& root) {
  std::vector<SourceFile> files;
  for (auto entry = std::filesystem::recursive_directory_iterator(root);
       entry != std::filesystem::recursive_directory_iterator(); ++entry) {
    if (is_left_out(entry->path())) {
      entry.disable_recursion_pending();
      continue;
    }
    auto path = std::filesystem::relative(entry->path(), root).generic_string();
    if (!entry->is_regular_file() || !is_text(path)) continue;
    std::ifstream stream(entry->path(), std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    files.push_back(read_text(std::move(path), text.str()));
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return files;
}

std::vector<Function> functions_of(const SourceFile& file) { return BraceWalk(file).run(); }

std::string_view included_in(std::string_view line) {
  if (!starts_with(line, "#include ")) return {};
  line.remove_prefix(9);
  const auto close = line.find_first_of("\">", 1);
  return line.substr(0, close == std::string_view::npos ? close : close + 1);
}

std::size_t columns_of(std::string_view line) {
  return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char letter) {
    return (static_cast<unsigned char>(letter) & 0xC0U) != 0x80U;
  }));
}

bool starts_with(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}

bool ends_with(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() && text.substr(text.size() - ending.size()) == ending;
}

bool has_word(std::string_view text, std::string_view word) {
  for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const auto end = at + word.size();
    const bool starts = at == 0 || !is_name_letter(text[at - 1]);
    if (starts && (end == text.size() || !is_name_letter(text[end]))) return true;
  }
  return false;
}

}  // namespace mektep::tidy
