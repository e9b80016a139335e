#include "shared/terminal/console.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <set>
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

// A script reads a line as soon as it is there, while a command still runs.
TEST_F(ConsoleTest, EveryDocumentIsALineAndIsOutAtOnce) {
  struct Flushes final : std::stringbuf {
    int sync() override {
      ++count;
      return std::stringbuf::sync();
    }
    int count = 0;
  } buffer;
  std::ostream out(&buffer);
  Console console{Terminal{out, err_}, catalog_, true, random_};
  console.print(boost::json::object{{"text", "two\nlines"}});
  console.print(boost::json::array{1, 2});
  EXPECT_EQ(buffer.str(), "{\"text\":\"two\\nlines\"}\n[1,2]\n");
  EXPECT_EQ(buffer.count, 2);
}

TEST_F(ConsoleTest, SentencesGoToStandardErrorSoThatDataCanBePiped) {
  auto console = this->console(false);
  console.say("word.yes");
  console.say_count("list.count", 2);
  EXPECT_EQ(out_.str(), "");
  EXPECT_EQ(err_.str(), "yes\n2 records\n");
}

TEST_F(ConsoleTest, SentencesAreFilledWithTheirArguments) {
  auto console = this->console(false);
  console.say_count("export.done", 1, {{"file", "out.csv"}});
  console.say_count("export.done", 5, {{"file", "out.csv"}});
  EXPECT_EQ(err_.str(), "Wrote 1 record to out.csv\nWrote 5 records to out.csv\n");
}

