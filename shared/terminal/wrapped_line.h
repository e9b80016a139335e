#pragma once
// A typed line as the parser may see it: the verb in front, so that options may stand before it too, and what
// people wrote under tokens, because the library reads a meaning into brackets, plus signs, numbers with a
// sign and words that are a verb elsewhere. Options stay as they are. Pure.

#include <string>
#include <vector>

#include "shared/terminal/command_line.h"

namespace mektep {

class WrappedLine {
 public:
  // `program` is used while it is made.
  WrappedLine(const Program& program, const std::vector<std::string>& typed);

  const std::vector<std::string>& words() const { return words_; }
  // What was typed for a word of the parser's; of "--name=TOKEN" too.
  std::string typed(const std::string& word) const;
  // The first word, when it is no verb; else empty.
  const std::string& unknown_verb() const { return unknown_verb_; }
  // How often an option stands there.
  std::size_t count(const std::string& option) const;
  // Whether it stands there as "--name=…".
  bool has_value(const std::string& option) const;

 private:
  bool takes_as_verb(const Program& program, const std::string& word);
  std::size_t take_option(const Program& program, const std::vector<std::string>& typed, std::size_t at);
  bool takes_value(const Program& program, const std::string& option) const;
  std::string wrapped(const std::string& value);

  std::string path_;  // the verb so far: "held", then "held export"
  bool verb_ended_ = false;
  std::string unknown_verb_;
  std::vector<std::string> words_;
  std::vector<std::string> values_;
};

}  // namespace mektep
