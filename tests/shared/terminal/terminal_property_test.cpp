#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <sstream>

#include "shared/terminal/command_line.h"
#include "shared/terminal/console.h"
#include "tests/support/seeded_random.h"

namespace mektep {
namespace {

// Letters of several widths, marks, controls and broken bytes.
std::string any_cell() {
  const auto piece =
      rc::gen::element<std::string>("a", "Ә", "王", "e\xcc\x81", "\n", "\r", "\t", "\x1b[2J", "\xff",
                                    "\xe2\x80\xae", " ", "\"", "{", "😀", std::string(1, '\0'));
  std::string text;
  for (const std::string& one : *rc::gen::container<std::vector<std::string>>(piece)) text += one;
  return text;
}

RC_GTEST_PROP(ConsoleProperty, ATableIsALineForEachRowWhateverItsCellsHold, ()) {
  const Catalog catalog = Catalog::shipped(Language::en);
  test::SeededRandom random;
  std::ostringstream out;
  std::ostringstream err;
  const auto rows = *rc::gen::inRange<std::size_t>(1, 6);
  Table table{{"heading.title", "heading.kind"}, {}};
  for (std::size_t row = 0; row < rows; ++row) table.rows.push_back({any_cell(), "|"});
  Console(Terminal{out, err}, catalog, false, random).print(table);

  std::istringstream lines(out.str());
  std::vector<std::string> printed;
  for (std::string line; std::getline(lines, line);) printed.push_back(line);
  RC_ASSERT(printed.size() == rows + 1);
  for (const std::string& line : printed) {
    const bool steers = std::any_of(line.begin(), line.end(), [](char c) {
      return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
    });
    RC_ASSERT(!steers);
  }
  for (std::size_t row = 2; row < printed.size(); ++row) {
    // A tab's width depends on where it stands; every other row lines up.
    if (printed[row].find('\t') != std::string::npos || printed[1].find('\t') != std::string::npos) continue;
    RC_ASSERT(width_of(printed[row]) == width_of(printed[1]));
  }
}

RC_GTEST_PROP(CommandLineProperty, WhateverIsTypedIsAnInvocationOrWrongUsage, ()) {
  static const Catalog catalog = Catalog::shipped(Language::en);
  const Program program{"mektep",
                        "help.mektep.about",
                        "1.2.3",
                        {{Parameter::Kind::flag, "--json", "help.option.json"}},
                        {{"log",
                          "help.mektep.log",
                          {{Parameter::Kind::argument, "type", "help.argument.type", true},
                           {Parameter::Kind::arguments, "fields", "help.argument.fields"},
                           {Parameter::Kind::option, "--as", "help.option.as"}}},
                         {"held export", "help.mektep.held_export", {}}}};
  const auto word = rc::gen::element<std::string>(
      "log", "held", "export", "activity", "title=x", "--as", "--as=y", "--json", "--json=false", "--", "-",
      "-h", "--help", "--version", "", "[a,b]", "--asx", "-j", "=", "\xff");
  const auto line = *rc::gen::container<std::vector<std::string>>(word);
  const auto parsed = parse_command_line(program, line, catalog);
  if (!parsed.ok()) {
    RC_ASSERT(parsed.error().remedy == Remedy::usage);
    RC_ASSERT(parsed.error().code.starts_with("cli."));
  } else if (parsed->verb.empty()) {
    RC_ASSERT(!parsed->text.empty());
  } else {
    RC_ASSERT(parsed->verb == "log" || parsed->verb == "held export");
    if (parsed->verb == "log") RC_ASSERT(parsed->all("type").size() == 1U);
  }
}

}  // namespace
}  // namespace mektep
