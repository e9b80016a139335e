#pragma once
// Every sentence that the programs and the pages say, by id, in one language. The sentences are data
// (data/messages/*.toml, compiled in); code holds ids only. A catalogue never changes once made and may
// be read by any number of threads.

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/base/result.h"
#include "shared/words/language.h"

namespace mektep {

// Values for the {placeholders} of a sentence, by name; an Error carries its own.
using Arguments = std::vector<std::pair<std::string, std::string>>;

// One sentence: a single text, or one text per plural form, chosen by the argument `count`.
struct Sentence {
  std::string text;
  std::map<PluralForm, std::string> forms;
};

class Catalog {
 public:
  // Reads a catalogue file. Nested tables make ids with dots ("error.import.column_missing"); a table
  // of plural forms is one sentence. Fails with words.damaged_catalog(language, line, what).
  static Result<Catalog> parse(Language language, std::string_view toml);
  // The catalogue that was compiled in. A damaged one is a broken program: it throws std::logic_error.
  static Catalog shipped(Language language);

  Language language() const { return language_; }
  bool has(std::string_view id) const { return sentences_.find(id) != sentences_.end(); }

  // The sentence with its placeholders filled. An id that has none is shown itself, with the arguments:
  // silence would hide the mistake, another language would confuse.
  std::string say(std::string_view id, const Arguments& arguments = {}) const;
  std::string say_count(std::string_view id, std::int64_t count, Arguments arguments = {}) const;

  // What happened (error.CODE; nothing_near.CODE when the argument `nearest` is empty), what to do (hint.CODE).
  std::string what_happened(const Error& error) const;
  std::string what_to_do(const Error& error) const;

  const std::map<std::string, Sentence, std::less<>>& sentences() const { return sentences_; }

 private:
  explicit Catalog(Language language) : language_(language) {}

  Language language_;
  std::map<std::string, Sentence, std::less<>> sentences_;
};

// The names in {braces}, sorted, each once; over all plural forms.
std::vector<std::string> placeholders_of(const Sentence& sentence);

}  // namespace mektep
