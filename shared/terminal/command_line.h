#pragma once
// The command line as data: a program lists its verbs, and gets back which one was meant with what.
// Help is made from the same list, so it shows what works and nothing else; its words are the catalogue's.

#include <map>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/words/catalog.h"

namespace mektep {

struct Parameter {
  enum class Kind { argument, arguments, option, options, flag };
  Kind kind = Kind::argument;
  std::string name;  // "id", or "--as"
  std::string help;  // id of a sentence
  bool required = false;
};

struct Verb {
  std::string name;  // "list", or "report completeness"
  std::string help;  // id of a sentence
  std::vector<Parameter> parameters;
};

struct Program {
  std::string name;
  std::string help;
  std::string version;
  std::vector<Parameter> common;  // options and flags that every verb takes
  std::vector<Verb> verbs;
};

// What was asked for.
struct Invocation {
  std::string verb;  // empty: only help or the version was asked for, and `text` holds it
  std::string text;
  std::map<std::string, std::vector<std::string>> values;

  bool has(const std::string& name) const { return values.contains(name); }
  // The (first) value; empty when it was not given.
  std::string value(const std::string& name) const;
  std::vector<std::string> all(const std::string& name) const;
};

// Options may stand before the verb and behind it; everything else arrives as it was typed, whatever it looks
// like. Fails with cli.unknown_verb, cli.unknown_option (given, nearest: empty when nothing is near),
// cli.unexpected_word (given), cli.missing_argument, cli.missing_value, cli.given_twice, cli.takes_no_value
// (name), cli.wrong_usage (what): all Remedy::usage.
Result<Invocation> parse_command_line(const Program& program, const std::vector<std::string>& arguments,
                                      const Catalog& catalog);

// A common option's value before the line is parsed, for choosing the language of its errors.
std::string early_value(const std::vector<std::string>& arguments, const std::string& name);

}  // namespace mektep
