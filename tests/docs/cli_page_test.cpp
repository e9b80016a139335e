// docs/cli.md and docs/cli.schema.json against the verbs that the programs have.

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <map>
#include <set>

#include "client/cli/session.h"
#include "server/app/run.h"
#include "tests/docs/json_shape.h"
#include "tests/docs/page.h"

namespace mektep::docs {
namespace {

namespace json = boost::json;
using Names = std::set<std::string>;

const std::vector<Program>& programs() {
  static const std::vector<Program> both{client::mektep_program(), server::mektepd_program()};
  return both;
}

const std::vector<VerbSection>& sections() {
  static const auto all = verb_sections(read_page("docs/cli.md"));
  return all;
}

const json::object& definitions() {
  static const json::value schema = json::parse(read_page("docs/cli.schema.json"));
  return schema.at("$defs").as_object();
}

Names options_of(const std::vector<Parameter>& parameters) {
  Names options;
  for (const auto& parameter : parameters) {
    if (parameter.name.starts_with("--")) options.insert(parameter.name);
  }
  return options;
}

// "mektep list" to its options.
std::map<std::string, Names> verbs() {
  std::map<std::string, Names> all;
  for (const auto& program : programs()) {
    for (const auto& verb : program.verbs) all[program.name + " " + verb.name] = options_of(verb.parameters);
  }
  return all;
}

std::string full_name(const VerbSection& section) { return section.program + " " + section.name; }

TEST(CliPage, EveryVerbHasOneHeadingAndEveryHeadingAVerb) {
  Names in_page;
  for (const auto& section : sections()) {
    EXPECT_TRUE(in_page.insert(full_name(section)).second) << full_name(section) << " stands twice";
  }
  Names in_programs;
  for (const auto& [name, options] : verbs()) in_programs.insert(name);
  EXPECT_EQ(in_page, in_programs);
}

TEST(CliPage, HeadingsNameTheOptionsOfTheirVerbs) {
  const auto all = verbs();
  for (const auto& section : sections()) {
    const auto verb = all.find(full_name(section));
    if (verb == all.end()) continue;
    EXPECT_EQ(Names(section.options.begin(), section.options.end()), verb->second) << full_name(section);
  }
}

TEST(CliPage, TheTableOfCommonOptionsIsWhole) {
  const auto page = read_page("docs/cli.md");
  for (const auto& program : programs()) {
    for (const auto& option : options_of(program.common)) {
      EXPECT_NE(page.find("| `" + option), std::string::npos) << option;
    }
  }
}

TEST(CliPage, HelpListsExactlyTheVerbs) {
  const Catalog catalog = Catalog::shipped(Language::en);
  for (const auto& program : programs()) {
    const auto help = parse_command_line(program, {"--help"}, catalog);
    ASSERT_TRUE(help.ok());
    for (const auto& verb : program.verbs) {
      const auto first_word = verb.name.substr(0, verb.name.find(' '));
      EXPECT_NE(help->text.find(first_word), std::string::npos) << program.name << " " << verb.name;
    }
  }
}

TEST(CliPage, EveryVerbHasAnExampleThatCallsIt) {
  for (const auto& section : sections()) {
    ASSERT_FALSE(section.commands.empty()) << full_name(section);
    EXPECT_TRUE(section.commands.back().starts_with(full_name(section))) << full_name(section);
    EXPECT_FALSE(section.output.empty()) << full_name(section);
  }
}

TEST(CliPage, EveryExampleFitsItsSchema) {
  for (const auto& section : sections()) {
    const auto* shape = definitions().if_contains(full_name(section));
    ASSERT_NE(shape, nullptr) << "docs/cli.schema.json lacks " << full_name(section);
    boost::system::error_code error;
    const auto document = json::parse(section.output, error);
    ASSERT_FALSE(error) << full_name(section) << ": " << section.output;
    for (const auto& misfit : misfits(document, shape->as_object(), definitions())) {
      ADD_FAILURE() << full_name(section) << misfit;
    }
  }
}

TEST(CliPage, TheSchemaDescribesNoVerbThatIsNotThere) {
  const auto all = verbs();
  for (const auto& [name, shape] : definitions()) {
    const std::string full(name);
    const bool is_verb = full.starts_with("mektep ") || full.starts_with("mektepd ");
    EXPECT_TRUE(!is_verb || all.contains(full)) << full;
  }
}

TEST(CliPage, TheExampleOfAFailureFits) {
  const auto page = read_page("docs/cli.md");
  const auto start = page.find("{\"error\"");
  ASSERT_NE(start, std::string::npos);
  const auto document = json::parse(page.substr(start, page.find('\n', start) - start));
  EXPECT_TRUE(misfits(document, definitions().at("error").as_object(), definitions()).empty());
}

}  // namespace
}  // namespace mektep::docs
