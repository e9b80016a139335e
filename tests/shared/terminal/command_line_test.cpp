#include "shared/terminal/command_line.h"

#include <gtest/gtest.h>

#include <set>

namespace mektep {
namespace {

using Kind = Parameter::Kind;

Program sample_program() {
  Program program{"mektep", "help.mektep.about", "1.2.3", {}, {}};
  program.common = {{Kind::flag, "--json", "help.option.json"}, {Kind::option, "--lang", "help.option.lang"}};
  program.verbs = {
      {"log",
       "help.mektep.log",
       {{Kind::argument, "type", "help.argument.type", true},
        {Kind::arguments, "fields", "help.argument.fields"},
        {Kind::option, "--as", "help.option.as"}}},
      {"status", "help.mektep.status", {}},
      {"held", "help.mektep.held", {}},
      {"held export", "help.mektep.held_export", {{Kind::argument, "file", "help.argument.file", true}}},
      {"held retry", "help.mektep.held_retry", {}},
      {"report completeness", "help.mektepd.report_completeness", {{Kind::option, "--by", "help.option.by"}}},
      {"enrol",
       "help.mektep.enrol",
       {{Kind::options, "--person", "help.option.person"}, {Kind::flag, "--dry-run", "help.option.dry_run"}}},
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

// What people write is theirs, however it looks to a shell or to a library.
TEST(CommandLine, ValuesAreTakenAsTheyAreWritten) {
  for (const std::string value :
       {"[a,b]", "{}", "%%",  "[]",    "a,b", "\"x\"", "'x'",    "",       " ",    "a=b=c",
        "@file", "#",  "\\n", "Айгүл", "😀",   "-",     "[draft", "draft]", "true", "0x10",
        "++",    "-1", "log",   "status", "held", "#0",   "[қысқа] тақырып", "- тармақ", "--x"}) {
    const auto as = parse({"log", "activity", "--as", value});
    ASSERT_TRUE(as.ok()) << value << ": " << describe(as.error());
    EXPECT_EQ(as->all("--as"), std::vector<std::string>{value}) << value;
    const auto field = parse({"log", "activity", "title=" + value, "place=x"});
    ASSERT_TRUE(field.ok()) << value << ": " << describe(field.error());
    EXPECT_EQ(field->all("fields"), (std::vector<std::string>{"title=" + value, "place=x"})) << value;
    const auto joined = parse({"log", "activity", "--as=" + value});
    ASSERT_TRUE(joined.ok()) << value << ": " << describe(joined.error());
    EXPECT_EQ(joined->all("--as"), std::vector<std::string>{value}) << value;
  }
}

TEST(CommandLine, AnArgumentInBracketsIsOneArgument) {
  const auto parsed = parse({"log", "[a,b]", "{}", "%%"});
  ASSERT_TRUE(parsed.ok()) << describe(parsed.error());
  EXPECT_EQ(parsed->value("type"), "[a,b]");
  EXPECT_EQ(parsed->all("fields"), (std::vector<std::string>{"{}", "%%"}));
}

// Each of these is a verb, a sign or a list to the library that parses.
TEST(CommandLine, AnArgumentMayLookLikeAVerbASignOrAList) {
  for (const std::string word : {"export", "retry", "held", "status", "++", "-1", "[a]", "[a,b]", "#1", "-"}) {
    const auto file = parse({"held", "export", word});
    ASSERT_TRUE(file.ok()) << word << ": " << describe(file.error());
    EXPECT_EQ(file->verb, "held export") << word;
    EXPECT_EQ(file->value("file"), word);
    const auto fields = parse({"log", "activity", word, "x=" + word, word});
    ASSERT_TRUE(fields.ok()) << word << ": " << describe(fields.error());
    EXPECT_EQ(fields->all("fields"), (std::vector<std::string>{word, "x=" + word, word}));
  }
}

TEST(CommandLine, BehindTwoDashesNothingIsAnOption) {
  const auto parsed = parse({"log", "--json", "activity", "--", "--as", "-x", "--lang=ru"});
  ASSERT_TRUE(parsed.ok()) << describe(parsed.error());
  EXPECT_EQ(parsed->all("fields"), (std::vector<std::string>{"--as", "-x", "--lang=ru"}));
  EXPECT_TRUE(parsed->has("--json"));
  EXPECT_FALSE(parsed->has("--lang"));
}

TEST(CommandLine, AnOptionOfManyIsGivenOnceForEach) {
  const auto parsed = parse({"enrol", "--person", "Ахметова Айгүл", "--person", "[x,y]", "--json"});
  ASSERT_TRUE(parsed.ok()) << describe(parsed.error());
  EXPECT_EQ(parsed->all("--person"), (std::vector<std::string>{"Ахметова Айгүл", "[x,y]"}));
  EXPECT_TRUE(parse({"enrol"})->all("--person").empty());
}

TEST(CommandLine, AnOptionOfManyTakesNoWordBehindItsOwn) {
  EXPECT_FALSE(parse({"enrol", "--person", "Айгүл", "Ахметова"}).ok());
}

TEST(CommandLine, AnOptionOfOneIsNotGivenTwice) {
  const auto parsed = parse({"log", "activity", "--as", "a", "--as", "b"});
  ASSERT_FALSE(parsed.ok()) << "which of the two was meant?";
  EXPECT_EQ(parsed.error().remedy, Remedy::usage);
  EXPECT_EQ(describe(parsed.error()), "cli.given_twice name=--as");
  EXPECT_EQ(describe(parse({"--lang", "ru", "status", "--lang=kk"}).error()), "cli.given_twice name=--lang");
}

TEST(CommandLine, AFlagTakesNoValue) {
  const auto parsed = parse({"status", "--json=false"});
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(describe(parsed.error()), "cli.takes_no_value name=--json");
}

TEST(CommandLine, AFlagMayBeGivenTwice) {
  const auto parsed = parse({"status", "--json", "--json"});
  ASSERT_TRUE(parsed.ok()) << describe(parsed.error());
  EXPECT_TRUE(parsed->has("--json"));
}

TEST(CommandLine, OptionsMayStandAnywhereBehindTheVerb) {
  for (const std::vector<std::string>& line :
       {std::vector<std::string>{"log", "--json", "activity", "hours=2", "--as", "x"},
        std::vector<std::string>{"log", "activity", "--as", "x", "hours=2", "--json"},
        std::vector<std::string>{"log", "activity", "--as=x", "--json", "hours=2"}}) {
    const auto parsed = parse(line);
    ASSERT_TRUE(parsed.ok()) << describe(parsed.error());
    EXPECT_EQ(parsed->value("type"), "activity");
    EXPECT_EQ(parsed->all("fields"), std::vector<std::string>{"hours=2"});
    EXPECT_EQ(parsed->value("--as"), "x");
    EXPECT_TRUE(parsed->has("--json"));
  }
}

TEST(CommandLine, WhatWasNotGivenIsNotThere) {
  const auto parsed = parse({"log", "activity"});
  ASSERT_TRUE(parsed.ok());
  EXPECT_FALSE(parsed->has("fields"));
  EXPECT_FALSE(parsed->has("--as"));
  EXPECT_FALSE(parsed->has("--json"));
  EXPECT_EQ(parsed->value("--as"), "");
  EXPECT_EQ(parsed->value("nothing of that name"), "");
}

TEST(CommandLine, AnOptionWithoutItsValueIsWrongUsage) {
  const auto parsed = parse({"log", "activity", "--as"});
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.error().remedy, Remedy::usage);
  EXPECT_EQ(describe(parsed.error()), "cli.missing_value name=--as");
}

TEST(CommandLine, AGroupWithoutItsVerbShowsWhatThereIs) {
  const auto parsed = parse({"report"});
  ASSERT_TRUE(parsed.ok()) << describe(parsed.error());
  EXPECT_EQ(parsed->verb, "");
  EXPECT_NE(parsed->text.find("completeness"), std::string::npos);
}

TEST(CommandLine, AGroupWithACommonOptionIsNotFinished) {
  const auto parsed = parse({"report", "--json"});
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.error().code, "cli.missing_argument");
  EXPECT_NE(parsed.error().argument("name").find("completeness"), std::string_view::npos);
}

TEST(CommandLine, AnUnknownVerbOfAGroupIsAnsweredWithTheNearest) {
  const auto parsed = parse({"held", "exprot"});
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(describe(parsed.error()), "cli.unknown_verb given=exprot nearest=export");
}

TEST(CommandLine, HelpOfAVerbInsideAVerbNamesBoth) {
  const auto parsed = parse({"held", "export", "--help"});
  ASSERT_TRUE(parsed.ok());
  EXPECT_NE(parsed->text.find("mektep held export"), std::string::npos) << parsed->text;
  EXPECT_NE(parsed->text.find("file"), std::string::npos);
}

TEST(CommandLine, HelpIsNotStoppedByWhatIsMissing) {
  const auto parsed = parse({"log", "-h"});
  ASSERT_TRUE(parsed.ok());
  EXPECT_EQ(parsed->text, parse({"log", "--help"})->text);
}

TEST(CommandLine, HelpSpeaksTheLanguageOfTheRun) {
  const Program program = sample_program();
  std::set<std::string> texts;
  for (const Language language : languages) {
    const Catalog catalog = Catalog::shipped(language);
    const auto parsed = parse_command_line(program, {"log", "--help"}, catalog);
    ASSERT_TRUE(parsed.ok());
    EXPECT_NE(parsed->text.find(catalog.say("help.option.as")), std::string::npos) << parsed->text;
    EXPECT_NE(parsed->text.find(catalog.say("help.frame.usage")), std::string::npos) << parsed->text;
    texts.insert(parsed->text);
  }
  EXPECT_EQ(texts.size(), languages.size());
}

TEST(CommandLine, EveryVerbTakesTheCommonOptions) {
  for (const std::vector<std::string>& verb : {std::vector<std::string>{"status"},
                                               {"held"},
                                               {"held", "retry"},
                                               {"report", "completeness"},
                                               {"enrol"}}) {
    std::vector<std::string> line = verb;
    line.insert(line.end(), {"--lang", "ru", "--json"});
    const auto parsed = parse(line);
    ASSERT_TRUE(parsed.ok()) << verb.back() << ": " << describe(parsed.error());
    EXPECT_EQ(parsed->value("--lang"), "ru");
    EXPECT_TRUE(parsed->has("--json"));
  }
}

TEST(CommandLine, CommonOptionsMayStandBeforeTheVerbAndInsideIt) {
  for (const std::vector<std::string>& line :
       {std::vector<std::string>{"--json", "--lang", "ru", "held", "export", "f"},
        {"--lang=ru", "held", "--json", "export", "f"},
        {"--json", "held", "export", "--lang", "ru", "f"},
        {"held", "--lang", "ru", "export", "f", "--json"}}) {
    const auto parsed = parse(line);
    ASSERT_TRUE(parsed.ok()) << describe(parsed.error());
    EXPECT_EQ(parsed->verb, "held export");
    EXPECT_EQ(parsed->value("--lang"), "ru");
    EXPECT_TRUE(parsed->has("--json"));
    EXPECT_EQ(parsed->value("file"), "f");
  }
}

TEST(CommandLine, AnOptionOfOneVerbMayStandBeforeItToo) {
  const auto parsed = parse({"--json", "--lang", "kk", "log", "--as", "status", "activity", "x=1"});
  ASSERT_TRUE(parsed.ok()) << describe(parsed.error());
  EXPECT_EQ(parsed->verb, "log");
  EXPECT_EQ(parsed->value("--as"), "status") << "the value of an option is no verb";
  EXPECT_EQ(parsed->all("fields"), std::vector<std::string>{"x=1"});
}

TEST(CommandLine, HelpAndVersionMayFollowCommonOptions) {
  EXPECT_EQ(parse({"--lang", "ru", "--help"})->text, parse({"--help"})->text);
  EXPECT_EQ(parse({"--json", "log", "--help"})->text, parse({"log", "--help"})->text);
  EXPECT_EQ(parse({"--json", "--version"})->text, parse({"--version"})->text);
}

TEST(CommandLine, CommonOptionsWithoutAVerbAreNotFinished) {
  for (const std::vector<std::string>& line :
       {std::vector<std::string>{"--json"}, {"--lang", "ru"}, {"--lang=ru", "--json"}}) {
    const auto parsed = parse(line);
    ASSERT_FALSE(parsed.ok());
    EXPECT_EQ(parsed.error().code, "cli.missing_argument");
    EXPECT_NE(parsed.error().argument("name").find("status"), std::string_view::npos);
  }
}

TEST(CommandLine, AnOptionOfAnotherVerbIsUnknownHere) {
  const auto parsed = parse({"status", "--person", "x"});
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.error().code, "cli.unknown_option");
  EXPECT_EQ(parsed.error().argument("given"), "--person");
}

TEST(CommandLine, APartOfAnOptionsNameIsNotTheOption) {
  EXPECT_EQ(parse({"status", "--js"}).error().code, "cli.unknown_option");
  EXPECT_EQ(parse({"status", "-json"}).error().code, "cli.unknown_option");
}

TEST(CommandLine, AVerbInCapitalsIsUnknownAndTheSmallOneIsNearest) {
  const auto parsed = parse({"Status"});
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.error().argument("nearest"), "status");
}

