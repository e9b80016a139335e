#include "shared/terminal/command_line.h"

#include <gtest/gtest.h>

namespace mektep {
namespace {

using Kind = Parameter::Kind;

Program sample_program() {
  Program program{"mektep", "help.mektep.about", "1.2.3", {}, {}};
  program.common = {{Kind::flag, "--json", "help.option.json"}, {Kind::option, "--lang", "help.option.lang"}};
  program.verbs = {
      {"log", "help.mektep.log",
       {{Kind::argument, "type", "help.argument.type", true}, {Kind::arguments, "fields", "help.argument.fields"},
        {Kind::option, "--as", "help.option.as"}}},
      {"status", "help.mektep.status", {}},
      {"held", "help.mektep.held", {}},
      {"held export", "help.mektep.held_export", {{Kind::argument, "file", "help.argument.file", true}}},
  };
  return program;
}

Result<Invocation> parse(const std::vector<std::string>& arguments) {
  static const Catalog catalog = Catalog::shipped(Language::en);
  static const Program program = sample_program();
  return parse_command_line(program, arguments, catalog);
}

TEST(CommandLine, AVerbGetsItsArgumentsAndOptions) {
  const auto parsed = parse({"log", "activity", "kind=seminar", "hours=2", "--as", "Айгүл", "--json"});
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->verb, "log");
  EXPECT_EQ(parsed->value("type"), "activity");
  EXPECT_EQ(parsed->all("fields"), (std::vector<std::string>{"kind=seminar", "hours=2"}));
  EXPECT_EQ(parsed->value("--as"), "Айгүл");
  EXPECT_TRUE(parsed->has("--json"));
  EXPECT_FALSE(parsed->has("--lang"));
}

TEST(CommandLine, AFieldMayBeNegativeOrEmpty) {
  const auto parsed = parse({"log", "activity", "hours=-1", "place="});
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->all("fields"), (std::vector<std::string>{"hours=-1", "place="}));
}

TEST(CommandLine, AVerbInsideAVerbIsItsOwn) {
  EXPECT_EQ(parse({"held"})->verb, "held");
  const auto parsed = parse({"held", "export", "out.csv"});
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->verb, "held export");
  EXPECT_EQ(parsed->value("file"), "out.csv");
}

TEST(CommandLine, AnUnknownVerbIsAnsweredWithTheNearest) {
  const auto parsed = parse({"statsu"});
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.error().code, "cli.unknown_verb");
  EXPECT_EQ(parsed.error().argument("nearest"), "status");
  EXPECT_EQ(parsed.error().remedy, Remedy::usage);
}

TEST(CommandLine, AnUnknownOptionIsAnsweredWithTheNearest) {
  const auto parsed = parse({"log", "activity", "--jsn"});
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.error().code, "cli.unknown_option");
  EXPECT_EQ(parsed.error().argument("nearest"), "--json");
}

TEST(CommandLine, AMissingArgumentIsNamed) {
  const auto parsed = parse({"log"});
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.error().code, "cli.missing_argument");
  EXPECT_EQ(parsed.error().argument("name"), "type");
}

TEST(CommandLine, AWordTooManyIsRefused) {
  EXPECT_EQ(parse({"status", "now"}).error().code, "cli.unknown_option");
}

TEST(CommandLine, HelpListsTheVerbsThatThereAre) {
  const auto parsed = parse({"--help"});
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->verb, "");
  for (const auto* verb : {"log", "status", "held"}) {
    EXPECT_NE(parsed->text.find(verb), std::string::npos) << verb;
  }
  EXPECT_EQ(parsed->text.find("bundle"), std::string::npos);
}

TEST(CommandLine, NothingTypedMeansHelp) { EXPECT_EQ(parse({})->text, parse({"--help"})->text); }

TEST(CommandLine, HelpOfAVerbShowsItsArguments) {
  const auto parsed = parse({"log", "--help"});
  ASSERT_TRUE(parsed.ok());
  EXPECT_NE(parsed->text.find("--as"), std::string::npos);
  EXPECT_NE(parsed->text.find("fields"), std::string::npos);
}

TEST(CommandLine, TheVersionIsTheProgramsOwn) { EXPECT_EQ(parse({"--version"})->text, "mektep 1.2.3\n"); }

TEST(CommandLine, TheLanguageIsFoundBeforeTheLineIsParsed) {
  EXPECT_EQ(early_value({"nonsense", "--lang", "ru"}, "--lang"), "ru");
  EXPECT_EQ(early_value({"--lang=en", "x"}, "--lang"), "en");
  EXPECT_EQ(early_value({"x", "--lang"}, "--lang"), "");
}

}  // namespace
}  // namespace mektep
