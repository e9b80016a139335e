#include "shared/terminal/wrapped_line.h"

#include <gtest/gtest.h>

namespace mektep {
namespace {

using Kind = Parameter::Kind;
using Words = std::vector<std::string>;

const Program& sample() {
  static const Program program{"mektep",
                               "help.mektep.about",
                               "1.2.3",
                               {{Kind::flag, "--json", ""}, {Kind::option, "--lang", ""}},
                               {{"log", "", {{Kind::arguments, "fields", ""}, {Kind::option, "--as", ""}}},
                                {"held", "", {}},
                                {"held export", "", {{Kind::argument, "file", ""}}},
                                {"report completeness", "", {}}}};
  return program;
}

// The parser's words, what was typed for each.
Words typed_in(const WrappedLine& line) {
  Words words;
  for (const auto& word : line.words()) words.push_back(line.typed(word));
  return words;
}

TEST(WrappedLine, TheVerbComesFirstAndTheRestKeepsItsOrder) {
  const WrappedLine line(sample(), {"--lang", "ru", "held", "--json", "export", "f"});
  EXPECT_EQ(typed_in(line), (Words{"held", "export", "--lang", "ru", "--json", "f"}));
  EXPECT_EQ(line.unknown_verb(), "");
}

TEST(WrappedLine, VerbsAndOptionsAreSeenAndNothingElse) {
  const WrappedLine line(sample(), {"log", "held", "[a,b]", "--as", "log", "--json", "-1", "++"});
  ASSERT_EQ(line.words().size(), 8U);
  EXPECT_EQ(line.words()[0], "log");
  EXPECT_EQ(line.words()[3], "--as");
  EXPECT_EQ(line.words()[5], "--json");
  for (const std::size_t hidden : {1U, 2U, 4U, 6U, 7U}) {
    EXPECT_EQ(line.words()[hidden].front(), '#') << hidden;
  }
  EXPECT_EQ(typed_in(line), (Words{"log", "held", "[a,b]", "--as", "log", "--json", "-1", "++"}));
}

TEST(WrappedLine, TheValueBehindAnEqualsSignIsHiddenToo) {
  const WrappedLine line(sample(), {"log", "--as=[a,b]=c", "--as=", "-x=1"});
  EXPECT_EQ(line.words()[1].find('['), std::string::npos);
  EXPECT_EQ(typed_in(line), (Words{"log", "--as=[a,b]=c", "--as=", "-x=1"}));
}

TEST(WrappedLine, WhatLooksLikeATokenIsStillWhatWasTyped) {
  const Words words{"log", "#7", "#", "--as=#0", "#0"};
  EXPECT_EQ(typed_in(WrappedLine(sample(), words)), words);
}

TEST(WrappedLine, AWordOfTheParsersOwnStaysAsItIs) {
  const WrappedLine line(sample(), {"log", "x"});
  EXPECT_EQ(line.typed("log"), "log");
  EXPECT_EQ(line.typed("--json"), "--json");
  EXPECT_EQ(line.typed("--lang="), "--lang=");
  EXPECT_EQ(line.typed(""), "");
}

TEST(WrappedLine, TheFirstWordThatIsNoVerbIsNamed) {
  EXPECT_EQ(WrappedLine(sample(), {"--lang", "held", "lgo", "log"}).unknown_verb(), "lgo");
  EXPECT_EQ(WrappedLine(sample(), {"lgo"}).words().size(), 1U);
  EXPECT_EQ(WrappedLine(sample(), {"report", "lgo"}).unknown_verb(), "") << "a group knows its own";
  EXPECT_EQ(WrappedLine(sample(), {"--json"}).unknown_verb(), "");
  EXPECT_EQ(WrappedLine(sample(), {}).unknown_verb(), "");
}

TEST(WrappedLine, AVerbEndsWithTheFirstWordThatDoesNotContinueIt) {
  const WrappedLine line(sample(), {"held", "f", "export"});
  EXPECT_EQ(line.words()[0], "held");
  EXPECT_EQ(line.words()[1].front(), '#');
  EXPECT_EQ(line.words()[2].front(), '#');
}

TEST(WrappedLine, OptionsEndAtTwoDashes) {
  const WrappedLine line(sample(), {"--json", "--", "log", "--as", "-x"});
  EXPECT_EQ(typed_in(line), (Words{"log", "--json", "--as", "-x"})) << "the parser needs no mark";
  EXPECT_EQ(line.words()[2].front(), '#');
}

TEST(WrappedLine, AnOptionIsCountedHoweverItIsWritten) {
  const WrappedLine line(sample(), {"log", "--as", "--lang", "--as=x", "--asx"});
  EXPECT_EQ(line.count("--as"), 2U);
  EXPECT_EQ(line.count("--lang"), 0U) << "here it is what --as was given";
  EXPECT_TRUE(line.has_value("--as"));
  EXPECT_FALSE(line.has_value("--asx"));
}

}  // namespace
}  // namespace mektep
