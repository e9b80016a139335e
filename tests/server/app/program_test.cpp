#include "tests/server/app/run_fixture.h"

namespace mektep::server::test {
namespace {

TEST(Program, EveryVerbHasItsSentencesInEveryLanguage) {
  const Program program = mektepd_program();
  for (const auto language : languages) {
    const Catalog catalog = Catalog::shipped(language);
    EXPECT_TRUE(catalog.has(program.help));
    for (const auto& verb : program.verbs) {
      EXPECT_TRUE(catalog.has(verb.help)) << verb.help;
      for (const auto& parameter : verb.parameters)
        EXPECT_TRUE(catalog.has(parameter.help)) << parameter.help;
    }
    for (const auto& parameter : program.common) EXPECT_TRUE(catalog.has(parameter.help)) << parameter.help;
  }
}

TEST(Program, TheVerbsAreThoseOfTheContract) {
  std::vector<std::string> names;
  for (const auto& verb : mektepd_program().verbs) names.push_back(verb.name);
  EXPECT_EQ(names, (std::vector<std::string>{"init", "serve", "import", "enrol", "devices", "revoke",
                                             "period", "period open", "period close", "report completeness",
                                             "report indicators", "held", "held release", "held export",
                                             "parked", "void", "bundle in", "bundle out", "backup", "restore",
                                             "digest", "verify",
                                             "tally rebuild", "who"}));
}

class ProgramRuns : public VerbTest {};

TEST_F(ProgramRuns, EveryVerbNeedsAFolder) {
  for (const auto& words :
       std::vector<std::vector<std::string>>{{"init"}, {"devices"}, {"period", "open", "x"}, {"held"}}) {
    const auto outcome = run_bare(words);
    EXPECT_EQ(outcome.exit, 2);
    EXPECT_NE(outcome.err.find("--data"), std::string::npos) << outcome.err;
  }
}

TEST_F(ProgramRuns, EveryVerbOfTheTableIsPerformed) {
  for (const auto& verb : mektepd_program().verbs) {
    std::vector<std::string> words;
    std::istringstream name(verb.name);
    for (std::string word; name >> word;) words.push_back(word);
    for (const auto& parameter : verb.parameters) {
      if (!parameter.required) continue;
      if (parameter.kind != Parameter::Kind::argument) words.push_back(parameter.name);
      words.emplace_back("x");
    }
    if (verb.name == "init") continue;  // it would make the folder
    const auto outcome = run(words);
    EXPECT_NE(outcome.exit, 0) << verb.name;
    EXPECT_NE(outcome.code(), "cli.unknown_verb") << verb.name;
  }
}

TEST_F(ProgramRuns, AMistypedVerbIsToldTheNearest) {
  const auto outcome = run({"devcies"});
  EXPECT_EQ(outcome.exit, 2);
  EXPECT_EQ(outcome.error().at("nearest").as_string(), "devices");
}

}  // namespace
}  // namespace mektep::server::test
