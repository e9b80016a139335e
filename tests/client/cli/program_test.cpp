#include <set>

#include "tests/client/cli/command_line.h"

namespace mektep::client::test {
namespace {

// Words that a parser takes for the verb: its name and one word for each argument that it requires.
Words words_for(const Verb& verb, const std::string& argument) {
  Words words;
  std::istringstream name(verb.name);
  for (std::string word; name >> word;) words.push_back(word);
  for (const Parameter& parameter : verb.parameters) {
    if (parameter.required) words.push_back(argument);
  }
  return words;
}

TEST(MektepProgram, AVerbIsThereOnce) {
  std::set<std::string> names;
  for (const Verb& verb : mektep_program().verbs) EXPECT_TRUE(names.insert(verb.name).second) << verb.name;
  EXPECT_TRUE(names.contains("log"));
  EXPECT_TRUE(names.contains("held export"));
}

TEST(MektepProgram, AParameterIsThereOnceAndNoneHidesACommonOne) {
  const Program program = mektep_program();
  for (const Verb& verb : program.verbs) {
    std::set<std::string> names;
    for (const Parameter& common : program.common) names.insert(common.name);
    for (const Parameter& parameter : verb.parameters) {
      EXPECT_TRUE(names.insert(parameter.name).second) << verb.name << " " << parameter.name;
    }
  }
}

TEST(MektepProgram, HelpHasItsSentencesInEachLanguage) {
  const Program program = mektep_program();
  for (const Language language : {Language::kk, Language::ru, Language::en}) {
    const Catalog catalog = Catalog::shipped(language);
    EXPECT_TRUE(catalog.has(program.help));
    for (const Parameter& common : program.common) EXPECT_TRUE(catalog.has(common.help)) << common.help;
    for (const Verb& verb : program.verbs) {
      EXPECT_TRUE(catalog.has(verb.help)) << verb.help;
      for (const Parameter& parameter : verb.parameters) {
        EXPECT_TRUE(catalog.has(parameter.help)) << parameter.help;
      }
    }
  }
}

TEST(MektepProgram, EveryVerbOfTheTableIsPerformed) {
  NewDevice device;
  const std::string file = (device.path() / "held.bin").string();
  for (const Verb& verb : mektep_program().verbs) {
    const std::string code = device.code(words_for(verb, file));
    EXPECT_NE(code, "cli.unknown_verb") << verb.name;
    EXPECT_NE(code, "cli.missing_argument") << verb.name;
  }
}

TEST(MektepProgram, AVerbThatIsNotInTheTableIsRefusedAsWrongUsage) {
  NewDevice device;
  Invocation invocation;
  invocation.verb = "lgo";
  const Status status = device.bench().perform(invocation);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().code, "cli.unknown_verb");
  EXPECT_EQ(status.error().argument("given"), "lgo");
  EXPECT_EQ(status.error().remedy, Remedy::usage);
}

TEST(MektepProgram, WhatNeedsASchoolIsRefusedOnADeviceThatHasNone) {
  NewDevice device;
  const std::string file = (device.path() / "all.sqlite").string();
  for (const Words& words : std::vector<Words>{{"log", "activity", "topic=x"},
                                               {"edit", "0123", "topic=x"},
                                               {"withdraw", "0123"},
                                               {"restore", "0123"},
                                               {"resolve", "0123", "topic", "--take", "1"},
                                               {"submit", "2025-2026-Q3"},
                                               {"list", "activity"},
                                               {"show", "0123"},
                                               {"export", file},
                                               {"sync"}}) {
    EXPECT_EQ(device.code(words), "replica.not_enrolled") << words.front();
  }
}

TEST(MektepProgram, WhatOnlyShowsWorksOnADeviceThatHasNoSchool) {
  NewDevice device;
  for (const std::string verb : {"status", "outbox", "held", "conflicts", "people", "digest"}) {
    EXPECT_EQ(device.code({verb}), "done") << verb;
  }
  Bench bench = device.bench(false);
  EXPECT_EQ(bench.run({"status"}), 0);
  EXPECT_NE(bench.out().find(Catalog::shipped(Language::en).say("status.not_enrolled")), std::string::npos);
}

TEST(MektepProgram, HelpNamesEachVerbAndNeedsNoVerb) {
  NewDevice device;
  Bench bench = device.bench(false);
  EXPECT_EQ(bench.run({"--help"}), 0);
  for (const Verb& verb : mektep_program().verbs) {
    EXPECT_NE(bench.out().find(verb.name.substr(0, verb.name.find(' '))), std::string::npos) << verb.name;
  }
}

}  // namespace
}  // namespace mektep::client::test
