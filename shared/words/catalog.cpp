#include "shared/words/catalog.h"

#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <stdexcept>
#include <toml++/toml.h>

#include "shared/base/embedded.h"

namespace mektep {

namespace embedded {
std::span<const EmbeddedFile> messages();
}

namespace {

using Sentences = std::map<std::string, Sentence, std::less<>>;

std::optional<PluralForm> form_named(std::string_view name) {
  for (const auto form : plural_forms) {
    if (name_of(form) == name) return form;
  }
  return std::nullopt;
}

bool holds_plural_forms(const toml::table& table) {
  return !table.empty() && std::all_of(table.begin(), table.end(), [](const auto& entry) {
    return form_named(entry.first.str()).has_value() && entry.second.is_string();
  });
}

// The first brace that opens or closes no placeholder, if there is one.
bool braces_match(std::string_view text) {
  bool open = false;
  for (const char letter : text) {
    if (letter != '{' && letter != '}') continue;
    if (open == (letter == '{')) return false;
    open = !open;
  }
  return !open;
}

class Reader {
 public:
  Reader(Language language, Sentences& sentences) : language_(language), sentences_(sentences) {}

  Status read(const toml::table& table, const std::string& prefix) {
    for (const auto& [key, node] : table) {
      const auto id = prefix + std::string(key.str());
      if (const auto status = read_node(node, id); !status) return status;
    }
    return done;
  }

 private:
  Status read_node(const toml::node& node, const std::string& id) {
    if (const auto* text = node.as_string()) return add(id, {text->get(), {}}, node);
    const auto* table = node.as_table();
    if (table == nullptr) return damaged(node, id);
    if (!holds_plural_forms(*table)) return read(*table, id + ".");
    Sentence sentence;
    for (const auto& [key, form] : *table) sentence.forms[*form_named(key.str())] = form.as_string()->get();
    return add(id, std::move(sentence), node);
  }

  Status add(const std::string& id, Sentence sentence, const toml::node& node) {
    bool sound = braces_match(sentence.text);
    for (const auto& [form, text] : sentence.forms) sound = sound && braces_match(text);
    if (!sound || !sentences_.emplace(id, std::move(sentence)).second) return damaged(node, id);
    return done;
  }

  Error damaged(const toml::node& node, const std::string& id) const {
    return refused("words.damaged_catalog")
        .with("language", std::string(code_of(language_)))
        .with("line", std::to_string(node.source().begin.line))
        .with("what", id);
  }

  Language language_;
  Sentences& sentences_;
};

const std::string* value_of(const Arguments& arguments, std::string_view name) {
  for (const auto& [key, value] : arguments) {
    if (key == name) return &value;
  }
  return nullptr;
}

// A placeholder without a value stays as it is written: a wrong sentence that shows is soon mended.
std::string filled(std::string_view text, const Arguments& arguments) {
  std::string line;
  while (!text.empty()) {
    const auto open = text.find('{');
    line.append(text.substr(0, open));
    if (open == std::string_view::npos) break;
    const auto close = text.find('}', open);
    const auto whole = text.substr(open, close - open + 1);
    const auto* value = value_of(arguments, whole.substr(1, whole.size() - 2));
    line.append(value != nullptr ? std::string_view(*value) : whole);
    text.remove_prefix(close + 1);
  }
  return line;
}

std::string id_with_arguments(std::string_view id, const Arguments& arguments) {
  std::string line(id);
  for (const auto& [name, value] : arguments) line += " " + name + "=" + value;
  return line;
}

void add_placeholders(std::string_view text, std::set<std::string>& names) {
  for (auto open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
    names.emplace(text.substr(open + 1, text.find('}', open) - open - 1));
  }
}

}  // namespace

Result<Catalog> Catalog::parse(Language language, std::string_view toml) {
  Catalog catalog(language);
  try {
    const auto table = toml::parse(toml);
    Reader reader(language, catalog.sentences_);
    if (const auto status = reader.read(table, ""); !status) return status.error();
  } catch (const toml::parse_error& failure) {
    return refused("words.damaged_catalog")
        .with("language", std::string(code_of(language)))
        .with("line", std::to_string(failure.source().begin.line))
        .with("what", std::string(failure.description()));
  }
  return catalog;
}

Catalog Catalog::shipped(Language language) {
  for (const auto& file : embedded::messages()) {
    if (file.name != std::string(code_of(language)) + ".toml") continue;
    auto catalog = parse(language, file.text());
    if (!catalog) throw std::logic_error(describe(catalog.error()));
    return std::move(catalog).value();
  }
  throw std::logic_error("no catalogue was compiled in for a language");
}

std::string Catalog::say(std::string_view id, const Arguments& arguments) const {
  const auto found = sentences_.find(id);
  if (found == sentences_.end()) return id_with_arguments(id, arguments);
  const auto& sentence = found->second;
  if (sentence.forms.empty()) return filled(sentence.text, arguments);
  const auto* count = value_of(arguments, "count");
  const auto form = sentence.forms.find(plural_form(language_, count != nullptr ? *count : "0"));
  if (form == sentence.forms.end()) return id_with_arguments(id, arguments);
  return filled(form->second, arguments);
}

std::string Catalog::say_count(std::string_view id, std::int64_t count, Arguments arguments) const {
  arguments.emplace_back("count", std::to_string(count));
  return say(id, arguments);
}

std::string Catalog::what_happened(const Error& error) const {
  // "The nearest is …" is no sentence when nothing is near.
  const std::string alone = "nothing_near." + error.code;
  const auto* nearest = value_of(error.arguments, "nearest");
  if (nearest != nullptr && nearest->empty() && has(alone)) return say(alone, error.arguments);
  return say("error." + error.code, error.arguments);
}

std::string Catalog::what_to_do(const Error& error) const {
  return say("hint." + error.code, error.arguments);
}

std::vector<std::string> placeholders_of(const Sentence& sentence) {
  std::set<std::string> names;
  add_placeholders(sentence.text, names);
  for (const auto& [form, text] : sentence.forms) add_placeholders(text, names);
  return {names.begin(), names.end()};
}

}  // namespace mektep