TEST(CommandLine, AThousandFieldsAreTakenAndNotOneMore) {
  std::vector<std::string> line{"log", "activity"};
  for (int field = 0; field < 1000; ++field) line.push_back("f=" + std::to_string(field));
  const auto parsed = parse(line);
  ASSERT_TRUE(parsed.ok()) << describe(parsed.error());
  EXPECT_EQ(parsed->all("fields").size(), 1000U);
  line.push_back("f=too many");
  EXPECT_FALSE(parse(line).ok());
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

TEST(CommandLine, AnUnknownOptionIsNamedWithoutItsValue) {
  EXPECT_EQ(describe(parse({"status", "--jsn=[a,b]"}).error()), "cli.unknown_option given=--jsn nearest=--json");
}

TEST(CommandLine, WhereNothingIsNearNothingIsNamed) {
  for (const Language language : languages) {
    const Catalog catalog = Catalog::shipped(language);
    for (const std::vector<std::string>& line :
         {std::vector<std::string>{"xyzzy"}, {"--json", "xyzzy"}, {"status", "--xyzzyplugh"}}) {
      const auto parsed = parse(line);
      ASSERT_FALSE(parsed.ok());
      EXPECT_EQ(parsed.error().argument("nearest"), "");
      const std::string sentence = catalog.what_happened(parsed.error());
      EXPECT_NE(sentence.find("xyzzy"), std::string::npos);
      EXPECT_EQ(sentence.find("«»"), std::string::npos) << sentence;
      EXPECT_EQ(sentence.find("\"\""), std::string::npos) << sentence;
      EXPECT_NE(catalog.what_to_do(parsed.error()).find("--help"), std::string::npos);
    }
  }
}

TEST(CommandLine, AMissingArgumentIsNamed) {
  const auto parsed = parse({"log"});
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.error().code, "cli.missing_argument");
  EXPECT_EQ(parsed.error().argument("name"), "type");
}

