#include "shared/terminal/wrapped_line.h"

#include <algorithm>
#include <cctype>

namespace mektep {
namespace {

// No word reaches the parser unwrapped with this in front, nor behind an option's "=".
constexpr char token_mark = '#';

bool is_digit(char letter) { return std::isdigit(static_cast<unsigned char>(letter)) != 0; }

bool looks_like_an_option(const std::string& word) {
  return word.size() > 1 && word.front() == '-' && !is_digit(word[1]);
}

}  // namespace

WrappedLine::WrappedLine(const Program& program, const std::vector<std::string>& typed) {
  std::vector<std::string> verb;
  bool options_ended = false;
  for (std::size_t at = 0; at < typed.size(); ++at) {
    const std::string& word = typed[at];
    if (!options_ended && word == "--") {
      options_ended = true;
    } else if (!options_ended && looks_like_an_option(word)) {
      at = take_option(program, typed, at);
    } else if (takes_as_verb(program, word)) {
      verb.push_back(word);
    } else {
      words_.push_back(wrapped(word));
    }
  }
  words_.insert(words_.begin(), verb.begin(), verb.end());
}

bool WrappedLine::takes_as_verb(const Program& program, const std::string& word) {
  if (verb_ended_) return false;
  const std::string longer = path_.empty() ? word : path_ + " " + word;
  const bool known = std::any_of(program.verbs.begin(), program.verbs.end(), [&](const Verb& verb) {
    return verb.name == longer || verb.name.starts_with(longer + " ");
  });
  if (known) path_ = longer;
  if (!known && path_.empty()) unknown_verb_ = word;
  verb_ended_ = !known;
  return known;
}

// The place of the last word taken.
std::size_t WrappedLine::take_option(const Program& program, const std::vector<std::string>& typed,
                                     std::size_t at) {
  const std::string& word = typed[at];
  const auto equals = word.find('=');
  if (equals != std::string::npos) {
    words_.push_back(word.substr(0, equals + 1) + wrapped(word.substr(equals + 1)));
    return at;
  }
  words_.push_back(word);
  if (at + 1 == typed.size() || !takes_value(program, word)) return at;
  words_.push_back(wrapped(typed[at + 1]));
  return at + 1;
}

bool WrappedLine::takes_value(const Program& program, const std::string& option) const {
  const auto names_it = [&](const Parameter& parameter) {
    const bool with_value =
        parameter.kind == Parameter::Kind::option || parameter.kind == Parameter::Kind::options;
    return with_value && parameter.name == option;
  };
  if (std::any_of(program.common.begin(), program.common.end(), names_it)) return true;
  return std::any_of(program.verbs.begin(), program.verbs.end(), [&](const Verb& verb) {
    const bool meant = verb.name == path_ || verb.name.starts_with(path_ + " ");
    return meant && std::any_of(verb.parameters.begin(), verb.parameters.end(), names_it);
  });
}

std::string WrappedLine::wrapped(const std::string& value) {
  values_.push_back(value);
  return token_mark + std::to_string(values_.size() - 1);
}

std::string WrappedLine::typed(const std::string& word) const {
  std::size_t token = 0;
  if (word.starts_with("-")) token = std::min(word.find('='), word.size() - 1) + 1;
  if (token >= word.size() || word[token] != token_mark) return word;
  return word.substr(0, token) + values_.at(std::stoul(word.substr(token + 1)));
}

std::size_t WrappedLine::count(const std::string& option) const {
  return static_cast<std::size_t>(std::count_if(words_.begin(), words_.end(), [&](const std::string& word) {
    return word == option || word.starts_with(option + "=");
  }));
}

bool WrappedLine::has_value(const std::string& option) const {
  return std::any_of(words_.begin(), words_.end(),
                     [&](const std::string& word) { return word.starts_with(option + "="); });
}

}  // namespace mektep