TEST_F(ConsoleTest, SentencesAreSilentForScripts) {
  auto console = this->console(true);
  console.say_count("list.count", 2);
  console.progress("50 %");
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

TEST_F(ConsoleTest, ATableIsItsHeadingsAndItsRows) {
  console(false).print(Table{{"heading.title", "heading.kind", "heading.hours"},
                             {{"Сабақты зерттеу", "seminar", "2"}, {"Lesson", "visit", "1.5"}}});
  EXPECT_EQ(out_.str(),
            "Title            Kind     Hours\n"
            "Сабақты зерттеу  seminar  2\n"
            "Lesson           visit    1.5\n");
}

TEST_F(ConsoleTest, TheLastColumnIsNotPadded) {
  console(false).print(Table{{"heading.title", "heading.kind"}, {{"a", "longer"}, {"b", "c"}}});
  std::istringstream lines(out_.str());
  for (std::string line; std::getline(lines, line);) EXPECT_FALSE(line.ends_with(' ')) << "[" << line << "]";
}

TEST_F(ConsoleTest, ARowMayBeShorterThanItsHeadings) {
  console(false).print(Table{{"heading.title", "heading.kind"}, {{"alone"}, {"a", "b"}}});
  EXPECT_EQ(out_.str(), "Title  Kind\nalone\na      b\n");
}

TEST_F(ConsoleTest, HeadingsAreBoldOnATerminalWithColourOnly) {
  const Table table{{"heading.title"}, {{"x"}}};
  const auto printed = [&](bool terminal, bool colour) {
    out_.str("");
    Console{Terminal{out_, err_, terminal, terminal, colour}, catalog_, false, random_}.print(table);
    return out_.str();
  };
  EXPECT_EQ(printed(true, true), "\x1b[1mTitle\x1b[0m\nx\n");
  EXPECT_EQ(printed(true, false), "Title\nx\n") << "NO_COLOR is set";
  EXPECT_EQ(printed(false, true), "Title\nx\n") << "piped into a file";
}

TEST_F(ConsoleTest, HeadingsAreInTheLanguageOfTheRun) {
  const Catalog kazakh = Catalog::shipped(Language::kk);
  Console{Terminal{out_, err_}, kazakh, false, random_}.print(Table{{"heading.title"}, {{"x"}}});
  EXPECT_EQ(out_.str(), kazakh.say("heading.title") + "\nx\n");
  EXPECT_NE(kazakh.say("heading.title"), catalog_.say("heading.title"));
}

// What a school wrote must not move the cursor of the office's terminal.
TEST_F(ConsoleTest, ACellCannotSpeakToTheTerminal) {
  Console terminal{Terminal{out_, err_, true, true, true}, catalog_, false, random_};
  terminal.print(Table{{"heading.title"}, {{"\x1b]0;owned\x07\x1b[2Jx"}}});
  const std::string rows = out_.str().substr(out_.str().find('\n'));
  EXPECT_EQ(rows.find('\x1b'), std::string::npos);
  EXPECT_EQ(rows.find('\x07'), std::string::npos);
}

TEST_F(ConsoleTest, ALineCannotSpeakToTheTerminalEither) {
  console(false).print_line("title\t\x1b[31mred\u202eback\nnext");
  EXPECT_EQ(out_.str(), "title\t\ufffd[31mred\ufffdback\nnext\n");
}

// Persian, Indic and emoji sequences need their joiners.
TEST_F(ConsoleTest, JoinersInsideWordsAreShownAsTheyAre) {
  console(false).print_line("\u200cسا\u200dلم");
  EXPECT_EQ(out_.str(), "\u200cسا\u200dلم\n");
}

TEST_F(ConsoleTest, BrokenBytesOfACellAreMarkedAndItsNeighboursStay) {
  console(false).print(Table{{"heading.title", "heading.kind"},
                             {{"a\xff"
                               "b",
                               "c"}}});
  EXPECT_EQ(out_.str(), "Title  Kind\na\ufffdb    c\n");
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

TEST_F(ConsoleTest, WhatWasTypedIsRepeatedWithoutWhatSteersATerminal) {
  auto console = this->console(true);
  console.fail(wrong_usage("cli.unknown_verb")
                   .with("given", "l\xff\x1b[31mg\xe2\x80\xae \xd2\x9b")
                   .with("nearest", "log"));
  const auto failure = boost::json::parse(err_.str()).at("error");
  EXPECT_EQ(failure.at("given").as_string(), "l\xef\xbf\xbd\xef\xbf\xbd[31mg\xef\xbf\xbd \xd2\x9b");
}

TEST_F(ConsoleTest, ALongArgumentIsRepeatedInPart) {
  auto console = this->console(true);
  console.fail(
      wrong_usage("cli.unknown_verb").with("given", std::string(1'000'000, 'a')).with("nearest", ""));
  EXPECT_LT(err_.str().size(), 10'000U);
}

TEST_F(ConsoleTest, AFailureOfPeopleSaysAlsoWhatToDo) {
  console(false).fail(wrong_usage("cli.unknown_verb").with("given", "lst").with("nearest", "list"));
  EXPECT_EQ(err_.str(), "There is no command \"lst\"; the nearest is \"list\".\nSee the list: --help\n");
}

TEST_F(ConsoleTest, AFailureOfAnUnknownCodeIsNotSilent) {
  EXPECT_EQ(console(false).fail(refused("room.of_a_later_program").with("what", "x")), 1);
  EXPECT_NE(err_.str().find("room.of_a_later_program"), std::string::npos) << err_.str();
}

TEST_F(ConsoleTest, EveryFailureHasAnIdOfItsOwn) {
  auto console = this->console(true);
  std::set<std::string> ids;
  for (int round = 0; round < 20; ++round) {
    err_.str("");
    console.fail(refused("x.y"));
    ids.insert(std::string(boost::json::parse(err_.str()).at("error").at("id").as_string()));
  }
  EXPECT_EQ(ids.size(), 20U);
}

TEST_F(ConsoleTest, AnArgumentCannotTakeThePlaceOfTheCodeOrTheMessage) {
  console(true).fail(refused("x.y").with("code", "forged").with("id", "1").with("message", "all is well"));
  const auto error = boost::json::parse(err_.str()).at("error");
  EXPECT_EQ(error.at("code").as_string(), "x.y");
  EXPECT_NE(error.at("id").as_string(), "1");
  EXPECT_NE(error.at("message").as_string(), "all is well");
}

TEST_F(ConsoleTest, AFailureForScriptsIsOneLineWhateverItsArgumentsHold) {
  console(true).fail(refused("x.y").with("value", "two\nlines \"quoted\" \xff"));
  const std::string text = err_.str();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  const auto value = boost::json::parse(text).at("error").at("value");
  EXPECT_NE(value.as_string().find("lines \"quoted\""), std::string::npos) << text;
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

TEST(Width, CountsWideLettersTwiceAndMarksNotAtAll) {
  EXPECT_EQ(width_of("王小明"), 6U);
  EXPECT_EQ(width_of("й\xcc\x86"), 1U);
  EXPECT_EQ(width_of("\xe2\x80\x8b"), 0U) << "a space of no width";
  EXPECT_EQ(width_of(""), 0U);
}

TEST(Width, OfBrokenTextCountsItsBytes) {
  EXPECT_EQ(width_of("ab\xff\xfe"), 4U);
  EXPECT_EQ(width_of("\xd0"), 1U) << "half a letter";
}

TEST(Width, CountsWhatTheEyeSees) {
  EXPECT_EQ(width_of("abc"), 3U);
  EXPECT_EQ(width_of("Әсел"), 4U);
  EXPECT_EQ(width_of("e\xcc\x81"), 1U);  // e with a combining accent
  EXPECT_EQ(width_of("\xff"), 1U);
}

}  // namespace
}  // namespace mektep