TEST(CommandLine, AWordTooManyIsRefused) {
  EXPECT_EQ(describe(parse({"status", "now"}).error()), "cli.unexpected_word given=now");
  EXPECT_EQ(describe(parse({"held", "export", "a", "[b,c]"}).error()), "cli.unexpected_word given=[b,c]");
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

TEST(CommandLine, UsageIsWrittenAsItIsTyped) {
  const std::string text = parse({"log", "--help"})->text;
  EXPECT_NE(text.find(" type [fields…]\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("(1x)"), std::string::npos) << text;
}

TEST(CommandLine, HelpWithoutAVerbShowsTheCommonOptionsUnderOneHeading) {
  const Catalog catalog = Catalog::shipped(Language::kk);
  for (const std::vector<std::string>& line : {std::vector<std::string>{"--help"}, {"report", "--help"}}) {
    const auto parsed = parse_command_line(sample_program(), line, catalog);
    ASSERT_TRUE(parsed.ok());
    EXPECT_NE(parsed->text.find("--json"), std::string::npos) << parsed->text;
    EXPECT_NE(parsed->text.find("--lang"), std::string::npos) << parsed->text;
    EXPECT_EQ(parsed->text.find("Options"), std::string::npos) << parsed->text;
  }
}

TEST(CommandLine, TheVersionIsTheProgramsOwn) { EXPECT_EQ(parse({"--version"})->text, "mektep 1.2.3\n"); }

TEST(CommandLine, TheLanguageIsFoundBeforeTheLineIsParsed) {
  EXPECT_EQ(early_value({"nonsense", "--lang", "ru"}, "--lang"), "ru");
  EXPECT_EQ(early_value({"--lang=en", "x"}, "--lang"), "en");
  EXPECT_EQ(early_value({"x", "--lang"}, "--lang"), "");
  EXPECT_EQ(early_value({"--language=en", "--lang="}, "--lang"), "");
  EXPECT_EQ(early_value({"--lang", "kk", "--lang=ru"}, "--lang"), "kk");
  EXPECT_EQ(early_value({}, "--lang"), "");
}

}  // namespace
}  // namespace mektep
