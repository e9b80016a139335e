#include "shared/terminal/console.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <sstream>

#include "tests/support/seeded_random.h"

namespace mektep {
namespace {

class ConsoleTest : public ::testing::Test {
 protected:
  std::ostringstream out_;
  std::ostringstream err_;
  Catalog catalog_ = Catalog::shipped(Language::en);
  test::SeededRandom random_;

  Console console(bool json) { return {Terminal{out_, err_}, catalog_, json, random_}; }
};

TEST_F(ConsoleTest, AJsonRunPrintsDocumentsOnly) {
  auto console = this->console(true);
  console.print(boost::json::object{{"a", 1}});
  console.print_line("for people");
  console.print(Table{{"heading.title"}, {{"x"}}});
  console.say("word.saved");
  EXPECT_EQ(out_.str(), "{\"a\":1}\n");
  EXPECT_EQ(err_.str(), "");
}

TEST_F(ConsoleTest, ARunForPeoplePrintsNoDocuments) {
  auto console = this->console(false);
  console.print(boost::json::object{{"a", 1}});
  console.print_line("for people");
  EXPECT_EQ(out_.str(), "for people\n");
}

TEST_F(ConsoleTest, ColumnsLineUpForLettersOfTwoBytes) {
  auto console = this->console(false);
  console.print(Table{{"heading.title", "heading.kind"}, {{"Қазақ", "b"}, {"abcde", "c"}}});
  std::istringstream lines(out_.str());
  std::string heading;
  std::string kazakh;
  std::string latin;
  std::getline(lines, heading);
  std::getline(lines, kazakh);
  std::getline(lines, latin);
  EXPECT_EQ(width_of(kazakh), width_of(latin));
}

TEST_F(ConsoleTest, ATableWithoutRowsPrintsNothing) {
  console(false).print(Table{{"heading.title"}, {}});
  EXPECT_EQ(out_.str(), "");
}

TEST_F(ConsoleTest, ACellIsOneLine) {
  console(false).print(Table{{"heading.title"}, {{"first\nsecond"}}});
  EXPECT_EQ(out_.str().find("second"), std::string::npos);
}

TEST_F(ConsoleTest, AFailureForPeopleSaysWhatHappenedOnStandardError) {
  const int code = console(false).fail(refused("replica.not_enrolled"));
  EXPECT_EQ(code, 1);
  EXPECT_EQ(out_.str(), "");
  EXPECT_FALSE(err_.str().empty());
}

TEST_F(ConsoleTest, AFailureForScriptsIsOneObject) {
  const int code = console(true).fail(no_link("net.unreachable").with("host", "office").with("port", "8443"));
  EXPECT_EQ(code, 3);
  const auto document = boost::json::parse(err_.str());
  const auto& error = document.at("error").as_object();
  EXPECT_EQ(error.at("code").as_string(), "net.unreachable");
  EXPECT_EQ(error.at("host").as_string(), "office");
  EXPECT_EQ(error.at("id").as_string().size(), 8U);
  EXPECT_TRUE(error.contains("message"));
  EXPECT_TRUE(error.contains("hint"));
}

TEST_F(ConsoleTest, ExitCodesSayWhatToDoNext) {
  auto console = this->console(true);
  EXPECT_EQ(console.fail(wrong_usage("x.y")), 2);
  EXPECT_EQ(console.fail(needs_person("x.y")), 4);
}

TEST_F(ConsoleTest, ProgressIsForTerminalsOnly) {
  console(false).progress("50 %");
  EXPECT_EQ(err_.str(), "");
  Console terminal{Terminal{out_, err_, true, true, true}, catalog_, false, random_};
  terminal.progress("50 %");
  EXPECT_NE(err_.str().find("50 %"), std::string::npos);
}

TEST(Width, CountsWhatTheEyeSees) {
  EXPECT_EQ(width_of("abc"), 3U);
  EXPECT_EQ(width_of("Әсел"), 4U);
  EXPECT_EQ(width_of("e\xcc\x81"), 1U);  // e with a combining accent
  EXPECT_EQ(width_of("\xff"), 1U);
}

}  // namespace
}  // namespace mektep
