// Every example of docs/cli.md runs as it stands there, one after another, and answers what
// docs/cli.schema.json describes; and --help of both programs lists exactly the verbs of that page.

#include <fstream>
#include <regex>
#include <set>

#include "tests/integration/town.h"

namespace mektep::test {
namespace {

using namespace std::chrono_literals;

std::string text_of_file(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Example {
  int line = 0;
  std::string command;
};

// Lines of the page that begin with a dollar sign.
std::vector<Example> examples() {
  std::vector<Example> found;
  std::istringstream page(text_of_file(std::string(MEKTEP_SOURCE_DIR) + "/docs/cli.md"));
  int number = 0;
  for (std::string line; std::getline(page, line);) {
    ++number;
    static const std::string mark = "    $ ";
    if (line.starts_with(mark)) found.push_back({number, line.substr(mark.size())});
  }
  return found;
}

// As a shell parts words: by blanks outside double quotes.
Words words_of(const std::string& command) {
  Words words;
  std::string word;
  bool quoted = false;
  for (const char letter : command) {
    if (letter == '"') {
      quoted = !quoted;
    } else if (letter == ' ' && !quoted) {
      if (!word.empty()) words.push_back(std::exchange(word, {}));
    } else {
      word += letter;
    }
  }
  if (!word.empty()) words.push_back(word);
  return words;
}

// The part of JSON Schema that docs/cli.schema.json uses. What is wrong, or nothing.
class Checker {
 public:
  explicit Checker(const json::object& document) : definitions_(document.at("$defs").as_object()) {}

  bool knows(const std::string& name) const { return definitions_.contains(name); }
  std::string check(const json::value& value, const std::string& name) const {
    return check(value, definitions_.at(name).as_object(), name);
  }

 private:
  std::string check(const json::value& value, const json::object& schema, const std::string& where) const {
    if (schema.contains("$ref")) {
      const std::string name(schema.at("$ref").as_string());
      return check(value, definitions_.at(name.substr(name.rfind('/') + 1)).as_object(), where);
    }
    if (schema.contains("type") && !is_of(value, schema.at("type"))) {
      return where + " is " + json::serialize(value);
    }
    if (schema.contains("enum")) {
      const auto& choices = schema.at("enum").as_array();
      if (std::find(choices.begin(), choices.end(), value) == choices.end()) {
        return where + " is " + json::serialize(value);
      }
    }
    return value.is_object() ? check_object(value.as_object(), schema, where)
                             : check_items(value, schema, where);
  }

  std::string check_object(const json::object& value, const json::object& schema,
                           const std::string& where) const {
    if (schema.contains("required")) {
      for (const auto& name : schema.at("required").as_array()) {
        if (!value.contains(name.as_string())) return where + " lacks " + std::string(name.as_string());
      }
    }
    if (!schema.contains("properties")) return {};
    for (const auto& [name, inner] : schema.at("properties").as_object()) {
      if (!value.contains(name)) continue;
      const auto wrong = check(value.at(name), inner.as_object(), where + "." + std::string(name));
      if (!wrong.empty()) return wrong;
    }
    return {};
  }

  std::string check_items(const json::value& value, const json::object& schema,
                          const std::string& where) const {
    if (!value.is_array() || !schema.contains("items")) return {};
    for (const auto& item : value.as_array()) {
      const auto wrong = check(item, schema.at("items").as_object(), where + "[]");
      if (!wrong.empty()) return wrong;
    }
    return {};
  }

  static bool is_of(const json::value& value, const json::value& type) {
    if (type.is_array()) {
      return std::any_of(type.as_array().begin(), type.as_array().end(),
                         [&](const json::value& one) { return is_of(value, one); });
    }
    const auto& name = type.as_string();
    if (name == "object") return value.is_object();
    if (name == "array") return value.is_array();
    if (name == "string") return value.is_string();
    if (name == "boolean") return value.is_bool();
    if (name == "integer") return value.is_int64() || value.is_uint64();
    if (name == "null") return value.is_null();
    return name == "number" && value.is_number();
  }

  json::object definitions_;
};

class Page : public ::testing::Test {
 protected:
  TempDirectory folder_;
  Checker checker_{
      json::parse(text_of_file(std::string(MEKTEP_SOURCE_DIR) + "/docs/cli.schema.json")).as_object()};
  std::string last_link_;
  std::string last_id_;
  std::vector<std::unique_ptr<Process>> running_;

  void SetUp() override {
    std::filesystem::create_directory_symlink(std::string(MEKTEP_SOURCE_DIR) + "/data", folder_.file("data"));
  }

  // The longest definition that the words begin with: "mektepd held release" before "mektepd held".
  std::string definition_of(const Words& words) const {
    std::string longest;
    std::string name;
    for (const std::string& word : words) {
      name += (name.empty() ? "" : " ") + word;
      if (checker_.knows(name)) longest = name;
    }
    return longest;
  }

  Words filled(Words words) const {
    for (std::string& word : words) {
      if (word == "<link>") word = last_link_;
      if (word == "<id>") word = last_id_;
    }
    return words;
  }

  void note(const json::object& answer) {
    if (answer.contains("link")) last_link_ = answer.at("link").as_string();
    if (answer.contains("id")) last_id_ = answer.at("id").as_string();
  }

  Words environment() const { return {"MEKTEP_DB=" + folder_.file("a").string()}; }

  void run(const Example& example) {
    SCOPED_TRACE("docs/cli.md:" + std::to_string(example.line) + ": " + example.command);
    Words words = words_of(example.command);
    const bool stays = words.back() == "&";
    if (stays) words.pop_back();
    const std::string definition = definition_of(words);
    ASSERT_FALSE(definition.empty()) << "no definition in docs/cli.schema.json";
    words = filled(words);
    words[0] = program_file(words[0]);
    words.emplace_back("--json");
    if (stays) {
      running_.push_back(std::make_unique<Process>(words, environment(), folder_.path().string()));
      const auto ready = json::parse(running_.back()->first_line(20s));
      EXPECT_EQ(checker_.check(ready, definition), "");
      return;
    }
    const Answer answer = answer_of(run_program(words, environment(), folder_.path().string()));
    if (answer.exit != 0) {
      // The page shows how held work is released; this session has none, which is said.
      EXPECT_EQ(answer.code(), "held.unknown") << answer.err;
      EXPECT_EQ(checker_.check(json::object{{"error", answer.error}}, "error"), "");
      return;
    }
    EXPECT_EQ(checker_.check(answer.data, definition), "") << answer.out;
    note(answer.data);
  }
};

TEST_F(Page, EveryExampleRunsAndAnswersAsDescribed) {
  const auto all = examples();
  ASSERT_GE(all.size(), 40U);
  for (const Example& example : all) {
    run(example);
    if (HasFatalFailure()) return;
  }
}

// --- Help ---

// Verbs that the page describes under a program's heading: "held export FILE" under "held" counts by its
// name.
std::set<std::string> described(const std::string& program) {
  const auto defined = json::parse(text_of_file(std::string(MEKTEP_SOURCE_DIR) + "/docs/cli.schema.json"))
                           .at("$defs")
                           .as_object();
  std::set<std::string> names;
  for (const auto& [name, schema] : defined) {
    const std::string text(name);
    if (text.starts_with(program + " ")) names.insert(text.substr(program.size() + 1));
  }
  return names;
}

class Help : public ::testing::TestWithParam<std::string> {};

TEST_P(Help, ListsTheVerbsOfThePageAndNoOthers) {
  const Ran ran = run_program({program_file(GetParam()), "--help", "--lang", "en"});
  ASSERT_EQ(ran.exit, 0) << ran.err;
  std::set<std::string> first_words;
  for (const std::string& verb : described(GetParam())) first_words.insert(verb.substr(0, verb.find(' ')));
  std::set<std::string> listed;
  static const std::regex verb_line("^  ([a-z]+) .*");
  std::istringstream lines(ran.out);
  for (std::string line; std::getline(lines, line);) {
    std::smatch found;
    if (std::regex_match(line, found, verb_line)) listed.insert(found[1]);
  }
  EXPECT_EQ(listed, first_words) << ran.out;
}

TEST_P(Help, OfEveryVerbWorksInEveryLanguage) {
  for (const std::string language : {"kk", "ru", "en"}) {
    for (const std::string& verb : described(GetParam())) {
      Words words = words_of(verb);
      words.insert(words.begin(), program_file(GetParam()));
      words.insert(words.end(), {"--help", "--lang", language});
      const Ran ran = run_program(words);
      EXPECT_EQ(ran.exit, 0) << verb << ran.err;
      EXPECT_FALSE(std::regex_search(ran.out, std::regex("help\\.[a-z]"))) << "a sentence is missing: " << ran.out;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Programs, Help, ::testing::Values("mektep", "mektepd"),
                         [](const auto& program) { return program.param; });

}  // namespace
}  // namespace mektep::test
