// What the code says is in the catalogues: every error has its two sentences, every id its sentence, and no
// sentence stands in the code.

#include <gtest/gtest.h>
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "shared/words/catalog.h"
#include "tests/tidy/repository.h"

namespace mektep::tidy {
namespace {

const Catalog& english() {
  static const auto catalog = Catalog::shipped(Language::en);
  return catalog;
}

// A literal that is the first argument of a call, with the place of the call.
struct Named {
  std::string id;
  std::string where;
  std::set<std::string> arguments;  // the names in .with("…") that follow it in the same statement
};

std::string joined(const SourceFile& file, std::vector<std::size_t>& line_starts) {
  std::string text;
  for (const auto& line : file.code) {
    line_starts.push_back(text.size());
    text += line + "\n";
  }
  return text;
}

std::size_t line_of(std::size_t at, const std::vector<std::size_t>& line_starts) {
  const auto next = std::upper_bound(line_starts.begin(), line_starts.end(), at);
  return static_cast<std::size_t>(next - line_starts.begin()) - 1;
}

std::set<std::string> arguments_in(std::string_view statement) {
  std::set<std::string> names;
  constexpr std::string_view call = ".with(\"";
  for (auto at = statement.find(call); at != std::string_view::npos; at = statement.find(call, at + 1)) {
    const auto begin = at + call.size();
    names.emplace(statement.substr(begin, statement.find('"', begin) - begin));
  }
  return names;
}

bool is_name_letter(char letter) { return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_'; }

void find_calls(const SourceFile& file, const std::string& function, std::vector<Named>& found) {
  std::vector<std::size_t> line_starts;
  const auto text = joined(file, line_starts);
  const auto call = function + "(";
  for (auto at = text.find(call); at != std::string::npos; at = text.find(call, at + 1)) {
    if (at > 0 && is_name_letter(text[at - 1])) continue;  // a longer name that ends alike
    const auto quote = text.find_first_not_of(" \n", at + call.size());
    if (quote == std::string::npos || text[quote] != '"') continue;
    const auto end = text.find('"', quote + 1);
    const auto statement = std::string_view(text).substr(end, text.find(';', end) - end);
    // "prefix." + code is put together at run time.
    if (text[end - 1] == '.') continue;
    const auto where = file.where(line_of(at, line_starts));
    found.push_back({text.substr(quote + 1, end - quote - 1), where, arguments_in(statement)});
  }
}

std::vector<Named> calls_of(const std::vector<std::string>& functions) {
  std::vector<Named> found;
  for (const auto& file : repository()) {
    // What breaks inside a simulation goes into its trace, never before a person.
    if (!file.is_source() || starts_with(file.path, "tools/sim/")) continue;
    for (const auto& function : functions) find_calls(file, function, found);
  }
  return found;
}

const std::vector<Named>& errors() {
  static const auto found = calls_of({"refused", "wrong_usage", "no_link", "needs_person"});
  return found;
}

TEST(Messages, EveryErrorSaysWhatHappenedAndWhatToDo) {
  for (const auto& error : errors()) {
    EXPECT_TRUE(english().has("error." + error.id) && english().has("hint." + error.id))
        << error.where << ": " << error.id << " has no sentences: add error." << error.id << " and hint." << error.id
        << " with tools/add_sentences";
  }
}

// The insides of the literals of a line.
std::vector<std::string> literals_of(std::string_view code) {
  std::vector<std::string> literals;
  for (auto open = code.find('"'); open != std::string_view::npos; open = code.find('"', open)) {
    auto close = open + 1;
    while (close < code.size() && code[close] != '"') close += code[close] == '\\' ? 2U : 1U;
    literals.emplace_back(code.substr(open + 1, std::min(close, code.size()) - open - 1));
    open = close + 1;
    if (open >= code.size()) break;
  }
  return literals;
}

bool is_lower(char letter) { return letter >= 'a' && letter <= 'z'; }

// "room.what_happened": an error's code, unless it names an event of the log or a file.
bool looks_like_a_code(std::string_view literal) {
  const auto dot = literal.find('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == literal.size()) return false;
  const bool plain = std::all_of(literal.begin(), literal.end(), [](char letter) {
    return is_lower(letter) || letter == '_' || letter == '.';
  });
  static const std::set<std::string_view> endings{"db",  "css", "js",  "html",        "key",   "csv",   "toml",
                                                  "pem", "txt", "tmp", "certificate", "field", "tally", "json", "lock"};
  return plain && literal.find('.', dot + 1) == std::string_view::npos && endings.count(literal.substr(dot + 1)) == 0;
}

// A statement that goes on from the line before: SQL names columns as errors are named.
bool goes_on(const std::vector<std::string>& code, std::size_t line) {
  return line > 0 && !code[line - 1].empty() && code[line - 1].back() == '"';
}

// Codes also travel through helpers of their room, and as the reasons of what is held.
TEST(Messages, EveryCodeHasItsSentences) {
  const std::array<std::string_view, 4> not_codes{"log.line(", "log_.line(", "->line(", "audit("};
  for (const auto& file : repository()) {
    if (!file.is_source() || starts_with(file.path, "tools/")) continue;
    for (std::size_t i = 0; i < file.code.size(); ++i) {
      const auto& line = file.code[i];
      const bool elsewhere = std::any_of(not_codes.begin(), not_codes.end(),
                                         [&](auto call) { return line.find(call) != std::string::npos; });
      if (elsewhere || goes_on(file.code, i) || !included_in(line).empty()) continue;
      for (const auto& literal : literals_of(line)) {
        if (!looks_like_a_code(literal) || english().has(literal)) continue;
        EXPECT_TRUE(english().has("error." + literal) && english().has("hint." + literal))
            << file.where(i) << ": " << literal << " has no sentences: add error." << literal << " and hint."
            << literal << " with tools/add_sentences";
      }
    }
  }
}

TEST(Messages, ErrorsCarryWhatTheirSentencesName) {
  // Names that callers add to errors made elsewhere.
  std::set<std::string> added;
  for (const auto& file : repository()) {
    if (!file.is_source()) continue;
    for (const auto& line : file.code) added.merge(arguments_in(line));
  }
  std::map<std::string, std::set<std::string>> given;
  for (const auto& error : errors()) given[error.id].insert(error.arguments.begin(), error.arguments.end());
  for (const auto& [id, names] : given) {
    for (const auto* part : {"error.", "hint."}) {
      const auto found = english().sentences().find(part + id);
      if (found == english().sentences().end()) continue;
      for (const auto& name : placeholders_of(found->second)) {
        EXPECT_TRUE(names.count(name) != 0 || added.count(name) != 0)
            << part << id << " names {" << name << "}, which no code gives it: use one of the arguments of the error";
      }
    }
  }
}

TEST(Messages, EveryIdThatIsSaidHasASentence) {
  for (const auto& said : calls_of({"say", "say_count"})) {
    EXPECT_TRUE(english().has(said.id)) << said.where << ": " << said.id
                                        << " is in no catalogue: add it with tools/add_sentences";
  }
}

// Headings and words are handed on as ids.
TEST(Messages, EveryHeadingIsInTheCatalogues) {
  const std::array<std::string_view, 5> sections{"heading.", "help.", "word.", "status.", "report."};
  for (const auto& file : repository()) {
    if (!file.is_source()) continue;
    for (std::size_t i = 0; i < file.code.size(); ++i) {
      if (!included_in(file.code[i]).empty()) continue;
      for (const auto& literal : literals_of(file.code[i])) {
        const bool is_id = std::any_of(sections.begin(), sections.end(),
                                       [&](auto section) { return starts_with(literal, section); });
        EXPECT_TRUE(!is_id || literal.back() == '.' || english().has(literal) || english().has("error." + literal))
            << file.where(i) << ": " << literal << " is in no catalogue: add it with tools/add_sentences";
      }
    }
  }
}

// "Three words like" of plain letters: long enough to be no id, key, format or SQL.
bool reads_like_a_sentence(std::string_view text) {
  if (text.find_first_of(";='<") != std::string_view::npos) return false;  // headers, markup
  std::size_t words = 0;
  std::size_t letters = 0;
  for (const char letter : text) {
    if (is_lower(letter)) ++letters;
    if (letter != ' ' && letter != '.') continue;
    words += letters >= 2 ? 1U : 0U;
    letters = 0;
  }
  return words + (letters >= 2 ? 1U : 0U) >= 4;
}

bool has_cyrillic(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return byte >= 0xD0U && byte <= 0xD3U;
  });
}

bool may_hold_letters(const SourceFile& file) {
  // Sorting and searching are tables of letters; yes and no are also read; the tools are for developers.
  return starts_with(file.path, "shared/sqlite/") || file.path == "client/cli/fields.cpp" ||
         starts_with(file.path, "tools/");
}

TEST(Messages, NoTextForPeopleStandsInTheCode) {
  const std::array<std::string_view, 4> talkers{"client/cli/", "client/page/", "server/app/", "server/http/"};
  for (const auto& file : repository()) {
    if (!file.is_source() || may_hold_letters(file)) continue;
    const bool talks =
        std::any_of(talkers.begin(), talkers.end(), [&](auto place) { return starts_with(file.path, place); });
    for (std::size_t i = 0; i < file.code.size(); ++i) {
      if (!included_in(file.code[i]).empty() || file.code[i].find("throw ") != std::string::npos) continue;
      for (const auto& literal : literals_of(file.code[i])) {
        EXPECT_FALSE(has_cyrillic(literal) || (talks && reads_like_a_sentence(literal)))
            << file.where(i) << ": \"" << literal << "\" is text for people: give it an id with tools/add_sentences";
      }
    }
  }
}

}  // namespace
}  // namespace mektep::tidy
